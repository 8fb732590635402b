#include "src/perform/ornaments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "src/score/tremolo.h"

namespace arioso {
namespace {

constexpr double kTrillPeriod = 0.075;   // seconds a note of a trill: 6-7 pairs a second
constexpr double kTrillShortest = 0.15;  // shorter notes have no room for one
constexpr double kFigureNote = 0.07;     // a note of a mordent or turn
constexpr double kAcciaccatura = 0.06;
constexpr double kGraceRun = 0.09;  // a note of several graces that are not crossed out
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

void appendEven(const PlannedNote& note, int count, float alternate, std::vector<PlannedNote>& out,
                bool mainFirst = false) {
    const double each = (note.offset - note.onset) / count;
    for (int i = 0; i < count; ++i) {
        const double onset = note.onset + i * each;
        const bool isMain = mainFirst ? i % 2 == 0 : i % 2 != 0;
        appendSlice(note, onset, i + 1 < count ? onset + each : note.offset,
                    isMain ? 0.0F : alternate, i == 0, out);
    }
}

/// The turn at the end of its note: held first, then the figure leads on.
void appendDelayed(const PlannedNote& note, const std::array<float, 4>& steps,
                   std::vector<PlannedNote>& out) {
    const double length = note.offset - note.onset;
    const double each = std::min(kFigureNote * 1.3, length / 8.0);
    const double start = note.offset - each * static_cast<double>(steps.size());
    appendSlice(note, note.onset, start, 0.0F, true, out);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const double onset = start + each * static_cast<double>(i);
        appendSlice(note, onset, onset + each, steps[i], false, out);
    }
}

/// Nobody strikes faster, whatever is written.
constexpr double kFastestStroke = 0.03;

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

OrnamentStyle ornamentStyle(const std::string& composer) {
    // Born after 1805 or of their school.
    static constexpr std::array kLater{
        "mendelssohn", "hensel",    "chopin",     "schumann",  "liszt",     "verdi",
        "wagner",      "brahms",    "franck",     "bruckner",  "dvo",       "grieg",
        "tchaikovsky", "hugo wolf", "mahler",     "strauss",   "debussy",   "faur",
        "ravel",       "reger",     "elgar",      "puccini",   "rachmanin", "scriabin",
        "sibelius",    "satie",     "gounod",     "bizet",     "saint-sa",  "massenet",
        "duparc",      "chausson",  "boulanger",  "cornelius", "loewe",     "robert franz",
        "joplin",      "smetana",   "mussorgsky", "rimsky",    "zemlinsky"};
    std::string plain;
    for (const char c : composer) {
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const bool later = std::any_of(kLater.begin(), kLater.end(), [&](const char* name) {
        return plain.find(name) != std::string::npos;
    });
    return later ? OrnamentStyle::FromMain : OrnamentStyle::FromAbove;
}

float neighbourStep(const Note& note, int fifths, int direction) {
    const std::optional<float>& alter = direction > 0 ? note.alterAbove : note.alterBelow;
    constexpr std::string_view kSteps = "CDEFGAB";
    constexpr std::array<int, 7> kSemitones{0, 2, 4, 5, 7, 9, 11};
    const std::size_t step =
        note.spelled ? kSteps.find(note.spelled->step) : std::string_view::npos;
    if (!alter || step == std::string_view::npos) {
        return neighbourStep(note.pitch, fifths, direction);
    }
    const auto place = static_cast<int>(step) + direction;
    const int octave = place < 0 ? -12 : place > 6 ? 12 : 0;
    const int natural = kSemitones[static_cast<std::size_t>((place + 7) % 7)] + octave;
    const float way = static_cast<float>(natural - kSemitones[step]) + *alter - note.spelled->alter;
    return direction > 0 ? std::clamp(way, 0.5F, 4.0F) : std::clamp(way, -4.0F, -0.5F);
}

void appendOrnamented(const PlannedNote& note, const OrnamentPlace& place, double quarterSeconds,
                      std::vector<PlannedNote>& out) {
    const Articulation marks = note.written->articulation;
    const double length = note.offset - note.onset;
    const float above = neighbourStep(*note.written, place.fifths, 1);
    const float below = neighbourStep(*note.written, place.fifths, -1);
    const bool hasRoom = length > kFigureNote;
    if (has(marks, Articulation::Trill) && length >= kTrillShortest) {
        const int pairs = std::clamp(static_cast<int>(length / (2.0 * kTrillPeriod)), 1, 2000);
        const bool main = place.style == OrnamentStyle::FromMain;
        // Either way it ends on the main note.
        appendEven(note, 2 * pairs + (main ? 1 : 0), above, out, main);
    } else if (has(marks, Articulation::Mordent) && hasRoom) {
        appendFigure(note, std::array<float, 3>{0.0F, below, 0.0F}, out);
    } else if (has(marks, Articulation::InvertedMordent) && hasRoom) {
        appendFigure(note, std::array<float, 3>{0.0F, above, 0.0F}, out);
    } else if (has(marks, Articulation::Turn | Articulation::InvertedTurn) && hasRoom) {
        const bool inverted = has(marks, Articulation::InvertedTurn);
        const std::array<float, 4> steps{inverted ? below : above, 0.0F, inverted ? above : below,
                                         0.0F};
        if (has(marks, Articulation::DelayedTurn)) {
            appendDelayed(note, steps, out);
        } else {
            appendFigure(note, steps, out);
        }
    } else if (has(marks, Articulation::Schleifer) && hasRoom) {
        const float lower = below + neighbourStep(note.written->pitch + static_cast<double>(below),
                                                  place.fifths, -1);
        appendFigure(note, std::array<float, 3>{lower, below, 0.0F}, out);
    } else if (has(marks, Articulation::Tremolo) && !place.vocal) {
        const double stroke =
            std::max(kFastestStroke, quarterSeconds * tremoloStroke(*note.written).value());
        const int strokes = std::clamp(static_cast<int>(std::lround(length / stroke)), 1, 4000);
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
    const Note& first = *graces.front().written;
    const bool slashed = first.grace == Grace::Acciaccatura;
    const bool isLong = first.stealFollowing || (!slashed && graces.size() == 1);
    double each = slashed ? kAcciaccatura : kGraceRun;
    if (previous >= 0.0) {
        const double before = main.onset - previous;
        if (first.stealPrevious) each = static_cast<double>(*first.stealPrevious) * before / count;
        each = std::min(each, (first.stealPrevious ? 0.9 : 0.5) * before / count);
    }
    double start = main.onset - each * count;
    if (isLong) {
        // Half of the note, two thirds of a dotted one, unless the file knows better.
        const bool dotted = main.written->duration.num % 3 == 0;
        const double usual = dotted ? 2.0 / 3.0 : 0.5;
        const double share =
            first.stealFollowing ? static_cast<double>(*first.stealFollowing) : usual;
        each = length * std::clamp(share, 0.01, 0.9) / count;
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

void appendAfterGraces(std::vector<PlannedNote>& graces, double previous,
                       std::vector<PlannedNote>& out) {
    if (graces.empty()) return;
    const double end = graces.front().onset;
    const auto count = static_cast<double>(graces.size());
    const double room = previous >= 0.0 ? end - previous : end;
    double total = std::min(kGraceRun * count, 0.5 * room);
    if (graces.front().written->stealPrevious) {
        total = static_cast<double>(*graces.front().written->stealPrevious) * room;
    }
    if (!(total > 0.0)) return;
    for (std::size_t i = 0; i < graces.size(); ++i) {
        PlannedNote& grace = graces[i];
        grace.onset = end - total + total * static_cast<double>(i) / count;
        grace.offset = end - total + total * static_cast<double>(i + 1) / count;
        grace.steals = true;
        grace.exact = grace.legato = false;
    }
    out.insert(out.end(), graces.begin(), graces.end());
}

void spreadArpeggio(std::vector<PlannedNote*>& chord, bool down) {
    if (chord.size() < 2) return;
    std::sort(chord.begin(), chord.end(),
              [](const PlannedNote* a, const PlannedNote* b) { return a->pitch < b->pitch; });
    if (down) std::reverse(chord.begin(), chord.end());
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
