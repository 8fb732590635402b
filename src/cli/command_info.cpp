#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "src/cli/commands.h"
#include "src/cli/score_summary.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

struct InfoFlags {
    std::string score;
    std::string dataFolder;
    std::string repeats = "written";
    bool json = false;
};

void info(const InfoFlags& flags) {
    const auto dataFolder = findDataFolder(flags.dataFolder);
    const Score score = readScore(flags.score, ReadOptions(parseRepeatMode(flags.repeats)));
    const ScoreSummary summary = summarise(score, dataFolder);
    if (flags.json) {
        fmt::print("{}\n", toJson(summary).dump(2));
    } else {
        fmt::print("{}", toText(summary));
    }
}

}  // namespace

void addInfoCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "info", "Tell what a score holds: parts, key, tempo, length, lyrics");
    const auto flags = std::make_shared<InfoFlags>();
    command->add_option("score", flags->score, "MusicXML or MIDI file")
        ->type_name("SCORE")
        ->required();
    command
        ->add_option("--repeats", flags->repeats,
                     "written (as musicians play them), all (inner repeats again after D.C. and "
                     "D.S.) or none (every measure once)")
        ->type_name("MODE");
    command->add_option("--data-dir", flags->dataFolder, "folder that holds configs/")
        ->type_name("DIR");
    command->add_flag("--json", flags->json, "as JSON");
    command->callback([flags] { info(*flags); });
}

}  // namespace arioso::cli
