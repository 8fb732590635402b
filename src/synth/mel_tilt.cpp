#include "src/synth/mel_tilt.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/audio_format.h"
#include "dsp/mel.h"
#include "src/perform/curves.h"

namespace arioso {
namespace {

constexpr double kLowHz = 500.0;
constexpr double kHighHz = 5000.0;

using Bands = std::array<float, dsp::kMelBands>;

/// Share of the tilt that each band takes, by where its filter has its middle.
Bands shares() {
    const std::vector<float> bank = dsp::melFilterBank();
    Bands out{};
    for (std::size_t band = 0; band < out.size(); ++band) {
        double sum = 0.0;
        double weight = 0.0;
        for (int bin = 0; bin < dsp::kBins; ++bin) {
            const auto one =
                static_cast<double>(bank[band * dsp::kBins + static_cast<std::size_t>(bin)]);
            sum += one * bin * dsp::kSampleRate / dsp::kFftSize;
            weight += one;
        }
        const double hz = std::max(1.0, weight > 0.0 ? sum / weight : 0.0);
        const double place = std::log(hz / kLowHz) / std::log(kHighHz / kLowHz);
        out[band] = static_cast<float>(std::clamp(place, 0.0, 1.0));
    }
    return out;
}

}  // namespace

void tiltMel(std::span<const CurvePoint> brightness, std::int64_t firstFrame,
             std::span<float> mel) {
    if (brightness.empty()) return;
    static const Bands kShares = shares();
    constexpr float kNepersPerDb = std::numbers::ln10_v<float> / 20.0F;
    for (std::size_t at = 0; at < mel.size(); at += dsp::kMelBands) {
        const auto frame = firstFrame + static_cast<std::int64_t>(at / dsp::kMelBands);
        const double seconds = static_cast<double>(frame * dsp::kHop) / dsp::kSampleRate;
        const float tilt = kNepersPerDb * curveAt(brightness, seconds);
        for (std::size_t band = 0; band < dsp::kMelBands; ++band)
            mel[at + band] += tilt * kShares[band];
    }
}

}  // namespace arioso
