#pragma once

#include <functional>

namespace arioso::bench {

/// Best rate in floating-point operations a second of single-precision matrix products of
/// 1024 × 1024 on the calling thread: what the networks' products could reach at most.
double sgemmPeak();

/// Multiplications and additions (two operations a pair) of all matrix products and convolutions
/// that `work` makes on the calling thread.
double countOperations(const std::function<void()>& work);

}  // namespace arioso::bench
