#include "src/perform/clock.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "dsp/error.h"

namespace arioso {
namespace {

/// A fermata holds its note for about three quarters more, but nobody waits on a long note for
/// ever.
constexpr double kHoldShare = 0.75;
constexpr double kHoldMost = 2.5;
constexpr double kCaesura = 0.5;
/// The end of a note that a caesura's silence is put into: too short to be struck in, and long
/// enough that MIDI, whose slowest tempo is 3.6, can wait there.
constexpr double kCaesuraSpan = 0.06;

struct Span {
    double start;
    double end;
    double extra = 0.0;
};

/// The spans on which everybody waits: parts hold the same moment with notes of different lengths,
/// so overlapping fermatas share what they have in common.
std::vector<Span> fermatas(const Score& score, const TempoMap& map) {
    std::vector<Span> spans;
    for (const Part& part : score.parts) {
        for (const Note& note : part.notes) {
            if (!has(note.articulation, Articulation::Fermata)) continue;
            if (note.grace != Grace::None || note.duration.num <= 0) continue;
            const double start = map.seconds(note.onset.value());
            const double end = map.seconds(note.onset.value() + note.duration.value());
            if (std::isfinite(start) && end > start) spans.push_back({start, end, 0.0});
        }
    }
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
        return a.start != b.start ? a.start < b.start : a.end < b.end;
    });
    std::vector<Span> out;
    for (const Span& span : spans) {
        if (!out.empty() && span.start < out.back().end) {
            out.back().start = span.start;
            out.back().end = std::min(out.back().end, span.end);
        } else {
            out.push_back(span);
        }
    }
    return out;
}

/// Adds the silences behind caesuras, but for those that a fermata holds anyway.
void addCaesuras(const Score& score, const TempoMap& map, std::vector<Span>& spans) {
    std::vector<double> ends;
    for (const Part& part : score.parts) {
        for (const Note& note : part.notes) {
            if (!has(note.articulation, Articulation::CaesuraAfter)) continue;
            if (note.grace != Grace::None || note.duration.num <= 0) continue;
            const double end = map.seconds((note.onset + note.duration).value());
            if (std::isfinite(end) && end > kCaesuraSpan) ends.push_back(end);
        }
    }
    std::sort(ends.begin(), ends.end());
    const std::size_t held = spans.size();
    double last = -1.0;
    for (const double end : ends) {
        const double start = end - kCaesuraSpan;
        const auto after =
            std::lower_bound(spans.begin(), spans.begin() + static_cast<std::ptrdiff_t>(held),
                             start, [](const Span& span, double time) { return span.end <= time; });
        const bool isHeld =
            after != spans.begin() + static_cast<std::ptrdiff_t>(held) && after->start < end;
        if (isHeld || start < last) continue;
        last = end;
        spans.push_back({start, end, kCaesura});
    }
    std::sort(spans.begin(), spans.end(),
              [](const Span& a, const Span& b) { return a.start < b.start; });
}

/// Beats at which a section begins that stands behind a pause, and its seconds.
std::vector<std::pair<double, double>> sectionPauses(const Score& score) {
    std::vector<std::pair<double, double>> out;
    for (std::size_t i = 0; i + 1 < score.measures.size(); ++i) {
        const Measure& last = score.measures[i];
        const Measure& next = score.measures[i + 1];
        if (!last.signs.sectionEnd || !(last.signs.sectionPause > 0.0F)) continue;
        if (next.written != last.written + 1) continue;
        out.emplace_back(next.start.value(), static_cast<double>(last.signs.sectionPause));
    }
    return out;
}

/// Adds the silences between sections: each lies in the end of what stands before, behind the last
/// note that is struck there, and has as much room as a MIDI file needs to wait.
void addPauses(const Score& score, const TempoMap& map,
               const std::vector<std::pair<double, double>>& pauses, std::vector<Span>& spans) {
    if (pauses.empty()) return;
    constexpr double kRoom = 0.12;  // seconds a second
    std::vector<double> onsets;
    for (const Part& part : score.parts) {
        for (const Note& note : part.notes) onsets.push_back(map.seconds(note.onset.value()));
    }
    std::sort(onsets.begin(), onsets.end());
    for (const auto& [beat, extra] : pauses) {
        const double end = map.seconds(beat);
        double start = std::max(0.0, end - kRoom * extra);
        const auto after = std::lower_bound(onsets.begin(), onsets.end(), end);
        if (after != onsets.begin()) start = std::max(start, *std::prev(after));
        if (!std::isfinite(start) || !(start < end)) continue;
        const auto held = std::find_if(spans.begin(), spans.end(), [&](const Span& span) {
            return start < span.end && span.start < end;
        });
        if (held == spans.end()) {
            spans.push_back({start, end, extra});
        } else if (held->start < start) {
            held->end = start;
            spans.push_back({start, end, extra});
        } else {
            held->extra += extra;
        }
    }
    std::sort(spans.begin(), spans.end(),
              [](const Span& a, const Span& b) { return a.start < b.start; });
}

}  // namespace

