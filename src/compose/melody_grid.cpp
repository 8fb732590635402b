#include "src/compose/melody_grid.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace arioso {
namespace {

constexpr std::array<int, kBeatCells + 1> kSimple{0, 3, 4, 6, 8, 9, 12};
constexpr std::array<int, kBeatCells + 1> kCompound{0, 3, 6, 9, 12, 15, 18};

const std::array<int, kBeatCells + 1>& placesOf(const MelodyMetre& metre) {
    return metre.compound ? kCompound : kSimple;
}

int floorDivide(int value, int by) {
    return value >= 0 ? value / by : -((-value + by - 1) / by);
}

}  // namespace

std::optional<MelodyMetre> melodyMetre(const StudyBar& bar) {
    if (!bar.whole) return {};
    const bool compound = bar.beatType == 8 && bar.beats % 3 == 0;
    const int beat = compound ? 18 : kTicks;
    if (bar.length % beat != 0) return {};
    const int beats = bar.length / beat;
    if (beats < 1 || beats > 4) return {};
    return MelodyMetre{beats, compound};
}

int cellTick(const MelodyMetre& metre, int cell) {
    const int beat = floorDivide(cell, kBeatCells);
    return beat * metre.beatTicks() +
           placesOf(metre)[static_cast<std::size_t>(cell - beat * kBeatCells)];
}

int nearestCell(const MelodyMetre& metre, int tick) {
    const int beat = floorDivide(tick, metre.beatTicks());
    const int rest = tick - beat * metre.beatTicks();
    const auto& places = placesOf(metre);
    std::size_t best = 0;
    for (std::size_t i = 1; i < places.size(); ++i)
        if (std::abs(rest - places[i]) < std::abs(rest - places[best])) best = i;
    return beat * kBeatCells + static_cast<int>(best);
}

int referenceTonic(std::span<const StudyNote> melody, int tonic) {
    std::vector<int> pitches;
    for (const StudyNote& note : melody) pitches.push_back(note.pitch);
    int median = 66;
    if (!pitches.empty()) {
        const auto middle = pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() / 2);
        std::nth_element(pitches.begin(), middle, pitches.end());
        median = *middle;
    }
    return median - pitchClassOf(median - tonic);
}

int pitchSymbol(int pitch, int reference) {
    int place = pitch - reference + 12;
    if (place < 0) place = pitchClassOf(place);
    if (place >= kCellPitches) place = kCellPitches - 12 + pitchClassOf(place);
    return kCellPitch + place;
}

std::vector<int> cellsOf(std::span<const StudyNote> melody, int start, const MelodyMetre& metre,
                         int beats, int reference) {
    const int count = beats * kBeatCells;
    std::vector<int> cells(static_cast<std::size_t>(count), kCellHold);
    bool sounds = false;
    const auto first = std::partition_point(
        melody.begin(), melody.end(),
        [&](const StudyNote& note) { return note.onset + note.duration <= start - kTicks; });
    for (auto note = first; note != melody.end(); ++note) {
        const int on = nearestCell(metre, note->onset - start);
        if (on >= count) break;
        const int off = std::max(on + 1, nearestCell(metre, note->onset + note->duration - start));
        if (off <= 0) continue;
        if (on < 0) {
            sounds = true;
        } else {
            int& cell = cells[static_cast<std::size_t>(on)];
            if (cell >= kCellPitch) continue;
            cell = pitchSymbol(note->pitch, reference);
        }
        if (off < count && cells[static_cast<std::size_t>(off)] == kCellHold)
            cells[static_cast<std::size_t>(off)] = kCellRest;
    }
    if (!sounds && cells[0] == kCellHold) cells[0] = kCellRest;
    return cells;
}

std::vector<StudyNote> notesOf(std::span<const MelodyCells> windows) {
    std::vector<StudyNote> notes;
    bool sounds = false;
    int end = 0;
    for (const MelodyCells& window : windows) {
        if (window.start != end) sounds = false;
        end = window.start + window.metre.windowBeats() * window.metre.beatTicks();
        const int count = static_cast<int>(window.cells.size());
        for (int i = 0; i < count; ++i) {
            const int symbol = window.cells[static_cast<std::size_t>(i)];
            const int tick = window.start + cellTick(window.metre, i);
            if (symbol != kCellHold) sounds = false;
            if (symbol >= kCellPitch && symbol < kCellSymbols) {
                StudyNote note;
                note.onset = tick;
                note.pitch = symbolPitch(symbol, window.reference);
                notes.push_back(note);
                sounds = true;
            }
            if (sounds)
                notes.back().duration =
                    window.start + cellTick(window.metre, i + 1) - notes.back().onset;
        }
    }
    return notes;
}

std::vector<float> melodyConditions(const MelodyMetre& metre, float minor,
                                    std::span<const BeatChord> chords) {
    constexpr auto kSize = static_cast<std::size_t>(kBeatConditions + kChordConditions);
    const auto beats = static_cast<std::size_t>(metre.windowBeats());
    std::vector<float> out(beats * kSize, 0.0F);
    for (std::size_t beat = 0; beat < beats; ++beat) {
        float* row = out.data() + beat * kSize;
        const auto perBar = static_cast<std::size_t>(metre.beats);
        row[metre.index()] = 1.0F;
        row[kMelodyMetres + beat % perBar] = 1.0F;
        row[kMelodyMetres + 4 + beat / perBar] = 1.0F;
        row[kBeatConditions - 1] = minor;
        if (beat >= chords.size() || chords[beat] < 0) continue;
        for (int pitch = 0; pitch < 12; ++pitch)
            row[kBeatConditions + pitch] =
                inMask(static_cast<std::uint32_t>(chords[beat]), pitch) ? 1.0F : 0.0F;
        row[kBeatConditions + 12] = 1.0F;
    }
    return out;
}

std::vector<BeatChord> beatChords(std::span<const StudyChord> chords, int start,
                                  const MelodyMetre& metre, int tonic) {
    std::vector<BeatChord> out;
    for (int beat = 0; beat < metre.windowBeats(); ++beat) {
        const int tick = start + beat * metre.beatTicks();
        const auto after =
            std::upper_bound(chords.begin(), chords.end(), tick,
                             [](int t, const StudyChord& chord) { return t < chord.start; });
        if (after == chords.begin()) {
            out.push_back(-1);
            continue;
        }
        const StudyChord& chord = *(after - 1);
        out.push_back(
            static_cast<BeatChord>(chordMask({pitchClassOf(chord.root - tonic), chord.quality})));
    }
    return out;
}

}  // namespace arioso
