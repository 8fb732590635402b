#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/audio_buffer.h"
#include "dsp/fft.h"
#include "dsp/masking.h"
#include "dsp/watermark_key.h"
#include "dsp/watermark_layout.h"

namespace arioso::dsp {

/// Writes 64 bits into sound so that nobody hears them and a Watermark detector finds them again,
/// after coding, filtering, cutting, and changes of tempo and pitch. Cells of the short-time
/// spectrum (WatermarkLayout) become louder or softer by at most what MaskingModel says the cell
/// hides, a spread-spectrum signal on logarithmic magnitudes (Kirovski and Malvar, "Spread-spectrum
/// watermarking of audio signals", IEEE TSP 51, 2003). What is silent stays silent. `prepare`
/// allocates, `process` does not; output does not depend on the block size. One stream an object.
class Watermarker {
  public:
    /// At dsp::kSampleRate. Writes `payload` from the first sample on, again every block.
    void prepare(int channels, std::uint64_t payload, const WatermarkKey& key);
    void reset() noexcept;
    /// In place.
    void process(AudioView block) noexcept;
    /// Samples by which the output lags the input: drop as many at the start, push as many zeros at
    /// the end.
    [[nodiscard]] std::size_t latency() const noexcept;

  private:
    struct Channel {
        std::vector<float> input;   // ring of the last kFftSize samples
        std::vector<float> change;  // ring of what is added to them
    };
    void frame() noexcept;
    void mark(Channel& channel) noexcept;
    /// Lowers the change in scratch_ wherever it would come out from under the sound, and only
    /// there: a drum that ends a frame must not cost the whole frame its mark.
    void stayUnder(const Channel& channel) noexcept;

    std::vector<std::vector<float>> signs_;  // a slot: -1…1 for each bin
    std::vector<Channel> channels_;
    std::unique_ptr<RealFft> fft_;
    std::unique_ptr<MaskingModel> masking_;
    std::vector<float> window_;
    std::vector<float> scratch_;
    std::vector<std::complex<float>> spectrum_;
    std::vector<float> power_;
    std::size_t at_ = 0;         // in the rings
    std::int64_t position_ = 0;  // samples taken
};

/// A whole buffer at dsp::kSampleRate with its mark.
AudioBuffer watermarked(const AudioBuffer& in, std::uint64_t payload, const WatermarkKey& key);

}  // namespace arioso::dsp
