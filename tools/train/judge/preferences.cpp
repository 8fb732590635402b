#include "tools/train/judge/preferences.h"

#include "src/judge/listening_judge.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace arioso::train {
namespace {

constexpr int kSteps = 400;
constexpr double kRate = 0.5;
constexpr double kMomentum = 0.9;

double scoreOf(const std::vector<float>& row, std::span<const double> weights) {
    return std::inner_product(row.begin(), row.end(), weights.begin(), 0.0);
}

}  // namespace

std::vector<float> withSquares(const models::Ridge& scaling, const std::vector<double>& row) {
    std::vector<float> out;
    for (std::size_t i = 0; i < row.size(); ++i)
        out.push_back(static_cast<float>(ListeningJudge::held(scaling.standard(i, row[i]))));
    for (std::size_t i = 0; i < row.size(); ++i) out.push_back(out[i] * out[i] - 1.0F);
    return out;
}

std::vector<double> fitPreferences(const std::vector<Preference>& pairs, double penalty) {
    const std::size_t width = pairs.front().better.size();
    std::vector<std::vector<double>> differences;
    // Columns of squares reach further than others: a common step needs common scales.
    std::vector<double> scale(width, 1e-6);
    for (const Preference& pair : pairs) {
        differences.emplace_back(width);
        for (std::size_t i = 0; i < width; ++i) {
            differences.back()[i] = static_cast<double>(pair.better[i] - pair.worse[i]);
            scale[i] += differences.back()[i] * differences.back()[i];
        }
    }
    const auto count = static_cast<double>(pairs.size());
    for (double& one : scale) one = std::max(0.1, std::sqrt(one / count));
    std::vector<double> weights(width, 0.0);  // in units of 1 / scale
    std::vector<double> speed(width, 0.0);
    for (int step = 0; step < kSteps; ++step) {
        std::vector<double> gradient(width);
        for (std::size_t i = 0; i < width; ++i) gradient[i] = penalty * weights[i];
        for (const std::vector<double>& row : differences) {
            double sum = 0.0;
            for (std::size_t i = 0; i < width; ++i) sum += weights[i] * row[i] / scale[i];
            const double wrong = 1.0 / (1.0 + std::exp(sum)) / count;
            for (std::size_t i = 0; i < width; ++i) gradient[i] -= wrong * row[i] / scale[i];
        }
        const double rate = kRate / std::sqrt(static_cast<double>(width)) * 4.0;
        for (std::size_t i = 0; i < width; ++i) {
            speed[i] = kMomentum * speed[i] - rate * (1.0 - kMomentum) * gradient[i];
            weights[i] += speed[i];
        }
    }
    for (std::size_t i = 0; i < width; ++i) weights[i] /= scale[i];
    return weights;
}

double toldRight(const std::vector<Preference>& pairs, std::span<const double> weights) {
    if (pairs.empty()) return 0.0;
    double right = 0.0;
    for (const Preference& pair : pairs) {
        const double better = scoreOf(pair.better, weights);
        const double worse = scoreOf(pair.worse, weights);
        right += better > worse ? 1.0 : better == worse ? 0.5 : 0.0;
    }
    return right / static_cast<double>(pairs.size());
}

}  // namespace arioso::train
