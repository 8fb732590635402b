#include "dsp/f0_candidates.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace arioso::dsp {

namespace {

constexpr double kPeriodsInWindow = 3.0;  // of the lowest pitch
constexpr double kPassHz = 2500.0;        // harmonics above say little about the period
constexpr double kStopHz = 4000.0;
// A resonance hit by noise repeats too, but ever weaker; a voice goes on. So many periods within
// that time must agree, which asks nothing of voices below 200 Hz, whose pitch moves within two.
constexpr int kMostRepeats = 5;
constexpr double kRepeatSeconds = 0.01;
constexpr double kRepeatReach = 0.1;  // of a period
constexpr int kFiner = 2;  // lags a sample, so that a parabola fits the peaks of high voices

std::size_t windowSize(const F0Settings& settings) {
    return static_cast<std::size_t>(kPeriodsInWindow * settings.sampleRate / settings.lowestHz);
}

int transformSize(const F0Settings& settings) {
    // The longest lag must not wrap round.
    const double samples = (kPeriodsInWindow + 1.1) * settings.sampleRate / settings.lowestHz;
    return static_cast<int>(std::bit_ceil(static_cast<unsigned>(samples) + 2U));
}

}  // namespace

F0Candidates::F0Candidates(const F0Settings& settings)
    : settings_(settings),
      window_(windowSize(settings)),
      analysis_(transformSize(settings)),
      synthesis_(kFiner * transformSize(settings)),
      frame_(static_cast<std::size_t>(analysis_.size())),
      correlation_(static_cast<std::size_t>(synthesis_.size())),
      windowCorrelation_(correlation_.size()),
      lowPass_(frame_.size() / 2 + 1, 1.0F),
      bins_(lowPass_.size()),
      fineBins_(correlation_.size() / 2 + 1) {
    const auto size = static_cast<double>(window_.size());
    for (std::size_t i = 0; i < window_.size(); ++i) {
        const double place = (static_cast<double>(i) + 0.5) / size;
        window_[i] = static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * place));
    }
    correlate(window_, windowCorrelation_);
    for (std::size_t bin = 0; bin < lowPass_.size(); ++bin) {
        const double hz = static_cast<double>(bin) * settings_.sampleRate / analysis_.size();
        const double way = std::clamp((hz - kPassHz) / (kStopHz - kPassHz), 0.0, 1.0);
        lowPass_[bin] = static_cast<float>(0.5 + 0.5 * std::cos(std::numbers::pi * way));
    }
}

void F0Candidates::correlate(std::span<const float> frame, std::span<float> out) {
    std::fill(std::copy(frame.begin(), frame.end(), frame_.begin()), frame_.end(), 0.0F);
    analysis_.forward(frame_, bins_);
    std::fill(fineBins_.begin(), fineBins_.end(), std::complex<float>{});
    for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
        fineBins_[bin] = std::norm(bins_[bin]) * lowPass_[bin];
    }
    synthesis_.inverse(fineBins_, out);
}

double F0Candidates::normalised(std::size_t lag) const {
    return static_cast<double>(correlation_[lag]) * windowCorrelation_[0] /
           (static_cast<double>(correlation_[0]) * windowCorrelation_[lag]);
}

double F0Candidates::persistence(double height, double period) const {
    const double rate = static_cast<double>(settings_.sampleRate) * kFiner;
    double sum = height;
    int lags = 1;
    for (; lags < kMostRepeats && (lags + 1) * period < kRepeatSeconds * rate; ++lags) {
        const double reach = kRepeatReach * period;
        const auto low = static_cast<std::size_t>((lags + 1) * period - reach);
        const auto high = static_cast<std::size_t>(std::ceil((lags + 1) * period + reach));
        double best = 0.0;
        for (std::size_t lag = low; lag <= high; ++lag) best = std::max(best, normalised(lag));
        sum += std::min(best, 1.0);
    }
    return sum / lags;
}

void F0Candidates::find(std::span<const float> signal, double seconds,
                        std::vector<F0Candidate>& out) {
    out.clear();
    const auto size = static_cast<std::int64_t>(window_.size());
    const auto first =
        static_cast<std::int64_t>(std::llround(seconds * settings_.sampleRate)) - size / 2;
    std::vector<float>& frame = correlation_;
    double sum = 0.0;
    for (std::int64_t i = 0; i < size; ++i) {
        const std::int64_t at = first + i;
        const bool inside = at >= 0 && at < static_cast<std::int64_t>(signal.size());
        const float sample = inside ? signal[static_cast<std::size_t>(at)] : 0.0F;
        frame[static_cast<std::size_t>(i)] = sample;
        sum += sample;
    }
    const auto mean = static_cast<float>(sum / static_cast<double>(size));
    peak_ = 0.0;
    for (std::size_t i = 0; i < window_.size(); ++i) {
        frame[i] -= mean;
        peak_ = std::max(peak_, std::abs(static_cast<double>(frame[i])));
        frame[i] *= window_[i];
    }
    if (peak_ == 0.0) return;
    correlate(std::span(frame).first(window_.size()), correlation_);
    if (correlation_[0] <= 0.0F) return;

    const double rate = static_cast<double>(settings_.sampleRate) * kFiner;
    const auto shortest = static_cast<std::size_t>(rate / settings_.highestHz);
    const auto longest = static_cast<std::size_t>(std::ceil(rate / settings_.lowestHz));
    const auto value = [this](std::size_t lag) { return normalised(lag); };
    double before = value(shortest - 1);
    double here = value(shortest);
    for (std::size_t lag = shortest; lag <= longest; ++lag) {
        const double after = value(lag + 1);
        if (here > 0.0 && here >= before && here > after) {
            const double curvature = before - 2.0 * here + after;
            const double shift = 0.5 * (before - after) / curvature;
            const double hz = rate / (static_cast<double>(lag) + shift);
            const double height = here - 0.25 * (before - after) * shift;
            if (hz >= settings_.lowestHz && hz <= settings_.highestHz) {
                out.push_back({hz, persistence(std::min(height, 1.0), rate / hz)});
            }
        }
        before = here;
        here = after;
    }
    const auto stronger = [](const F0Candidate& a, const F0Candidate& b) {
        // A hundredth an octave: of two equally good periods the shorter one is the voice's.
        const double bonus = 0.01 * std::log2(a.hz / b.hz);
        return a.strength + bonus > b.strength;
    };
    std::sort(out.begin(), out.end(), stronger);
    if (out.size() > kMost) out.resize(kMost);
}

}  // namespace arioso::dsp
