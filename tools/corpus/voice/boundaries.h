#pragma once

#include <span>
#include <vector>

#include "tools/corpus/voice/alignment.h"

namespace arioso::corpus {

/// Cepstra of short windows: where in time the spectrum changes. They see a boundary more sharply
/// than the windows that tell sounds apart, in which what is loud outlasts its end.
struct BoundaryCues {
    static constexpr int kWidth = 13;
    static constexpr double kHopSeconds = 0.002;

    std::vector<float> cepstra;  ///< frame-major, not normalised; empty: none
};

BoundaryCues boundaryCues(std::span<const float> signal, int sampleRate);

/// Moves each boundary by 20 ms at most to where the spectrum before it and the spectrum after it
/// are told apart best: the sum of squared distances from their means within 30 ms to either side
/// is least (a change point). Ends of plosives stay, for their burst is a greater change than what
/// follows, and so does a closure after a pause, which nothing tells from it. Sounds keep their
/// order and 10 ms, or half their length if that is less.
void refineBoundaries(std::vector<PhoneTime>& phones, const BoundaryCues& cues);

}  // namespace arioso::corpus
