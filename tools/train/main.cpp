#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "dsp/error.h"
#include "src/compose/composer_weights.h"
#include "src/compose/tables_file.h"
#include "src/writer/transformer_writer.h"
#include "tools/common/blas_env.h"
#include "tools/common/program.h"
#include "tools/train/affect/train_affect.h"
#include "tools/train/compare_writers.h"
#include "tools/train/config.h"
#include "tools/train/export.h"
#include "tools/train/harmony/train_harmony.h"
#include "tools/train/harmony/train_voice_rnn.h"
#include "tools/train/harmony/train_voices.h"
#include "tools/train/judge/train_judge.h"
#include "tools/train/judge_events.h"
#include "tools/train/likeness/train_likeness.h"
#include "tools/train/loop.h"
#include "tools/train/marks/train_marks.h"
#include "tools/train/model_folder.h"
#include "tools/train/originality/judge_originality.h"
#include "tools/train/originality/train_originality.h"
#include "tools/train/patterns/train_patterns.h"
#include "tools/train/reinforce.h"
#include "tools/train/statistics/export_melodies.h"
#include "tools/train/statistics/judge_composer.h"
#include "tools/train/statistics/judge_melodies.h"
#include "tools/train/statistics/judge_words.h"
#include "tools/train/statistics/train_statistics.h"
#include "tools/train/transfer.h"

namespace {

using namespace arioso;
using namespace arioso::train;

/// Networks that learn from scores rather than from sound.
bool learnsScores(const std::string& task) {
    return task == "composer" || task == "melody";
}

struct Arguments {
    RunSettings settings;
    std::filesystem::path config, out, run;
    std::string device;
    int threads = 0;
    std::int64_t steps = 0;
};

void addCommon(CLI::App* command, Arguments& a) {
    command->add_option("--device", a.device, "cpu or cuda [the run's own, else cpu]");
    command->add_option("--threads", a.threads, "CPU threads [the run's own, else 2]");
}

void addRunOptions(CLI::App* command, Arguments& a, const std::string& task) {
    command->add_option("--config", a.config, "settings, one of configs/train_*.toml");
    command->add_option("--out", a.out, "new folder of the run")->required();
    if (learnsScores(task)) {
        command->add_option("--scores", a.settings.corpora,
                            "folder of scores; may be given several times");
    } else {
        command->add_option("--corpus", a.settings.corpora,
                            "folder made by arioso-corpus; may be given several times");
        command->add_option("--vae", a.settings.vae, "weights of the VAE to build on");
        command->add_option("--instruments", a.settings.instruments, "instrument table")
            ->default_str("configs/instruments.toml");
    }
    command->add_option("--seed", a.settings.seed, "seed of the run")->capture_default_str();
    command->add_option("--steps", a.steps, "overrides train.steps");
    addCommon(command, a);
}

void apply(Arguments& a) {
    if (!a.config.empty()) a.settings.config = readConfig(a.config);
    if (a.steps > 0) a.settings.config["train"]["steps"] = a.steps;
    if (!a.device.empty()) a.settings.device = a.device;
    if (a.threads > 0) a.settings.threads = a.threads;
}

void trainCommand(Arguments a, const std::string& task) {
    a.settings.task = task;
    if (a.config.empty()) a.config = "configs/train_" + task + ".toml";
    if (a.settings.instruments.empty()) a.settings.instruments = "configs/instruments.toml";
    apply(a);
    if (a.settings.corpora.empty())
        throw Error(ExitCode::Usage,
                    learnsScores(task) ? "--scores is required" : "--corpus is required");
    if (task == "generator" && a.settings.vae.empty()) {
        throw Error(ExitCode::Usage, "the generator needs --vae, the weights of a trained VAE");
    }
    startRun(a.settings, a.out);
}

void forkCommand(Arguments a, const std::string& task) {
    auto chosen = a.settings;
    const auto seed = a.settings.seed;
    const bool shipped = isModelFolder(a.run);
    if (!shipped && !std::filesystem::exists(a.run / "run.json")) {
        throw Error(ExitCode::Input, a.run.string() +
                                         ": neither a run nor models, expected run.json or "
                                         "manifest.json in it");
    }
    if (shipped && a.config.empty()) a.config = "configs/train_" + task + ".toml";
    a.settings = shipped ? settingsOfModels(a.run, task) : readRunSettings(a.run);
    if (!chosen.corpora.empty()) a.settings.corpora = chosen.corpora;
    if (!chosen.vae.empty()) a.settings.vae = chosen.vae;
    if (!chosen.instruments.empty()) a.settings.instruments = chosen.instruments;
    a.settings.seed = seed;
    const auto shape = a.settings.config.value("model", nlohmann::json::object());
    apply(a);
    if (shipped) {
        // What the settings are silent about is as the weights have it.
        auto& model = a.settings.config["model"];
        for (const auto& [key, value] : shape.items()) {
            if (!model.contains(key)) model[key] = value;
        }
        if (a.settings.corpora.empty()) throw Error(ExitCode::Usage, "--corpus is required");
    }
    startRun(a.settings, a.out,
             shipped ? weightsOf(a.run, task) : a.run / "checkpoint.safetensors");
}

/// What all models that are counted on scores are told.
template <typename Settings>
void addScoreOptions(CLI::App* train, const std::shared_ptr<Settings>& settings) {
    train->add_option("--scores", settings->scores, "folder of scores; may be given several times")
        ->required();
    train->add_option("--out", settings->out, "model folder")->required();
    train->add_option("--model-version", settings->version, "version in the manifest")
        ->capture_default_str();
    train->add_option("--held-out", settings->heldOut, "share of composers that is held out")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    train->add_option("--threads", settings->threads, "threads that read scores")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
}

void addHarmony(CLI::App& app) {
    auto* command = app.add_subcommand("harmony", "train the harmoniser");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train",
        "count chords under melodies; tells -1/T ln P(chords | melody) of held-out pieces");
    const auto settings = std::make_shared<HarmonySettings>();
    addScoreOptions(train, settings);
    train->callback([settings] { trainHarmony(*settings); });
}

