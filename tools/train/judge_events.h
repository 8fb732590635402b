#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

/// What is measured of the transformer, and on which scores.
struct EventJudgeSettings {
    std::filesystem::path run;                  ///< of `arioso-train composer train`
    std::vector<std::filesystem::path> scores;  ///< as in training
    std::size_t windows = 0;                    ///< at most, of the held-out pieces; 0 = all
    int threads = 2;
};

/// Prints nats an event and a note of the transformer (the run's best weights), of variable-order
/// counts (PPM, orders 3 to 5), their mixture and order-0 counts, all on the same events of
/// held-out composers, in the order of the page; and of cells cut out, by the transformer with the
/// context behind them and by the counts without. The mixture's share is chosen on validation
/// pieces.
void judgeEvents(const EventJudgeSettings& settings);

struct EventExportSettings {
    std::filesystem::path run;
    std::vector<std::filesystem::path> scores;  ///< what the counts are taken from
    std::filesystem::path out;                  ///< model folder
    std::string version = "1";
    int order = 4;       ///< of the counts
    int leastCount = 2;  ///< rarer contexts are left out
    bool counts = true;  ///< false: those that are there stay
    int threads = 2;
};

/// Writes transformer.safetensors (float16) and events.safetensors (counts), with their entries in
/// the folder's manifest.json.
void exportEvents(const EventExportSettings& settings);

}  // namespace arioso::train
