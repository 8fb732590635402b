#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// A piece of a word that its writer separated: by a hyphen, an underscore or a karaoke time stamp.
/// A word without any of those is one piece, however many syllables it has.
struct LyricPiece {
    std::string text;               ///< UTF-8
    int holds = 0;                  ///< further notes it lasts for: underscores
    std::optional<double> seconds;  ///< of its own time stamp
    bool hyphen = false;            ///< a hyphen parts it from the piece after it
    bool operator==(const LyricPiece&) const = default;
};

struct LyricWord {
    std::vector<LyricPiece> pieces;
    bool elided = false;   ///< its last syllable shares a note with the next word's first one
    std::string language;  ///< BCP 47 where a mark ("{de}") says so
    bool operator==(const LyricWord&) const = default;
};

/// One line of text as sung once.
struct LyricLine {
    std::string text;               ///< as shown to the user, without marks
    std::string section;            ///< "Chorus", "Verse 2", …; empty if none is named
    std::optional<double> seconds;  ///< when it begins (LRC)
    std::optional<double> end;      ///< when it is over, where the file says so
    bool stanzaStart = false;
    std::vector<LyricWord> words;  ///< empty for a line that only ends the one before (LRC)
};

/// A lyric file, in the order sung.
struct Lyrics {
    std::string source;                       ///< file name, for messages
    std::string language;                     ///< BCP 47 where the file states one
    std::map<std::string, std::string> tags;  ///< LRC: ti, ar, al, by, offset, …
    std::vector<LyricLine> lines;
    bool timed = false;
    /// Hyphens separate syllables (most long words have them); otherwise they are spelling.
    bool hyphenated = false;
    std::vector<std::string> diagnostics;  ///< what was not understood, a line each

    /// Number of lines that have words.
    [[nodiscard]] std::size_t sungLines() const;
};

/// Reads a lyric file by content. Plain text: a line of text a line of song, stanzas between blank
/// lines, "[Chorus]" marks (without lines of its own it repeats the lines it had), "# comments",
/// "Al-le-lu-ia" or LilyPond's " -- ", underscores for notes that a syllable holds, "~" for an
/// elision, "light[l ay t]" for a word's sounds and "{de}" for the language from here on (see
/// SungText). LRC: several stamps a line, enhanced (<>) and karaoke ([]) word stamps, offset.
/// Subtitles (SRT, WebVTT). UTF-8, UTF-16 or an 8-bit encoding. Errors: Error(Input) for a file
/// that cannot be read, is no text, or has no words.
Lyrics readLyrics(const std::filesystem::path& path);
Lyrics parseLyrics(std::string_view bytes, const std::string& name);

}  // namespace arioso
