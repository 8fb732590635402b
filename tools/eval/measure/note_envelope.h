#pragma once

#include <span>
#include <vector>

namespace arioso::eval {

/// Level of one note over time: linear amplitude at `start + i * step` seconds.
struct NoteEnvelope {
    double start = 0.0;
    double step = 0.0;
    std::vector<float> level;

    [[nodiscard]] double timeOf(std::size_t index) const {
        return start + static_cast<double>(index) * step;
    }
    /// First index at or after a time, clamped to the envelope.
    [[nodiscard]] std::size_t indexAt(double seconds) const;
};

/// Envelope of the first harmonics of `frequency` (Hz) between two times, each moved to 0 Hz and
/// smoothed by a Hann window of three periods, 9…70 ms. The window is symmetric, so a step in the
/// signal crosses half its height where the step is. Frequency 0 takes the whole band (drums).
NoteEnvelope noteEnvelope(std::span<const float> audio, double from, double to, double frequency);

}  // namespace arioso::eval
