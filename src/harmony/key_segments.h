#pragma once

#include <vector>

#include "src/compose/study.h"

namespace arioso {

/// Bars in one key.
struct KeySegment {
    int firstBar = 0;
    int bars = 0;
    int tonic = 0;
    bool minor = false;
    double confidence = 1.0;  ///< mean probability of the key over its bars, 0…1
};

/// The keys of a score in sections of `least` bars or more (shorter ones only if the piece is): the
/// best path of a semi-Markov chain over 24 keys with the evidence of findKeys and explicit
/// durations. `lastPitch`, if not negative, is the last note of a tune: it names the tonic more
/// often than not. Sets tonic and mode of `bars`, too.
std::vector<KeySegment> findKeySegments(const Score& score, std::vector<StudyBar>& bars,
                                        int least = 4, int lastPitch = -1);

}  // namespace arioso
