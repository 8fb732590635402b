#include "src/score/mark_line.h"

#include <algorithm>

namespace arioso {
namespace {

using Marks = std::vector<LineMark>;

Marks::const_iterator firstAtOrAfter(const Marks& marks, Beat at) {
    return std::lower_bound(marks.begin(), marks.end(), at,
                            [](const LineMark& mark, Beat beat) { return mark.at < beat; });
}

/// State just before `next`'s place, at beat `at`.
LineMark stateBefore(const Marks& marks, Marks::const_iterator next, Beat at, double before) {
    if (next == marks.begin()) return {at, before, false};
    LineMark state = *std::prev(next);
    if (state.ramp && next != marks.end()) {
        const double span = (next->at - state.at).value();
        const double part = span > 0.0 ? (at - state.at).value() / span : 1.0;
        state.value += (next->value - state.value) * part;
    } else {
        state.ramp = false;
    }
    state.at = at;
    return state;
}

}  // namespace

std::vector<LineMark> unfoldLine(const std::vector<LineMark>& written,
                                 const std::vector<PlayedSpan>& spans, double before) {
    Marks out;
    if (written.empty()) return out;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const PlayedSpan& span = spans[i];
        auto mark = firstAtOrAfter(written, span.from);
        if (span.jumped && (mark == written.end() || span.from < mark->at)) {
            LineMark state = stateBefore(written, mark, span.from, before);
            state.at = span.at;
            out.push_back(state);
        }
        for (; mark != written.end() && mark->at < span.to; ++mark) {
            out.push_back({span.at + (mark->at - span.from), mark->value, mark->ramp});
        }
        const bool left = i + 1 < spans.size() ? spans[i + 1].jumped : true;
        if (left && !out.empty() && out.back().ramp) {
            LineMark state = stateBefore(written, mark, span.to, before);
            out.push_back({span.at + (span.to - span.from), state.value, false});
        }
    }
    return out;
}

}  // namespace arioso
