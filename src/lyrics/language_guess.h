#pragma once

#include <string>
#include <vector>

namespace arioso {

/// Lower-case words of a line; an apostrophe joins what is on its sides. UTF-8.
std::vector<std::string> foldedWords(const std::string& line);

/// The language of a text by its commonest function words (as N. Ingle's table of them, The
/// Incorporated Linguist 15, 1976), of English, German, French, Italian, Spanish and Latin: "en",
/// …; empty if none of them speaks for one.
std::string guessLanguage(const std::vector<std::string>& lines);

/// The same where there is little doubt: four such words or more, and half as many again as of any
/// other language; else empty.
std::string clearLanguage(const std::vector<std::string>& lines);

}  // namespace arioso
