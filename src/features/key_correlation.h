#pragma once

#include <array>

namespace arioso {

/// A key by how well a distribution of pitch classes fits it.
struct KeyGuess {
    int tonic = 0;
    bool minor = false;
    double correlation = 0.0;  ///< with the key's profile, -1…1
    double margin = 0.0;       ///< to the next best key's correlation
};

/// The key whose profile correlates best with a distribution of pitch classes (Krumhansl and
/// Schmuckler, in Krumhansl, Cognitive Foundations of Musical Pitch, 1990). All zero: correlation
/// 0.
KeyGuess guessKey(const std::array<double, 12>& pitchClasses);

/// Entropy of a distribution in bits; any sum, 0 for nothing.
double entropyBits(const double* weights, int count);

}  // namespace arioso
