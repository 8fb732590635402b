#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// One line of an ABC file, comments taken off.
struct AbcLine {
    std::size_t number = 0;  ///< in the file, from 1
    std::string text;        ///< UTF-8
};

/// One tune with the lines of the file's header before its own.
struct AbcTune {
    int reference = 0;  ///< of its X: field; 0 where it has none
    std::vector<AbcLine> lines;
};

/// Whether text is ABC notation: "%abc", or a line "X:1", and a key.
bool looksLikeAbc(std::span<const std::byte> bytes);

/// Lines of a text, their ends taken off.
std::vector<std::string_view> abcLinesOf(std::string_view text);

/// Lines of a file that a header or a tune includes.
using AbcIncluder = std::function<std::vector<std::string>(std::string_view file)>;

/// Splits a file into tunes (ABC standard 2.1, section 2.2): a tune begins at X: and ends at an
/// empty line; text between tunes and typeset text is left out. Included lines stand in the place
/// and have the number of the line that asks for them.
std::vector<AbcTune> splitAbc(std::string_view text, const AbcIncluder& include);

/// Field text with its mnemonics ("\'e", "&eacute;", "\u00e9") as letters.
std::string abcText(std::string_view text);

/// Letter of a line that is a field ("K:Dm"), '+' for a continuation, '%' for a directive, else 0.
/// A letter that is also a note is a field only outside `music`.
char abcFieldOf(std::string_view line, bool music);

}  // namespace arioso
