#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dsp/audio_buffer.h"
#include "src/synth/mixdown.h"
#include "src/synth/scratch_file.h"

namespace arioso::bench {

/// The stages after the networks, on one stem's sound: what `arioso render` does on its main
/// thread. Files are made in the system's folder for temporary ones and removed again. Errors:
/// Error(Output).
class Finishing {
  public:
    /// `samples` = length of the sound.
    Finishing(const Instrument& instrument, std::size_t samples);
    ~Finishing();
    Finishing(const Finishing&) = delete;
    Finishing& operator=(const Finishing&) = delete;

    /// Gain, pan, reverb, loudness, scratch file.
    void mix(const std::vector<float>& sound);
    /// What was mixed last: limiter, resampler, encoder, a 24-bit WAV file. Returns its frames.
    std::int64_t write();

  private:
    std::filesystem::path folder_;
    std::size_t samples_;
    std::vector<StemPlan> stems_;
    Mixdown mixdown_;
    Mixdown::Block block_;
    std::vector<std::vector<float>> sounds_;
    std::unique_ptr<ScratchFile> scratch_;
};

}  // namespace arioso::bench
