#pragma once

#include <filesystem>

#include "tools/train/task.h"

namespace arioso::train {

/// Starts a run in a new folder `out`; Error(Output) if it exists. With `from` (a fork), the
/// weights start from that file, a run's checkpoint or the weights of a model folder; optimiser,
/// step count and schedule start afresh.
void startRun(const RunSettings& settings, const std::filesystem::path& out,
              const std::filesystem::path& from = {});
/// Goes on from the last checkpoint of a run that was stopped or killed, to the same loss curve.
void continueRun(const std::filesystem::path& run, const std::string& device, int threads);

/// Measures on training material what the run's best weights leave over (generator: each
/// instrument's mean spectrum) and stores it in RUN/best.safetensors for `export`.
void calibrateRun(const std::filesystem::path& run, const std::string& device, int threads);
/// Reads the settings that a run was started with.
RunSettings readRunSettings(const std::filesystem::path& run);

}  // namespace arioso::train
