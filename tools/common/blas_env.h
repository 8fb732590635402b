#pragma once

#include <unistd.h>

#include <cstdlib>

namespace arioso {

/// Name that OpenBLAS gives the kernels fit for this processor, or nullptr to leave the choice to
/// it. OpenBLAS older than the processor falls back to SSE3 kernels, four times slower.
inline const char* openBlasCoreType() noexcept {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        return "SkylakeX";
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
    return nullptr;
}

/// First statement of `main` in every program linked with LibTorch. OpenBLAS reads its core type
/// once, while it is loaded, which is before `main`: so the variable is set and the program started
/// over, once. Does nothing where the user has set OPENBLAS_CORETYPE; returns where it cannot
/// re-execute.
inline void ensureBlasCoreType(char** argv) noexcept {
    static constexpr const char* kVariable = "OPENBLAS_CORETYPE";
    if (std::getenv(kVariable) != nullptr) return;
    const char* core = openBlasCoreType();
    if (core == nullptr || setenv(kVariable, core, 1) != 0) return;
    execv("/proc/self/exe", argv);
}

}  // namespace arioso
