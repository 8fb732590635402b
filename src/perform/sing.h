#pragma once

#include <string>
#include <vector>

#include "src/perform/performance.h"
#include "src/perform/plan.h"
#include "src/score/score.h"

namespace arioso {

class PhoneLengths;

struct SingOptions {
    std::string language;  ///< BCP 47, of words that say none
    std::string part;      ///< its name, in remarks
    bool breaths = true;
    const PhoneLengths* lengths = nullptr;  ///< null = PhoneLengths::builtIn
};

/// Gives the notes of a vocal stem their syllables and phonemes in time. Vowels begin with their
/// notes, the consonants before them sound in the end of the note before or in the rest, closing
/// consonants and glides at the end; notes without a syllable carry the vowel on; several syllables
/// on a note share its time. The phonemes of notes that follow one another leave no gap and do not
/// overlap, and none is shorter than a frame of the models: what has no time is left out. Breaths
/// are added (see planBreaths), for which notes may be shortened. `notes` is what `stem.notes` was
/// made from, in the same order. Remarks are added to `diagnostics`, each once.
void singWords(const Score& score, const std::vector<PlannedNote>& notes,
               const SingOptions& options, PerformedPart& stem,
               std::vector<std::string>& diagnostics);

}  // namespace arioso
