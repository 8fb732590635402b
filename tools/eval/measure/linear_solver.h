#pragma once

#include <vector>

namespace arioso::eval {

/// Solves A x = b for a symmetric positive definite A (dense, row-major) by Cholesky factorisation.
std::vector<double> solvePositiveDefinite(std::vector<double> a, std::vector<double> b);

}  // namespace arioso::eval