PerformanceClock::PerformanceClock(const Score& score, double tempoScale)
    : written_(score.tempos), map_(score.tempos), scale_(tempoScale) {
    if (!std::isfinite(tempoScale) || tempoScale <= 0.0) {
        throw Error(ExitCode::Usage,
                    fmt::format("tempo scale: expected a number above 0, found {}", tempoScale));
    }
    double before = 0.0;
    std::vector<Span> spans = fermatas(score, map_);
    for (Span& span : spans) {
        span.extra = std::min(kHoldShare * (span.end - span.start), kHoldMost);
    }
    pauses_ = sectionPauses(score);
    addPauses(score, map_, pauses_, spans);
    addCaesuras(score, map_, spans);
    for (const Span& span : spans) {
        const double length = span.end - span.start;
        const double extra = span.extra;
        holds_.push_back({span.start, span.end, extra / length, before});
        before += extra;
    }
}

double PerformanceClock::seconds(double beat) const {
    return warp_.played(nominal(beat));
}

double PerformanceClock::nominal(double beat) const {
    double time = map_.seconds(beat);
    if (!holds_.empty()) {
        const auto after = std::upper_bound(holds_.begin(), holds_.end(), time,
                                            [](double t, const Hold& h) { return t < h.start; });
        if (after != holds_.begin()) {
            const Hold& hold = *std::prev(after);
            time += hold.before + (std::min(time, hold.end) - hold.start) * hold.stretch;
        }
    }
    return time / scale_;
}

double PerformanceClock::beat(double seconds) const {
    double time = warp_.nominal(seconds) * scale_;
    const auto after =
        std::upper_bound(holds_.begin(), holds_.end(), time,
                         [](double t, const Hold& hold) { return t < hold.start + hold.before; });
    if (after != holds_.begin()) {
        const Hold& hold = *std::prev(after);
        const double length = hold.end - hold.start;
        const double into = time - hold.start - hold.before;
        const double held = length * (1.0 + hold.stretch);
        time = into < held ? hold.start + into / (1.0 + hold.stretch) : hold.end + into - held;
    }
    return map_.beat(time);
}

std::vector<TempoChange> PerformanceClock::tempos() const {
    if (holds_.empty()) return written_;
    std::vector<Beat> places{Beat{}};
    for (const TempoChange& change : written_) places.push_back(change.at);
    for (const Hold& hold : holds_) {
        places.push_back(Beat::fromDouble(map_.beat(hold.start)));
        places.push_back(Beat::fromDouble(map_.beat(hold.end)));
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    std::vector<TempoChange> out;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const double from = places[i].value();
        const bool last = i + 1 == places.size();
        const double to = last ? from + 1.0 : places[i + 1].value();
        const double middle = 0.5 * (from + to);
        const double time = map_.seconds(middle);
        const auto after =
            std::upper_bound(holds_.begin(), holds_.end(), time,
                             [](double t, const Hold& hold) { return t < hold.start; });
        const bool held = after != holds_.begin() && time < std::prev(after)->end;
        const double scale = scale_ / (held ? 1.0 + std::prev(after)->stretch : 1.0);
        const double first = map_.tempoAt(from);
        const double goal = last ? first : 2.0 * map_.tempoAt(middle) - first;
        const bool ramp = std::abs(goal - first) > 1e-9 * first;
        out.push_back({places[i], first * scale, ramp});
        if (ramp) out.push_back({places[i + 1], goal * scale, false});
    }
    return out;
}

double PerformanceClock::before(double beat, double silence) const {
    if (warp_.empty()) return silence;
    const double end = nominal(beat);
    return warp_.played(end) - warp_.played(end - silence);
}

double PerformanceClock::caesura(double beat) const {
    return before(beat, kCaesura / scale_);
}

double PerformanceClock::pause(double beat) const {
    constexpr double kSame = 1e-6;
    const auto found = std::lower_bound(
        pauses_.begin(), pauses_.end(), beat - kSame,
        [](const std::pair<double, double>& one, double at) { return one.first < at; });
    const bool isHere = found != pauses_.end() && found->first <= beat + kSame;
    return isHere ? before(beat, found->second / scale_) : 0.0;
}

double PerformanceClock::quarter(double beat) const {
    const double quarter = 60.0 / (map_.tempoAt(beat) * scale_);
    return warp_.empty() ? quarter : quarter * warp_.stretch(nominal(beat));
}

}  // namespace arioso