void addMarks(CLI::App& app) {
    auto* command = app.add_subcommand("marks", "ornaments, articulation and dynamics");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train", "count how scores are marked; tells how likely held-out marks are");
    const auto settings = std::make_shared<MarksSettings>();
    addScoreOptions(train, settings);
    train->callback([settings] { trainMarks(*settings); });
}

void addVoiceRnn(CLI::App* voices) {
    auto* train = voices->add_subcommand(
        "recurrent", "train two RNN-RBMs, forwards and backwards, on scores of four voices");
    const auto settings = std::make_shared<VoiceRnnSettings>();
    addScoreOptions(train, settings);
    train->add_option("--compare", settings->compare,
                      "model folder whose window model is measured beside");
    train->add_option("--hidden", settings->hidden, "hidden units")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    train->add_option("--recurrent", settings->recurrent, "recurrent units")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    train->add_option("--epochs", settings->epochs, "passes over the pieces")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    train->add_option("--steps", settings->steps, "Gibbs sweeps of contrastive divergence")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    train->add_flag("--persistent", settings->persistent, "chains go on from epoch to epoch");
    train->add_option("--rate", settings->rate, "learning rate at the beginning")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    train->add_option("--decay", settings->decay, "decay of weights")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    train->add_option("--seed", settings->seed, "seed of the run")->capture_default_str();
    train->callback([settings] { trainVoiceRnn(*settings); });

    auto* file = voices->add_subcommand(
        "file", "write scores of four voices as a chorale file, for arioso-eval symbolic");
    const auto asked = std::make_shared<VoiceRnnSettings>();
    file->add_option("--scores", asked->scores, "folder of scores; may be given several times")
        ->required();
    file->add_option("--out", asked->out, "file to write (.json)")->required();
    file->add_option("--held-out", asked->heldOut, "share of composers, of test and of valid")
        ->check(CLI::Range(0.01, 0.45))
        ->capture_default_str();
    file->add_option("--threads", asked->threads, "threads that read scores")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    file->callback(
        [asked] { writeChoraleFile(asked->scores, asked->out, asked->heldOut, asked->threads); });
}

void addVoices(CLI::App& app) {
    auto* command = app.add_subcommand("voices", "train the model of four-part music");
    command->require_subcommand(1);
    auto* train =
        command->add_subcommand("train", "train a conditional RBM on scores of four voices");
    const auto settings = std::make_shared<VoicesSettings>();
    addScoreOptions(train, settings);
    train->add_option("--hidden", settings->hidden, "hidden units")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    train->add_option("--epochs", settings->epochs, "passes over the windows")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    train->add_option("--steps", settings->steps, "Gibbs sweeps of contrastive divergence")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    train->add_flag("--persistent", settings->persistent, "chains go on from update to update");
    train->add_option("--rate", settings->rate, "learning rate at the beginning")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    train->add_option("--decay", settings->decay, "decay of weights")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    train->add_option("--seed", settings->seed, "seed of the run")->capture_default_str();
    train->callback([settings] { trainVoices(*settings); });
    addVoiceRnn(command);
}

