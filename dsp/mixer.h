#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dsp/audio_buffer.h"
#include "dsp/control_curve.h"

namespace arioso::dsp {

/// One stem's way into the mix.
struct StripSettings {
    float gainDb = 0.0F;               ///< fixed part of the level
    std::vector<ControlPoint> levels;  ///< dB, added to `gainDb`; -90 and below is silence
    float pan = 0.0F;                  ///< -1 left … 1 right, where `pans` is empty
    std::vector<ControlPoint> pans;    ///< -1 … 1
};

/// Places a mono stem in the stereo picture: gain curve in dB, then constant-power pan (each side
/// -3 dB in the middle). The curves are read on an absolute grid, so any split of the stem gives
/// the same bits. `add` is const, allocates nothing and may run on any thread.
class ChannelStrip {
  public:
    explicit ChannelStrip(const StripSettings& settings);

    /// Adds `stem`, whose first sample is absolute sample `start` at kSampleRate, to the two
    /// channels of `out` (as long as `stem`).
    void add(std::span<const float> stem, std::int64_t start, AudioView out) const noexcept;

  private:
    struct Gains {
        float left;
        float right;
    };
    [[nodiscard]] Gains gainsAt(std::int64_t sample) const noexcept;

    float gainDb_;
    ControlCurve levels_;
    ControlCurve pans_;
};

/// `out` += gain * `in`, channel by channel; both of the same shape. Any thread.
void addInto(AudioView out, AudioView in, float gain) noexcept;
/// `block` *= gain. Any thread.
void scale(AudioView block, float gain) noexcept;

}  // namespace arioso::dsp
