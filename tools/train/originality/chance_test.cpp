#include "tools/train/originality/chance_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "models/random_stream.h"

namespace arioso::train {
namespace {

constexpr std::array kFacets = {Facet::Melody, Facet::Harmony, Facet::Rhythm};
/// A work without a shared run.
constexpr double kNever = 99.0;
/// What the command tells unless asked.
constexpr double kRare = 0.01;
/// What more than half of the pieces have is nobody's.
constexpr double kCommon = 0.5;

ComparedMusic musicOf(const StudyPiece& piece) {
    return {{{"tune", piece.melody}}, pieceSymbols(piece)};
}

double leastExpected(Facet facet, const ComparedMusic& music, const MusicLibrary& library,
                     const ChanceTables& chances) {
    const auto runs = ratedRuns(facet, music, library, chances, true);
    return runs.empty() ? kNever
                        : ChanceScale::expected(runs.front().bits, stretchesOf(facet, music),
                                                stretchesOf(facet, library));
}

std::size_t below(models::RandomStream& random, std::size_t count) {
    return static_cast<std::size_t>(random.below(static_cast<int>(count)));
}

struct Tally {
    int planted = 0;
    int found = 0;
    int uncommon = 0;
    int rare = 0;
};

/// Whether the planted stretch is found and whether it is told from chance.
void count(Facet facet, const ComparedMusic& music, std::size_t line, std::size_t first,
           std::size_t length, const MusicLibrary& library, const ChanceTables& chances,
           Tally& out) {
    const std::size_t gram = facet == Facet::Melody ? TuneLibrary::kGram : SymbolLibrary::kGram;
    ++out.planted;
    bool found = false;
    double least = 1.0;
    for (const RatedRun& run : ratedRuns(facet, music, library, chances, true)) {
        const std::size_t begin = std::max(run.from, first);
        const std::size_t end = std::min(run.from + run.count, first + length);
        if (run.line != line || end < begin + gram) continue;
        found = true;
        least = std::min(
            least, scaleOf(facet, chances.scales)
                       .chance(run.bits, stretchesOf(facet, music), stretchesOf(facet, library)));
    }
    out.found += found ? 1 : 0;
    out.uncommon += found && least < kCommon ? 1 : 0;
    out.rare += found && least < kRare ? 1 : 0;
}

Beat beatOf(int ticks) {
    return {ticks, kTicks};
}

/// A held-out tune and below it, in a voice of its own, bars of another.
ComparedMusic innerVoice(const StudyPiece& host, const std::vector<StudyNote>& tune,
                         std::size_t from, std::size_t count, int transposition) {
    Score score;
    for (std::size_t i = 0; i < host.bars.size(); ++i) {
        Measure measure;
        measure.number = std::to_string(i + 1);
        measure.start = beatOf(host.bars[i].start);
        measure.length = beatOf(host.bars[i].length);
        score.measures.push_back(measure);
    }
    Part part;
    part.id = "P1";
    const auto add = [&](const StudyNote& note, int onset, int pitch, int voice) {
        Note one;
        one.onset = beatOf(onset);
        one.duration = beatOf(note.duration);
        one.pitch = pitch;
        one.voice = voice;
        one.measure = note.bar;
        part.notes.push_back(one);
    };
    int lowest = 127;
    for (const StudyNote& note : host.melody) {
        add(note, note.onset, note.pitch, 1);
        lowest = std::min(lowest, note.pitch);
    }
    const int shift = host.bars[static_cast<std::size_t>(host.melody.front().bar)].start -
                      tune[from].onset / kTicks * kTicks;
    for (std::size_t i = from; i < from + count; ++i)
        add(tune[i], tune[i].onset + shift, tune[i].pitch + transposition - 12, 2);
    std::ranges::stable_sort(part.notes, {}, [](const Note& note) { return note.onset.value(); });
    score.parts.push_back(std::move(part));
    return {melodyLines(score), {}};
}

template <typename Row>
void splice(Row& host, const Row& source, std::size_t from, std::size_t count, std::size_t at) {
    host.resize(at);
    host.insert(host.end(), source.begin() + static_cast<std::ptrdiff_t>(from),
                source.begin() + static_cast<std::ptrdiff_t>(from + count));
}

}  // namespace

ChanceScales fitChances(const MusicLibrary& library, const ChanceTables& chances,
                        const std::vector<StudyPiece>& heldOut) {
    std::array<ChanceScale, 3> out;
    for (std::size_t f = 0; f < kFacets.size(); ++f) {
        std::vector<double> expected;
        for (std::size_t i = 0; i < heldOut.size(); i += 2) {
            const ComparedMusic music = musicOf(heldOut[i]);
            if (stretchesOf(kFacets[f], music) > 0)
                expected.push_back(leastExpected(kFacets[f], music, library, chances));
        }
        out[f] = ChanceScale::fitted(std::move(expected));
    }
    return {out[0], out[1], out[2]};
}

void printFalseAlarms(const MusicLibrary& library, const ChanceTables& chances,
                      const std::vector<StudyPiece>& heldOut) {
    static constexpr std::array<double, 4> kChances = {0.01, 0.02, 0.05, 0.1};
    for (const Facet facet : kFacets) {
        std::array<int, kChances.size()> marked{};
        int works = 0;
        std::size_t stretches = 0;
        std::array<std::size_t, 3> known{};
        const std::size_t gram = facet == Facet::Melody ? TuneLibrary::kGram : SymbolLibrary::kGram;
        for (std::size_t i = 1; i < heldOut.size(); i += 2) {
            const ComparedMusic music = musicOf(heldOut[i]);
            const std::size_t asked = stretchesOf(facet, music);
            if (asked == 0) continue;
            ++works;
            stretches += asked;
            const auto runs = ratedRuns(facet, music, library, chances, true);
            if (runs.empty()) continue;
            const auto chanceOf = [&](const RatedRun& run) {
                return scaleOf(facet, chances.scales)
                    .chance(run.bits, asked, stretchesOf(facet, library));
            };
            for (const RatedRun& run : runs) {
                const std::size_t many = run.count + 1 - gram;
                known[0] += many;
                if (chanceOf(run) < kCommon) known[1] += many;
                if (chanceOf(run) < kRare) known[2] += many;
            }
            const double chance = chanceOf(runs.front());
            for (std::size_t c = 0; c < kChances.size(); ++c)
                marked[c] += chance < kChances[c] ? 1 : 0;
        }
        fmt::print("{}: offset {:.3f}, slope {:.3f}; of {} other held-out works", nameOf(facet),
                   scaleOf(facet, chances.scales).offset, scaleOf(facet, chances.scales).slope,
                   works);
        for (std::size_t c = 0; c < kChances.size(); ++c)
            fmt::print("{} {} have what chance makes in {:.0f} %", c == 0 ? "" : ",", marked[c],
                       100.0 * kChances[c]);
        fmt::print("; of {} stretches {} are known, {} in runs below 50 %, {} below 1 %\n",
                   stretches, known[0], known[1], known[2]);
    }
}

void printPlanted(const MusicLibrary& library, const ChanceTables& chances,
                  const std::vector<StudyPiece>& training, const std::vector<StudyPiece>& heldOut,
                  int quotations, std::uint64_t seed) {
    constexpr std::size_t kLeast = 24;
    std::vector<const StudyPiece*> sources;
    std::vector<const StudyPiece*> hosts;
    const auto pick = [](const std::vector<StudyPiece>& from, std::vector<const StudyPiece*>& to) {
        for (const StudyPiece& piece : from) {
            const PieceSymbols symbols = pieceSymbols(piece);
            if (piece.melody.size() >= kLeast && symbols.harmony.size() >= kLeast &&
                symbols.rhythm.size() >= kLeast)
                to.push_back(&piece);
        }
    };
    pick(training, sources);
    pick(heldOut, hosts);
    if (sources.empty() || hosts.empty()) return;
    models::RandomStream random(seed, 1);
    const auto print = [](const std::string& what, std::size_t length, const Tally& tally) {
        fmt::print("planted {}, {:2}: {} of {} found, {} below 50 %, {} below 1 %\n", what, length,
                   tally.found, tally.planted, tally.uncommon, tally.rare);
    };
    for (const std::size_t length : {8U, 9U, 10U, 11U, 12U, 14U, 16U}) {
        Tally tally;
        for (int i = 0; i < quotations; ++i) {
            const StudyPiece& source = *sources[below(random, sources.size())];
            const std::size_t from = below(random, source.melody.size() - length + 1);
            const ComparedMusic music =
                innerVoice(*hosts[below(random, hosts.size())], source.melody, from, length,
                           static_cast<int>(below(random, 12)));
            for (std::size_t line = 0; line < music.lines.size(); ++line)
                if (music.lines[line].name.ends_with("voice 2")) {
                    count(Facet::Melody, music, line, 0, length, library, chances, tally);
                    break;
                }
        }
        print("notes in an inner voice", length, tally);
    }
    for (const Facet facet : {Facet::Harmony, Facet::Rhythm})
        for (const std::size_t length : {8U, 12U, 16U, 24U}) {
            Tally tally;
            for (int i = 0; i < quotations; ++i) {
                const PieceSymbols source = pieceSymbols(*sources[below(random, sources.size())]);
                ComparedMusic music = musicOf(*hosts[below(random, hosts.size())]);
                auto& row = facet == Facet::Harmony ? music.symbols.harmony : music.symbols.rhythm;
                const auto& taken = facet == Facet::Harmony ? source.harmony : source.rhythm;
                const std::size_t from = below(random, taken.size() - length + 1);
                const std::size_t at = below(random, row.size());
                splice(row, taken, from, length, at);
                count(facet, music, 0, at, length, library, chances, tally);
            }
            print(facet == Facet::Harmony ? "changes of chords" : "bars of rhythm", length, tally);
        }
}

}  // namespace arioso::train
