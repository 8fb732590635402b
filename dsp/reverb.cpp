#include "dsp/reverb.h"

#include <algorithm>

namespace arioso::dsp {

void Reverb::prepare(const AudioBuffer& response) {
    sides_[0].prepare(response.channel(0));
    sides_[1].prepare(response.channel(1));
    left_.assign(kChunk, 0.0F);
    right_.assign(kChunk, 0.0F);
    tail_ = response.frames();
}

void Reverb::reset() noexcept {
    for (Convolver& side : sides_) side.reset();
}

void Reverb::process(AudioView block) noexcept {
    constexpr float kOwn = 0.8F;
    constexpr float kOther = 0.6F;
    for (std::size_t first = 0; first < block.frames(); first += kChunk) {
        const std::size_t count = std::min(kChunk, block.frames() - first);
        const auto left = block.channel(0).subspan(first, count);
        const auto right = block.channel(1).subspan(first, count);
        for (std::size_t i = 0; i < count; ++i) {
            left_[i] = kOwn * left[i] + kOther * right[i];
            right_[i] = kOwn * right[i] + kOther * left[i];
        }
        sides_[0].process(std::span(left_).first(count), left);
        sides_[1].process(std::span(right_).first(count), right);
    }
}

}  // namespace arioso::dsp
