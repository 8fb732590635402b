#include "dsp/pre_echo_gate.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace arioso::dsp {

namespace {

// Samples at 44.1 kHz.
constexpr std::int64_t kStep = 32;
constexpr std::int64_t kGated = 33 * kStep;      // 24 ms held down
constexpr std::int64_t kReference = 17 * kStep;  // the 12 ms before them say how loud it was
constexpr std::int64_t kHalfWindow = 66;         // levels over 3 ms
constexpr std::int64_t kRise = 66;               // back to full level after the onset
constexpr float kSmallestGain = 0.02F;
constexpr float kTiny = 1e-9F;
constexpr std::size_t kPoints = (kGated + kReference) / kStep;

float levelAt(std::span<const float> signal, std::int64_t centre) {
    float power = 0.0F;
    for (std::int64_t i = centre - kHalfWindow; i < centre + kHalfWindow; ++i) {
        const float x = signal[static_cast<std::size_t>(i)];
        power += x * x;
    }
    return std::sqrt(power);
}

}  // namespace

PreEchoGate::PreEchoGate(std::vector<std::int64_t> onsets) : onsets_(std::move(onsets)) {
    std::sort(onsets_.begin(), onsets_.end());
    // Of notes struck together or nearly so the first decides: what it rises is no pre-echo.
    std::int64_t previous = INT64_MIN / 2;
    std::erase_if(onsets_, [&](std::int64_t onset) {
        const bool close = onset - previous < kGated + kReference + kHalfWindow;
        previous = onset;
        return close;
    });
}

void PreEchoGate::apply(std::span<float> signal, std::int64_t start) const noexcept {
    const auto stop = start + static_cast<std::int64_t>(signal.size());
    constexpr std::int64_t kBefore = kGated + kReference + kHalfWindow;
    const std::int64_t after = std::max(kRise, kHalfWindow);
    auto onset = std::lower_bound(onsets_.begin(), onsets_.end(), start + kBefore);
    for (; onset != onsets_.end() && *onset + after <= stop; ++onset) {
        const std::int64_t at = *onset - start;
        const std::int64_t first = at - kGated - kReference;
        std::array<float, kPoints> level{};
        for (std::size_t k = 0; k < level.size(); ++k) {
            level[k] = levelAt(signal, first + static_cast<std::int64_t>(k) * kStep);
        }
        constexpr std::size_t kFirstGated = kReference / kStep;
        const float reference = *std::max_element(level.begin(), level.begin() + kFirstGated);
        const auto gainOf = [&](std::size_t k) {
            return std::clamp(reference / std::max(level[k], kTiny), kSmallestGain, 1.0F);
        };
        float from = 1.0F;
        for (std::size_t k = kFirstGated; k < kPoints; ++k) {
            const float to = gainOf(k);
            float* sample = signal.data() + first + (static_cast<std::int64_t>(k) - 1) * kStep;
            for (std::int64_t i = 0; i < kStep; ++i) {
                sample[i] *= from + (to - from) * static_cast<float>(i) / kStep;
            }
            from = to;
        }
        float* sample = signal.data() + at - kStep;
        for (std::int64_t i = 0; i < kStep + kRise; ++i) {
            sample[i] *=
                from + (1.0F - from) * std::max(0.0F, static_cast<float>(i - kStep)) / kRise;
        }
    }
}

}  // namespace arioso::dsp
