#pragma once

#include "src/lyrics/lyrics.h"

namespace arioso {

/// The lyrics with the words that have kanji in kana as they are sung, a mora being what a note
/// needs; unchanged where no dictionary knows the word.
Lyrics kanaLyrics(Lyrics lyrics);

}  // namespace arioso
