#include "tools/eval/measure/linear_solver.h"

#include <cmath>
#include <cstddef>

namespace arioso::eval {

std::vector<double> solvePositiveDefinite(std::vector<double> a, std::vector<double> b) {
    const std::size_t n = b.size();
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k <= i; ++k) {
            double sum = a[i * n + k];
            for (std::size_t j = 0; j < k; ++j) sum -= a[i * n + j] * a[k * n + j];
            a[i * n + k] = i == k ? std::sqrt(sum) : sum / a[k * n + k];
        }
        for (std::size_t j = 0; j < i; ++j) b[i] -= a[i * n + j] * b[j];
        b[i] /= a[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t j = i + 1; j < n; ++j) b[i] -= a[j * n + i] * b[j];
        b[i] /= a[i * n + i];
    }
    return b;
}

}  // namespace arioso::eval