/// The recurrent models of four voices, and the file that others are measured with.
void addPatterns(CLI::App& app) {
    auto* command = app.add_subcommand("patterns", "train the generator of accompaniments");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train", "train it against a critic (WGAN-GP) on bars of accompaniments of scores");
    const auto settings = std::make_shared<PatternSettings>();
    addScoreOptions(train, settings);
    train->add_option("--hidden", settings->hidden, "units of a hidden layer")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    train->add_option("--latent", settings->latent, "latent numbers")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    train->add_option("--updates", settings->updates, "steps of the generator")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    train->add_option("--batch", settings->batch, "bars a step")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    train->add_option("--rate", settings->rate, "learning rate at the beginning")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    train->add_option("--seed", settings->seed, "seed of the run")->capture_default_str();
    train->callback([settings] { trainPatterns(*settings); });
}

void addOriginality(CLI::App& app) {
    auto* command = app.add_subcommand("originality", "the tunes that nothing should copy");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train", "keep the tunes of scores; tells false alarms and quotations found");
    const auto settings = std::make_shared<OriginalitySettings>();
    addScoreOptions(train, settings);
    train->add_option("--quotations", settings->quotations, "that are planted, of each kind")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    train->add_option("--seed", settings->seed, "seed of the quotations")->capture_default_str();
    train->callback([settings] { trainOriginality(*settings); });

    auto* judge = command->add_subcommand(
        "judge", "measure how much of what the composing models write is in these tunes");
    const auto judged = std::make_shared<OriginalityJudgeSettings>();
    judge->add_option("--model", judged->model, "model folder")->required();
    judge->add_option("--scores", judged->scores, "folders that the tunes are of")->required();
    judge->add_option("--instruments", judged->instruments, "instrument table")
        ->default_str("configs/instruments.toml");
    judge->add_option("--held-out", judged->heldOut, "share of composers, as in training")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    judge->add_option("--pieces", judged->pieces, "pieces that are composed")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    judge->add_option("--continued", judged->continued, "held-out works that are continued")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    judge->add_option("--bars", judged->bars, "by so many bars")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    judge->add_option("--seed", judged->seed, "seed of the first piece")->capture_default_str();
    judge->add_option("--threads", judged->threads, "threads that read scores")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    judge->callback([judged] {
        if (judged->instruments.empty()) judged->instruments = "configs/instruments.toml";
        const ComposerWeights counts = readComposerWeights(judged->model, "events");
        const PpmEventModel ppm(parsePpm(counts.bytes, counts.file.string()));
        const auto network =
            TransformerWriter::load(readComposerWeights(judged->model, "transformer").file);
        judgeOriginality(*judged, {{"ppm", &ppm}, {"transformer", network.get()}});
    });
}

void addAffect(CLI::App& app) {
    auto* command = app.add_subcommand("affect", "the model that hears valence and arousal");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train", "fit labelled scores; tells how well held-out ones are told");
    const auto settings = std::make_shared<AffectSettings>();
    train
        ->add_option("--labels", settings->labels,
                     "table with the columns file, composer, title, valence and arousal")
        ->required();
    train->add_option("--scores", settings->scores, "folder that the files are in")->required();
    train->add_option("--out", settings->out, "model folder")->required();
    train->add_option(
        "--words", settings->words,
        "words of feeling that valence is told by (configs/mood_words.toml), in place "
        "of the table's labels");
    train->add_option("--model-version", settings->version, "version in the manifest")
        ->capture_default_str();
    train->add_option("--held-out", settings->heldOut, "share of composers that is held out")
        ->check(CLI::Range(0.05, 0.9))
        ->capture_default_str();
    train->add_option("--threads", settings->threads, "threads that read scores")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    train->callback([settings] { trainAffect(*settings); });

    auto* judge = command->add_subcommand(
        "judge", "compose at the corners of the plane and tell where the model hears it");
    const auto judged = std::make_shared<AffectJudgeSettings>();
    judged->instruments = "configs/instruments.toml";
    judge->add_option("--model", judged->model, "model folder of the composer")->required();
    judge->add_option("--instruments", judged->instruments, "instrument table")
        ->capture_default_str();
    judge->add_option("--pieces", judged->pieces, "pieces at each corner")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    judge->add_option("--bars", judged->bars, "bars of a piece")
        ->check(CLI::Range(4, 1024))
        ->capture_default_str();
    judge->add_option("--seed", judged->seed, "seed of the first piece")->capture_default_str();
    judge->callback([judged] { judgeAffect(*judged); });
}

