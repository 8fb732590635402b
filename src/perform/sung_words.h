#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/perform/plan.h"
#include "src/perform/sung_remarks.h"
#include "src/perform/syllable_phones.h"
#include "src/score/score.h"

namespace arioso {

/// How much a text asks for a breath behind a word.
enum class TextPause { None, Comma, Sentence };

struct BreathSpan {
    double start = 0.0;  ///< seconds
    double end = 0.0;    ///< where the sounds of the next syllable begin
};

/// A moment of a sung line: one note, or a chord that sings the same syllable.
struct SungMoment {
    std::vector<std::size_t> notes;  ///< indices into the stem's notes, in playing order
    const Lyric* lyric = nullptr;    ///< nullptr: nothing is written under it
    /// Sung on it one after another; none: the syllable before goes on.
    std::vector<SyllablePhones> syllables;
    bool wordStart = false;
    TextPause pause = TextPause::None;  ///< behind its text
    std::optional<BreathSpan> breath;   ///< before its first sound: see planBreaths
};

/// The voices of a vocal stem, each as a line of moments with its syllables: the verse of the pass,
/// or the only verse there is; a voice without words sings those of the others at the same time.
std::vector<std::vector<SungMoment>> sungLines(const Score& score,
                                               const std::vector<PlannedNote>& notes);

/// Joins the syllables of each line into words, pronounces them in their phrases, each word in its
/// language, and gives every moment the sounds of its syllables. A word written under one of
/// several notes is sung on as many of them as it has syllables. What cannot be pronounced is sung
/// on a vowel and told. `language`: BCP 47 of the words that say none.
void pronounceLines(const Score& score, std::vector<std::vector<SungMoment>>& lines,
                    const std::vector<PlannedNote>& notes, const std::string& language,
                    SungRemarks& remarks);

}  // namespace arioso
