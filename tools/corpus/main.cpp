#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>

#include "dsp/error.h"
#include "tools/corpus/make.h"
#include "tools/corpus/teacher.h"

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

int run(int argc, char** argv) {
    CLI::App app{
        "Makes training and held-out material: what is played, and how the teacher plays it"};
    app.require_subcommand(1);
    CLI::App& make = *app.add_subcommand("make", "Generate a corpus");
    corpus::MakeOptions options;
    std::string split = "92,4,4";
    options.instrumentTable = ARIOSO_CONFIG_DIR "/instruments.toml";
    options.soundFont = corpus::kDefaultSoundFont;
    make.add_option("-o,--out", options.out, "Folder of the corpus; finished pieces in it are kept")
        ->required();
    make.add_option("--seconds-per-instrument", options.secondsPerInstrument,
                    "Seconds of audio for each instrument")
        ->check(CLI::Range(1.0, 1e7))
        ->capture_default_str();
    make.add_option("--seed", options.seed, "Same seed, same corpus")->capture_default_str();
    make.add_option("--instruments", options.instruments,
                    "Instrument ids, comma between (default all)")
        ->delimiter(',');
    make.add_option("--scores", options.scores,
                    "Folder of MIDI and MusicXML scores to take material from; may be repeated");
    make.add_option("--instrument-table", options.instrumentTable, "Table of instruments (TOML)")
        ->capture_default_str();
    make.add_option("--soundfont", options.soundFont, "Soundfont that the teacher plays")
        ->capture_default_str();
    make.add_option("--split", split, "Shares of train, valid and test pieces")
        ->capture_default_str();
    make.add_option("--threads", options.threads, "Worker threads")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    }
    options.split = corpus::SplitShares::parse(split);
    corpus::makeCorpus(options, ProgressLines());
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
