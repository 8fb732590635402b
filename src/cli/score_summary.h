#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso::cli {

/// What `arioso info` tells about a score.
struct ScoreSummary {
    struct PartSummary {
        std::string name;
        std::string program;     ///< General MIDI name, or "drums"
        int programNumber = 0;   ///< 1…128, 0 for drums
        std::string instrument;  ///< id of the trained instrument that plays it; empty = unknown
        bool exact = true;       ///< the instrument is the program itself, not its nearest relative
        bool vocal = false;
        std::size_t notes = 0;
        int lowest = 0;  ///< MIDI keys
        int highest = 0;
        std::size_t syllables = 0;
    };
    std::string title;
    std::string composer;
    std::string lyricist;
    std::string language;
    double seconds = 0.0;
    std::size_t measures = 0;       ///< as played
    std::vector<std::string> keys;  ///< in order, each change once
    std::vector<std::string> metres;
    double lowestTempo = 120.0;  ///< quarters a minute
    double highestTempo = 120.0;
    double startTempo = 120.0;
    struct Section {
        std::string name;
        std::string measure;  ///< number of its first one
    };
    std::vector<Section> sections;  ///< in the order played
    std::vector<PartSummary> parts;
    std::string lyrics;  ///< the words of the first part that has some
    std::vector<Diagnostic> diagnostics;
};

/// Instruments are named if `dataFolder` is not empty.
ScoreSummary summarise(const Score& score, const std::filesystem::path& dataFolder);
nlohmann::json toJson(const ScoreSummary& summary);
std::string toText(const ScoreSummary& summary);

/// Words of a part's first verse: syllables joined, melismas left out.
std::string wordsOf(const Part& part);
/// "D minor", "E-flat major" from a key signature.
std::string keyName(int fifths, bool minor);

}  // namespace arioso::cli
