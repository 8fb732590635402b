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
/// The end of a note that a caesura's silence is put into: too short to be struck in.
constexpr double kCaesuraSpan = 0.02;

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

}  // namespace

PerformanceClock::PerformanceClock(const Score& score, double tempoScale)
    : map_(score.tempos), scale_(tempoScale) {
    if (!std::isfinite(tempoScale) || tempoScale <= 0.0) {
        throw Error(ExitCode::Usage,
                    fmt::format("tempo scale: expected a number above 0, found {}", tempoScale));
    }
    double before = 0.0;
    std::vector<Span> spans = fermatas(score, map_);
    for (Span& span : spans) {
        span.extra = std::min(kHoldShare * (span.end - span.start), kHoldMost);
    }
    addCaesuras(score, map_, spans);
    for (const Span& span : spans) {
        const double length = span.end - span.start;
        const double extra = span.extra;
        holds_.push_back({span.start, span.end, extra / length, before});
        before += extra;
    }
}

double PerformanceClock::seconds(double beat) const {
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

double PerformanceClock::caesura() const {
    return kCaesura / scale_;
}

double PerformanceClock::quarter(double beat) const {
    return 60.0 / (map_.tempoAt(beat) * scale_);
}

}  // namespace arioso
