#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/compose/melody_line.h"
#include "src/compose/melody_model.h"
#include "src/compose/rewrite.h"

namespace arioso {

/// How far along each attribute, in standard deviations of it.
using MelodyShifts = std::array<double, kMelodyAttributes>;

/// Whether any of them is asked for.
bool any(const MelodyShifts& shifts);

struct MelodyVaryRequest {
    std::size_t part = 0;
    std::vector<char> bars;                      ///< 1 for each measure that may change
    std::set<std::pair<int, std::size_t>> kept;  ///< notes that stay: part, index of the note
    bool keepRhythm = false;                     ///< only pitches change
    double amount = 0.3;                         ///< 0 the tune's own place … 1 another tune's
    MelodyShifts shifts{};
    double temperature = 0.5;
    AvoidedCells avoided;
    int candidates = 1;
    std::uint64_t seed = 0;
};

/// What became of the tune besides its notes.
struct MelodyVariation {
    Rewritten piece;
    double distance = 0.0;     ///< of the new places from the tune's own, mean (distanceOf)
    std::size_t barsLeft = 0;  ///< asked for, but in metres that the model does not know
    MelodyMeasures before{};   ///< attributes of the bars asked for
    MelodyMeasures after{};
};

/// Variations of the line of a part's upper stave, the likeliest first: each two bars are encoded,
/// their place is moved towards one drawn at random and along the attributes, and decoded. Two bars
/// that are alike are moved alike. Everything outside of the bars, the other parts, and what is
/// kept, is as it was. Sung bars keep their rhythm, so that every syllable stays; no note leaves
/// the compass that the part has (and two semitones more, or as many as `Height` is shifted by).
/// Error(Usage) if nothing is left to write, or the stave has several notes at once there.
std::vector<MelodyVariation> varyMelody(const MelodyModel& model, const Score& score,
                                        const MelodyVaryRequest& request);

}  // namespace arioso
