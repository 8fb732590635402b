#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <tuple>
#include <vector>

#include "dsp/error.h"
#include "tools/corpus/files.h"
#include "tools/corpus/likeness/likeness_rows.h"
#include "tools/corpus/make.h"
#include "tools/corpus/recordings.h"
#include "tools/corpus/teacher.h"
#include "tools/corpus/voice/align_speech.h"
#include "tools/corpus/voice/durations.h"
#include "tools/corpus/voice/unit_corpus.h"
#include "tools/corpus/voice/voice_corpus.h"
#include "tools/train/statistics/score_list.h"

namespace {

using namespace arioso;
using Clock = std::chrono::steady_clock;

/// A plain line every few seconds: a corpus is made over minutes, often in a log.
class ProgressLines {
  public:
    void operator()(std::size_t done, std::size_t all, double seconds) {
        const auto now = Clock::now();
        if (done != all && now - last_ < std::chrono::seconds(5)) return;
        last_ = now;
        const double spent = std::chrono::duration<double>(now - start_).count();
        const double left = spent / static_cast<double>(done) * static_cast<double>(all - done);
        fmt::print(stderr, "{}/{} pieces, {:.0f} s of audio, {:.0f}x real time, {:.0f} s left\n",
                   done, all, seconds, seconds / spent, left);
    }

  private:
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_ = start_;
};

/// `scores` and its options.
struct ScoresCommand {
    explicit ScoresCommand(CLI::App& app)
        : command(*app.add_subcommand(
              "scores", "Clean and split a collection of scores; tell what is left out and why")) {
        command
            .add_option("folder", settings.scores,
                        "Folders of scores; of several files with one tune the first stays")
            ->required();
        command.add_option("-o,--out", settings.out,
                           "Table to write: file, side, why it is left out, whose tune it has");
        command.add_option("--held-out", settings.heldOut, "Share of composers that is held out")
            ->check(CLI::Range(0.0, 0.9))
            ->capture_default_str();
        command.add_option("--threads", settings.threads, "Threads that read scores")
            ->check(CLI::Range(1, 64))
            ->capture_default_str();
    }
    void run() const { (void)train::listScores(settings); }

    CLI::App& command;
    train::ScoreListSettings settings;
};

/// `likeness` and its options.
struct LikenessCommand {
    explicit LikenessCommand(CLI::App& app)
        : command(*app.add_subcommand(
              "likeness", "Measure windows of scores, of their sound and of their words")) {
        settings.instrumentTable = ARIOSO_CONFIG_DIR "/instruments.toml";
        settings.soundFont = corpus::kDefaultSoundFont;
        command.add_option("folder", settings.scores, "Folders of scores")->required();
        command.add_option("-o,--out", settings.out, "File of rows to write, JSON lines")
            ->required();
        command.add_option("--windows", settings.windows, "Windows of a score, at most")
            ->check(CLI::Range(1, 100))
            ->capture_default_str();
        command.add_option("--heard", settings.heard, "Windows of a score that are played")
            ->check(CLI::Range(0, 100))
            ->capture_default_str();
        command.add_option("--held-out", settings.heldOut, "Share of composers that is held out")
            ->check(CLI::Range(0.0, 0.9))
            ->capture_default_str();
        command.add_option("--soundfont", settings.soundFont, "Soundfont that plays")
            ->capture_default_str();
        command.add_option("--threads", settings.threads, "Threads")
            ->check(CLI::Range(1, 64))
            ->capture_default_str();
    }
    void run() const { corpus::writeLikenessRows(settings); }

    CLI::App& command;
    corpus::LikenessSettings settings;
};

/// `make` and its options.
struct MakeCommand {
    explicit MakeCommand(CLI::App& app)
        : command(*app.add_subcommand("make", "Generate a corpus")) {
        options.instrumentTable = ARIOSO_CONFIG_DIR "/instruments.toml";
        options.soundFont = corpus::kDefaultSoundFont;
        command
            .add_option("-o,--out", options.out,
                        "Folder of the corpus; finished pieces in it are kept")
            ->required();
        command
            .add_option("--seconds-per-instrument", options.secondsPerInstrument,
                        "Seconds of audio for each instrument")
            ->check(CLI::Range(1.0, 1e7))
            ->capture_default_str();
        command.add_option("--seed", options.seed, "Same seed, same corpus")->capture_default_str();
        command
            .add_option("--instruments", options.instruments,
                        "Instrument ids, comma between (default all)")
            ->delimiter(',');
        command.add_option(
            "--scores", options.scores,
            "Folder of MIDI and MusicXML scores to take material from; may be repeated");
        command
            .add_option("--instrument-table", options.instrumentTable,
                        "Table of instruments (TOML)")
            ->capture_default_str();
        command.add_option(
            "--samples", options.samples,
            "Folder of recorded notes for the instruments that name them in the table");
        command.add_option("--soundfont", options.soundFont, "Soundfont that the teacher plays")
            ->capture_default_str();
        command.add_option("--split", split, "Shares of train, valid and test pieces")
            ->capture_default_str();
        command.add_option("--threads", options.threads, "Worker threads")
            ->check(CLI::Range(1, 256))
            ->capture_default_str();
    }
    void run() {
        options.split = corpus::SplitShares::parse(split);
        corpus::makeCorpus(options, ProgressLines());
    }

