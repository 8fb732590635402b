#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/corpus/make.h"

namespace arioso::corpus {

/// Read speech of one speaker, aligned (see alignSpeech).
struct SpeechSet {
    std::string teacher;  ///< as configs/voices.toml names it, e.g. "speech-en"
    std::filesystem::path alignments;
    std::filesystem::path folder;  ///< of the recordings
};

struct VoiceCorpusOptions {
    std::filesystem::path out;
    std::filesystem::path voiceTable;
    std::vector<SpeechSet> speech;
    std::vector<std::string> voices;  ///< ids; empty = all
    int takes = 3;                    ///< songs on each sentence for each voice; may be 0
    bool natural = true;              ///< the recordings as they are, too, with their labels
    std::uint64_t seed = 0;
    SplitShares split;
    int threads = 1;
};

/// Makes a corpus of singing from speech: each sentence on random melodies, sung by its own frames
/// (resing.h). Same layout and manifest as makeCorpus; split by sentence; pieces that are there
/// already and whole are kept. The same bytes for the same options whatever the number of threads.
/// Errors: Error(Input | Output | Usage).
void makeVoiceCorpus(const VoiceCorpusOptions& options, const Progress& progress);

}  // namespace arioso::corpus
