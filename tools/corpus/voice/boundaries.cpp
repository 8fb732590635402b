#include "tools/corpus/voice/boundaries.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/mfcc.h"
#include "tools/corpus/voice/phone_states.h"

namespace arioso::corpus {
namespace {

constexpr auto kWidth = static_cast<std::size_t>(BoundaryCues::kWidth);
constexpr double kFarthest = 0.020;
constexpr double kAround = 0.030;
constexpr double kShortest = 0.010;
/// Cost of the farthest move as a share of the variation around the boundary: where the spectrum
/// glides there is no better place, and the boundary stays.
constexpr double kMoveCost = 0.1;

/// Sums of all frames before each one, and of their squares.
class RunningSums {
  public:
    explicit RunningSums(const std::vector<float>& cepstra)
        : sums_(cepstra.size() + kWidth), squares_(cepstra.size() / kWidth + 1) {
        for (std::size_t t = 0; t + 1 < squares_.size(); ++t) {
            squares_[t + 1] = squares_[t];
            for (std::size_t k = 0; k < kWidth; ++k) {
                const auto value = static_cast<double>(cepstra[t * kWidth + k]);
                sums_[(t + 1) * kWidth + k] = sums_[t * kWidth + k] + value;
                squares_[t + 1] += value * value;
            }
        }
    }
    [[nodiscard]] std::size_t frames() const { return squares_.size() - 1; }
    /// Squared distances of frames [first, last) from their mean.
    [[nodiscard]] double spread(std::size_t first, std::size_t last) const {
        if (last <= first) return 0.0;
        double out = squares_[last] - squares_[first];
        for (std::size_t k = 0; k < kWidth; ++k) {
            const double sum = sums_[last * kWidth + k] - sums_[first * kWidth + k];
            out -= sum * sum / static_cast<double>(last - first);
        }
        return out;
    }

  private:
    std::vector<double> sums_;
    std::vector<double> squares_;
};

double bestBoundary(const RunningSums& sums, double from, double boundary, double to) {
    const auto frameAt = [&](double seconds) {
        const auto frame = static_cast<std::size_t>(
            std::lround(std::max(seconds, 0.0) / BoundaryCues::kHopSeconds));
        return std::min(frame, sums.frames());
    };
    const std::size_t first = frameAt(std::max(from, boundary - kAround));
    const std::size_t last = frameAt(std::min(to, boundary + kAround));
    const double whole = sums.spread(first, last);
    const double lowest =
        std::max(boundary - kFarthest, from + std::min(kShortest, 0.5 * (boundary - from)));
    const double highest =
        std::min(boundary + kFarthest, to - std::min(kShortest, 0.5 * (to - boundary)));
    const auto cost = [&](std::size_t at, double seconds) {
        const double move = (seconds - boundary) / kFarthest;
        return sums.spread(first, at) + sums.spread(at, last) + kMoveCost * whole * move * move;
    };
    double best = boundary;
    double least = cost(frameAt(boundary), boundary);
    for (std::size_t at = frameAt(lowest); at <= frameAt(highest); ++at) {
        const double seconds = static_cast<double>(at) * BoundaryCues::kHopSeconds;
        if (seconds < lowest || seconds > highest) continue;
        const double found = cost(at, seconds);
        if (found < least) {
            least = found;
            best = seconds;
        }
    }
    return best;
}

}  // namespace

BoundaryCues boundaryCues(std::span<const float> signal, int sampleRate) {
    dsp::MfccOptions options;
    options.sampleRate = sampleRate;
    options.hopSeconds = BoundaryCues::kHopSeconds;
    options.windowSeconds = 0.008;
    options.bands = 20;
    options.coefficients = BoundaryCues::kWidth;
    return {dsp::MfccAnalyser(options).analyse(signal)};
}

void refineBoundaries(std::vector<PhoneTime>& phones, const BoundaryCues& cues) {
    if (cues.cepstra.empty()) return;
    const RunningSums sums(cues.cepstra);
    for (std::size_t i = 0; i + 1 < phones.size(); ++i) {
        const PhoneTime& before = phones[i];
        const PhoneTime& after = phones[i + 1];
        const bool intoPlosive = isPlosive(after.symbol);
        if (isPlosive(before.symbol) || (before.symbol == kPause && intoPlosive)) continue;
        // Of a plosive its closure alone counts.
        const double to = intoPlosive ? 0.5 * (after.start + after.end) : after.end;
        const double moved = bestBoundary(sums, before.start, before.end, to);
        phones[i].end = phones[i + 1].start = moved;
    }
}

}  // namespace arioso::corpus
