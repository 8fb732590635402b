#include "src/originality/piece_symbols.h"

#include <algorithm>
#include <cmath>

#include "src/originality/posting_index.h"

namespace arioso {
namespace {

/// Parts of a bar that its onsets are told by.
constexpr double kGrid = 48.0;
constexpr int kWidest = 63;  // semitones of an interval
constexpr int kRatios = 16;  // classes of ratios, the last for what has no length

std::uint16_t barOf(std::size_t bar) {
    return static_cast<std::uint16_t>(std::min<std::size_t>(bar, 65535));
}

std::size_t barAt(const std::vector<StudyBar>& bars, int tick) {
    const auto after = std::ranges::upper_bound(bars, tick, {}, &StudyBar::start);
    return after == bars.begin() ? 0 : static_cast<std::size_t>(after - bars.begin()) - 1;
}

int ratioClass(int before, int after) {
    if (before <= 0 || after <= 0) return kRatios - 1;
    const double octaves = std::log2(static_cast<double>(after) / before);
    return static_cast<int>(std::clamp(std::lround(2.0 * octaves), -6L, 6L)) + 6;
}

}  // namespace

std::vector<PlacedSymbol> harmonySymbols(const std::vector<StudyChord>& chords,
                                         const std::vector<StudyBar>& bars) {
    std::vector<PlacedSymbol> out;
    const StudyChord* last = nullptr;
    for (const StudyChord& chord : chords) {
        if (last != nullptr && last->root == chord.root && last->quality == chord.quality) continue;
        if (last != nullptr) {
            const int step = ((chord.root - last->root) % 12 + 12) % 12;
            const int symbol = (step * kQualities + static_cast<int>(last->quality)) * kQualities +
                               static_cast<int>(chord.quality);
            out.push_back({static_cast<std::uint32_t>(symbol), barOf(barAt(bars, last->start)),
                           barOf(barAt(bars, chord.start))});
        }
        last = &chord;
    }
    return out;
}

std::vector<PlacedSymbol> rhythmSymbols(const std::vector<StudyNote>& tune,
                                        const std::vector<StudyBar>& bars) {
    std::vector<PlacedSymbol> out;
    if (tune.empty()) return out;
    auto note = tune.begin();
    for (int bar = tune.front().bar; bar <= tune.back().bar; ++bar) {
        if (bar < 0 || static_cast<std::size_t>(bar) >= bars.size()) break;
        const StudyBar& place = bars[static_cast<std::size_t>(bar)];
        GramHash hash;
        for (; note != tune.end() && note->bar <= bar; ++note) {
            if (note->bar < bar || place.length <= 0) continue;
            const double at = kGrid * (note->onset - place.start) / place.length;
            hash.mix(static_cast<std::uint32_t>(std::max(0L, std::lround(at))) + 1);
        }
        const auto index = static_cast<std::size_t>(bar);
        out.push_back({hash.value() >> 1U, barOf(index), barOf(index)});
    }
    return out;
}

std::vector<std::uint32_t> tuneSymbols(const std::vector<StudyNote>& tune) {
    std::vector<std::uint32_t> out;
    for (std::size_t i = 2; i < tune.size(); ++i) {
        const int interval = std::clamp(tune[i].pitch - tune[i - 1].pitch, -kWidest, kWidest);
        const int ratio =
            ratioClass(tune[i - 1].onset - tune[i - 2].onset, tune[i].onset - tune[i - 1].onset);
        out.push_back(static_cast<std::uint32_t>((interval + kWidest) * kRatios + ratio));
    }
    return out;
}

PieceSymbols pieceSymbols(const StudyPiece& piece) {
    return {harmonySymbols(piece.chords, piece.bars), rhythmSymbols(piece.melody, piece.bars)};
}

PieceSymbols pieceSymbols(const Score& score) {
    StudyPiece piece = studyScore(score);
    if (piece.melody.empty())
        // No part is sung: what lies on top is heard as the tune.
        for (const Part& part : score.parts)
            if (!part.percussion && !part.notes.empty()) {
                piece.melody = tuneOf(part, piece.bars);
                break;
            }
    return pieceSymbols(piece);
}

}  // namespace arioso
