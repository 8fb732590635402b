#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace arioso::corpus {

/// A recording of read speech.
struct SpeechEntry {
    std::string file;  ///< below the folder of the recordings
    std::string text;
};

/// Rows of a table of speech: tab-separated, a header line with at least the columns `file` and
/// `text`. With `only`, the files below that folder alone. Error(Input) names file and line of a
/// row with the wrong number of fields, a missing column, or a table without such rows.
std::vector<SpeechEntry> readSpeechTable(const std::filesystem::path& path,
                                         const std::string& only = {});

}  // namespace arioso::corpus
