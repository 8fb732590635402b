#pragma once

#include <string>

#include "src/lyrics/lyrics.h"
#include "src/score/score.h"

namespace arioso {

/// BCP 47 language of a score's words: the one that it states, else the one that those of them look
/// like (see clearLanguage) whose language is not marked, else empty.
std::string wordsLanguage(const Score& score);
/// The same of a lyric file's.
std::string wordsLanguage(const Lyrics& lyrics);

/// "The words look like German …", for a score that states no language; empty where nothing was
/// guessed, or English, which unknown words are taken for anyway.
std::string guessedLanguageRemark(const Score& score);

}  // namespace arioso
