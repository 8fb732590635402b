#pragma once

#include <array>

namespace arioso {

/// Scale steps above the tonic, seven an octave; altered notes count as the step they alter.
constexpr int stepOf(int semitones) {
    constexpr std::array<int, 12> kSteps = {0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6};
    const int octave = semitones >= 0 ? semitones / 12 : -((-semitones + 11) / 12);
    return 7 * octave + kSteps[static_cast<std::size_t>(semitones - 12 * octave)];
}

/// Semitones above the tonic of a step of the major or natural minor scale.
constexpr int semitonesOf(int step, bool minor) {
    constexpr std::array<int, 7> kMajor = {0, 2, 4, 5, 7, 9, 11};
    constexpr std::array<int, 7> kMinor = {0, 2, 3, 5, 7, 8, 10};
    const int octave = step >= 0 ? step / 7 : -((-step + 6) / 7);
    const auto index = static_cast<std::size_t>(step - 7 * octave);
    return 12 * octave + (minor ? kMinor[index] : kMajor[index]);
}

}  // namespace arioso
