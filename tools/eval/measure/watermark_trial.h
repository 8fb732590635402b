#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dsp/masking.h"

namespace arioso::eval {

struct WatermarkTrialOptions {
    std::filesystem::path
        audio;              ///< folder of sounds without watermarks, looked through to its leaves
    int clips = 100;        ///< marked and attacked
    int unmarked = 0;       ///< searched with a key of their own each
    double seconds = 15.0;  ///< of a clip, cut anywhere out of what was marked
    std::uint64_t seed = 1;
    int threads = 1;
};

/// Of one attack.
struct AttackFigure {
    std::string name;
    int clips = 0;
    int found = 0;  ///< with the right payload
    int wrong = 0;  ///< with another
    double medianScore = 0.0;
};

/// What the change is against what MaskingModel says is hidden, over frames of 46 ms.
struct MaskFigures {
    struct Band {
        double medianDb = 0.0;
        double upperDb = 0.0;    ///< of 99 in 100 frames
        double overShare = 0.0;  ///< of frames above 0 dB
    };
    std::array<Band, dsp::MaskingModel::kBands> bands{};
    double medianDb = 0.0;
    double upper95Db = 0.0;
    double upper99Db = 0.0;
    double overShare = 0.0;
    double snrDb = 0.0;   ///< median of the clips
    double partDb = 0.0;  ///< change against sound in parts of 6 ms: what 99 in 100 stay under
};

struct UnmarkedFigures {
    int clips = 0;
    int found = 0;
    int readings = 0;    ///< payloads read and refused
    int firstBytes = 0;  ///< of these, refused though the first byte of the check was right
    double highestScore = 0.0;
    int overFive = 0;  ///< clips whose best score passed 5
};

struct WatermarkFigures {
    std::vector<AttackFigure> attacks;
    MaskFigures mask;
    UnmarkedFigures unmarked;
};

/// Marks, attacks, searches; Error(Input) if the folder holds no sound long enough. The same
/// options, the same figures, whatever the number of threads. `progress` is told a line now and
/// then, by any thread.
WatermarkFigures tryWatermark(const WatermarkTrialOptions& options,
                              const std::function<void(const std::string&)>& progress);

/// Tables for people, and the figures as JSON.
std::string watermarkReport(const WatermarkFigures& figures);
std::string watermarkReportJson(const WatermarkFigures& figures,
                                const WatermarkTrialOptions& options);

}  // namespace arioso::eval
