#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A hymn prints its words once for all its voices. Gives them to the vocal lines that have none:
/// voices of a part some of whose voices have words, and parts without any whose notes begin with
/// those of a part that has them (three of five at least). Syllables that come while a line holds
/// one note share that note. Nothing if there is no such line. Parts are told in `remarks`;
/// `names` are the parts' names, empty = the score's.
std::optional<Score> withSharedWords(const Score& score, const std::vector<std::string>& names,
                                     std::vector<std::string>& remarks);

}  // namespace arioso
