#pragma once

#include <string>
#include <string_view>

namespace arioso {

/// Whether the bytes are well-formed UTF-8.
bool isUtf8(std::string_view bytes);

/// Best guess at the encoding of text whose file does not name one: "UTF-8" where it is
/// well-formed, else ICU's guess if it is sure, else "windows-1252".
std::string guessEncoding(std::string_view sample);

/// Converts to UTF-8; malformed input becomes U+FFFD. An encoding that ICU does not know is read as
/// windows-1252. Control characters other than tab and line ends are dropped.
std::string toUtf8(std::string_view bytes, const std::string& encoding);

/// Without blanks, line ends and NULs at either end.
std::string_view trimmed(std::string_view text);

}  // namespace arioso
