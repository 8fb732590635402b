#pragma once

#include <cstddef>
#include <vector>

#include "src/perform/plan.h"
#include "src/perform/pronounce.h"
#include "src/perform/syllable_phones.h"
#include "src/score/score.h"

namespace arioso {

/// A moment of a sung line: one note, or a chord that sings the same syllable.
struct SungMoment {
    std::vector<std::size_t> notes;  ///< indices into the stem's notes, in playing order
    const Lyric* lyric = nullptr;    ///< nullptr: the syllable before goes on, unless
    bool begins = false;             ///< a part of the text before has this note for its own
    SyllablePhones phones;
};

/// The voices of a vocal stem, each as a line of moments with its syllables: the verse of the pass,
/// or the only verse there is; a voice without words sings those of the others at the same time.
std::vector<std::vector<SungMoment>> sungLines(const Score& score,
                                               const std::vector<PlannedNote>& notes);

/// Joins the syllables of each line into words, pronounces them in their phrases and gives every
/// moment the sounds of its syllable.
void pronounceLines(std::vector<std::vector<SungMoment>>& lines,
                    const std::vector<PlannedNote>& notes, const Pronouncer& pronouncer);

}  // namespace arioso
