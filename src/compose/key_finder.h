#pragma once

#include <vector>

#include "src/compose/study.h"

namespace arioso {

/// Sets tonic and mode of every bar: the Viterbi path of a chain over 24 keys.
void findKeys(const Score& score, std::vector<StudyBar>& bars);

}  // namespace arioso
