#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/score/reader.h"

namespace arioso::cli {

/// What reading all scores of a folder left unsaid.
struct FolderSurvey {
    struct Count {
        std::size_t scores = 0;
        std::size_t places = 0;  ///< parts of them that the remark was made for
    };
    std::size_t scores = 0;                ///< that could be read
    std::map<std::string, Count> remarks;  ///< by what was not understood or is not played
    std::vector<std::string> refused;      ///< one line each, sorted
};

/// The scores in a folder and below, by the endings of the formats, sorted. What may not be read is
/// passed over.
std::vector<std::filesystem::path> scoresIn(const std::filesystem::path& folder);

/// Reads every score in a folder and below, by the endings of the formats. One that is refused
/// stops nothing. Error(Input) if there is no score at all.
FolderSurvey surveyFolder(const std::filesystem::path& folder, const ReadOptions& options);

/// The remark made for most scores first.
std::string toText(const FolderSurvey& survey);
nlohmann::json toJson(const FolderSurvey& survey);

}  // namespace arioso::cli
