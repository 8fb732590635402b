#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/compose/melody_model.h"

namespace arioso::train {

struct MelodyExportSettings {
    std::filesystem::path run;                  ///< folder of the run
    std::vector<std::filesystem::path> scores;  ///< folders that it learnt from
    std::filesystem::path out;                  ///< model folder
    std::string version = "1";
    double heldOut = 0.1;  ///< share of composers, as in training
    int threads = 2;
};

/// Writes a run's best weights with what is measured of its latent space on the training windows:
/// centre, spread, and a direction for each attribute. A direction leads from the mean place of the
/// quarter that has least of it to that of the quarter that has most, within each metre and mode
/// (as Roberts et al. 2018), divided by the standard deviations between both. Error(Input),
/// Error(Model).
void exportMelodies(const MelodyExportSettings& settings);

}  // namespace arioso::train
