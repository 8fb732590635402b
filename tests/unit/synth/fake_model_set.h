#pragma once

#include <atomic>

namespace arioso::tests {

/// How often any fake generator has run.
extern std::atomic<int> generatorCalls;
/// While set, generators do not come back, unless they are abandoned.
extern std::atomic<bool> generatorsStall;
/// While set, generators throw.
extern std::atomic<bool> generatorsFail;

}  // namespace arioso::tests
