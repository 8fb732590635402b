#include "dsp/spectrum_smoothing.h"

#include <cmath>
#include <cstddef>

namespace arioso::dsp {

void SpectrumSmoothing::smooth(std::span<const double> in, double width, std::span<double> out) {
    const std::size_t bins = in.size();
    // Bin k is a step from k - 1/2 to k + 1/2: the rectangle ends inside a step on either side.
    const double reach = 0.5 * width + 0.5;
    const auto whole = static_cast<std::size_t>(reach);
    const double part = reach - static_cast<double>(whole);
    const std::size_t margin = whole + 1;
    extended_.resize(bins + 2 * margin);
    for (std::size_t i = 0; i < margin; ++i) {
        extended_[i] = in[margin - i];
        extended_[margin + bins + i] = in[bins - 2 - i];
    }
    for (std::size_t i = 0; i < bins; ++i) extended_[margin + i] = in[i];
    integral_.resize(extended_.size() + 1);
    double sum = 0.0;
    for (std::size_t i = 0; i < extended_.size(); ++i) {
        integral_[i] = sum;
        sum += extended_[i];
    }
    integral_[extended_.size()] = sum;
    const double scale = 1.0 / width;
    for (std::size_t k = 0; k < bins; ++k) {
        const std::size_t high = k + margin + whole;
        const std::size_t low = k + margin + 1 - whole;
        const double upper = integral_[high] + part * extended_[high];
        const double lower = integral_[low] - part * extended_[low - 1];
        out[k] = (upper - lower) * scale;
    }
}

void fillBelowFundamental(std::span<double> power, double f0Bins) {
    const auto last = static_cast<std::size_t>(f0Bins);
    // From a copy of what lies below f0: bins are read after their mirror image was changed.
    std::vector<double> below(power.begin(), power.begin() + static_cast<std::ptrdiff_t>(last) + 2);
    for (std::size_t k = 0; k <= last; ++k) {
        const double mirror = f0Bins - static_cast<double>(k);
        const auto at = static_cast<std::size_t>(mirror);
        const double part = mirror - static_cast<double>(at);
        power[k] += (1.0 - part) * below[at] + part * below[at + 1];
    }
}

}  // namespace arioso::dsp
