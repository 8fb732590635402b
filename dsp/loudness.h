#pragma once

#include <memory>

#include "dsp/audio_buffer.h"

namespace arioso::dsp {

/// Loudness of a programme by EBU R 128 / ITU-R BS.1770 (libebur128), measured as it streams by in
/// constant memory. `add` does not allocate. One stream an object.
class LoudnessMeter {
  public:
    /// Throws Error(Processing) for a rate or channel count that the standard does not cover.
    LoudnessMeter(int channels, int sampleRate);
    ~LoudnessMeter();
    LoudnessMeter(LoudnessMeter&&) noexcept;
    LoudnessMeter& operator=(LoudnessMeter&&) noexcept;

    void add(AudioView block) noexcept;

    /// Gated loudness of all so far in LUFS; -infinity if there was nothing above the gate.
    [[nodiscard]] double integrated() const noexcept;
    /// Loudness range (EBU Tech 3342) in LU.
    [[nodiscard]] double range() const noexcept;
    /// Highest true peak of any channel in dBTP; -infinity for silence.
    [[nodiscard]] double truePeak() const noexcept;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Linear gain that brings `measuredLufs` to `targetLufs`; 1 where nothing was measured.
float loudnessGain(double measuredLufs, double targetLufs);

}  // namespace arioso::dsp
