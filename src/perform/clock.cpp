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

struct Span {
    double start;
    double end;
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
            if (std::isfinite(start) && end > start) spans.push_back({start, end});
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

}  // namespace

PerformanceClock::PerformanceClock(const Score& score, double tempoScale)
    : map_(score.tempos), scale_(tempoScale) {
    if (!std::isfinite(tempoScale) || tempoScale <= 0.0) {
        throw Error(ExitCode::Usage,
                    fmt::format("tempo scale: expected a number above 0, found {}", tempoScale));
    }
    double before = 0.0;
    for (const Span& span : fermatas(score, map_)) {
        const double length = span.end - span.start;
        const double extra = std::min(kHoldShare * length, kHoldMost);
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

double PerformanceClock::quarter(double beat) const {
    return 60.0 / (map_.tempoAt(beat) * scale_);
}

}  // namespace arioso
