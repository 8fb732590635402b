#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/file_kind.h"
#include "src/features/features_json.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

struct FeaturesFlags {
    std::string file;
    std::string repeats = "written";
    int tune = 0;
    bool json = false;
    bool frames = false;
};

void features(const FeaturesFlags& flags) {
    if (isSoundFile(flags.file)) {
        const AudioFeatures heard = audioFeaturesOf(flags.file);
        if (flags.json || flags.frames)
            return fmt::print("{}\n", toJson(heard, flags.frames).dump(2));
        return fmt::print("{}", toText(heard));
    }
    ReadOptions options(parseRepeatMode(flags.repeats));
    if (flags.tune != 0) options.tune = flags.tune;
    const Score score = readScore(flags.file, options);
    const ScoreFeatures read = scoreFeatures(score);
    if (flags.json || flags.frames)
        return fmt::print("{}\n",
                          toJson(read, score, flags.frames)
                              .dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    fmt::print("{}", toText(read, score));
}

}  // namespace

void addFeaturesCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "features", "Measure a score or a recording: pitches, rhythm, keys, chords, form, tempo");
    const auto flags = std::make_shared<FeaturesFlags>();
    command
        ->add_option("file", flags->file,
                     "MusicXML, MuseScore, MIDI or ABC file; or a recording: WAV, FLAC, Ogg")
        ->type_name("FILE")
        ->required();
    command->add_option("--repeats", flags->repeats, "written, all or none, as in info")
        ->type_name("MODE");
    addTuneOption(*command, flags->tune);
    command->add_flag("--json", flags->json, "as JSON");
    command->add_flag("--frames", flags->frames,
                      "as JSON with what is long: likeness and tension of bars, or onset strength, "
                      "pitch and chroma over time");
    command->callback([flags] { features(*flags); });
}

}  // namespace arioso::cli
