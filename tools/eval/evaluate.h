#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tools/eval/measure/figures.h"
#include "tools/eval/report/evaluation.h"

namespace arioso::eval {

struct EvaluateOptions {
    std::filesystem::path models;
    std::filesystem::path corpus;
    std::filesystem::path instrumentTable;
    std::string split = "test";
    std::vector<std::string> instruments;  ///< ids; empty = all that the split holds
    std::vector<Version> versions{kVersions.begin(), kVersions.end()};
    double secondsPerInstrument = 60.0;
    double classifierSeconds = 120.0;  ///< of the train split, an instrument; 0 = no classifier
    std::uint64_t seed = 0;
    int steps = 0;  ///< 0 = the models' default
    int threads = 1;
    std::filesystem::path outAudio;      ///< every version of every stem as WAV; empty = none
    std::filesystem::path exportFolder;  ///< teacher, generated and notes for others to judge
};

/// Told after each stem: stems done, stems in all, name of the last.
using EvaluateProgress = std::function<void(std::size_t, std::size_t, const std::string&)>;

/// Makes every version of the held-out stems and measures them against the teacher. The figures
/// depend on the options alone, not on the number of threads. Errors: Error(Model | Input | Usage |
/// Output).
Evaluation evaluate(const EvaluateOptions& options, const EvaluateProgress& progress);

}  // namespace arioso::eval
