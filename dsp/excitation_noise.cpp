#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/audio_format.h"
#include "dsp/excitation.h"
#include "dsp/philox.h"

namespace arioso::dsp {

namespace {

/// Names the stream apart from those of the notes' own noise.
constexpr std::uint64_t kStream = 0xB4EA7800000001ULL;
constexpr float kFloor = 0.1F;
constexpr double kBurstSeconds = 0.04;
/// A note that rises within this many seconds is struck or plucked; from the second on it swells.
constexpr float kStruck = 0.005F;
constexpr float kSwelling = 0.03F;
constexpr std::int64_t kBlock = 4;

float burstOf(float attack) {
    return std::clamp((kSwelling - attack) / (kSwelling - kStruck), 0.0F, 1.0F) * (1.0F - kFloor);
}

}  // namespace

void Excitation::renderNoise(std::int64_t start, std::span<float> out) const noexcept {
    const Philox random(seed_, kStream);
    const auto stop = start + static_cast<std::int64_t>(out.size());
    auto next =
        std::upper_bound(voices_.begin(), voices_.end(), start,
                         [](std::int64_t sample, const Voice& one) { return sample < one.first; });
    std::array<float, kBlock> normals{};
    for (std::int64_t at = start; at < stop; ++at) {
        while (next != voices_.end() && next->first <= at) ++next;
        float level = kFloor;
        if (next != voices_.begin()) {
            const Voice& voice = *(next - 1);
            const double age = static_cast<double>(at - voice.first) / kSampleRate;
            level += burstOf(voice.note.envelope.attack) *
                     static_cast<float>(std::exp(-age / kBurstSeconds));
        }
        const auto index = static_cast<std::uint64_t>(at + (std::int64_t{1} << 40));
        if (at == start || index % kBlock == 0) normals = random.normalBlock(index / kBlock);
        out[static_cast<std::size_t>(at - start)] = level * normals[index % kBlock];
    }
}

}  // namespace arioso::dsp
