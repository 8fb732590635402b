#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/lyrics/lyrics.h"
#include "src/lyrics/syllables.h"

namespace arioso {

/// A line of a song: what is sung on one phrase of its tune.
struct SongLine {
    std::string text;
    std::vector<Syllable> syllables;  ///< at least one
};

/// A stanza and the tune that it is sung to.
struct SongStanza {
    std::string section;  ///< "Chorus", "Verse 2", …; empty if none is named
    bool chorus = false;
    int tune = 0;  ///< stanzas with the same number share a tune; counted from 0 as they come
    std::vector<SongLine> lines;
};

/// The words of a song in the order sung.
struct SongText {
    std::string language;  ///< BCP 47
    std::vector<SongStanza> stanzas;
    std::vector<std::string> remarks;  ///< for the user, a line each

    /// Number of tunes.
    [[nodiscard]] int tunes() const;
    [[nodiscard]] std::size_t syllables() const;  ///< all that are sung, holds not counted
};

/// How stanzas share tunes:
/// "strophic" (or empty): all of them one, choruses, refrains and bridges their own;
/// "through": each stanza its own, unless it says the same words again;
/// "verse-chorus": as strophic, with a chorus that must be there: marked, or words that come again;
/// letters, as "AABA": the stanzas in turn, from the first letter again when there are more.
/// Stanzas whose lines differ too much to share a tune get their own, which is remarked.
/// `language`: BCP 47, empty = the file's, else English. Error(Usage) for another form,
/// Error(Input) where the words do not suit it or are more than a song can have.
SongText songText(const Lyrics& lyrics, const std::string& language, const std::string& form);

/// Whether a text names a form.
bool isForm(const std::string& form);

}  // namespace arioso
