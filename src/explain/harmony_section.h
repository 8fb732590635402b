#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/explain/explanation.h"

namespace arioso {

/// What a bar's chords are in their key, and how it closes: a line each bar of the score.
struct BarHarmony {
    std::string numerals;   ///< "I V7"
    std::string functions;  ///< "tonic dominant"
    std::string cadence;    ///< "half cadence"; empty = no phrase ends here
};
std::vector<BarHarmony> barHarmony(const Explanation& explanation);

/// How phrases close, and what the textbooks say of it. HTML.
std::string cadenceSection(const Explanation& explanation);

/// Where rules of voice leading and harmony speak: each rule with its statement and sources, the
/// places, and the sources in full. HTML.
std::string ruleSection(const Explanation& explanation);

nlohmann::json toJson(const Statement& statement);
nlohmann::json harmonyJson(const Explanation& explanation);

}  // namespace arioso
