#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/melody_network.h"
#include "models/random_stream.h"
#include "src/compose/melody_attributes.h"
#include "src/compose/melody_grid.h"

namespace arioso {

using MelodyLatent = std::vector<float>;

/// The melody VAE and what was measured of its latent space on the training melodies. Immutable;
/// any thread.
struct MelodyModel {
    models::MelodyNetwork network;
    MelodyLatent centre;  ///< mean over the melodies' places
    MelodyLatent spread;  ///< standard deviation
    MelodyScale scale;    ///< of the attributes
    /// One an attribute: from the places of melodies that have little of it to those that have
    /// much, as long as a standard deviation of the attribute takes.
    std::vector<MelodyLatent> directions;
};

/// Weights as the bytes of a safetensors file (half precision), and back. Error(Model).
std::string melodyBytes(const MelodyModel& model, const models::MelodyNetwork::Tensors& tensors);
std::shared_ptr<const MelodyModel> parseMelodyModel(const std::string& bytes,
                                                    const std::string& name);
/// Reads the weights that `folder`/manifest.json names as models.melodies. Error(Model).
std::shared_ptr<const MelodyModel> loadMelodyModel(const std::filesystem::path& folder);

/// The place of a window: the mean of its posterior.
MelodyLatent placeOf(const MelodyModel& model, const MelodyCells& window, float minor);

/// On the great circle from one place to another (Shoemake, SIGGRAPH 1985; for latent spaces White,
/// "Sampling generative networks", 2016): 0 is `from`, 1 is `to`, lengths go over evenly.
MelodyLatent spherical(const MelodyLatent& from, const MelodyLatent& to, double share);

/// A place such as melodies have, drawn with stream `stream` of a seed.
MelodyLatent drawnPlace(const MelodyModel& model, std::uint64_t seed, std::uint64_t stream);

/// Distance of two places in standard deviations of the places of melodies: two tunes that have
/// nothing to do with each other lie about 1.4 apart.
double distanceOf(const MelodyModel& model, const MelodyLatent& a, const MelodyLatent& b);

/// Moves a place along an attribute by standard deviations of it.
void shift(const MelodyModel& model, MelodyLatent& place, MelodyAttribute attribute,
           double deviations);

/// Symbols that a cell may have, bit by bit; a decoder draws nothing else.
using CellMask = std::uint64_t;
inline constexpr CellMask kAnyCell = (CellMask{1} << kCellSymbols) - 1;

/// What is to be written of two bars.
struct WindowRequest {
    MelodyLatent place;
    MelodyCells window;             ///< all but its cells
    float minor = 0.0F;             ///< 0 major … 1 minor
    std::vector<BeatChord> chords;  ///< one a beat, or none
    std::vector<CellMask> allowed;  ///< one a cell, or none; never empty of symbols
};

struct WrittenWindow {
    std::vector<int> cells;
    double logProbability = 0.0;  ///< sum over cells, of what was allowed
};

/// Writes the cells of a window after those of the beat before (kCellUnknown where there is none).
/// A temperature below 0.01 takes the likeliest symbol everywhere.
WrittenWindow writeWindow(const MelodyModel& model, const WindowRequest& request,
                          std::span<const int> past, double temperature,
                          models::RandomStream& random);

}  // namespace arioso
