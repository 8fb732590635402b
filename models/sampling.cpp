#include "models/sampling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "dsp/error.h"

namespace arioso::models {
namespace {

void normalise(std::span<double> weights) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (sum <= 0.0) return;
    for (double& weight : weights) weight /= sum;
}

}  // namespace

void shape(std::span<double> weights, const SamplingOptions& options) {
    if (weights.empty()) return;
    if (options.temperature != 1.0) {
        // Against the largest, so that small temperatures do not underflow everything.
        const double most = *std::max_element(weights.begin(), weights.end());
        if (most <= 0.0) return;
        const double exponent = 1.0 / std::max(options.temperature, 1e-3);
        for (double& weight : weights)
            weight = weight > 0.0 ? std::pow(weight / most, exponent) : 0.0;
    }
    normalise(weights);
    if (options.topK <= 0 && options.topP >= 1.0) return;
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
    double sum = 0.0;
    std::size_t kept = 0;
    while (kept < order.size()) {
        if (options.topK > 0 && kept >= static_cast<std::size_t>(options.topK)) break;
        if (kept > 0 && sum >= options.topP) break;
        sum += weights[order[kept++]];
    }
    for (; kept < order.size(); ++kept) weights[order[kept]] = 0.0;
    normalise(weights);
}

int draw(std::span<const double> weights, RandomStream& random) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    double left = random.uniform() * sum;
    int last = -1;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] <= 0.0) continue;
        last = static_cast<int>(i);
        left -= weights[i];
        if (left < 0.0) return last;
    }
    if (last < 0) throw Error(ExitCode::Processing, "drawing a symbol: nothing is allowed");
    return last;
}

int drawMasked(std::span<const double> probabilities, std::span<const char> allowed,
               const SamplingOptions& options, RandomStream& random) {
    std::vector<double> weights(probabilities.begin(), probabilities.end());
    bool any = allowed.empty();
    double sum = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!allowed.empty() && allowed[i] == 0) {
            weights[i] = 0.0;
        } else {
            any = true;
            sum += weights[i];
        }
    }
    if (!any) throw Error(ExitCode::Processing, "drawing a symbol: nothing is allowed");
    if (sum <= 0.0) {
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] = allowed.empty() || allowed[i] != 0 ? 1.0 : 0.0;
    }
    shape(weights, options);
    return draw(weights, random);
}

}  // namespace arioso::models
