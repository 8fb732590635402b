#pragma once

#include <vector>

#include "src/perform/ipa.h"
#include "src/perform/performance.h"

namespace arioso {

/// The shortest sound that the models can hear of, seconds: a frame of theirs.
constexpr double kShortestPhone = 512.0 / 44100.0;
/// Longer clusters before a vowel are hurried, seconds (Zhang & Wang 2020).
constexpr double kLongestOnset = 0.4;

/// How long the sounds usually take together, seconds.
double usualSeconds(const std::vector<Phone>& phones);

/// Places sounds one after another in [start, end], in proportion to their usual lengths and none
/// shorter than kShortestPhone. Where that is too little for all of them, those that are shortest
/// by nature are left out, the later one of equals first; `end - start` below kShortestPhone leaves
/// out all. The spans leave no gap, the last one ends at `end` exactly. Returns how many sounds
/// were left out.
std::size_t spreadPhones(std::vector<Phone> phones, double start, double end,
                         std::vector<PhonemeSpan>& out);

}  // namespace arioso
