#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace arioso {

/// Name of a section as a rehearsal mark, a marker or a P: field has it: one line without blanks
/// around it, at most 60 bytes of UTF-8. Empty if there is nothing to read.
std::string sectionName(std::string_view text);

/// The section that words over a stave name and nothing else: "Chorus", "[Verse 2]", "Refrain:".
/// Nothing for other words.
std::optional<std::string> sectionOfWords(std::string_view text);

}  // namespace arioso
