#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/model_set.h"
#include "src/condition/instruments.h"

namespace arioso::bench {

/// One stage on one thread.
struct StageResult {
    std::string name;
    double audioPerSecond = 0.0;  ///< seconds of one stem's audio made in a second
    double operations = 0.0;      ///< of matrix products, a second of audio; 0 = not a network
    double shareOfPeak = 0.0;     ///< of `peak`, 0…1; 0 = not a network
    bool perRender = false;       ///< done once for the whole mix, not for each stem
};

/// Measures each stage on a busy stem, those of the whole mix on a mix of one stem, `seconds` each;
/// `peak` is the machine's sgemm rate.
std::vector<StageResult> measureStages(const models::ModelSet& models, const Instrument& instrument,
                                       int steps, double seconds, double peak);

}  // namespace arioso::bench
