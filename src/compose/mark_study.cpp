#include "src/compose/mark_study.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "src/compose/learn.h"
#include "src/compose/study.h"
#include "src/perform/dynamics.h"
#include "src/perform/ornaments.h"

namespace arioso {
namespace {

constexpr double kLevelChange = 0.03;
constexpr std::size_t kFewestSigns = 3;
constexpr std::size_t kWindow = 4;
constexpr double kFewestMarked = 0.02;

Ornament ornamentOf(Articulation marks, std::size_t graces) {
    if (has(marks, Articulation::Trill)) return Ornament::Trill;
    if (has(marks, Articulation::Turn | Articulation::InvertedTurn)) return Ornament::Turn;
    if (has(marks, Articulation::Mordent | Articulation::InvertedMordent)) return Ornament::Mordent;
    if (graces == 1) return Ornament::Grace;
    return graces > 1 ? Ornament::Graces : Ornament::None;
}

Touch touchOf(Articulation marks) {
    if (has(marks, Articulation::Staccato | Articulation::Staccatissimo)) return Touch::Staccato;
    if (has(marks, Articulation::Accent | Articulation::Marcato)) return Touch::Accent;
    if (has(marks, Articulation::Slurred)) return Touch::Slurred;
    return has(marks, Articulation::Tenuto) ? Touch::Tenuto : Touch::Plain;
}

int diatonic(const Note& note) {
    static constexpr int kSteps[] = {5, 6, 0, 1, 2, 3, 4};  // A … G
    if (note.spelled) return 7 * note.spelled->octave + kSteps[(note.spelled->step - 'A') % 7];
    return static_cast<int>(std::lround(note.pitch * 7.0 / 12.0));
}

void studyLine(const Score& score, const Part& part, std::size_t period, MarkStudy& out) {
    // The highest note that begins at each place, and the graces before it.
    std::map<double, const Note*> line;
    std::map<double, std::vector<const Note*>> graces;
    for (const Note& note : part.notes) {
        if (note.grace == Grace::After) continue;
        if (note.grace != Grace::None) {
            graces[note.onset.value()].push_back(&note);
            continue;
        }
        const Note*& top = line[note.onset.value()];
        if (top == nullptr || note.pitch > top->pitch) top = &note;
    }
    std::vector<MarkedNote> marked;
    Touch before = Touch::Plain;
    double marks = 0.0;
    for (auto it = line.begin(); it != line.end(); ++it) {
        const Note& note = *it->second;
        const auto next = std::next(it);
        const auto index = static_cast<std::size_t>(std::max(note.measure, 0));
        if (index >= score.measures.size()) continue;
        const Measure& bar = score.measures[index];
        const int at = static_cast<int>(std::lround((note.onset - bar.start).value() * kTicks));
        const int length = static_cast<int>(std::lround(note.duration.value() * kTicks));
        const double* pitch = next == line.end() ? nullptr : &next->second->pitch;
        MarkedNote one;
        one.place =
            markPlace(note.duration.value(), strengthAt(at, length, bar.beats, bar.beatType),
                      note.pitch, (note.onset + note.duration).value(), pitch,
                      next == line.end() ? 0.0 : next->first, period, before);
        const auto grace = graces.find(it->first);
        one.ornament =
            ornamentOf(note.articulation, grace == graces.end() ? 0 : grace->second.size());
        one.touch = touchOf(note.articulation);
        if (one.ornament == Ornament::Grace) {
            const int steps = diatonic(note) - diatonic(*grace->second.front());
            if (std::abs(steps) <= 3) one.grace = steps;
        }
        marks += one.ornament != Ornament::None || one.touch != Touch::Plain ? 1.0 : 0.0;
        before = one.touch;
        marked.push_back(one);
    }
    if (marked.size() >= 16 && marks >= kFewestMarked * static_cast<double>(marked.size()))
        out.lines.push_back(std::move(marked));
}

void studyDynamics(const Score& score, const Part& part, MarkStudy& out) {
    if (part.dynamics.size() < kFewestSigns || score.measures.size() < 2 * kWindow) return;
    const Dynamics dynamics(part);
    struct Window {
        double begin, middle, end;
    };
    std::vector<Window> windows;
    double mean = 0.0;
    for (std::size_t bar = 0; bar + kWindow <= score.measures.size(); bar += kWindow) {
        const double from = score.measures[bar].start.value();
        const double half = score.measures[bar + kWindow / 2].start.value();
        const Measure& last = score.measures[bar + kWindow - 1];
        const double to = (last.start + last.length).value();
        windows.push_back({dynamics.at(from, 0), dynamics.at(half, 0), dynamics.at(to - 0.25, 0)});
        mean += windows.back().begin;
    }
    mean /= static_cast<double>(windows.size());
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const Window& one = windows[i];
        const double steps = std::round((one.begin - mean) / kSignStep);
        out.dynamics.push_back(
            {i == 0                    ? 0U
             : i + 1 == windows.size() ? 2U
                                       : 1U,
             static_cast<std::size_t>(std::clamp(steps, -2.0, 2.0) + 2.0),
             3 * directionOf(one.middle - one.begin) + directionOf(one.end - one.middle)});
    }
}

}  // namespace

std::size_t directionOf(double change) {
    return change > kLevelChange ? 2 : change < -kLevelChange ? 0 : 1;
}

std::size_t markPeriod(const std::string& composer) {
    return ornamentStyle(composer) == OrnamentStyle::FromMain ? 1 : 0;
}

MarkPlace markPlace(double quarters, int strength, double pitch, double end,
                    const double* nextPitch, double nextOnset, std::size_t period, Touch before) {
    MarkPlace out;
    out.period = period;
    out.length = quarters < 0.49 ? 0 : quarters < 0.99 ? 1 : quarters < 1.99 ? 2 : 3;
    out.strength = static_cast<std::size_t>(std::clamp(strength, 0, 2));
    out.before = before;
    if (nextPitch == nullptr || nextOnset > end + 0.24) {
        out.move = 5;
    } else {
        const double step = *nextPitch - pitch;
        out.move = step == 0.0             ? 4
                   : std::abs(step) <= 2.0 ? (step < 0.0 ? 0 : 1)
                                           : (step < 0.0 ? 2 : 3);
    }
    return out;
}

MarkStudy studyMarks(const Score& score) {
    MarkStudy out;
    const std::size_t period = markPeriod(score.composer);
    for (const Part& part : score.parts) {
        if (part.percussion) continue;
        if (!part.vocal) studyLine(score, part, period, out);
        studyDynamics(score, part, out);
    }
    return out;
}

}  // namespace arioso
