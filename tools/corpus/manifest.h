#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace arioso::corpus {

/// One piece of one instrument.
struct CorpusEntry {
    std::string id;
    std::string split;       ///< train, valid or test; a piece is in one alone
    std::string instrument;  ///< id in configs/instruments.toml
    std::string source;      ///< "etude", or the score or recording it was made from
    std::string audio;       ///< path below the corpus folder: mono FLAC at dsp::kSampleRate
    std::string notes;       ///< path below the corpus folder: JSON of the PerformedPart
    double seconds = 0.0;
    std::string sha256;  ///< of the audio file
};

/// OUT/manifest.json: what a corpus holds and what it was made with.
struct Manifest {
    static constexpr int kFormat = 1;
    std::uint64_t seed = 0;
    std::string teacher;        ///< soundfont or sample folder by name
    std::string teacherSha256;  ///< of the soundfont; empty for recordings
    std::vector<CorpusEntry> entries;

    /// Error(Input) names the file and the field.
    static Manifest load(const std::filesystem::path& path);
    /// Atomic. Error(Output).
    void save(const std::filesystem::path& path) const;
};

/// Shares of the splits in percent; they need not sum to 100.
struct SplitShares {
    double train = 92.0;
    double valid = 4.0;
    double test = 4.0;
    /// Reads "92,4,4"; Error(Usage) if it is not three shares of at least 0.
    static SplitShares parse(const std::string& text);
    /// Split for a place in [0, 1).
    [[nodiscard]] std::string at(double place) const;
};

}  // namespace arioso::corpus
