#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/composed_output.h"
#include "src/cli/knowledge_option.h"
#include "src/cli/score_output.h"
#include "src/cli/score_provenance.h"
#include "src/compose/arrange.h"
#include "src/compose/harmony_rules.h"
#include "src/compose/moods.h"
#include "src/compose/piece_rank.h"
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
    int candidates = 1;
    bool drums = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
    std::vector<std::string> knowledge;
    std::string dataFolder;
    std::string modelsFolder;
};

/// One of the arrangements that were written for a request.
struct Arrangement {
    Score score;
    ArrangeReport report;
    std::uint64_t seed = 1;
    double rank = 0.0;
};

nlohmann::json jsonOf(const Arrangement& one, const std::string& output) {
    return {{"output", output},
            {"melody", one.report.melody},
            {"chords", one.report.chords},
            {"chords_found", one.report.chordsFound},
            {"added", one.report.added},
            {"removed", one.report.removed},
            {"measures", one.score.measures.size()},
            {"remarks", one.report.remarks},
            {"rank", one.rank},
            {"seed", one.seed}};
}

/// Voicings and figures are rules': no learnt model has a part in an arrangement.
nlohmann::json provenanceOf(const ArrangeFlags& flags, const Arrangement& one) {
    nlohmann::json request = {{"seed", one.seed},
                              {"instruments", flags.instruments},
                              {"mood", flags.mood},
                              {"drums", flags.drums}};
    if (flags.density) request["density"] = *flags.density;
    if (!flags.part.empty()) request["part"] = flags.part;
    if (!flags.keep.empty()) request["keep"] = flags.keep;
    std::vector<fs::path> inputs{flags.score};
    inputs.insert(inputs.end(), flags.knowledge.begin(), flags.knowledge.end());
    return scoreProvenance("arrange", request, inputs, {}, {});
}

void runArrange(const ArrangeFlags& flags) {
    const bool audio = isAudioName(flags.out);
    if (!audio) static_cast<void>(scoreKindOf(flags.out));
    checkCandidates(flags.candidates, flags.out, flags.force);
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
    const Score tune = readScore(flags.score);
    std::vector<Arrangement> all;
    for (int i = 0; i < flags.candidates; ++i, ++request.seed) {
        Arrangement one;
        one.seed = request.seed;
        one.score = arrange(tune, instruments, request, &one.report);
        one.rank = accompanimentRank(one.score);
        all.push_back(std::move(one));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Arrangement& a, const Arrangement& b) { return a.rank > b.rank; });
    const std::size_t written = audio ? 1 : all.size();
    for (std::size_t i = 0; i < written; ++i)
        writeOrRender(all[i].score,
                      {rankedName(flags.out, i + 1).string(),
                       {},
                       all[i].seed,
                       flags.force,
                       flags.quiet || flags.json,
                       flags.modelsFolder,
                       flags.dataFolder},
                      provenanceOf(flags, all[i]));
    if (flags.json) {
        nlohmann::json out = jsonOf(all.front(), flags.out);
        if (flags.candidates > 1)
            for (std::size_t i = 0; i < written; ++i)
                out["candidates"].push_back(jsonOf(all[i], rankedName(flags.out, i + 1).string()));
        fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    if (flags.quiet) return;
    const ArrangeReport& best = all.front().report;
    for (const std::string& name : best.removed)
        fmt::print(stderr, "arioso: note: part {} is left out (--keep \"{}\" keeps it)\n", name,
                   name);
    for (const std::string& line : best.remarks) fmt::print(stderr, "arioso: note: {}\n", line);
    for (std::size_t i = 0; i < written; ++i) {
        const ArrangeReport& report = all[i].report;
        fmt::print("{}: {} with {}, {} measures, {} changes of chord{}, seed {}\n",
                   rankedName(flags.out, i + 1).string(), report.melody,
                   fmt::join(report.added, ", "), all[i].score.measures.size(), report.chords,
                   report.chordsFound ? " (found by the notes)" : "", all[i].seed);
    }
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
    command
        ->add_option("--candidates", flags->candidates,
                     "so many, with seeds one after another; the best is OUT, the next OUT-2, …")
        ->type_name("N")
        ->capture_default_str();
    addKnowledgeOption(command, flags->knowledge);
    addReportFlags(*command, flags->force, flags->json, flags->quiet);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->callback([flags] { runArrange(*flags); });
}

}  // namespace arioso::cli
