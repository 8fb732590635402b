#include "tools/train/originality/train_originality.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/originality/music_library.h"
#include "tools/train/originality/chance_test.h"
#include "tools/train/originality/copy_tally.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

using Line = std::vector<StudyNote>;

std::size_t below(models::RandomStream& random, std::size_t count) {
    return static_cast<std::size_t>(random.below(static_cast<int>(count)));
}

void falseAlarms(const MusicLibrary& library, const ChanceTables& chances,
                 const std::vector<StudyPiece>& pieces) {
    CopyTally tally(library, chances);
    for (const StudyPiece& piece : pieces) tally.add({{{"tune", piece.melody}}, {}});
    if (tally.pieces() == 0) return;
    fmt::print("held out: {} works; of {} stretches of 8 notes {:.2f} % are in the library\n",
               tally.pieces(), tally.stretches(), 100.0 * tally.known());
    for (std::size_t i = 0; i < CopyTally::kRuns.size(); ++i)
        fmt::print("  runs of {} notes or more: {:.1f} % of works, {:.2f} % of their notes\n",
                   CopyTally::kRuns[i], 100.0 * tally.flagged(i), 100.0 * tally.notesIn(i));
}

/// The first half of every beat takes two thirds of it.
int swung(int tick) {
    const int beat = tick / kTicks * kTicks;
    const double place = tick - beat;
    const double half = kTicks / 2.0;
    const double there = place < half ? place * 4.0 / 3.0 : kTicks - (kTicks - place) * 2.0 / 3.0;
    return beat + static_cast<int>(std::lround(there));
}

/// A piece of a tune as somebody might take it over: another key, other lengths, swung.
Line disguised(const Line& tune, std::size_t from, std::size_t count, int kind,
               models::RandomStream& random) {
    static constexpr std::array<double, 5> kStretches = {0.5, 2.0 / 3.0, 1.5, 2.0, 3.0};
    Line out(tune.begin() + static_cast<std::ptrdiff_t>(from),
             tune.begin() + static_cast<std::ptrdiff_t>(from + count));
    const int transposition = static_cast<int>(below(random, 23)) - 11;
    const double stretch = kStretches[below(random, kStretches.size())];
    const int start = out.front().onset;
    for (StudyNote& note : out) {
        int onset = note.onset - start;
        if (kind == 2) onset = swung(note.onset) - swung(start);
        note.pitch += transposition;
        note.onset = (kind == 2 ? swung(start) : start) +
                     (kind == 1 ? static_cast<int>(std::lround(onset * stretch)) : onset);
    }
    return out;
}

bool findsPlanted(const TuneLibrary& library, const Line& host, const Line& quotation,
                  models::RandomStream& random) {
    Line line(host.begin(), host.begin() + static_cast<std::ptrdiff_t>(below(random, host.size())));
    // On the same part of a beat as where it comes from.
    const int beat = line.empty() ? 0 : (line.back().onset / kTicks + 2) * kTicks;
    const int start = beat + quotation.front().onset % kTicks;
    const std::size_t first = line.size();
    for (StudyNote note : quotation) {
        note.onset += start - quotation.front().onset;
        line.push_back(note);
    }
    const auto runs = library.shared(line);
    return std::ranges::any_of(runs, [&](const SharedRun& run) {
        const std::size_t begin = std::max(run.from, first);
        const std::size_t end = std::min(run.from + run.notes, first + quotation.size());
        return end > begin && end - begin >= TuneLibrary::kGram;
    });
}

void planted(const TuneLibrary& library, const StudyCorpus& corpus,
             const OriginalitySettings& settings) {
    static constexpr std::array<const char*, 3> kKinds = {
        "transposed", "transposed and longer or shorter", "transposed and swung"};
    std::vector<const Line*> sources;
    std::vector<const Line*> hosts;
    for (const StudyPiece& piece : corpus.training)
        if (piece.melody.size() >= 16) sources.push_back(&piece.melody);
    for (const StudyPiece& piece : corpus.heldOut)
        if (piece.melody.size() >= 16) hosts.push_back(&piece.melody);
    if (sources.empty() || hosts.empty()) return;
    models::RandomStream random(settings.seed, 0);
    for (int kind = 0; kind < 3; ++kind) {
        int found = 0;
        for (int i = 0; i < settings.quotations; ++i) {
            const Line& source = *sources[below(random, sources.size())];
            const std::size_t count = 8 + below(random, 9);
            const std::size_t from = below(random, source.size() - count + 1);
            const Line quotation = disguised(source, from, count, kind, random);
            found += findsPlanted(library, *hosts[below(random, hosts.size())], quotation, random)
                         ? 1
                         : 0;
        }
        fmt::print("planted quotations of 8 to 16 notes, {}: {} of {} found\n",
                   kKinds[static_cast<std::size_t>(kind)], found, settings.quotations);
    }
}

}  // namespace

void trainOriginality(const OriginalitySettings& settings) {
    const StudyCorpus corpus = readStudyCorpus(settings.scores, settings.heldOut, settings.threads);
    ShippedLibraryWriter writer;
    for (const StudyPiece& piece : corpus.training) writer.add(piece);
    const MusicLibrary music = writer.library();
    const TuneLibrary& library = music.tunes;
    if (library.tunes().empty()) throw Error(ExitCode::Input, "no tunes found in these scores");
    std::size_t notes = 0;
    for (const TuneLibrary::Tune& tune : library.tunes()) notes += tune.count;
    fmt::print(
        "{} tunes of {} notes, {} progressions, {} rhythms, of {} files ({} not read, {} "
        "duplicates)\n",
        library.tunes().size(), notes, music.harmonies.pieces().size(),
        music.rhythms.pieces().size(), corpus.files, corpus.unreadable, corpus.duplicates);
    ChanceTables chances(music, {});
    chances.scales = fitChances(music, chances, corpus.heldOut);
    writer.save(settings.out, settings.version, chances.scales);
    falseAlarms(music, chances, corpus.heldOut);
    planted(library, corpus, settings);
    printFalseAlarms(music, chances, corpus.heldOut);
    printPlanted(music, chances, corpus.training, corpus.heldOut, settings.quotations,
                 settings.seed);
    const auto begin = std::chrono::steady_clock::now();
    std::size_t asked = 0;
    for (const StudyPiece& piece : corpus.heldOut) {
        static_cast<void>(library.shared(piece.melody));
        ++asked;
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    if (asked > 0)
        fmt::print("{:.2f} ms a tune that is looked up\n",
                   1000.0 * spent.count() / static_cast<double>(asked));
}

}  // namespace arioso::train
