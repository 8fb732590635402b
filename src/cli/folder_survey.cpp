#include "src/cli/folder_survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "dsp/error.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 10> kEndings = {
    ".musicxml", ".mxl", ".xml", ".mid", ".midi", ".kar", ".rmi", ".abc", ".mscx", ".mscz"};

using Row = std::pair<std::string, FolderSurvey::Count>;

std::vector<Row> sortedRemarks(const FolderSurvey& survey) {
    std::vector<Row> rows(survey.remarks.begin(), survey.remarks.end());
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.second.scores > b.second.scores; });
    return rows;
}

}  // namespace

std::vector<fs::path> scoresIn(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code code;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied,
                                        code);
    for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
        const std::string ending = it->path().extension().string();
        const bool isScore = std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
        std::error_code ignored;
        if (isScore && it->is_regular_file(ignored)) out.push_back(it->path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

FolderSurvey surveyFolder(const fs::path& folder, const ReadOptions& options) {
    FolderSurvey out;
    for (const fs::path& path : scoresIn(folder)) {
        try {
            const Score score = readScore(path, options);
            ++out.scores;
            std::set<std::string> own;
            for (const Diagnostic& remark : score.diagnostics) {
                FolderSurvey::Count& count = out.remarks[remark.text];
                ++count.places;
                if (own.insert(remark.text).second) ++count.scores;
            }
        } catch (const Error& error) {
            out.refused.emplace_back(error.what());
        }
    }
    if (out.scores + out.refused.size() == 0) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected scores in the folder, found none", folder.string()));
    }
    return out;
}

std::string toText(const FolderSurvey& survey) {
    std::string out =
        fmt::format("{} scores read, {} refused\n", survey.scores, survey.refused.size());
    for (const std::string& line : survey.refused) out += line + "\n";
    if (survey.remarks.empty()) return out + "nothing that is not understood or not played\n";
    out += "scores  places  not understood or not played\n";
    for (const auto& [text, count] : sortedRemarks(survey)) {
        out += fmt::format("{:>6}  {:>6}  {}\n", count.scores, count.places, text);
    }
    return out;
}

nlohmann::json toJson(const FolderSurvey& survey) {
    nlohmann::json remarks = nlohmann::json::array();
    for (const auto& [text, count] : sortedRemarks(survey)) {
        remarks.push_back({{"text", text}, {"scores", count.scores}, {"places", count.places}});
    }
    return {{"scores", survey.scores}, {"refused", survey.refused}, {"remarks", remarks}};
}

}  // namespace arioso::cli