    CLI::App& command;
    corpus::MakeOptions options;
    std::string split = "92,4,4";
};

/// `import` and its options.
struct ImportCommand {
    explicit ImportCommand(CLI::App& app)
        : command(
              *app.add_subcommand("import", "Make a corpus of real recordings with their notes")) {
        options.instrumentTable = ARIOSO_CONFIG_DIR "/instruments.toml";
        command.add_option("-o,--out", options.out, "Folder of the corpus")->required();
        auto* kind = command.add_option_group("collection");
        kind->add_option("--maestro", maestro, "MAESTRO-style folder: audio and MIDI");
        kind->add_option("--musicnet", musicNet, "MusicNet-style folder: audio and note labels");
        kind->require_option(1);
        command
            .add_option("--segment", options.segmentSeconds,
                        "Recordings are cut into pieces of about so many seconds")
            ->check(CLI::Range(2.0, 3600.0))
            ->capture_default_str();
        command
            .add_option("--instrument-table", options.instrumentTable,
                        "Table of instruments (TOML)")
            ->capture_default_str();
        command
            .add_option("--split", split,
                        "Shares of train, valid and test where the collection names none")
            ->capture_default_str();
        command.add_option("--threads", options.threads, "Worker threads")
            ->check(CLI::Range(1, 256))
            ->capture_default_str();
    }
    void run() {
        const auto shares = corpus::SplitShares::parse(split);
        std::size_t leftOut = 0;
        std::vector<corpus::Recording> recordings;
        if (!maestro.empty()) {
            options.name = maestro.filename().string();
            recordings = corpus::readMaestro(maestro, shares);
        } else {
            options.name = musicNet.filename().string();
            recordings = corpus::readMusicNet(musicNet, shares, leftOut);
        }
        if (leftOut > 0) {
            fmt::print(stderr, "{} recordings left out: several instruments play in them\n",
                       leftOut);
        }
        corpus::importRecordings(options, recordings);
    }

    CLI::App& command;
    corpus::ImportOptions options;
    std::filesystem::path maestro;
    std::filesystem::path musicNet;
    std::string split = "92,4,4";
};

/// `align` and its options.
struct AlignCommand {
    explicit AlignCommand(CLI::App& app)
        : command(*app.add_subcommand("align", "Find when each sound of read speech is spoken")) {
        command
            .add_option("table", options.table,
                        "Table of recordings: tab-separated, with columns file and text")
            ->required();
        command.add_option("--folder", options.folder, "Folder of the recordings")->required();
        command.add_option("-l,--language", options.language, "Language of the texts (BCP 47)")
            ->capture_default_str();
        command.add_option("-o,--out", out, "Alignments (JSON)")->required();
        command.add_option("--only", options.only,
                           "Recordings below this subfolder alone: those of one speaker");
        command
            .add_option("--hold-out", options.holdOutEach,
                        "Train on all but every so many utterances; all are aligned")
            ->check(CLI::Range(2, 1000));
        command.add_flag("!--whole-hops", options.refine,
                         "Leave boundaries at the 5 ms steps of the models");
        command.add_option("--durations", durations,
                           "Lengths of the sounds, too: quantiles of each (TOML)");
    }
    void run() {
        const auto start = Clock::now();
        const auto found = corpus::alignSpeech(options, [&](const std::string& done) {
            fmt::print(stderr, "{:.0f} s: {}\n",
                       std::chrono::duration<double>(Clock::now() - start).count(), done);
        });
        corpus::writeTextAtomically(out, found.json());
        if (!durations.empty())
            corpus::writeTextAtomically(durations, corpus::durationsToml(found));
        std::size_t suspects = 0;
        for (const auto& utterance : found.utterances) suspects += utterance.suspect ? 1 : 0;
        fmt::print(stderr, "{} utterances aligned, {} of them suspect\n", found.utterances.size(),
                   suspects);
    }

