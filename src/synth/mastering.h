#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "dsp/audio_buffer.h"
#include "dsp/watermark_key.h"
#include "src/synth/scratch_file.h"

namespace arioso {

/// What a programme says inaudibly, and to whom.
struct MasterMark {
    std::uint64_t payload = 0;
    dsp::WatermarkKey key;
};

/// What turns a mix into a programme.
struct MasterSettings {
    float gain = 1.0F;               ///< linear
    bool limit = true;               ///< true peaks stay below -1 dBTP
    int sampleRate = 44100;          ///< of the result
    std::optional<MasterMark> mark;  ///< a watermark; absent = none
};

/// Number of frames that `master` makes of so many at dsp::kSampleRate.
std::int64_t masteredFrames(std::int64_t frames, int sampleRate);

/// Appends a block to a scratch file, interleaved.
void appendInterleaved(ScratchFile& file, dsp::AudioView block);

/// Reads interleaved stereo at dsp::kSampleRate from `mix` and hands gained, marked, limited and
/// resampled stereo blocks to `sink`, aligned with the mix in time. `tick` is called between blocks
/// with the fraction done; false gives up with Error(Interrupted). Constant memory.
void master(const ScratchFile& mix, const MasterSettings& settings,
            const std::function<void(dsp::AudioView)>& sink,
            const std::function<bool(double)>& tick);

}  // namespace arioso
