#include "src/perform/ornaments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace arioso {
namespace {

constexpr double kTrillPeriod = 0.075;   // seconds a note of a trill: 6-7 pairs a second
constexpr double kTrillShortest = 0.15;  // shorter notes have no room for one
constexpr double kFigureNote = 0.07;     // a note of a mordent or turn
constexpr double kAcciaccatura = 0.06;
constexpr double kArpeggioStep = 0.03;
constexpr double kArpeggioMost = 0.25;

void appendSlice(const PlannedNote& note, double onset, double offset, float semitones, bool first,
                 std::vector<PlannedNote>& out) {
    PlannedNote slice = note;
    slice.onset = onset;
    slice.offset = offset;
    slice.pitch += semitones;
    const double length = note.offset - note.onset;
    const double beats = note.endBeat - note.beat;
    slice.beat = note.beat + beats * (onset - note.onset) / length;
    slice.endBeat = note.beat + beats * (offset - note.onset) / length;
    if (!first) slice.lyrics = nullptr;
    out.push_back(slice);
}

/// A few quick notes, then the last one for the rest of the note.
template <std::size_t Count>
void appendFigure(const PlannedNote& note, const std::array<float, Count>& steps,
                  std::vector<PlannedNote>& out) {
    const double length = note.offset - note.onset;
    const double each = std::min(kFigureNote, length / static_cast<double>(Count + 1));
    for (std::size_t i = 0; i < Count; ++i) {
        const double onset = note.onset + static_cast<double>(i) * each;
        appendSlice(note, onset, i + 1 < Count ? onset + each : note.offset, steps[i], i == 0, out);
    }
}

void appendEven(const PlannedNote& note, int count, float alternate,
                std::vector<PlannedNote>& out) {
    const double each = (note.offset - note.onset) / count;
    for (int i = 0; i < count; ++i) {
        const double onset = note.onset + i * each;
        appendSlice(note, onset, i + 1 < count ? onset + each : note.offset,
                    i % 2 == 0 ? alternate : 0.0F, i == 0, out);
    }
}

}  // namespace

float neighbourStep(double pitch, int fifths, int direction) {
    // Pitch classes of the key, moved so that its major tonic is 0.
    constexpr std::array<bool, 12> kMajor{true,  false, true,  false, true,  true,
                                          false, true,  false, true,  false, true};
    const auto own = static_cast<int>(std::lround(pitch));
    const int tonic = ((fifths * 7) % 12 + 12) % 12;
    for (int step = 1; step <= 2; ++step) {
        const int key = own + direction * step - tonic;
        if (kMajor[static_cast<std::size_t>((key % 12 + 12) % 12)]) {
            return static_cast<float>(direction * step);
        }
    }
    return static_cast<float>(direction * 2);
}

void appendOrnamented(const PlannedNote& note, int fifths, double quarterSeconds, bool vocal,
                      std::vector<PlannedNote>& out) {
    const Articulation marks = note.written->articulation;
    const double length = note.offset - note.onset;
    const float above = neighbourStep(note.pitch, fifths, 1);
    const float below = neighbourStep(note.pitch, fifths, -1);
    if (has(marks, Articulation::Trill) && length >= kTrillShortest) {
        const int pairs = std::clamp(static_cast<int>(length / (2.0 * kTrillPeriod)), 1, 2000);
        appendEven(note, 2 * pairs, above, out);
    } else if (has(marks, Articulation::Mordent) && length > kFigureNote) {
        appendFigure(note, std::array<float, 3>{0.0F, below, 0.0F}, out);
    } else if (has(marks, Articulation::Turn) && length > kFigureNote) {
        appendFigure(note, std::array<float, 4>{above, 0.0F, below, 0.0F}, out);
    } else if (has(marks, Articulation::Tremolo) && !vocal) {
        const double stroke = std::max(0.06, quarterSeconds / 8.0);
        const int strokes = std::clamp(static_cast<int>(length / stroke + 0.5), 1, 4000);
        appendEven(note, strokes, 0.0F, out);
    } else {
        out.push_back(note);
    }
}

void appendGraces(std::vector<PlannedNote>& graces, PlannedNote& main, double previous,
                  std::vector<PlannedNote>& out) {
    if (graces.empty()) return;
    const double length = main.offset - main.onset;
    const auto count = static_cast<double>(graces.size());
    const bool isLong = graces.front().written->grace == Grace::Appoggiatura;
    double each = kAcciaccatura;
    if (previous >= 0.0) each = std::min(each, 0.5 * (main.onset - previous) / count);
    double start = main.onset - each * count;
    if (isLong) {
        // Half of the note; two thirds of a dotted one.
        const Beat written = main.written->duration;
        const bool dotted = written.num % 3 == 0;
        each = length * (dotted ? 2.0 / 3.0 : 0.5) / count;
        start = main.onset;
    } else if (start < 0.0) {
        each = std::min(kAcciaccatura, 0.5 * length / count);
        start = main.onset;
    }
    const bool onBeat = start == main.onset;
    for (std::size_t i = 0; i < graces.size(); ++i) {
        PlannedNote& grace = graces[i];
        grace.onset = start + each * static_cast<double>(i);
        grace.offset = i + 1 < graces.size() ? grace.onset + each : main.onset;
        grace.steals = !onBeat;
        grace.beat = grace.endBeat = main.beat;
        grace.exact = grace.legato = false;
        grace.lyrics = nullptr;
    }
    if (onBeat) {
        main.onset = start + each * count;
        graces.back().offset = main.onset;
        graces.front().lyrics = std::exchange(main.lyrics, nullptr);
    }
    out.insert(out.end(), graces.begin(), graces.end());
    graces.clear();
}

void spreadArpeggio(std::vector<PlannedNote*>& chord) {
    if (chord.size() < 2) return;
    std::sort(chord.begin(), chord.end(),
              [](const PlannedNote* a, const PlannedNote* b) { return a->pitch < b->pitch; });
    double shortest = chord.front()->offset - chord.front()->onset;
    for (const PlannedNote* note : chord) {
        shortest = std::min(shortest, note->offset - note->onset);
    }
    const auto gaps = static_cast<double>(chord.size() - 1);
    const double step = std::min(kArpeggioStep, std::min(kArpeggioMost, 0.4 * shortest) / gaps);
    for (std::size_t i = 0; i < chord.size(); ++i) {
        chord[i]->onset += step * static_cast<double>(i);
    }
}

}  // namespace arioso
