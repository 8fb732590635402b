#include "src/perform/sung_remarks.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "src/lyrics/report.h"

namespace arioso {
namespace {

constexpr std::size_t kTold = 5;

std::string placeOf(const Score& score, const Note& note) {
    const double onset = note.onset.value();
    const auto rounded = [](double beat) { return std::round(beat * 100.0) / 100.0; };
    if (note.measure < 0 || static_cast<std::size_t>(note.measure) >= score.measures.size()) {
        return fmt::format("beat {:g}, {}", rounded(onset + 1.0), noteName(note.pitch));
    }
    const Measure& measure = score.measures[static_cast<std::size_t>(note.measure)];
    const double beat = (onset - measure.start.value()) * measure.beatType / 4.0 + 1.0;
    return fmt::format("measure {} beat {:g}, {}", measure.number, rounded(beat),
                       noteName(note.pitch));
}

}  // namespace

void SungRemarks::at(const Note& note, Kind kind, const std::string& matter,
                     const std::string& text) {
    if (!told_.emplace(kind, matter).second) return;
    // A repeat has the same again.
    std::string line = fmt::format("{}: {}: {}", part_, placeOf(score_, note), text);
    if (std::find(out_.begin(), out_.end(), line) != out_.end()) return;
    if (++counts_[kind] <= kTold) out_.push_back(std::move(line));
}

void SungRemarks::once(const std::string& text) {
    if (std::find(out_.begin(), out_.end(), text) == out_.end()) out_.push_back(text);
}

void SungRemarks::finish() {
    const auto name = [](Kind kind) {
        switch (kind) {
            case Kind::Spelling:
                return "spellings of sounds were not understood";
            case Kind::Unread:
                return "words cannot be pronounced";
            case Kind::Sign:
                return "signs are not sung";
            case Kind::Crowded:
                return "notes have too many syllables";
            case Kind::Short:
                return "notes are too short for all their sounds";
            case Kind::Wordless:
                return "stretches of notes have no words";
        }
        return "";
    };
    for (const auto& [kind, count] : counts_) {
        if (count > kTold)
            out_.push_back(fmt::format("{}: {} more {}", part_, count - kTold, name(kind)));
    }
}

}  // namespace arioso
