#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/engine_library.h"
#include "src/cli/interrupt.h"
#include "src/cli/knowledge_option.h"
#include "src/cli/models_folder.h"
#include "src/cli/progress_bar.h"
#include "src/cli/request_facts.h"
#include "src/cli/request_flags.h"
#include "src/cli/writer_models.h"
#include "src/explain/explanation.h"
#include "src/originality/tune_library.h"
#include "src/perform/expression.h"
#include "src/report/image.h"
#include "src/synth/data_folder.h"
#include "src/synth/render_plan.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

struct ExplainFlags {
    std::string file;
    std::string out;
    RequestFlags sound;  ///< what a request says, or the flags of performing
    std::string affect;
    std::string method = "ppm";
    std::vector<std::string> knowledge;
    std::string from;
    std::string to;
    bool audio = false;
    bool json = false;
};

const char* nameOfMethod(const std::string& method) {
    if (method == "transformer") return "the transformer that fills and continues";
    if (method == "tuned") return "the transformer tuned by a reward";
    return "counts of events in public-domain scores";
}

bool isRequest(const fs::path& file) {
    return file.extension() == ".json" || file.extension() == ".JSON";
}

/// Of a score by itself every measure counts once and nothing is performed but what flags ask for;
/// a request is explained as it is rendered.
RenderRequest requestOf(const ExplainFlags& flags, const fs::path& dataFolder) {
    RequestFlags sound = flags.sound;
    for (const auto& [name, value] :
         {std::pair{"affect", flags.affect}, {"from", flags.from}, {"to", flags.to}})
        if (!value.empty()) sound.values[name] = value;
    if (isRequest(flags.file)) {
        sound.requestFile = flags.file;
        RenderRequest request = resolveRequest(sound, dataFolder);
        if (request.score.empty())
            throw Error(
                ExitCode::Input,
                fmt::format("{}: expected a request that names a score, found none", flags.file));
        if (request.curves.empty()) request.curves = expressionsBeside(request.score).string();
        return request;
    }
    sound.request.score = flags.file;
    RenderRequest request = resolveRequest(sound, dataFolder);
    request.repeats = "none";
    if (flags.affect.empty()) request.affect.clear();
    return request;
}

std::string askedFor(const RenderRequest& request) {
    std::string out;
    const auto add = [&out](const std::string& words) { out += (out.empty() ? "" : ", ") + words; };
    if (!request.affect.empty()) add("affect " + request.affect);
    if (!request.affectCurve.empty())
        add("the curve of " + fs::path(request.affectCurve).filename().string());
    for (const std::string& rule : request.rules) add("rule " + rule);
    return out.empty() ? "the curve of " + fs::path(request.curves).filename().string() : out;
}

void addFeeling(const RenderRequest& request, const fs::path& dataFolder,
                Explanation& explanation) {
    const PerformanceStyle style = styleOf(request, Palettes::inFolder(dataFolder));
    if (style.points.empty()) return;
    explanation.feeling =
        traceFeeling(explanation.score, style, tempoScale(request.tempo, explanation.score));
    explanation.feeling.asked = askedFor(request);
}

/// Takes seconds, and the networks' library.
nlohmann::json soundOf(const RenderRequest& request, const ExplainFlags& flags,
                       const fs::path& dataFolder) {
    catchInterrupts();
    ProgressBar bar(false);
    EngineLibrary::Callbacks callbacks;
    callbacks.progress = [&bar](const std::string& stage, double fraction, double audioSeconds) {
        bar.update(stage, fraction, audioSeconds);
    };
    callbacks.cancelled = interrupted;
    EngineLibrary engine(flags.sound.modelsFolder, dataFolder);
    nlohmann::json out = engine.ablate(request, callbacks);
    bar.clear();
    return out;
}

