#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <tuple>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/models_folder.h"
#include "src/cli/score_output.h"
#include "src/compose/compose_piece.h"
#include "src/compose/moods.h"
#include "src/compose/steering_text.h"
#include "src/condition/instruments.h"
#include "src/report/image.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

struct ComposeFlags {
    std::string out;
    std::string mood = "calm";
    std::string key;
    std::string metre = "4/4";
    std::string instruments;
    std::optional<double> tempo;
    std::optional<double> density;
    std::optional<std::uint64_t> seed;
    int bars = 32;
    bool drums = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
    std::string dataFolder;
    std::string modelsFolder;
};

PieceRequest requestOf(const ComposeFlags& flags, const MoodTable& moods,
                       const InstrumentTable& instruments) {
    PieceRequest request;
    Steering& steering = request.steering;
    steering = moods.steeringOf(flags.mood);
    if (!flags.key.empty()) {
        const auto [tonic, minor] = parseKey(flags.key);
        steering.tonic = tonic;
        steering.minor = minor;
    }
    std::tie(steering.beats, steering.beatType) = parseMetre(flags.metre);
    if (flags.tempo) steering.quartersPerMinute = *flags.tempo;
    if (flags.density) steering.density = *flags.density;
    if (!flags.instruments.empty())
        steering.programs = parsePrograms(flags.instruments, instruments);
    if (flags.drums) steering.drums = true;
    request.bars = flags.bars;
    request.seed = flags.seed ? *flags.seed : std::random_device{}();
    return request;
}

std::string titleOf(const std::string& mood, const Score& score) {
    const Measure& first = score.measures.front();
    const int relative = ((first.fifths * 7) % 12 + 12) % 12;
    const std::string key = keyName((relative + (first.minor ? 9 : 0)) % 12, first.minor);
    std::string name = mood.find(',') == std::string::npos ? mood : "piece";
    if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name + " in " + key;
}

void compose(const ComposeFlags& flags) {
    const ScoreKind kind = scoreKindOf(flags.out);
    checkOutput(flags.out, flags.force);
    const fs::path data = findDataFolder(flags.dataFolder);
    if (data.empty())
        throw Error(ExitCode::Model, "no data folder found (set --data-dir or ARIOSO_DATA_DIR)");
    const InstrumentTable instruments = InstrumentTable::load(data / "configs/instruments.toml");
    const MoodTable moods = MoodTable::load(data / "configs/moods.toml");
    const PieceRequest request = requestOf(flags, moods, instruments);
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    Score score = composePiece(ComposerModel::load(folder, instruments), request);
    score.title = titleOf(flags.mood, score);
    score.composer = "Arioso";
    const std::string bytes = scoreBytes(score, kind);
    writeFileAtomically(flags.out, bytes.data(), bytes.size());
    if (flags.json) {
        nlohmann::json parts = nlohmann::json::array();
        for (const Part& part : score.parts) parts.push_back(part.name);
        const nlohmann::json report = {{"output", flags.out},
                                       {"kind", nameOf(kind)},
                                       {"title", score.title},
                                       {"measures", score.measures.size()},
                                       {"tempo", score.tempos.front().quartersPerMinute},
                                       {"parts", parts},
                                       {"seed", request.seed}};
        fmt::print("{}\n", report.dump(2));
        return;
    }
    if (flags.quiet) return;
    fmt::print("{}: {}, {} measures, {} parts, tempo {:g}, seed {}\n", flags.out, score.title,
               score.measures.size(), score.parts.size(), score.tempos.front().quartersPerMinute,
               request.seed);
}

}  // namespace

void addComposeCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand("compose", "Write a piece of music by mood");
    const auto flags = std::make_shared<ComposeFlags>();
    command->add_option("-o,--output", flags->out, "score to write: .musicxml, .mxl, .mid or .abc")
        ->type_name("OUT")
        ->required();
    command
        ->add_option("--mood", flags->mood,
                     "a name of configs/moods.toml (calm, happy, sad, tense, energetic, dreamy, "
                     "…) or valence,arousal in -1…1")
        ->type_name("MOOD")
        ->capture_default_str();
    command->add_option("--key", flags->key, "as \"D minor\" or Bb; else by mood, with modulations")
        ->type_name("KEY");
    command->add_option("--metre", flags->metre, "2/4 to 7/4, 2/2, 3/2, 3/8 to 12/8")
        ->type_name("N/N")
        ->capture_default_str();
    command->add_option("--tempo", flags->tempo, "quarters a minute, 20…300; else by mood")
        ->type_name("N");
    command->add_option("--bars", flags->bars, "length in bars, 4…1024")
        ->type_name("N")
        ->capture_default_str();
    command->add_option("--density", flags->density, "0 few notes … 1 many; 0.5 is the mood's own")
        ->type_name("X");
    command
        ->add_option("--instruments", flags->instruments,
                     "by comma: tune, inner parts, bass; ids as in configs/instruments.toml or "
                     "General MIDI programs")
        ->type_name("LIST");
    command->add_flag("--drums", flags->drums, "with drums");
    command
        ->add_option("--seed", flags->seed, "the same seed, the same piece; else a new one, told")
        ->type_name("N");
    command->add_flag("--force", flags->force, "replace a file that exists");
    command->add_flag("--json", flags->json, "report as JSON");
    command->add_flag("-q,--quiet", flags->quiet, "nothing but errors");
    command->add_option("--models-dir", flags->modelsFolder, "folder of manifest.json")
        ->type_name("DIR");
    command->add_option("--data-dir", flags->dataFolder, "folder that holds configs/")
        ->type_name("DIR");
    command->callback([flags] { compose(*flags); });
}

}  // namespace arioso::cli
