#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "src/explain/explanation.h"

namespace arioso {

/// Curves of tempo and level on the time axis of rollSvg, to stand right below it: what is written
/// in grey, what is played in colour. An inline SVG.
std::string feelingSvg(const Explanation& explanation);

/// What the rules did in words and tables: rule by rule, and bar by bar. HTML.
std::string feelingSection(const Explanation& explanation);

/// "phrase-arch +12 ms -0.8 dB", a rule a line: for the titles of notes.
std::string sharesText(const NoteShares& shares);

nlohmann::json feelingJson(const Explanation& explanation);

}  // namespace arioso
