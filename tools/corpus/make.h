#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "tools/corpus/manifest.h"

namespace arioso::corpus {

struct MakeOptions {
    std::filesystem::path out;
    std::filesystem::path instrumentTable;
    std::filesystem::path soundFont;
    std::filesystem::path samples;  ///< folder of recorded notes; empty = soundfont alone
    double secondsPerInstrument = 600.0;
    std::uint64_t seed = 0;
    std::vector<std::string> instruments;  ///< ids; empty = all
    /// Folders of scores to take material from; études fill up what they lack. None = études alone.
    std::vector<std::filesystem::path> scores;
    SplitShares split;
    int threads = 1;
};

/// Called on worker threads, one call at a time: pieces done, pieces in
/// all, seconds of audio done.
using Progress = std::function<void(std::size_t, std::size_t, double)>;

/// Makes a corpus below `options.out`: the same bytes for the same options whatever the number of
/// threads. Pieces that are there already and whole are kept. Errors: Error(Input | Output).
void makeCorpus(const MakeOptions& options, const Progress& progress);

}  // namespace arioso::corpus
