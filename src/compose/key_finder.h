#pragma once

#include <array>
#include <vector>

#include "models/hmm.h"
#include "src/compose/study.h"

namespace arioso {

/// Major keys by tonic, then minor ones.
inline constexpr std::size_t kKeys = 24;

/// Krumhansl and Kessler's probe-tone ratings, from the tonic up.
const std::array<double, 12>& keyProfile(bool minor);

/// What sounds in each bar, and its key signature, against 24 keys: log weights, one row a bar.
models::LogTable keyEvidence(const Score& score, const std::vector<StudyBar>& bars);
/// Log weights of going from one key to another, 0 for staying.
models::LogTable keyTransitions();

/// Sets tonic and mode of every bar: the Viterbi path of a chain over 24 keys.
void findKeys(const Score& score, std::vector<StudyBar>& bars);

}  // namespace arioso