void explain(const ExplainFlags& flags) {
    if (flags.out.empty() && !flags.json)
        throw Error(ExitCode::Usage, "explain: expected -o FILE.html or --json, found neither");
    if (!flags.out.empty() && fs::exists(flags.out) && !flags.sound.force)
        throw Error(ExitCode::Output,
                    flags.out + ": exists already (--force replaces it, -o names another)");
    if (!flags.audio && !(flags.from.empty() && flags.to.empty()))
        throw Error(ExitCode::Usage, "explain: --from and --to are of --audio");
    const fs::path dataFolder = findDataFolder(flags.sound.dataFolder);
    const RenderRequest request = requestOf(flags, dataFolder);
    const Score score = readScoreOf(request);
    const fs::path folder =
        findModelsFolder(flags.sound.modelsFolder, flags.sound.dataFolder) / "composer";
    const AffectModel affect = AffectModel::load(folder);
    const ShippedLibrary pieces = ShippedLibrary::load(folder);
    const ChanceTables chances(pieces.music, pieces.scales);
    const JointEmbedding embedding = JointEmbedding::load(folder);
    const ListeningJudge judge = ListeningJudge::load(folder);
    const KnowledgeGraph knowledge =
        openKnowledge(dataFolder, {flags.knowledge.begin(), flags.knowledge.end()});
    const auto melodies = loadMelodyModel(folder);
    const ExplainModels models{&openWriter(folder, flags.method),
                               &affect,
                               &pieces.music,
                               &chances,
                               &embedding,
                               &judge,
                               &knowledge,
                               melodies.get()};
    Explanation explanation;
    try {
        explanation = arioso::explain(score, models, nameOfMethod(flags.method));
    } catch (const Error& error) {
        throw Error(error.code(), request.score + ": " + error.what());
    }
    addFeeling(request, dataFolder, explanation);
    if (flags.audio) explanation.sound = soundOf(request, flags, dataFolder);
    if (isRequest(flags.file)) explanation.made = requestFacts(request, flags.file);
    if (flags.json) fmt::print("{}", explanationJson(explanation));
    if (flags.out.empty()) return;
    const std::string page = explanationPage(explanation);
    writeFileAtomically(flags.out, page.data(), page.size());
    if (!flags.json)
        fmt::print(
            "{}: {} notes, {} marks of voice leading and harmony, {} rare runs that "
            "are known\n",
            flags.out, explanation.notes.size(), explanation.rules.size(),
            std::ranges::count_if(explanation.known.figures,
                                  [](const auto& one) { return one.chance < 0.01; }));
}

}  // namespace

void addExplainCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "explain", "Tell note by note and bar by bar why a score is as it is, on a page");
    const auto flags = std::make_shared<ExplainFlags>();
    command
        ->add_option("file", flags->file,
                     "MusicXML, MuseScore, MIDI or ABC file, or a request that render "
                     "--save-request wrote (.json)")
        ->type_name("SCORE|REQUEST")
        ->required();
    command->add_option("-o,--output", flags->out, "page to write (.html)")->type_name("OUT");
    command
        ->add_option("--affect", flags->affect,
                     "also tell what performing with this feeling does, as render takes it")
        ->type_name("AFFECT");
    command
        ->add_option("--affect-curve", flags->sound.request.affectCurve,
                     "likewise, for a feeling that changes")
        ->type_name("FILE");
    command
        ->add_option("--rule", flags->sound.request.rules,
                     "likewise, for one performance rule, as phrase-arch=1.5; may be given again")
        ->type_name("RULE=K")
        ->take_all()
        ->expected(1);
    command
        ->add_option("--method", flags->method,
                     "whose probabilities: ppm (counts, at once), transformer or tuned (the "
                     "networks that write; they also show where they looked)")
        ->check(CLI::IsMember({"ppm", "transformer", "tuned"}));
    command->add_flag("--audio", flags->audio,
                      "also tell what moves the sound: an excerpt is made again with one condition "
                      "at a time held still, which takes seconds");
    command
        ->add_option("--from", flags->from,
                     "of --audio: where the excerpt begins, a measure or a time (default: the "
                     "first eight seconds)")
        ->type_name("PLACE");
    command->add_option("--to", flags->to, "of --audio: where it ends; a minute at most")
        ->type_name("PLACE");
    addKnowledgeOption(command, flags->knowledge);
    addTuneOption(*command, flags->sound.tune);
    addFolderOptions(*command, flags->sound.modelsFolder, flags->sound.dataFolder);
    command->add_flag("--json", flags->json, "as JSON on standard output");
    command->add_flag("--force", flags->sound.force, "replace a file that exists");
    command->callback([flags] { explain(*flags); });
}

}  // namespace arioso::cli
