#pragma once

#include <CLI/App.hpp>
#include <array>
#include <string>
#include <vector>

#include "src/compose/melody_vary.h"

namespace arioso::cli {

/// What `vary --method vae` can be asked for besides its amount.
struct SliderFlags {
    /// By attribute, standard deviations; those of arousal and valence come by `mood`.
    MelodyShifts values{};
    std::string mood;
    std::string without;
};

void addSliderOptions(CLI::App* command, SliderFlags& flags);

/// The shifts asked for: a mood's arousal and valence (-1 … 1) are twice as many standard
/// deviations. Error(Usage).
MelodyShifts shiftsOf(const SliderFlags& flags, const std::string& dataFolder);

/// Error(Usage) where a method that has no sliders is asked for one.
void refuseSliders(const SliderFlags& flags);

/// varyMelody, telling what became of the attributes unless `quiet`.
std::vector<Rewritten> variationsOf(const MelodyModel& model, const Score& score,
                                    const MelodyVaryRequest& request, bool quiet);

}  // namespace arioso::cli
