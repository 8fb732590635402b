#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/corpus/make.h"
#include "tools/corpus/manifest.h"

namespace arioso::corpus {

/// A voice bank of one singer (voice_bank.h).
struct UnitSet {
    std::string teacher;  ///< as configs/voices.toml names it, e.g. "units-ja-cv"
    std::filesystem::path folder;
};

struct UnitCorpusOptions {
    std::filesystem::path out;
    std::filesystem::path voiceTable;
    std::vector<UnitSet> banks;
    double secondsPerVoice = 1800.0;
    bool natural = true;  ///< the recordings as they are, too, with their labels
    std::uint64_t seed = 0;
    SplitShares split;
    int threads = 1;
};

/// Makes a corpus of singing from sung units: words of random and usual morae on random melodies
/// (unit_song.h, sentence_song.h), units joined (unit_track.h) and sung again (resing.h). Layout
/// and manifest as makeVoiceCorpus; split by song, and songs for training lack the pairs of morae
/// that the others seek. Pieces that are there already and whole are kept. The same bytes for the
/// same options whatever the number of threads. Errors: Error(Input | Output | Usage).
void makeUnitCorpus(const UnitCorpusOptions& options, const Progress& progress);

}  // namespace arioso::corpus
