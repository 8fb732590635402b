#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/bench/stages.h"

namespace arioso::bench {

struct RenderResult {
    std::string score;
    int parts = 0;
    int threads = 0;
    double audioSeconds = 0.0;
    double seconds = 0.0;
    double peakMebibytes = 0.0;
};

struct FirstSound {
    double seconds = 0.0;
    double peakMebibytes = 0.0;
};

/// Everything that was measured; what could not be is absent.
struct BenchReport {
    std::string processor;
    int cores = 0;
    int steps = 0;
    double sgemmPeak = 0.0;  ///< operations a second on one thread
    std::vector<StageResult> stages;
    std::optional<double> helpSeconds;  ///< start-up of `arioso --help`
    std::optional<FirstSound> firstSound;
    std::optional<RenderResult> render;
};

std::string markdown(const BenchReport& report);
std::string json(const BenchReport& report);
/// Name of the processor as the system tells it; "unknown" where it does not.
std::string processorName();

}  // namespace arioso::bench
