#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>

#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/folder_survey.h"
#include "src/cli/lyrics_report.h"
#include "src/cli/score_summary.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

struct InfoFlags {
    std::string score;
    std::string lyrics;
    std::string language;
    std::string dataFolder;
    std::string repeats = "written";
    int tune = 0;
    bool json = false;
    bool lyricsReport = false;
};

void info(const InfoFlags& flags) {
    ReadOptions options(parseRepeatMode(flags.repeats));
    if (flags.tune != 0) options.tune = flags.tune;
    std::error_code code;
    if (std::filesystem::is_directory(flags.score, code)) {
        const FolderSurvey survey = surveyFolder(flags.score, options);
        if (flags.json) return fmt::print("{}\n", toJson(survey).dump(2));
        return fmt::print("{}", toText(survey));
    }
    const auto dataFolder = findDataFolder(flags.dataFolder);
    Score score = readScore(flags.score, options);
    layLyricsOf(flags.lyrics, flags.language, score);
    ScoreSummary summary = summarise(score, dataFolder);
    for (const std::string& text : sungRemarksOf(score, flags.language))
        summary.diagnostics.push_back({{}, {}, text});
    if (flags.json) {
        nlohmann::json json = toJson(summary);
        if (flags.lyricsReport) json["lyrics_report"] = lyricsReportOf(score);
        fmt::print("{}\n", json.dump(2));
    } else {
        fmt::print("{}", toText(summary));
        if (!flags.lyricsReport) return;
        for (const std::string& line : lyricsReportOf(score)) fmt::print("{}\n", line);
    }
}

}  // namespace

void addInfoCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "info", "Tell what a score holds: parts, key, tempo, length, lyrics");
    const auto flags = std::make_shared<InfoFlags>();
    command
        ->add_option("score", flags->score,
                     "MusicXML, MuseScore, MIDI or ABC file; a folder: what is not "
                     "played in all of its scores")
        ->type_name("SCORE")
        ->required();
    command
        ->add_option("--repeats", flags->repeats,
                     "written (as musicians play them), all (inner repeats again after D.C. and "
                     "D.S.) or none (every measure once)")
        ->type_name("MODE");
    addDataFolderOption(*command, flags->dataFolder);
    addTuneOption(*command, flags->tune);
    command->add_option("--lyrics", flags->lyrics, "words to sing: plain text, LRC or SRT")
        ->type_name("FILE");
    command->add_option("--language", flags->language, "of the lyrics, e.g. en, de, la")
        ->type_name("TAG");
    command->add_flag("--lyrics-report", flags->lyricsReport,
                      "also tell which note each syllable fell on");
    command->add_flag("--json", flags->json, "as JSON");
    command->callback([flags] { info(*flags); });
}

}  // namespace arioso::cli
