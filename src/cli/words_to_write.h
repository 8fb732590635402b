#pragma once

#include <string>
#include <vector>

#include "src/compose/word_bars.h"
#include "src/compose/word_fit.h"

namespace arioso::cli {

/// The syllables of a lyric file with their stresses, in a language as BCP 47 (empty: the file's,
/// the score's, the one that the words look like, else English). Error(Input).
std::vector<WordSyllable> wordSyllables(const std::string& file, const std::string& language,
                                        const Score& score);

/// Index of the part that sings (see singingPart). Error(Input).
int singerOf(const Score& score);

/// Bars that so many syllables take if they are sung as densely as the score's own, 1 or more.
std::size_t barsForWords(const std::vector<WordSyllable>& words, const Score& score);

/// How words and notes go together from a measure on.
WordFit fitOfNewWords(Score score, std::size_t firstMeasure);

}  // namespace arioso::cli
