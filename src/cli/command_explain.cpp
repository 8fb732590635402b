#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <memory>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/models_folder.h"
#include "src/cli/writer_models.h"
#include "src/explain/explanation.h"
#include "src/originality/tune_library.h"
#include "src/report/image.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

struct ExplainFlags {
    std::string file;
    std::string out;
    int tune = 0;
    bool json = false;
    bool force = false;
    std::string modelsFolder;
    std::string dataFolder;
};

void explain(const ExplainFlags& flags) {
    if (flags.out.empty() && !flags.json)
        throw Error(ExitCode::Usage, "explain: expected -o FILE.html or --json, found neither");
    if (!flags.out.empty() && fs::exists(flags.out) && !flags.force)
        throw Error(ExitCode::Output,
                    flags.out + ": exists already (--force replaces it, -o names another)");
    ReadOptions options(RepeatMode::None);
    if (flags.tune != 0) options.tune = flags.tune;
    const Score score = readScore(flags.file, options);
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
    const AffectModel affect = AffectModel::load(folder);
    const TuneLibrary tunes = TuneLibrary::load(folder);
    const JointEmbedding embedding = JointEmbedding::load(folder);
    const ListeningJudge judge = ListeningJudge::load(folder);
    const ExplainModels models{&openWriter(folder, "ppm"), &affect, &tunes, &embedding, &judge};
    Explanation explanation;
    try {
        explanation = arioso::explain(score, models, "counts of events in public-domain scores");
    } catch (const Error& error) {
        throw Error(error.code(), flags.file + ": " + error.what());
    }
    if (flags.json) fmt::print("{}", explanationJson(explanation));
    if (flags.out.empty()) return;
    const std::string page = explanationPage(explanation);
    writeFileAtomically(flags.out, page.data(), page.size());
    if (!flags.json)
        fmt::print("{}: {} notes, {} marks of voice leading, {} known runs\n", flags.out,
                   explanation.notes.size(), explanation.rules.size(), explanation.runs.size());
}

}  // namespace

void addExplainCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "explain", "Tell note by note and bar by bar why a score is as it is, on a page");
    const auto flags = std::make_shared<ExplainFlags>();
    command->add_option("file", flags->file, "MusicXML, MuseScore, MIDI or ABC file")
        ->type_name("SCORE")
        ->required();
    command->add_option("-o,--output", flags->out, "page to write (.html)")->type_name("OUT");
    addTuneOption(*command, flags->tune);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->add_flag("--json", flags->json, "as JSON on standard output");
    command->add_flag("--force", flags->force, "replace a file that exists");
    command->callback([flags] { explain(*flags); });
}

}  // namespace arioso::cli