    CLI::App& command;
    corpus::AlignOptions options;
    std::filesystem::path out;
    std::filesystem::path durations;
};

/// What `voice` and `units` are both told.
template <class Options>
void addSungOptions(CLI::App& command, Options& options, std::string& split) {
    options.voiceTable = ARIOSO_CONFIG_DIR "/voices.toml";
    command.add_option("-o,--out", options.out, "Folder of the corpus")->required();
    command.add_flag("--natural,!--no-natural", options.natural,
                     "The recordings as they are, too (default yes)");
    command.add_option("--seed", options.seed, "Same seed, same corpus")->capture_default_str();
    command.add_option("--voice-table", options.voiceTable, "Table of voices (TOML)")
        ->capture_default_str();
    command.add_option("--split", split, "Shares of train, valid and test pieces")
        ->capture_default_str();
    command.add_option("--threads", options.threads, "Worker threads")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
}

/// `voice` and its options.
struct VoiceCommand {
    explicit VoiceCommand(CLI::App& app)
        : command(*app.add_subcommand("voice", "Make a corpus of singing from aligned speech")) {
        command
            .add_option("--speech", speech,
                        "NAME ALIGNMENTS FOLDER: a speaker as the voice table names the teacher, "
                        "what `align` wrote, and the recordings; may be repeated")
            ->required();
        command.add_option("--voices", options.voices, "Voice ids, comma between (default all)")
            ->delimiter(',');
        command.add_option("--takes", options.takes, "Songs on each sentence for each voice")
            ->check(CLI::Range(0, 1000))
            ->capture_default_str();
        addSungOptions(command, options, split);
    }
    void run() {
        options.split = corpus::SplitShares::parse(split);
        for (const auto& [name, alignments, folder] : speech) {
            options.speech.push_back({name, alignments, folder});
        }
        corpus::makeVoiceCorpus(options, ProgressLines());
    }

    CLI::App& command;
    corpus::VoiceCorpusOptions options;
    std::vector<std::tuple<std::string, std::string, std::string>> speech;
    std::string split = "92,4,4";
};

/// `units` and its options.
struct UnitsCommand {
    explicit UnitsCommand(CLI::App& app)
        : command(*app.add_subcommand("units", "Make a corpus of singing from sung units")) {
        command
            .add_option("--bank", banks,
                        "NAME FOLDER: a singer as the voice table names the teacher, and a voice "
                        "bank with its oto.ini; may be repeated")
            ->required();
        command
            .add_option("--seconds-per-voice", options.secondsPerVoice,
                        "Seconds of songs for each voice")
            ->check(CLI::Range(1.0, 1e6))
            ->capture_default_str();
        addSungOptions(command, options, split);
    }
    void run() {
        options.split = corpus::SplitShares::parse(split);
        for (const auto& [name, folder] : banks) options.banks.push_back({name, folder});
        corpus::makeUnitCorpus(options, ProgressLines());
    }

    CLI::App& command;
    corpus::UnitCorpusOptions options;
    std::vector<std::pair<std::string, std::string>> banks;
    std::string split = "92,4,4";
};

int run(int argc, char** argv) {
    CLI::App app{
        "Makes training and held-out material: what is played, and how the teacher plays it"};
    app.require_subcommand(1);
    MakeCommand make(app);
    ImportCommand import(app);
    ScoresCommand scores(app);
    LikenessCommand likeness(app);
    AlignCommand align(app);
    VoiceCommand voice(app);
    UnitsCommand units(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    }
    if (make.command.parsed()) make.run();
    if (import.command.parsed()) import.run();
    if (scores.command.parsed()) scores.run();
    if (likeness.command.parsed()) likeness.run();
    if (align.command.parsed()) align.run();
    if (voice.command.parsed()) voice.run();
    if (units.command.parsed()) units.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const Error& error) {
        fmt::print(stderr, "arioso-corpus: {}\n", error.what());
        return static_cast<int>(error.code());
    } catch (const std::exception& error) {
        fmt::print(stderr, "arioso-corpus: {}\n", error.what());
        return static_cast<int>(ExitCode::Processing);
    }
}
