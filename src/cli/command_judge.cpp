#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/models_folder.h"
#include "src/judge/listening_judge.h"
#include "src/likeness/joint_embedding.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kReasonsTold = 4;

struct JudgeFlags {
    std::vector<std::string> files;
    int tune = 0;
    bool json = false;
    std::string modelsFolder;
    std::string dataFolder;
};

struct Judged {
    std::string file;
    Verdict verdict;
};

std::string readable(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

json toJson(const Judged& one) {
    json why = json::array();
    for (const JudgeReason& reason : one.verdict.reasons)
        why.push_back({{"feature", reason.feature},
                       {"value", std::isnan(reason.value) ? json() : json(reason.value)},
                       {"adds", reason.adds}});
    return {{"file", one.file}, {"score", one.verdict.score}, {"why", why}};
}

/// What lowers and what raises a score most; places in the embedding tell a reader nothing.
std::string reasonsOf(const Verdict& verdict) {
    std::string out;
    std::size_t told = 0;
    for (const JudgeReason& reason : verdict.reasons) {
        if (reason.feature.starts_with("place.")) continue;
        if (told++ == kReasonsTold) break;
        out += fmt::format("{}{} {:+.2f}", out.empty() ? "" : ", ", readable(reason.feature),
                           reason.adds);
    }
    return out;
}

void judge(const JudgeFlags& flags) {
    const auto folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    const JointEmbedding embedding = JointEmbedding::load(folder);
    const ListeningJudge listener = ListeningJudge::load(folder);
    std::vector<Judged> all;
    for (const std::string& file : flags.files) {
        ReadOptions options(RepeatMode::None);
        if (flags.tune != 0) options.tune = flags.tune;
        const Score score = readScore(file, options);
        try {
            all.push_back({file, listener.judge(score, embedding)});
        } catch (const Error& error) {
            throw Error(error.code(), file + ": " + error.what());
        }
    }
    std::ranges::stable_sort(
        all, [](const Judged& a, const Judged& b) { return a.verdict.score > b.verdict.score; });
    if (flags.json) {
        json list = json::array();
        for (const Judged& one : all) list.push_back(toJson(one));
        return fmt::print("{}\n", list.dump(2, ' ', false, json::error_handler_t::replace));
    }
    for (const Judged& one : all)
        fmt::print("{:+6.2f}  {}\n        {}\n", one.verdict.score, one.file,
                   reasonsOf(one.verdict));
}

}  // namespace

void addJudgeCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "judge", "Rank scores as a listener might: 0 is as good as the average human piece");
    const auto flags = std::make_shared<JudgeFlags>();
    command->add_option("files", flags->files, "MusicXML, MuseScore, MIDI or ABC files")
        ->type_name("SCORE")
        ->required();
    addTuneOption(*command, flags->tune);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->add_flag("--json", flags->json, "as JSON, with what every feature adds");
    command->callback([flags] { judge(*flags); });
}

}  // namespace arioso::cli
