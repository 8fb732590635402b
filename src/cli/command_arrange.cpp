#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/composed_output.h"
#include "src/cli/knowledge_option.h"
#include "src/cli/score_output.h"
#include "src/compose/arrange.h"
#include "src/compose/harmony_rules.h"
#include "src/compose/moods.h"
#include "src/compose/steering_text.h"
#include "src/condition/instruments.h"
#include "src/score/reader.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

struct ArrangeFlags {
    std::string score;
    std::string out;
    std::string instruments = "piano";
    std::string mood = "calm";
    std::string part;
    std::vector<std::string> keep;
    std::optional<double> density;
    std::optional<std::uint64_t> seed;
    bool drums = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
    std::vector<std::string> knowledge;
    std::string dataFolder;
    std::string modelsFolder;
};

void runArrange(const ArrangeFlags& flags) {
    if (!isAudioName(flags.out)) static_cast<void>(scoreKindOf(flags.out));
    checkOutput(flags.out, flags.force);
    const fs::path data = findDataFolder(flags.dataFolder);
    if (data.empty())
        throw Error(ExitCode::Model, "no data folder found (set --data-dir or ARIOSO_DATA_DIR)");
    const HarmonyRules rules =
        harmonyRules(openKnowledge(data, {flags.knowledge.begin(), flags.knowledge.end()}));
    const InstrumentTable instruments = InstrumentTable::load(data / "configs/instruments.toml");
    ArrangeRequest request;
    request.steering = MoodTable::load(data / "configs/moods.toml").steeringOf(flags.mood);
    request.steering.programs = parsePrograms(flags.instruments, instruments);
    request.steering.drums = flags.drums;
    if (flags.density) request.steering.density = *flags.density;
    request.rules = &rules;
    request.melody = flags.part;
    request.keep = flags.keep;
    request.seed = flags.seed ? *flags.seed : std::random_device{}();
    ArrangeReport report;
    const Score score = arrange(readScore(flags.score), instruments, request, &report);
    writeOrRender(score, {flags.out,
                          {},
                          request.seed,
                          flags.force,
                          flags.quiet || flags.json,
                          flags.modelsFolder,
                          flags.dataFolder});
    if (flags.json) {
        const nlohmann::json out = {{"output", flags.out},
                                    {"melody", report.melody},
                                    {"chords", report.chords},
                                    {"chords_found", report.chordsFound},
                                    {"added", report.added},
                                    {"removed", report.removed},
                                    {"measures", score.measures.size()},
                                    {"remarks", report.remarks},
                                    {"seed", request.seed}};
        fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    if (flags.quiet) return;
    for (const std::string& name : report.removed)
        fmt::print(stderr, "arioso: note: part {} is left out (--keep \"{}\" keeps it)\n", name,
                   name);
    for (const std::string& line : report.remarks) fmt::print(stderr, "arioso: note: {}\n", line);
    fmt::print("{}: {} with {}, {} measures, {} changes of chord{}, seed {}\n", flags.out,
               report.melody, fmt::join(report.added, ", "), score.measures.size(), report.chords,
               report.chordsFound ? " (found by the notes)" : "", request.seed);
}

}  // namespace

void addArrangeCommand(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("arrange", "Write parts for instruments below a tune");
    const auto flags = std::make_shared<ArrangeFlags>();
    command
        ->add_option("score", flags->score,
                     "tune with chord symbols; without them its chords are found by its notes")
        ->type_name("LEADSHEET")
        ->required();
    command
        ->add_option("-o,--output", flags->out,
                     "score to write (.musicxml, .mxl, .mid, .abc), or audio to render it to")
        ->type_name("OUT")
        ->required();
    command
        ->add_option("--instruments", flags->instruments,
                     "by comma: inner parts, bass last, one plays both; ids as in "
                     "configs/instruments.toml or General MIDI programs")
        ->type_name("LIST")
        ->capture_default_str();
    command->add_flag("--drums", flags->drums, "with drums");
    command
        ->add_option("--mood", flags->mood,
                     "how it is accompanied: a name of configs/moods.toml or valence,arousal")
        ->type_name("MOOD")
        ->capture_default_str();
    command->add_option("--density", flags->density, "0 held … 1 busy; 0.5 is the mood's own")
        ->type_name("X");
    command->add_option("--part", flags->part, "the tune's part: name or id; else found by itself")
        ->type_name("NAME");
    command
        ->add_option("--keep", flags->keep, "another part that stays as it is; may be given again")
        ->type_name("NAME")
        ->expected(1)
        ->take_all();
    command
        ->add_option("--seed", flags->seed,
                     "the same seed, the same arrangement; else a new one, told")
        ->type_name("N");
    addKnowledgeOption(command, flags->knowledge);
    command->add_flag("--force", flags->force, "replace a file that exists");
    command->add_flag("--json", flags->json, "report as JSON");
    command->add_flag("-q,--quiet", flags->quiet, "nothing but errors");
    command->add_option("--models-dir", flags->modelsFolder, "folder of manifest.json")
        ->type_name("DIR");
    command->add_option("--data-dir", flags->dataFolder, "folder that holds configs/")
        ->type_name("DIR");
    command->callback([flags] { runArrange(*flags); });
}

}  // namespace arioso::cli
