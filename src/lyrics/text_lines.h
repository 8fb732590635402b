#pragma once

#include <string_view>
#include <vector>

namespace arioso {

/// Lines without their ends (LF, CRLF or CR).
std::vector<std::string_view> splitLines(std::string_view text);
/// Without blanks at either end; no-break and ideographic spaces are blanks too.
std::string_view trimBlanks(std::string_view text);

}  // namespace arioso
