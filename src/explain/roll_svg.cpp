#include "src/explain/roll_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "src/explain/feeling_section.h"
#include "src/report/html.h"

namespace arioso {
namespace {

constexpr double kStep = 7.0;  // pixels a semitone
constexpr double kTop = 40.0;
constexpr double kBottom = 34.0;
/// A note that was quite sure, and one that nobody would have guessed: ends of the colours.
constexpr double kMostBits = 8.0;

/// Pale blue over violet to red, equally legible for the colour-blind.
std::string colourOf(double bits) {
    const double x = std::clamp(bits / kMostBits, 0.0, 1.0);
    const auto mix = [&](double a, double b, double c) {
        return x < 0.5 ? a + 2.0 * x * (b - a) : b + (2.0 * x - 1.0) * (c - b);
    };
    return fmt::format("#{:02x}{:02x}{:02x}", static_cast<int>(mix(158, 94, 200)),
                       static_cast<int>(mix(202, 79, 30)), static_cast<int>(mix(225, 162, 45)));
}

using Key = std::tuple<std::size_t, std::int64_t, int>;

Key keyOf(std::size_t part, Beat onset, int pitch) {
    return {part, std::llround(onset.value() * 960.0), pitch};
}

struct Frame {
    int low = 127;
    int high = 0;
    double quarters = 0.0;
    [[nodiscard]] double x(double beat) const { return kRollLeft + beat * kRollQuarter; }
    [[nodiscard]] double y(double pitch) const { return kTop + (high - pitch) * kStep; }
    [[nodiscard]] double height() const { return kTop + (high - low + 1) * kStep + kBottom; }
    [[nodiscard]] double width() const { return kRollLeft + quarters * kRollQuarter + 10.0; }
};

std::string titleOf(const Explanation& e, const Part& part, const Note& note,
                    const NoteTrace* trace, const NoteShares* shares, int fifths) {
    const int pitch = static_cast<int>(std::lround(note.pitch));
    std::string out = fmt::format("{}: {}", part.name, pitchName(pitch, fifths));
    const std::string rules = shares == nullptr ? std::string() : sharesText(*shares);
    if (trace == nullptr) return out + rules;
    out +=
        fmt::format("\nbar {}, probability {:.0f} % ({:.1f} bits)",
                    e.score.measures[trace->bar].number, 100.0 * trace->probability, trace->bits());
    out += "\nexpected:";
    for (const auto& [expected, probability] : trace->expected)
        out += fmt::format(" {} {:.0f} %", pitchName(expected, fifths), 100.0 * probability);
    return out + rules;
}

std::string grid(const Explanation& e, const Frame& frame) {
    std::string out;
    for (int pitch = frame.low; pitch <= frame.high; ++pitch) {
        const int degree = pitch % 12;
        if (degree == 1 || degree == 3 || degree == 6 || degree == 8 || degree == 10)
            out += fmt::format(
                R"(<rect x="{:.0f}" y="{:.1f}" width="{:.0f}" height="{:.0f}" fill="#f3f4f7"/>)",
                kRollLeft, frame.y(pitch), frame.quarters * kRollQuarter, kStep);
        if (degree == 0)
            out += fmt::format(R"(<text x="2" y="{:.1f}" class="k">C{}</text>)",
                               frame.y(pitch) + kStep - 0.5, pitch / 12 - 1);
    }
    for (const Measure& measure : e.score.measures) {
        const double x = frame.x(measure.start.value());
        out += fmt::format(
            R"(<line x1="{0:.1f}" y1="{1:.0f}" x2="{0:.1f}" y2="{2:.1f}" stroke="#bbb"/><text x="{3:.1f}" y="12" class="k">{4}</text>)",
            x, kTop - 4.0, frame.height() - kBottom, x + 2.0,
            escapeHtml(measure.section.empty() ? measure.number
                                               : measure.number + " " + measure.section));
    }
    return out;
}

}  // namespace

std::string pitchName(int pitch, int fifths) {
    static constexpr std::array kSharps = {"C",  "C♯", "D",  "D♯", "E",  "F",
                                           "F♯", "G",  "G♯", "A",  "A♯", "B"};
    static constexpr std::array kFlats = {"C",  "D♭", "D",  "E♭", "E",  "F",
                                          "G♭", "G",  "A♭", "A",  "B♭", "B"};
    const auto degree = static_cast<std::size_t>((pitch % 12 + 12) % 12);
    return fmt::format("{}{}", fifths < 0 ? kFlats[degree] : kSharps[degree], pitch / 12 - 1);
}

std::string rollSvg(const Explanation& e) {
    Frame frame;
    for (const Part& part : e.score.parts) {
        if (part.percussion) continue;
        for (const Note& note : part.notes) {
            frame.low = std::min(frame.low, static_cast<int>(std::lround(note.pitch)));
            frame.high = std::max(frame.high, static_cast<int>(std::lround(note.pitch)));
        }
    }
    frame.low = std::max(0, frame.low - 1);
    frame.high = std::min(127, frame.high + 1);
    frame.quarters = e.score.end().value();
    std::map<Key, const NoteTrace*> traces;
    for (const NoteTrace& trace : e.notes)
        traces[keyOf(trace.part, trace.onset, trace.pitch)] = &trace;
    std::map<Key, const NoteShares*> shares;
    for (const NoteShares& note : e.feeling.notes)
        shares[keyOf(note.part, note.onset, note.pitch)] = &note;

    std::string out = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0:.0f}" height="{1:.0f}" viewBox="0 0 {0:.0f} {1:.0f}" role="img" aria-label="piano roll">)",
        frame.width(), frame.height());
    out += grid(e, frame);
    for (const PlacedChord& chord : e.features.chords) {
        const Measure& bar = e.score.measures[static_cast<std::size_t>(chord.bar)];
        out += fmt::format(R"(<text x="{:.1f}" y="28" class="c">{}</text>)",
                           frame.x((bar.start + chord.beat).value()) + 1.0, escapeHtml(chord.text));
    }
    for (std::size_t p = 0; p < e.score.parts.size(); ++p) {
        const Part& part = e.score.parts[p];
        if (part.percussion) continue;
        for (const Note& note : part.notes) {
            if (note.grace != Grace::None) continue;
            const int pitch = static_cast<int>(std::lround(note.pitch));
            const auto found = traces.find(keyOf(p, note.onset, pitch));
            const NoteTrace* trace = found == traces.end() ? nullptr : found->second;
            const auto ruled = shares.find(keyOf(p, note.onset, pitch));
            const NoteShares* felt = ruled == shares.end() ? nullptr : ruled->second;
            const auto bar = static_cast<std::size_t>(
                std::clamp(note.measure, 0, static_cast<int>(e.score.measures.size()) - 1));
            const double width = std::max(3.0, note.duration.value() * kRollQuarter - 1.5);
            out += fmt::format(
                R"(<rect class="n" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2" fill="{}"><title>{}</title></rect>)",
                frame.x(note.onset.value()), frame.y(pitch), width, kStep - 1.0,
                trace == nullptr ? "#c8c8c8" : colourOf(trace->bits()),
                escapeHtml(titleOf(e, part, note, trace, felt, e.score.measures[bar].fifths)));
            for (const Lyric& lyric : note.lyrics)
                if (lyric.verse == 1)
                    out += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" class="l">{}</text>)",
                                       frame.x(note.onset.value()), frame.y(pitch) - 1.5,
                                       escapeHtml(lyric.text));
        }
    }
    for (const RuleMark& mark : e.rules)
        out += fmt::format(
            R"(<path d="M{:.1f} {:.1f} l5 9 l-10 0 z" class="r"><title>{}</title></path>)",
            frame.x(mark.at.value()), frame.height() - kBottom + 6.0,
            escapeHtml(mark.rule + ": " + mark.text));
    return out + "</svg>\n";
}

}  // namespace arioso
