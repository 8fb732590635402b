#pragma once

#include <atomic>

namespace arioso::tests {

/// How often any fake generator has run.
extern std::atomic<int> generatorCalls;

}  // namespace arioso::tests
