#include "tools/train/patterns/pattern_bars.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace arioso::train {
namespace {

constexpr int kStep = 3;          // ticks of a sixteenth
constexpr double kWithin = 0.75;  // least share of a bar's notes that are tones of their chord
constexpr int kBassBelow = 53;    // MIDI: what lies lower can be another bass

struct Tone {
    int step;
    int steps;
    int pitch;
    std::size_t chord;
};

const Part* accompanimentOf(const Score& score) {
    const Part* tune = tunePart(score);
    if (tune == nullptr) return nullptr;
    const Part* out = nullptr;
    for (const Part& part : score.parts) {
        if (&part == tune || part.percussion || part.vocal) continue;
        if (out == nullptr || part.notes.size() > out->notes.size()) out = &part;
    }
    return out;
}

std::optional<PatternMetre> metreOf(const StudyBar& bar) {
    if (!bar.whole) return std::nullopt;
    if (bar.length == 16 * kStep) return PatternMetre::Four;
    if (bar.length != 12 * kStep) return std::nullopt;
    return bar.beatType == 8 ? PatternMetre::Six : PatternMetre::Three;
}

/// The chord at a tick; -1 before the first.
std::ptrdiff_t chordAt(const StudyPiece& piece, int tick) {
    const auto after =
        std::upper_bound(piece.chords.begin(), piece.chords.end(), tick,
                         [](int at, const StudyChord& chord) { return at < chord.start; });
    return after - piece.chords.begin() - 1;
}

bool doublesTune(const StudyPiece& piece, int tick, int pitch) {
    const auto after =
        std::upper_bound(piece.melody.begin(), piece.melody.end(), tick,
                         [](int at, const StudyNote& note) { return at < note.onset; });
    if (after == piece.melody.begin()) return false;
    const StudyNote& note = *(after - 1);
    return note.onset + note.duration > tick && pitch >= 57 && (note.pitch - pitch) % 12 == 0;
}

/// Rows of the pitches that one chord is played with, from below.
std::map<int, int> rowsOf(const std::set<int>& pitches) {
    std::map<int, int> out;
    std::vector<int> upper;
    for (const int pitch : pitches) {
        if (out.empty())
            out[pitch] = 0;
        else if (out.size() == 1 && upper.empty() && pitch < kBassBelow)
            out[pitch] = 1;
        else
            upper.push_back(pitch);
    }
    const int count = static_cast<int>(upper.size());
    for (int i = 0; i < count; ++i)
        out[upper[static_cast<std::size_t>(i)]] = 2 + (count <= 4 ? i : i * 4 / count);
    return out;
}

}  // namespace

std::vector<PatternBar> patternBarsOf(const Score& score, const StudyPiece& piece) {
    std::vector<PatternBar> out;
    const Part* part = accompanimentOf(score);
    if (part == nullptr || piece.chords.empty()) return out;
    auto next = part->notes.begin();
    const auto tickOf = [](const Beat& beat) {
        return static_cast<int>(std::lround(beat.value() * kTicks));
    };
    for (const StudyBar& bar : piece.bars) {
        std::vector<Tone> tones;
        double notes = 0.0;
        double odd = 0.0;
        while (next != part->notes.end() && tickOf(next->onset) < bar.start) ++next;
        const auto metre = metreOf(bar);
        for (; next != part->notes.end() && tickOf(next->onset) < bar.start + bar.length; ++next) {
            if (next->grace != Grace::None) continue;
            const int tick = tickOf(next->onset);
            const int pitch = static_cast<int>(std::lround(next->pitch));
            notes += 1.0;
            const std::ptrdiff_t at = chordAt(piece, tick);
            if (!metre || at < 0 || (tick - bar.start) % kStep != 0) {
                odd += 1.0;
                continue;
            }
            const StudyChord& chord = piece.chords[static_cast<std::size_t>(at)];
            if (!inMask(chordMask({0, chord.quality}), pitch - chord.root)) {
                odd += 1.0;
                continue;
            }
            if (doublesTune(piece, tick, pitch)) continue;
            const int length = std::min(tickOf(next->duration), bar.start + bar.length - tick);
            tones.push_back({(tick - bar.start) / kStep, std::max(1, (length + kStep / 2) / kStep),
                             pitch, static_cast<std::size_t>(at)});
        }
        if (!metre || tones.empty() || odd > (1.0 - kWithin) * notes) continue;
        std::map<std::size_t, std::set<int>> pitches;
        for (const Tone& tone : tones) pitches[tone.chord].insert(tone.pitch);
        PatternBar one;
        one.metre = *metre;
        std::map<std::size_t, std::map<int, int>> rows;
        for (const auto& [chord, set] : pitches) rows[chord] = rowsOf(set);
        for (const Tone& tone : tones) one.pattern.set(rows[tone.chord][tone.pitch], tone.step, 1);
        for (const Tone& tone : tones)
            one.pattern.set(rows[tone.chord][tone.pitch], tone.step, tone.steps);
        one.pattern.clean(*metre);
        out.push_back(one);
    }
    return out;
}

}  // namespace arioso::train
