#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <thread>

#include "dsp/error.h"
#include "models/model_set.h"
#include "src/report/image.h"
#include "tools/common/blas_env.h"
#include "tools/common/program.h"
#include "tools/eval/evaluate.h"
#include "tools/eval/measure/chorale_rnn.h"
#include "tools/eval/measure/chorales.h"
#include "tools/eval/measure/diversity.h"
#include "tools/eval/measure/overlap.h"
#include "tools/eval/measure/tune_ngrams.h"
#include "tools/eval/measure/watermark_trial.h"
#include "tools/eval/songs.h"

namespace {

using namespace arioso;

void write(const std::string& path, const std::string& text) {
    if (!path.empty()) writeFileAtomically(path, text.data(), text.size());
}

/// The subcommand `songs`; `json` is where its figures go.
CLI::App* addSongs(CLI::App& app, eval::SongOptions& options, std::string& json) {
    CLI::App* songs = app.add_subcommand(
        "songs", "Sings the words of whole scores and measures pitch, voicing and timing");
    songs->add_option("scores", options.scores, "Scores with words")->required();
    songs->add_option("--models", options.models, "Folder of the voices' models");
    songs->add_option("--voice-table", options.voiceTable, "Table of voices (TOML)")
        ->capture_default_str();
    songs->add_option("--voice", options.voice, "Who sings (default: as a render chooses)");
    songs->add_option("--language", options.language, "Of the words (default: the scores' own)");
    songs->add_option("--seconds", options.longest, "Of each song, 0 = whole")
        ->check(CLI::Range(0.0, 1e5));
    songs->add_option("--steps", options.steps, "Generator steps; 0 = the models' default")
        ->check(CLI::Range(0, 1000));
    songs->add_option("--seed", options.seed, "Same seed, same figures");
    songs->add_option("--threads", options.threads, "Songs side by side")
        ->check(CLI::Range(1, 256));
    songs->add_option("--out-audio", options.outAudio,
                      "A WAV for each line and lines.json with its words, for judges from outside");
    songs->add_option("--json", json, "Write the figures to this file");
    return songs;
}

struct OverlapOptions {
    std::vector<std::filesystem::path> human;
    std::vector<std::filesystem::path> ours;
    std::vector<std::filesystem::path> training;
    std::size_t bars = 32;
    bool fromEnd = false;
    double heldOut = 0.1;
    std::uint64_t seed = 1;
};

/// The subcommand `overlap`.
CLI::App* addOverlap(CLI::App& app, OverlapOptions& options, std::string& json) {
    CLI::App* overlap = app.add_subcommand(
        "overlap", "How far the tunes of a set of scores are from human ones, feature by feature");
    overlap->add_option("--human", options.human, "Folder of human scores; may be given again")
        ->required();
    overlap->add_option("--ours", options.ours, "Folder of scores to measure; may be given again")
        ->required();
    overlap->add_option("--training", options.training,
                        "Folder of scores that ours were learnt from, but for what is held out: "
                        "also count the melodic n-grams shared with them and with each other; may "
                        "be given again");
    overlap->add_option("--bars", options.bars, "Of each tune, from its beginning")
        ->check(CLI::Range(4, 10000))
        ->capture_default_str();
    overlap->add_flag("--from-end", options.fromEnd,
                      "The last bars of each tune: of works that were continued");
    overlap
        ->add_option("--held-out", options.heldOut,
                     "Only human works by this share of composers, as training holds them out; 0 = "
                     "all")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    overlap->add_option("--seed", options.seed, "Of what is spoilt")->capture_default_str();
    overlap->add_option("--json", json, "Write the figures to this file");
    return overlap;
}

void measureOverlap(const OverlapOptions& options, const std::string& json) {
    using Works = eval::TuneChoice::Works;
    constexpr std::size_t kWhole = 100'000;
    const bool grams = !options.training.empty();
    auto human = eval::tunesBelow(options.human,
                                  {options.bars, options.fromEnd, Works::HeldOut, options.heldOut});
    const auto ours =
        eval::tunesBelow(options.ours, {options.bars, options.fromEnd, Works::All, 0.0});
    std::vector<eval::TuneSample> training;
    if (grams) {
        training =
            eval::tunesBelow(options.training, {kWhole, false, Works::Training, options.heldOut});
        human = eval::withoutCopies(training, std::move(human));
    }
    const auto rows = eval::overlapTable(human, ours, options.seed);
    fmt::print("{} human tunes, {} of ours, {} bars each at most\n{}", human.size(), ours.size(),
               options.bars, eval::overlapText(rows));
    nlohmann::json figures = {{"overlap", eval::overlapJson(rows)}};
    if (grams) {
        const auto shares = eval::gramTable(training, human, ours);
        fmt::print("\n{} training tunes, whole\n{}", training.size(), eval::gramText(shares));
        figures["n_grams"] = eval::gramJson(shares);
    }
    write(json, figures.dump(2));
}

struct DiversityFlags {
    std::vector<std::filesystem::path> ours;
    std::vector<std::filesystem::path> human;
    std::string models;
    std::string json;
    std::size_t bars = 32;
    double heldOut = 0.0;
    std::size_t most = 0;
    std::uint64_t seed = 1;
};

CLI::App* addDiversity(CLI::App& app, DiversityFlags& flags) {
    CLI::App* diversity = app.add_subcommand(
        "diversity", "How different the scores of a folder are from each other, and how good");
    diversity->add_option("--ours", flags.ours, "Folder of scores to measure; may be given again")
        ->required();
    diversity->add_option(
        "--human", flags.human,
        "Folder of human scores to measure beside them, as many as ours; may be given again");
    diversity->add_option("--models", flags.models,
                          "Folder of the models (default: $ARIOSO_MODELS_DIR, then the shipped)");
    diversity->add_option("--bars", flags.bars, "Of each piece, from its beginning")
        ->check(CLI::Range(4, 10000))
        ->capture_default_str();
    diversity
        ->add_option("--held-out", flags.heldOut,
                     "Only human works by this share of composers, as training holds them out; 0 = "
                     "all")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    diversity->add_option("--count", flags.most, "Pieces of each set, drawn by the seed; 0 = all")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
    diversity->add_option("--seed", flags.seed, "Of what is drawn")->capture_default_str();
    diversity->add_option("--json", flags.json, "Write the figures to this file");
    return diversity;
}

/// Figures depend on the size of a set: both are cut to the smaller one.
void measureDiversity(const DiversityFlags& flags) {
    const auto folder = models::findModelFolder(flags.models) / "composer";
    const JointEmbedding embedding = JointEmbedding::load(folder);
    const ListeningJudge judge = ListeningJudge::load(folder);
    const auto read = [&](const auto& folders, double heldOut, std::size_t most) {
        return eval::diversityPieces(folders, flags.bars, heldOut, most, flags.seed, embedding,
                                     judge);
    };
    auto ours = read(flags.ours, 0.0, flags.most);
    std::optional<eval::DiversityFigures> human;
    nlohmann::json report;
    if (!flags.human.empty()) {
        const auto beside = read(flags.human, flags.heldOut, ours.size());
        if (beside.size() < ours.size()) ours = read(flags.ours, 0.0, beside.size());
        human = eval::diversityOf(beside, beside);
        const auto figures = eval::diversityOf(ours, beside);
        fmt::print("{}", eval::diversityText(figures, human));
        report = {{"ours", eval::diversityJson(figures)}, {"human", eval::diversityJson(*human)}};
    } else {
        const auto figures = eval::diversityOf(ours, ours);
        fmt::print("{}", eval::diversityText(figures, human));
        report = {{"ours", eval::diversityJson(figures)}};
    }
    report["bars"] = flags.bars;
    report["seed"] = flags.seed;
    write(flags.json, report.dump(2) + "\n");
}

struct SymbolicFlags {
    std::string file;
    std::string json;
    bool rnnRbm = false;
    eval::ChoraleRnnSettings rnn;
};

CLI::App* addSymbolic(CLI::App& app, SymbolicFlags& flags) {
    CLI::App* symbolic = app.add_subcommand(
        "symbolic",
        "Measures what counts, or an RNN-RBM, know of the literature's chorale files, in its own "
        "terms");
    symbolic
        ->add_option("--jsb", flags.file,
                     "JSON with train, valid and test: pieces of frames of pitches")
        ->required();
    symbolic->add_option("--json", flags.json, "Write the figures to this file");
    auto* rnn = symbolic->add_flag("--rnn-rbm", flags.rnnRbm,
                                   "Train an RNN-RBM on train and measure it beside the counts");
    symbolic->add_option("--hidden", flags.rnn.hidden, "Its hidden units")
        ->check(CLI::Range(1, 4096))
        ->needs(rnn)
        ->capture_default_str();
    symbolic->add_option("--recurrent", flags.rnn.recurrent, "Its recurrent units")
        ->check(CLI::Range(1, 4096))
        ->needs(rnn)
        ->capture_default_str();
    symbolic->add_option("--epochs", flags.rnn.epochs, "Passes over train, at most")
        ->check(CLI::Range(1, 100'000))
        ->needs(rnn)
        ->capture_default_str();
    symbolic->add_option("--steps", flags.rnn.steps, "Gibbs sweeps of contrastive divergence")
        ->check(CLI::Range(1, 1000))
        ->needs(rnn)
        ->capture_default_str();
    symbolic
        ->add_flag("--direct", flags.rnn.direct,
                   "Biases see the frame before itself, too, which is not the paper's model")
        ->needs(rnn);
    symbolic->add_option("--seed", flags.rnn.seed, "Same seed, same figures")
        ->needs(rnn)
        ->capture_default_str();
    return symbolic;
}

void measureChorales(SymbolicFlags& flags) {
    const auto set = eval::readChorales(flags.file);
    std::vector<eval::ChoraleFigure> trained;
    if (flags.rnnRbm) {
        flags.rnn.progress = [](int epoch, double valid) {
            fmt::print(stderr, "epoch {:>3}: {:.3f} nats a time step on valid\n", epoch, valid);
        };
        trained.push_back(eval::rnnRbmFigure(set, flags.rnn));
    }
    fmt::print("{}", eval::choraleReport(set, flags.file, trained));
    write(flags.json, eval::choraleReportJson(set, flags.file, trained));
}

/// The subcommand `watermark`; `json` is where its figures go.
CLI::App* addWatermark(CLI::App& app, eval::WatermarkTrialOptions& options, std::string& json) {
    CLI::App* trial = app.add_subcommand(
        "watermark", "Marks sounds, does to them what people do, and looks for the marks");
    trial->add_option("--audio", options.audio, "Folder of sounds that bear no mark")->required();
    trial->add_option("--clips", options.clips, "Clips to mark")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    trial->add_option("--unmarked", options.unmarked, "Clips without a mark to search")
        ->check(CLI::Range(0, 10000000))
        ->capture_default_str();
    trial->add_option("--seconds", options.seconds, "Of a clip")
        ->check(CLI::Range(7.0, 600.0))
        ->capture_default_str();
    trial->add_option("--seed", options.seed, "Same seed, same figures")->capture_default_str();
    trial->add_option("--threads", options.threads, "Clips side by side")
        ->check(CLI::Range(1, 256));
    trial->add_option("--json", json, "Write the figures to this file");
    return trial;
}

int run(int argc, char** argv) {
    CLI::App app{
        "Renders held-out pieces and measures them beside the teacher and the ceiling: the true "
        "mel "
        "through VAE and vocoder"};
    app.set_version_flag("--version", ARIOSO_VERSION);
    eval::EvaluateOptions options;
    options.instrumentTable = ARIOSO_CONFIG_DIR "/instruments.toml";
    options.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::vector<std::string> versions;
    std::string json;
    std::string html;
    bool quiet = false;
    app.add_option("--models", options.models,
                   "Folder of the models (default: $ARIOSO_MODELS_DIR, then the shipped ones)");
    app.add_option("--corpus", options.corpus, "Folder made by arioso-corpus");
    app.add_option("--split", options.split, "Pieces to look at: test, valid or train")
        ->check(CLI::IsMember({"train", "valid", "test"}))
        ->capture_default_str();
    app.add_option("--instruments", options.instruments,
                   "Instrument ids, comma between (default all)")
        ->delimiter(',');
    app.add_option("--versions", versions,
                   "Versions to make, comma between (default all): teacher, griffin-lim, vocoder, "
                   "ceiling, generated")
        ->delimiter(',');
    app.add_option("--seconds-per-instrument", options.secondsPerInstrument,
                   "Pieces of each instrument until this many seconds are reached")
        ->check(CLI::Range(1.0, 1e6))
        ->capture_default_str();
    app.add_option("--classifier-seconds", options.classifierSeconds,
                   "Training audio of each instrument for the instrument classifier; 0 = none")
        ->check(CLI::Range(0.0, 1e6))
        ->capture_default_str();
    app.add_option("--steps", options.steps, "Generator steps; 0 = the models' default")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    app.add_option("--seed", options.seed, "Same seed, same figures")->capture_default_str();
    app.add_option("--threads", options.threads, "Worker threads")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    app.add_option("--instrument-table", options.instrumentTable, "Table of instruments (TOML)")
        ->capture_default_str();
    app.add_option("--json", json, "Write the figures to this file");
    app.add_option("--html", html, "Write a page with figures and spectrograms to this file");
    app.add_option("--out-audio", options.outAudio, "Keep every version of every stem as WAV here");
    app.add_option("--export", options.exportFolder,
                   "For judges from outside: ID/teacher.wav, generated.wav and notes.mid below it");
    app.add_flag("-q,--quiet", quiet, "No progress lines");
    eval::SongOptions songOptions;
    songOptions.voiceTable = ARIOSO_CONFIG_DIR "/voices.toml";
    songOptions.instrumentTable = ARIOSO_CONFIG_DIR "/instruments.toml";
    std::string songJson;
    const CLI::App* songs = addSongs(app, songOptions, songJson);
    OverlapOptions overlapOptions;
    eval::WatermarkTrialOptions markOptions;
    std::string markJson;
    const CLI::App* mark = addWatermark(app, markOptions, markJson);
    std::string overlapJson;
    const CLI::App* overlap = addOverlap(app, overlapOptions, overlapJson);
    DiversityFlags diversityFlags;
    const CLI::App* diversity = addDiversity(app, diversityFlags);
    SymbolicFlags chorales;
    const CLI::App* symbolic = addSymbolic(app, chorales);
    try {
        app.parse(argc, argv);
        if (!*songs && !*symbolic && !*overlap && !*mark && !*diversity && options.corpus.empty())
            throw CLI::RequiredError("--corpus");
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    }
    if (*overlap) {
        measureOverlap(overlapOptions, overlapJson);
        return 0;
    }
    if (*diversity) {
        measureDiversity(diversityFlags);
        return 0;
    }
    if (*symbolic) {
        measureChorales(chorales);
        return 0;
    }
    if (*mark) {
        const auto figures = eval::tryWatermark(
            markOptions, [](const std::string& line) { fmt::print(stderr, "{}\n", line); });
        fmt::print("{}", eval::watermarkReport(figures));
        write(markJson, eval::watermarkReportJson(figures, markOptions));
        return 0;
    }
    if (*songs) {
        const auto figures = eval::evaluateSongs(
            songOptions, [](const std::string& score) { fmt::print(stderr, "{}\n", score); });
        fmt::print("{}", eval::songReport(figures));
        write(songJson, eval::songReportJson(figures, songOptions));
        return 0;
    }
    if (!versions.empty()) options.versions.clear();
    for (const auto& name : versions) options.versions.push_back(eval::parseVersion(name));
    const auto evaluation = eval::evaluate(
        options, [quiet](std::size_t done, std::size_t all, const std::string& name) {
            if (!quiet) fmt::print(stderr, "{}/{} {}\n", done, all, name);
        });
    fmt::print("{}", eval::textReport(evaluation));
    write(json, eval::jsonReport(evaluation));
    if (!html.empty()) write(html, eval::htmlReport(evaluation));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    ensureBlasCoreType(argv);
    return runProgram("arioso-eval", [&] { return run(argc, argv); });
}
