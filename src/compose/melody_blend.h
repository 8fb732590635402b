#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/compose/melody_line.h"
#include "src/compose/melody_model.h"

namespace arioso {

/// One of the melodies that are blended.
struct BlendInput {
    const Score* score = nullptr;
    std::string name;  ///< for titles and errors
    std::size_t part = 0;
    std::size_t firstBar = 0;  ///< measure of the score
    std::size_t bars = 0;      ///< from there on
};

struct BlendRequest {
    int steps = 5;                            ///< between each two inputs, these not counted
    std::optional<std::pair<int, bool>> key;  ///< tonic and minor; absent = the first input's
    bool chords = false;                      ///< steps go with the chords of the first input
    bool keepRhythm = false;                  ///< steps have the first input's rhythm
    std::vector<char> keptBars;  ///< 1 for each bar of the first input that steps leave as it is
    AvoidedCells avoided;
    double temperature = 0.3;
    int candidates = 1;
    std::uint64_t seed = 0;
};

/// A melody of the blend.
struct BlendSection {
    std::string name;      ///< "A", "A-B 1/5", …, "B"
    bool written = false;  ///< an input, note by note
    double share = 0.0;    ///< of the way from the input before to the one behind
    Score score;           ///< one part, its bars from 1
    std::size_t notes = 0;
    double logProbability = 0.0;  ///< mean a cell; 0 for inputs
    double fromBefore = 0.0;      ///< share of cells that differ from the section before
};

struct Blend {
    std::vector<BlendSection> sections;
    double logProbability = 0.0;  ///< mean a cell of all steps
    int tonic = 0;
    bool minor = false;  ///< at the beginning
};

/// Blends, the likeliest first: between each two melodies `steps` others whose places lie evenly on
/// the great circle between theirs, two bars by two bars (Roberts et al., "A hierarchical latent
/// vector model", ICML 2018). Inputs come out as written, moved as a whole to the key and register
/// of the first (or to `key`); the mode goes over evenly. Steps have the metre, instrument and
/// tempo of the first input. Error(Usage), Error(Input) for bars that the model does not know.
std::vector<Blend> blendMelodies(const MelodyModel& model, const std::vector<BlendInput>& inputs,
                                 const BlendRequest& request);

/// Bars from `first` on (at most `most`) that can be blended: whole, of one metre that the model
/// knows. 0 if the first is none.
std::size_t blendableBars(const Score& score, std::size_t first, std::size_t most);

/// The sections of a blend one behind the other.
Score joined(const Blend& blend);

}  // namespace arioso
