#include "src/originality/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {

constexpr std::size_t kNearest = 3;

const SymbolLibrary& symbolsOf(Facet facet, const MusicLibrary& library) {
    return facet == Facet::Harmony ? library.harmonies : library.rhythms;
}

const std::vector<PlacedSymbol>& rowOf(Facet facet, const ComparedMusic& music) {
    return facet == Facet::Harmony ? music.symbols.harmony : music.symbols.rhythm;
}

std::size_t stretchesIn(std::size_t length, std::size_t gram) {
    return length < gram ? 0 : length + 1 - gram;
}

void sortByBits(std::vector<RatedRun>& runs) {
    std::ranges::stable_sort(runs, std::greater{}, &RatedRun::bits);
}

std::vector<RatedRun> melodyRuns(const ComparedMusic& music, const MusicLibrary& library,
                                 const ChanceModel& model, bool own) {
    std::vector<RatedRun> out;
    for (std::size_t i = 0; i < music.lines.size(); ++i) {
        const std::vector<StudyNote>& notes = music.lines[i].notes;
        for (const SharedRun& run : library.tunes.shared(notes))
            out.push_back({i, run.tune, run.notes, run.from, run.tuneFrom,
                           tuneBits(model, notes, run.from, run.notes, own)});
    }
    sortByBits(out);
    return out;
}

std::vector<RatedRun> symbolRuns(const std::vector<PlacedSymbol>& row, const SymbolLibrary& library,
                                 const ChanceModel& model, bool own) {
    std::vector<RatedRun> all;
    for (const SymbolRun& run : library.shared(row))
        all.push_back({0, run.piece, run.count, run.from, run.theirFrom,
                       symbolBits(model, row, run.from, run.count, own)});
    sortByBits(all);
    std::vector<bool> taken(row.size());
    std::vector<RatedRun> out;
    for (const RatedRun& run : all) {
        const auto first = taken.begin() + static_cast<std::ptrdiff_t>(run.from);
        const auto last = first + static_cast<std::ptrdiff_t>(run.count);
        if (std::find(first, last, true) != last) continue;
        std::fill(first, last, true);
        out.push_back(run);
    }
    return out;
}

std::string numberOf(const Score& score, std::size_t bar) {
    return bar < score.measures.size() ? score.measures[bar].number : std::string("?");
}

KnownRun placeOf(Facet facet, const Score& score, const ComparedMusic& music,
                 const MusicLibrary& library, const RatedRun& run) {
    if (facet == Facet::Melody)
        return knownRun(library.tunes, score, music.lines[run.line],
                        {run.piece, run.count, run.from, run.theirFrom});
    const std::vector<PlacedSymbol>& row = rowOf(facet, music);
    const SymbolLibrary& theirs = symbolsOf(facet, library);
    const SymbolLibrary::Piece& piece = theirs.pieces()[run.piece];
    // A change of harmony is one between two chords.
    const std::size_t count = run.count + (facet == Facet::Harmony ? 1 : 0);
    return {count,
            "",
            numberOf(score, row[run.from].from),
            numberOf(score, row[run.from + run.count - 1].to),
            piece.title,
            piece.composer,
            theirs.at(run.piece, run.theirFrom).from + 1,
            theirs.at(run.piece, run.theirFrom + run.count - 1).to + 1};
}

std::vector<NearPiece> nearestIn(const SymbolLibrary& library,
                                 const std::vector<PlacedSymbol>& row) {
    std::vector<NearPiece> out;
    for (const SymbolLikeness& one : library.nearest(row, kNearest))
        out.push_back(
            {library.pieces()[one.piece].title, library.pieces()[one.piece].composer, one.share});
    return out;
}

}  // namespace

std::string nameOf(Facet facet) {
    switch (facet) {
        case Facet::Melody:
            return "melody";
        case Facet::Harmony:
            return "harmony";
        case Facet::Rhythm:
            return "rhythm";
    }
    return {};
}

std::string unitOf(Facet facet) {
    return facet == Facet::Melody ? "notes" : facet == Facet::Harmony ? "chords" : "bars";
}

std::string chanceText(double chance) {
    if (chance >= 0.5) return "as often as not";
    if (chance < 1e-6) return "in less than one piece of 1,000,000";
    const double pieces = 1.0 / chance;
    // Two digits: it is no better known.
    const double digit = std::pow(10.0, std::floor(std::log10(pieces)) - 1.0);
    std::string number = fmt::format("{:.0f}", std::max(2.0, std::round(pieces / digit) * digit));
    for (std::size_t at = number.size(); at > 3; at -= 3) number.insert(at - 3, ",");
    return "in one piece of " + number;
}

const ChanceModel& modelOf(Facet facet, const ChanceTables& chances) {
    return facet == Facet::Melody    ? chances.melody
           : facet == Facet::Harmony ? chances.harmony
                                     : chances.rhythm;
}

const ChanceScale& scaleOf(Facet facet, const ChanceScales& scales) {
    return facet == Facet::Melody    ? scales.melody
           : facet == Facet::Harmony ? scales.harmony
                                     : scales.rhythm;
}

std::vector<RatedRun> ratedRuns(Facet facet, const ComparedMusic& music,
                                const MusicLibrary& library, const ChanceTables& chances,
                                bool own) {
    const ChanceModel& model = modelOf(facet, chances);
    if (facet == Facet::Melody) return melodyRuns(music, library, model, own);
    return symbolRuns(rowOf(facet, music), symbolsOf(facet, library), model, own);
}

std::size_t stretchesOf(Facet facet, const ComparedMusic& music) {
    if (facet != Facet::Melody)
        return stretchesIn(rowOf(facet, music).size(), SymbolLibrary::kGram);
    std::size_t out = 0;
    for (const MelodyLine& line : music.lines)
        out += stretchesIn(line.notes.size(), TuneLibrary::kGram);
    return out;
}

std::size_t stretchesOf(Facet facet, const MusicLibrary& library) {
    return facet == Facet::Melody ? library.tunes.stretches()
                                  : symbolsOf(facet, library).stretches();
}

Comparison compare(const Score& score, const MusicLibrary& library, const ChanceTables& chances,
                   bool own) {
    const ComparedMusic music{melodyLines(score), pieceSymbols(score)};
    Comparison out;
    for (const MelodyLine& line : music.lines) {
        const std::vector<bool> known = library.tunes.known(line.notes);
        out.stretches += known.size();
        out.known += static_cast<std::size_t>(std::ranges::count(known, true));
    }
    for (const Facet facet : {Facet::Melody, Facet::Harmony, Facet::Rhythm}) {
        const std::size_t asked = stretchesOf(facet, music);
        const std::size_t theirs = stretchesOf(facet, library);
        for (const RatedRun& run : ratedRuns(facet, music, library, chances, own))
            out.figures.push_back({facet, placeOf(facet, score, music, library, run), run.bits,
                                   scaleOf(facet, chances.scales).chance(run.bits, asked, theirs)});
    }
    out.harmonies = nearestIn(library.harmonies, music.symbols.harmony);
    out.rhythms = nearestIn(library.rhythms, music.symbols.rhythm);
    return out;
}

}  // namespace arioso
