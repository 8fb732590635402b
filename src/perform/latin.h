#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/perform/ipa.h"

namespace arioso {

/// A Latin word as choirs sing it: the Roman (ecclesiastical) pronunciation, c and g soft before e
/// and i, ae and oe as e, "ti" before a vowel as "tsi", after the rules of the Liber Usualis.
/// Nothing for a word with signs that Latin does not have.
std::optional<std::vector<Phone>> latinPhones(const std::string& word);

}  // namespace arioso