void addLikeness(CLI::App& app) {
    auto* command =
        app.add_subcommand("likeness", "the space in which scores, sounds and words are compared");
    command->require_subcommand(1);
    const auto settings = std::make_shared<LikenessTraining>();
    auto* train = command->add_subcommand(
        "train", "train it by contrast; tells how well partners of the held-out side are found");
    train->add_option("rows", settings->rows, "file of arioso-corpus likeness")->required();
    train->add_option("--out", settings->out, "model folder")->required();
    train->add_option("--model-version", settings->version, "version in the manifest")
        ->capture_default_str();
    train->add_option("--seed", settings->seed, "seed")->capture_default_str();
    train->add_option("--epochs", settings->epochs, "passes over the rows")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    train->add_option("--hidden", settings->hidden, "width of the middle layers")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    train->add_option("--outputs", settings->outputs, "dimensions of the space")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    train->add_option("--dimensions", settings->dimensions, "of the space of words")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    train->add_option("--batch", settings->batch, "windows a step")
        ->check(CLI::Range(2, 100'000))
        ->capture_default_str();
    train->add_option("--dropout", settings->dropout, "share of values left out")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    train->add_option("--temperature", settings->temperature, "of the contrast")
        ->check(CLI::Range(0.001, 10.0))
        ->capture_default_str();
    train->add_option("--rate", settings->rate, "learning rate")
        ->check(CLI::Range(1e-6, 1.0))
        ->capture_default_str();
    train->add_option("--decay", settings->decay, "weight decay")
        ->check(CLI::Range(0.0, 10.0))
        ->capture_default_str();
    train->callback([settings] { trainLikeness(*settings); });

    auto* judge = command->add_subcommand("judge", "the same figures for weights that are there");
    judge->add_option("rows", settings->rows, "file of arioso-corpus likeness")->required();
    judge->add_option("--model", settings->out, "model folder")->required();
    judge->add_option("--seed", settings->seed, "seed")->capture_default_str();
    judge->callback([settings] { judgeLikeness(settings->rows, settings->out, settings->seed); });
}

void addJudge(CLI::App& app) {
    auto* command = app.add_subcommand("judge", "the listening judge, which ranks candidates");
    command->require_subcommand(1);
    const auto settings = std::make_shared<JudgeTraining>();
    settings->instruments = "configs/instruments.toml";
    auto* train = command->add_subcommand(
        "train", "fit it on human and spoilt music; tells how many held-out pairs it tells");
    train->add_option("scores", settings->scores, "folders of scores")->required();
    train->add_option("--out", settings->out, "model folder, which has the weights \"likeness\"")
        ->required();
    train->add_option("--model-version", settings->version, "version in the manifest")
        ->capture_default_str();
    train->add_option("--instruments", settings->instruments, "instrument table")
        ->capture_default_str();
    train->add_option("--seed", settings->seed, "seed")->capture_default_str();
    train->add_option("--windows", settings->windows, "windows of each score")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    train->add_option("--held-out", settings->heldOut, "share of composers that is held out")
        ->check(CLI::Range(0.05, 0.9))
        ->capture_default_str();
    train->add_option("--composed", settings->composed, "pieces of the composer judged beside")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    train->add_option("--threads", settings->threads, "threads")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    train->callback([settings] { trainJudge(*settings); });
}

void addEvents(CLI::App* composer) {
    const auto judged = std::make_shared<EventJudgeSettings>();
    auto* judge = composer->add_subcommand(
        "judge", "measure a run on held-out composers, beside counts of the same events");
    judge->add_option("run", judged->run, "folder of the run")->required();
    judge->add_option("--scores", judged->scores, "folders of scores [the run's own]");
    judge->add_option("--windows", judged->windows, "held-out windows, at most; 0 = all")
        ->capture_default_str();
    judge->add_option("--threads", judged->threads, "CPU threads")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    judge->callback([judged] { judgeEvents(*judged); });

    const auto exported = std::make_shared<EventExportSettings>();
    auto* command = composer->add_subcommand(
        "export", "write a run's best weights, and counts beside them, into a model folder");
    command->add_option("run", exported->run, "folder of the run")->required();
    command->add_option("--scores", exported->scores, "folders of scores [the run's own]");
    command->add_option("--out", exported->out, "model folder")->required();
    command->add_option("--model-version", exported->version, "version in the manifest")
        ->capture_default_str();
    command->add_option("--order", exported->order, "longest context of the counts")
        ->check(CLI::Range(0, 8))
        ->capture_default_str();
    command->add_option("--least-count", exported->leastCount, "rarer contexts are left out")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    command->add_option("--threads", exported->threads, "threads that read scores")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->callback([exported] { exportEvents(*exported); });
}

constexpr const char* kReinforceConfig = "configs/train_reinforce.toml";
constexpr const char* kComposerFolder = "models/weights/composer";

void addReinforce(CLI::App* composer) {
    struct Flags {
        ReinforceSettings settings;
        std::filesystem::path config = kReinforceConfig;
        std::int64_t updates = 0;
    };
    const auto flags = std::make_shared<Flags>();
    auto& settings = flags->settings;
    settings.models = kComposerFolder;
    auto* command = composer->add_subcommand(
        "reinforce", "tune the transformer by a reward, on a leash to what it was");
    command->add_option("--weights", settings.weights,
                        "to start from [the transformer of --models]");
    command->add_option("--models", settings.models, "model folder of the composer")
        ->capture_default_str();
    command->add_option("--scores", settings.scores, "folder of scores; may be given several times")
        ->required();
    command->add_option("--config", flags->config, "settings")->capture_default_str();
    command->add_option("--updates", flags->updates, "overrides train.updates")
        ->check(CLI::PositiveNumber);
    command->add_option("--out", settings.out, "new folder of the run")->required();
    command->add_option("--seed", settings.seed, "seed of the run")->capture_default_str();
    command->add_option("--threads", settings.threads, "CPU threads")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->callback([flags] {
        flags->settings.config = readConfig(flags->config);
        if (flags->updates > 0) flags->settings.config["train"]["updates"] = flags->updates;
        if (flags->settings.weights.empty())
            flags->settings.weights =
                readComposerWeights(flags->settings.models, "transformer").file;
        reinforce(flags->settings);
    });
}

void addCompare(CLI::App* composer) {
    struct Flags {
        CompareSettings settings;
        std::filesystem::path config = kReinforceConfig;
        std::vector<std::string> weights;
    };
    const auto flags = std::make_shared<Flags>();
    auto& settings = flags->settings;
    settings.models = kComposerFolder;
    auto* command = composer->add_subcommand(
        "compare", "measure what several weights write for prompts from held-out composers");
    command
        ->add_option("--weights", flags->weights,
                     "NAME=FILE; the first is what the others are compared with")
        ->required();
    command->add_option("--models", settings.models, "model folder of the composer")
        ->capture_default_str();
    command->add_option("--scores", settings.scores, "folder of scores; may be given several times")
        ->required();
    command->add_option("--config", flags->config, "settings: reward and prompts")
        ->capture_default_str();
    command->add_option("--prompts", settings.prompts, "prompts")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    command->add_option("--windows", settings.windows, "windows of the likelihood")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    command->add_option("--temperature", settings.temperature, "of chance")
        ->check(CLI::Range(0.05, 5.0))
        ->capture_default_str();
    command->add_option("--top-p", settings.topP, "share of the likeliest symbols")
        ->check(CLI::Range(0.01, 1.0))
        ->capture_default_str();
    command->add_option("--seed", settings.seed, "seed of the prompts")->capture_default_str();
    command->add_option("--threads", settings.threads, "CPU threads")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->callback([flags] {
        for (const std::string& one : flags->weights) {
            const auto sign = one.find('=');
            if (sign == std::string::npos || sign == 0 || sign + 1 == one.size())
                throw Error(ExitCode::Usage,
                            fmt::format("--weights: expected NAME=FILE, found '{}'", one));
            flags->settings.weights.emplace_back(one.substr(0, sign), one.substr(sign + 1));
        }
        flags->settings.config = readConfig(flags->config);
        compareWriters(flags->settings);
    });
}

void addTransfer(CLI::App* composer) {
    struct Flags {
        TransferSettings settings;
        std::filesystem::path models = kComposerFolder;
    };
    const auto flags = std::make_shared<Flags>();
    auto& settings = flags->settings;
    auto* command = composer->add_subcommand(
        "transfer", "measure what pre-training is worth where labels are few: clauses of songs");
    command->add_option("--weights", settings.weights,
                        "pre-trained network [the transformer of --models]");
    command->add_option("--models", flags->models, "model folder of the composer")
        ->capture_default_str();
    command->add_option("--scores", settings.scores, "folder of songs; may be given several times")
        ->required();
    command->add_option("--shares", settings.shares, "of the training songs that have labels")
        ->delimiter(',')
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--rates", settings.rates, "learning rates, of which the better counts")
        ->delimiter(',')
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--steps", settings.steps, "steps of each training")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--windows", settings.windows, "held-out windows, at most; 0 = all")
        ->capture_default_str();
    command->add_option("--seed", settings.seed, "seed of the trainings")->capture_default_str();
    command->add_option("--threads", settings.threads, "CPU threads")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->callback([flags] {
        if (flags->settings.weights.empty())
            flags->settings.weights = readComposerWeights(flags->models, "transformer").file;
        judgeTransfer(flags->settings);
    });
}

void addTunedExport(CLI::App* composer) {
    const auto settings = std::make_shared<TunedExportSettings>();
    auto* command = composer->add_subcommand(
        "export-tuned", "write the best weights of a reinforcement run into a model folder");
    command->add_option("run", settings->run, "folder of the run")->required();
    command->add_option("--out", settings->out, "model folder")->required();
    command->add_option("--model-version", settings->version, "version in the manifest")
        ->capture_default_str();
    command->callback([settings] { exportTuned(*settings); });
}

void addMelodies(CLI::App* melody) {
    const auto exported = std::make_shared<MelodyExportSettings>();
    auto* command = melody->add_subcommand(
        "export", "write a run's best weights, and its directions, into a model folder");
    command->add_option("run", exported->run, "folder of the run")->required();
    addScoreOptions(command, exported);
    command->callback([exported] { exportMelodies(*exported); });

    const auto judged = std::make_shared<MelodyJudgeSettings>();
    auto* judge = melody->add_subcommand(
        "judge", "measure a model folder's melody VAE on held-out composers, beside counts");
    judge->add_option("--model", judged->model, "model folder")->required();
    judge->add_option("--scores", judged->scores, "folders of scores that it learnt from")
        ->required();
    judge->add_option("--held-out", judged->heldOut, "share of composers, as in training")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    judge->add_option("--windows", judged->windows, "held-out windows, at most")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    judge->add_option("--pairs", judged->pairs, "pairs that are blended")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    judge->add_option("--shifted", judged->shifted, "windows that attributes are shifted in")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    judge->add_option("--seed", judged->seed, "seed of what is drawn")->capture_default_str();
    judge->add_option("--threads", judged->threads, "threads that read scores")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    judge->callback([judged] { judgeMelodies(*judged); });
}

void addStatistics(CLI::App& app) {
    auto* command = app.add_subcommand("statistics", "train the statistical composer");
    command->require_subcommand(1);
    auto* train = command->add_subcommand("train", "count melodies, rhythms and chords of scores");
    const auto settings = std::make_shared<StatisticsSettings>();
    addScoreOptions(train, settings);
    train->add_option("--melody-order", settings->learn.melodyOrder, "longest context, in notes")
        ->check(CLI::Range(0, 8))
        ->capture_default_str();
    train->add_option("--least-count", settings->learn.leastCount, "rarer contexts are left out")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    train
        ->add_option("--update-exclusion", settings->learn.updateExclusion,
                     "short contexts count what long ones did not know")
        ->capture_default_str();
    train->callback([settings] { trainStatistics(*settings); });

    auto* judge = command->add_subcommand("judge", "measure what the composer writes");
    const auto judged = std::make_shared<JudgeSettings>();
    judge->add_option("--model", judged->model, "model folder")->required();
    judge->add_option("--scores", judged->scores, "folders that it was trained on");
    judge->add_option("--instruments", judged->instruments, "instrument table")
        ->default_str("configs/instruments.toml");
    judge->add_option("--held-out", judged->heldOut, "share of composers, as in training")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    judge->add_option("--pieces", judged->pieces, "pieces that are composed")
        ->check(CLI::Range(2, 100'000))
        ->capture_default_str();
    judge->add_option("--phrases", judged->phrases, "phrases that are written without end")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    judge->add_option("--seed", judged->seed, "seed of the pieces")->capture_default_str();
    judge->add_option("--threads", judged->threads, "threads that read scores")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    judge->callback([judged] {
        if (judged->instruments.empty()) judged->instruments = "configs/instruments.toml";
        judgeComposer(*judged);
    });
    auto* words = command->add_subcommand("words", "measure how words and notes go together");
    const auto fitted = std::make_shared<JudgeWordsSettings>();
    words->add_option("--model", fitted->model, "model folder")->required();
    words->add_option("--poems", fitted->poems, "lyric files that songs are composed for")
        ->required();
    words->add_option("--scores", fitted->scores,
                      "folders of songs; their held-out part is judged");
    words->add_option("--instruments", fitted->instruments, "instrument table")
        ->default_str("configs/instruments.toml");
    words->add_option("--held-out", fitted->heldOut, "share of composers, as in training")
        ->capture_default_str();
    words->add_option("--songs", fitted->songs, "songs of each poem")->capture_default_str();
    words->add_option("--seed", fitted->seed, "seed of the songs")->capture_default_str();
    words->callback([fitted] {
        if (fitted->instruments.empty()) fitted->instruments = "configs/instruments.toml";
        judgeWords(*fitted);
    });
}

int run(int argc, char** argv) {
    CLI::App app{"Trains Arioso's networks and the composer's statistics."};
    app.set_version_flag("--version", ARIOSO_VERSION);
    app.require_subcommand(1);
    Arguments a;
    for (const std::string task : {"vae", "generator", "vocoder", "composer", "melody"}) {
        auto* command = app.add_subcommand(
            task, task == "composer" ? "train the transformer that writes music"
                  : task == "melody" ? "train the VAE that blends and varies melodies"
                                     : "train the " + task);
        command->require_subcommand(1);
        auto* train = command->add_subcommand("train", "start a run");
        addRunOptions(train, a, task);
        train->callback([&a, task] { trainCommand(a, task); });
        auto* go = command->add_subcommand("continue", "go on with a run that was stopped");
        go->add_option("run", a.run, "folder of the run")->required();
        addCommon(go, a);
        go->callback([&a] { continueRun(a.run, a.device, a.threads); });
        auto* fork = command->add_subcommand("fork", "start a new run from another's weights");
        fork->add_option("run", a.run, "folder of the run, or of models, to start from")
            ->required();
        addRunOptions(fork, a, task);
        fork->callback([&a, task] { forkCommand(a, task); });
        if (task == "composer") {
            addEvents(command);
            addReinforce(command);
            addCompare(command);
            addTunedExport(command);
            addTransfer(command);
        }
        if (task == "melody") addMelodies(command);
        if (task != "generator") continue;
        auto* calibrate = command->add_subcommand(
            "calibrate", "measure what finished weights leave over, for export");
        calibrate->add_option("run", a.run, "folder of the run")->required();
        addCommon(calibrate, a);
        calibrate->callback([&a] { calibrateRun(a.run, a.device, a.threads); });
    }
    addAffect(app);
    addLikeness(app);
    addJudge(app);
    addOriginality(app);
    addStatistics(app);
    addHarmony(app);
    addVoices(app);
    addMarks(app);
    addPatterns(app);
    ExportSettings exported;
    auto* command = app.add_subcommand("export", "write a model folder from finished runs");
    command->add_option("--vae", exported.vae, "run of the VAE");
    command->add_option("--generator", exported.generator, "run of the generator");
    command->add_option("--vocoder", exported.vocoder, "run of the vocoder");
    command->add_option("--out", exported.out, "model folder; networks not named stay")->required();
    command->add_option("--model-version", exported.version, "version in the manifest")
        ->capture_default_str();
    command->add_option("--default-steps", exported.defaultSteps, "flow steps")
        ->capture_default_str();
    command->callback([&] { exportModels(exported); });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    arioso::ensureBlasCoreType(argv);
    return arioso::runProgram("arioso-train", [&] { return run(argc, argv); });
}
