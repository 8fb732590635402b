#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/lyrics/lyrics.h"
#include "src/lyrics/melody.h"
#include "src/lyrics/syllables.h"
#include "src/score/score.h"

namespace arioso {

struct LayOptions {
    std::string part;          ///< name or id of the part that sings; empty = found by itself
    std::string language;      ///< BCP 47; empty = the lyric file's, the score's, else "en"
    bool stanzaAPass = false;  ///< each stanza has a pass through the tune of its own
    /// 0 = the best way of laying them; others are different ways, nearly as good.
    std::uint64_t variant = 0;
};

/// What became of the words.
struct LayReport {
    std::size_t part = 0;              ///< index of the part that sings
    std::size_t laid = 0;              ///< syllables under notes
    std::size_t surplusSyllables = 0;  ///< that found no note
    std::size_t surplusNotes = 0;      ///< after the last word, without text
    std::vector<std::string> lines;    ///< the same for the user; also in Score::diagnostics
};

/// Puts a lyric file under the notes of the part that sings: the named one, else the first marked
/// vocal, else the one most like a melody (which is marked vocal then). Lines of text begin at the
/// beginnings of phrases where the numbers allow, words of LRC files at their times; a note more
/// than syllables is a melisma, under slurs first. Words the part had are replaced. Throws
/// Error(Input) if no part can sing or none has the name.
LayReport layLyrics(Score& score, const Lyrics& lyrics, const LayOptions& options = {});

/// What language a lyric file is sung in on a score.
std::string languageOf(const Score& score, const Lyrics& lyrics, const LayOptions& options);

/// The second half of layLyrics: puts syllables on the slots that alignSyllables chose for them.
LayReport setSyllables(Score& score, std::size_t part, const Lyrics& lyrics,
                       const std::string& language, const std::vector<Syllable>& syllables,
                       const std::vector<MelodySlot>& slots,
                       const std::vector<std::size_t>& places);

}  // namespace arioso
