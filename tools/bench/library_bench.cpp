#include "tools/bench/library_bench.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/originality/library_file.h"
#include "tools/bench/child_process.h"

namespace arioso::bench {
namespace {

namespace fs = std::filesystem;

std::size_t below(models::RandomStream& random, std::size_t count) {
    return static_cast<std::size_t>(random.below(static_cast<int>(count)));
}

/// As many notes as the shipped tunes have on average, in stretches of 8 to 40.
std::vector<StudyNote> madeTune(const TuneLibrary& tunes, models::RandomStream& random) {
    constexpr std::size_t kNotes = 144;
    std::vector<StudyNote> out;
    int onset = 0;
    while (out.size() < kNotes) {
        const TuneLibrary::Tune& tune = tunes.tunes()[below(random, tunes.tunes().size())];
        const std::size_t count = std::min(tune.count, 8 + below(random, 33));
        const std::size_t from = tune.first + below(random, tune.count - count + 1);
        const int begin = tunes.columns().onsets[from];
        for (std::size_t i = from; i < from + count; ++i) {
            StudyNote note;
            note.onset = onset + tunes.columns().onsets[i] - begin;
            note.pitch = tunes.columns().pitches[i];
            note.bar = note.onset / (4 * kTicks);
            out.push_back(note);
        }
        onset = out.back().onset + kTicks;
    }
    return out;
}

std::vector<PlacedSymbol> madeRow(const SymbolLibrary& library, models::RandomStream& random) {
    constexpr std::size_t kSymbols = 64;
    std::vector<PlacedSymbol> out;
    while (out.size() < kSymbols) {
        const std::size_t piece = below(random, library.pieces().size());
        const std::size_t all = library.pieces()[piece].count;
        const std::size_t count = std::min(all, 4 + below(random, 13));
        const std::size_t from = below(random, all - count + 1);
        for (std::size_t i = 0; i < count; ++i) {
            const auto bar = static_cast<std::uint16_t>(out.size());
            out.push_back({library.at(piece, from + i).symbol, bar, bar});
        }
    }
    return out;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

ChildRun ask(const std::vector<std::string>& arguments) {
    const auto run = runChild(arguments);
    if (run.status != 0)
        throw Error(ExitCode::Processing,
                    fmt::format("arioso originality ended with {}", run.status));
    return run;
}

}  // namespace

LibraryTimes measureLibrary(std::size_t pieces, const fs::path& composer, const fs::path& program,
                            const fs::path& score) {
    using Clock = std::chrono::steady_clock;
    LibraryTimes out;
    out.pieces = pieces;
    const fs::path file =
        fs::temp_directory_path() / fmt::format("arioso-bench-{}.index", getpid());
    {
        const ShippedLibrary shipped = ShippedLibrary::load(composer);
        models::RandomStream random(1, 0);
        MusicLibrary library;
        const auto begin = Clock::now();
        for (std::size_t i = 0; i < pieces; ++i)
            library.add(
                fmt::format("Piece {}", i), "Nobody",
                {{"Voice", madeTune(shipped.music.tunes, random)}},
                {madeRow(shipped.music.harmonies, random), madeRow(shipped.music.rhythms, random)});
        library.index();
        out.buildSeconds = std::chrono::duration<double>(Clock::now() - begin).count();
        writeLibraryFile(file, library);
    }
    out.mebibytes = static_cast<double>(fs::file_size(file)) / (1024.0 * 1024.0);
    std::vector<double> with;
    std::vector<double> without;
    for (int i = 0; i < 11; ++i) {
        const auto run = ask({program, "originality", score, "--against", file, "--only"});
        with.push_back(run.seconds);
        out.peakMebibytes = std::max(out.peakMebibytes, run.peakMebibytes);
        without.push_back(ask({program, "originality", score}).seconds);
    }
    fs::remove(file);
    out.answerSeconds = median(with);
    out.shippedSeconds = median(without);
    return out;
}

std::string text(const LibraryTimes& times) {
    return fmt::format(
        "{} pieces: index of {:.0f} MiB, gathered in {:.1f} s\n"
        "arioso originality beside it, start-up included: {:.2f} s, {:.0f} MiB at most\n"
        "beside what ships: {:.2f} s\n",
        times.pieces, times.mebibytes, times.buildSeconds, times.answerSeconds, times.peakMebibytes,
        times.shippedSeconds);
}

}  // namespace arioso::bench
