#include "tools/eval/measure/timbre_classifier.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dsp/error.h"
#include "tools/eval/measure/linear_solver.h"

namespace arioso::eval {
namespace {

constexpr double kShrinkage = 0.05;

}  // namespace

TimbreClassifier::TimbreClassifier(const std::vector<std::vector<TimbreFeatures>>& classes)
    : classes_(classes.size()) {
    std::size_t size = 0;
    double total = 0.0;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        classes_[c].known = !classes[c].empty();
        total += static_cast<double>(classes[c].size());
        if (classes_[c].known) size = classes[c].front().size();
    }
    if (std::ranges::count_if(classes_, &Class::known) < 2) {
        throw Error(ExitCode::Processing,
                    "instrument classifier: expected training audio of two instruments or more");
    }
    centre_.assign(size, 0.0);
    scale_.assign(size, 0.0);
    for (const auto& examples : classes) {
        for (const auto& x : examples) {
            for (std::size_t i = 0; i < size; ++i) centre_[i] += x[i] / total;
        }
    }
    for (const auto& examples : classes) {
        for (const auto& x : examples) {
            for (std::size_t i = 0; i < size; ++i) {
                scale_[i] += (x[i] - centre_[i]) * (x[i] - centre_[i]) / total;
            }
        }
    }
    for (double& s : scale_) s = s > 1e-12 ? 1.0 / std::sqrt(s) : 0.0;

    std::vector<double> covariance(size * size);
    std::vector<std::vector<double>> means(classes.size(), std::vector<double>(size));
    std::vector<double> z(size);
    for (std::size_t c = 0; c < classes.size(); ++c) {
        const auto count = static_cast<double>(classes[c].size());
        for (const auto& x : classes[c]) {
            for (std::size_t i = 0; i < size; ++i) {
                means[c][i] += (x[i] - centre_[i]) * scale_[i] / count;
            }
        }
        for (const auto& x : classes[c]) {
            for (std::size_t i = 0; i < size; ++i) {
                z[i] = (x[i] - centre_[i]) * scale_[i] - means[c][i];
            }
            for (std::size_t i = 0; i < size; ++i) {
                for (std::size_t k = 0; k < size; ++k) {
                    covariance[i * size + k] += z[i] * z[k] / total;
                }
            }
        }
    }
    double trace = 0.0;
    for (std::size_t i = 0; i < size; ++i) trace += covariance[i * size + i];
    const double ridge = kShrinkage * trace / static_cast<double>(size) + 1e-9;
    for (std::size_t i = 0; i < size; ++i) covariance[i * size + i] += ridge;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        if (!classes_[c].known) continue;
        classes_[c].weights = solvePositiveDefinite(covariance, means[c]);
        for (std::size_t i = 0; i < size; ++i) {
            classes_[c].bias -= 0.5 * classes_[c].weights[i] * means[c][i];
        }
    }
}

std::size_t TimbreClassifier::classify(const TimbreFeatures& features) const {
    std::size_t best = 0;
    double bestScore = -std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < classes_.size(); ++c) {
        if (!classes_[c].known) continue;
        double score = classes_[c].bias;
        for (std::size_t i = 0; i < features.size(); ++i) {
            score += classes_[c].weights[i] * (features[i] - centre_[i]) * scale_[i];
        }
        if (score > bestScore) {
            bestScore = score;
            best = c;
        }
    }
    return best;
}

double TimbreClassifier::accuracy(const std::vector<TimbreFeatures>& examples,
                                  std::size_t expected) const {
    if (examples.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto right = std::ranges::count_if(
        examples, [&](const TimbreFeatures& x) { return classify(x) == expected; });
    return static_cast<double>(right) / static_cast<double>(examples.size());
}

}  // namespace arioso::eval
