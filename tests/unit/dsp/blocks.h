#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "dsp/audio_buffer.h"
#include "tests/unit/dsp/signals.h"

namespace arioso::dsp::test {

/// Frames [first, first + count) of a buffer as a view, for feeding a stream piece by piece.
class Piece {
  public:
    Piece(AudioBuffer& buffer, std::size_t first, std::size_t count) : count_(count) {
        for (int c = 0; c < buffer.channels(); ++c) {
            pointers_.push_back(buffer.channel(c).data() + first);
        }
    }
    [[nodiscard]] AudioView view() const {
        return {pointers_.data(), static_cast<int>(pointers_.size()), count_};
    }

  private:
    std::vector<float*> pointers_;
    std::size_t count_;
};

inline AudioBuffer noiseBuffer(int channels, std::size_t frames, float level) {
    AudioBuffer buffer(channels, frames);
    for (int c = 0; c < channels; ++c) {
        const auto noise = whiteNoise(static_cast<std::uint64_t>(c) + 11, level, frames);
        std::copy(noise.begin(), noise.end(), buffer.channel(c).begin());
    }
    return buffer;
}

inline void expectSame(const AudioBuffer& a, const AudioBuffer& b, std::size_t block) {
    ASSERT_EQ(a.frames(), b.frames()) << "block " << block;
    for (int c = 0; c < a.channels(); ++c) {
        EXPECT_TRUE(std::equal(a.channel(c).begin(), a.channel(c).end(), b.channel(c).begin()))
            << "channel " << c << ", block " << block;
    }
}

/// Runs an in-place stage over `input` at each of kBlockSizes and expects the same bits as in one
/// go. `makeStage` gives a fresh stage each time.
inline void expectBlockIndependence(
    const AudioBuffer& input, const std::function<std::function<void(AudioView)>()>& makeStage) {
    AudioBuffer whole = input;
    makeStage()(whole.view());
    for (const std::size_t block : kBlockSizes) {
        AudioBuffer pieces = input;
        const auto stage = makeStage();
        for (std::size_t at = 0; at < pieces.frames(); at += block) {
            stage(Piece(pieces, at, std::min(block, pieces.frames() - at)).view());
        }
        expectSame(whole, pieces, block);
    }
}

}  // namespace arioso::dsp::test
