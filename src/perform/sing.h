#pragma once

#include <string>
#include <vector>

#include "src/perform/performance.h"
#include "src/perform/plan.h"
#include "src/score/score.h"

namespace arioso {

/// Gives the notes of a vocal stem their syllables and phonemes in time. Vowels begin with their
/// notes, the consonants before them sound in the end of the note before or in the rest, closing
/// consonants and glides at the end; notes without a syllable carry the vowel on. The phonemes of
/// notes that follow one another leave no gap and do not overlap. `notes` is what `stem.notes` was
/// made from, in the same order. `language`: BCP 47. Problems are added to `diagnostics`, once.
void singWords(const Score& score, const std::vector<PlannedNote>& notes,
               const std::string& language, PerformedPart& stem,
               std::vector<std::string>& diagnostics);

}  // namespace arioso
