#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/compose/melody_model.h"
#include "src/score/score.h"

namespace arioso {

/// Two bars of the tune as the melody VAE sees them.
struct LatentWindow {
    std::size_t bar = 0;        ///< index into Score::measures
    std::size_t bars = 2;       ///< fewer where the metre changes or the piece ends
    MelodyMeasures measured{};  ///< of the notes, in standard deviations of melodies
    MelodyMeasures latent{};  ///< how far its place lies along each attribute's direction, likewise
    double fromCentre = 0.0;  ///< standard deviations (distanceOf)
    double fromBefore = 0.0;  ///< likewise, from the window before; 0 for the first
};

/// The tune of a score, two bars by two bars. Bars in metres that the model does not know, and
/// silent ones, are passed over. Empty if there is no tune.
std::vector<LatentWindow> traceLatents(const Score& score, const MelodyModel& model);

/// Attributes window by window. HTML; empty for no windows.
std::string latentSection(const Score& score, const std::vector<LatentWindow>& windows);
nlohmann::json latentJson(const Score& score, const std::vector<LatentWindow>& windows);

}  // namespace arioso
