#pragma once

#include <vector>

#include "src/lyrics/syllables.h"
#include "src/score/score.h"

namespace arioso {

/// A syllable of a part's words as it is sung.
struct StressedSyllable {
    std::size_t note = 0;          ///< index into Part::notes
    const Lyric* lyric = nullptr;  ///< of the part
    float stress = -1.0F;          ///< 1 main, 0.5 side, 0 none; -1 = not known
};

/// Stresses that count as main ones and as none.
inline constexpr float kMainStress = 0.75F;
inline constexpr float kSomeStress = 0.25F;

/// The lyric that is sung on a note in the pass that its measure is in; nullptr if there is none.
const Lyric* sungOn(const Note& note, const Score& score);

/// Syllables in the order of `notes` (indices into Part::notes), with their stresses as spoken in
/// their phrases: up to a mark of punctuation, the end of a line or a dozen words. Stresses are not
/// known where `stressOf` is empty or the sung syllables are others than the spoken ones.
std::vector<StressedSyllable> stressedSyllables(const Score& score, const Part& part,
                                                const std::vector<std::size_t>& notes,
                                                const StressOf& stressOf);

}  // namespace arioso
