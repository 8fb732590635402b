#include "src/score/voice_marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "src/score/voice_words.h"

namespace arioso {
namespace {

/// Values of one controller that are nearer to each other belong to one movement; and so do small
/// steps of a slow one.
const Beat kDense(1, 4);
const Beat kSlow(8, 1);
constexpr double kSmallSteps = 2.5;

using Changes = std::vector<ControlChange>;

bool moves(const ControlChange& a, const ControlChange& b, double step) {
    const double jump = std::abs(static_cast<double>(b.value - a.value));
    return b.at <= a.at + kDense || (b.at <= a.at + kSlow && jump <= kSmallSteps * step);
}

/// Thins a movement: a point stays where a straight line over it would miss a value between by
/// more than `tolerance`.
void thin(const Changes& drawn, double tolerance, Changes& out) {
    const std::size_t before = out.size();
    std::size_t anchor = 0;
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    out.push_back(drawn.front());
    for (std::size_t i = 1; i < drawn.size(); ++i) {
        const double width = (drawn[i].at - drawn[anchor].at).value();
        const double rise = static_cast<double>(drawn[i].value - drawn[anchor].value);
        const double slope = rise / width;
        if (slope < low || slope > high) {
            anchor = i - 1;
            out.push_back(drawn[anchor]);
            low = -std::numeric_limits<double>::infinity();
            high = std::numeric_limits<double>::infinity();
        }
        const double span = (drawn[i].at - drawn[anchor].at).value();
        const double step = static_cast<double>(drawn[i].value - drawn[anchor].value);
        low = std::max(low, (step - tolerance) / span);
        high = std::min(high, (step + tolerance) / span);
    }
    if (drawn.size() > 1) out.push_back(drawn.back());
    for (std::size_t i = before; i + 1 < out.size(); ++i) out[i].ramp = true;
}

}  // namespace

std::vector<WrittenMark> voiceMarks(const std::string& text, Beat at) {
    std::vector<WrittenMark> out;
    for (const VoiceWord& word : readVoiceWords(text)) {
        WrittenMark mark;
        mark.at = at;
        mark.kind = WrittenMark::Kind::Curve;
        mark.value = static_cast<double>(word.value);
        mark.curve = word.kind;
        mark.ramp = word.ramp;
        out.push_back(mark);
    }
    return out;
}

void joinDrawnValues(std::vector<ControlChange>& controls) {
    std::array<Changes, ControlChange::kKinds> drawn;
    Changes out;
    for (const ControlChange& change : controls) {
        if (!curveOf(change.kind)) {
            out.push_back(change);
            continue;
        }
        Changes& line = drawn.at(static_cast<std::size_t>(change.kind));
        if (!line.empty() && line.back().at == change.at) line.pop_back();
        line.push_back(change);
    }
    for (const Changes& line : drawn) {
        for (std::size_t from = 0; from < line.size();) {
            const ExpressionRange& range = rangeOf(*curveOf(line[from].kind));
            const double step = static_cast<double>(range.high - range.low) / 127.0;
            std::size_t to = from + 1;
            while (to < line.size() && moves(line[to - 1], line[to], step)) ++to;
            thin({line.begin() + static_cast<std::ptrdiff_t>(from),
                  line.begin() + static_cast<std::ptrdiff_t>(to)},
                 step, out);
            from = to;
        }
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const ControlChange& a, const ControlChange& b) { return a.at < b.at; });
    controls = std::move(out);
}

}  // namespace arioso
