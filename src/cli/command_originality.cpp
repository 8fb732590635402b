#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/models_folder.h"
#include "src/cli/originality_guard.h"
#include "src/cli/tune_folder.h"
#include "src/originality/known_run.h"
#include "src/originality/melody_lines.h"
#include "src/originality/tune_library.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct OriginalityFlags {
    std::string file;
    std::vector<std::string> against;
    int notes = 10;
    int tune = 0;
    bool only = false;
    bool json = false;
    std::string modelsFolder;
    std::string dataFolder;
};

Score readOnce(const fs::path& path, int tune) {
    ReadOptions options(RepeatMode::None);
    if (tune != 0) options.tune = tune;
    return readScore(path, options);
}

struct Search {
    std::vector<KnownRun> findings;
    std::size_t stretches = 0;
    std::size_t known = 0;
};

void search(const TuneLibrary& library, const Score& score, std::size_t least, Search& out) {
    for (const MelodyLine& line : melodyLines(score)) {
        const std::vector<bool> known = library.known(line.notes);
        out.stretches += known.size();
        out.known += static_cast<std::size_t>(std::ranges::count(known, true));
        for (const SharedRun& run : library.shared(line.notes, least))
            out.findings.push_back(knownRun(library, score, line, run));
    }
    std::ranges::stable_sort(out.findings, std::greater{}, &KnownRun::notes);
}

void originality(const OriginalityFlags& flags) {
    const Score score = readOnce(flags.file, flags.tune);
    Search found;
    std::size_t tunes = 0;
    std::size_t unreadable = 0;
    const auto least = static_cast<std::size_t>(flags.notes);
    if (!flags.only) {
        const TuneLibrary library =
            TuneLibrary::load(findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer");
        tunes += library.tunes().size();
        search(library, score, least, found);
    }
    if (!flags.against.empty()) {
        const TuneLibrary library = tunesIn(flags.against, flags.file, unreadable);
        tunes += library.tunes().size();
        search(library, score, least, found);
    }
    const double share = found.stretches == 0 ? 0.0
                                              : static_cast<double>(found.known) /
                                                    static_cast<double>(found.stretches);
    if (flags.json) {
        json list = json::array();
        for (const KnownRun& one : found.findings) list.push_back(jsonOf(one));
        const json report = {{"file", flags.file},       {"tunes", tunes},
                             {"unreadable", unreadable}, {"stretches_of_8_notes", found.stretches},
                             {"known_share", share},     {"runs", list}};
        return fmt::print("{}\n", report.dump(2, ' ', false, json::error_handler_t::replace));
    }
    fmt::print(
        "{}: {:.1f} % of its stretches of 8 notes are in one of {} tunes, in any key and at "
        "any tempo\n",
        flags.file, 100.0 * share, tunes);
    if (unreadable > 0) fmt::print("{} files could not be read\n", unreadable);
    if (found.findings.empty())
        fmt::print("no run of {} notes or more is shared with any of them\n", flags.notes);
    for (const KnownRun& one : found.findings)
        fmt::print("{:3} notes  {}\n", one.notes, textOf(one));
}

}  // namespace

void addOriginalityCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "originality",
        "Tell which runs of notes a score shares with what the composer learnt from");
    const auto flags = std::make_shared<OriginalityFlags>();
    command->add_option("file", flags->file, "MusicXML, MuseScore, MIDI or ABC file")
        ->type_name("SCORE")
        ->required();
    command
        ->add_option(
            "--against", flags->against,
            "also compare with this score, or every score of this folder; may be given several "
            "times")
        ->type_name("PATH");
    command->add_flag("--only", flags->only, "compare with --against alone")->needs("--against");
    command->add_option("--notes", flags->notes, "the shortest run that is told (default 10)")
        ->type_name("N")
        ->check(CLI::Range(static_cast<int>(TuneLibrary::kGram), 1000));
    addTuneOption(*command, flags->tune);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->add_flag("--json", flags->json, "as JSON");
    command->callback([flags] { originality(*flags); });
}

}  // namespace arioso::cli
