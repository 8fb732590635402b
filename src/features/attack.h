#pragma once

#include <span>

namespace arioso {

/// How sharply notes begin: the dB by which the level of a signal at 44.1 kHz rises in the steepest
/// 10 ms about an onset (30 ms before to 60 ms after), the median of all onsets (seconds). 0
/// without onsets.
double attackOf(std::span<const float> signal, std::span<const double> onsets);

/// How long notes take to begin: seconds from 10 to 90 % of the rise in amplitude (200 ms after an
/// onset at most), the median of the onsets at which the level at least doubles. 0 without any.
double attackTimeOf(std::span<const float> signal, std::span<const double> onsets);

}  // namespace arioso
