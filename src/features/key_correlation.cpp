#include "src/features/key_correlation.h"

#include <cmath>
#include <numeric>

#include "src/compose/key_finder.h"

namespace arioso {
namespace {

double correlation(const std::array<double, 12>& a, const std::array<double, 12>& b,
                   std::size_t turn) {
    const double meanA = std::accumulate(a.begin(), a.end(), 0.0) / 12.0;
    const double meanB = std::accumulate(b.begin(), b.end(), 0.0) / 12.0;
    double both = 0.0;
    double first = 0.0;
    double second = 0.0;
    for (std::size_t i = 0; i < 12; ++i) {
        const double x = a[(i + turn) % 12] - meanA;
        const double y = b[i] - meanB;
        both += x * y;
        first += x * x;
        second += y * y;
    }
    return first > 0.0 && second > 0.0 ? both / std::sqrt(first * second) : 0.0;
}

}  // namespace

KeyGuess guessKey(const std::array<double, 12>& pitchClasses) {
    KeyGuess best;
    best.correlation = -2.0;
    double second = -2.0;
    for (int key = 0; key < 24; ++key) {
        const double value =
            correlation(pitchClasses, keyProfile(key >= 12), static_cast<std::size_t>(key % 12));
        if (value > best.correlation) {
            second = best.correlation;
            best = {key % 12, key >= 12, value, 0.0};
        } else if (value > second) {
            second = value;
        }
    }
    best.margin = best.correlation - second;
    return best;
}

double entropyBits(const double* weights, int count) {
    double sum = 0.0;
    for (int i = 0; i < count; ++i) sum += weights[i];
    if (sum <= 0.0) return 0.0;
    double entropy = 0.0;
    for (int i = 0; i < count; ++i)
        if (weights[i] > 0.0) entropy -= weights[i] / sum * std::log2(weights[i] / sum);
    return entropy;
}

}  // namespace arioso
