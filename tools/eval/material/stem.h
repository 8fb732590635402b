#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/performance.h"
#include "tools/corpus/manifest.h"

namespace arioso::eval {

/// One held-out piece of one instrument: what is played, and how the teacher plays it.
struct Stem {
    std::string id;
    const Instrument* instrument = nullptr;
    std::uint32_t number = 0;  ///< names the stem in the noise streams
    PerformedPart part;
    std::vector<float> teacher;  ///< mono at dsp::kSampleRate
};

/// Reads a piece of a corpus. Error(Input) names the file and what is wrong with it.
Stem loadStem(const std::filesystem::path& corpus, const corpus::CorpusEntry& entry,
              const Instrument& instrument);
/// Mono audio of a corpus file at dsp::kSampleRate. Error(Input).
std::vector<float> loadMono(const std::filesystem::path& path);

}  // namespace arioso::eval
