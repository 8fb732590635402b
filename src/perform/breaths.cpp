#include "src/perform/breaths.h"

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {

constexpr double kRest = 0.25;             // seconds without a note in which one breathes
constexpr double kRestInside = 0.8;        // the same inside a word
constexpr double kLongest = 0.45;          // seconds of a breath
constexpr double kMostSung = 7.0;          // seconds without a breath
constexpr double kBetweenSentences = 1.2;  // seconds at least between two breaths of the text's
constexpr double kBetweenCommas = 1.6;
constexpr double kFirstForced = 1.5;  // seconds after the last breath
/// What a note is shortened to for a breath, and how short that may be.
struct Room {
    double keptShare;
    double kept;      // seconds
    double shortest;  // seconds
};
constexpr Room kAsked{0.6, 0.15, 0.2};
constexpr Room kForced{0.35, 0.12, 0.18};

class BreathPlanner {
  public:
    BreathPlanner(std::vector<SungMoment>& line, const std::vector<PlannedNote>& notes,
                  const PhoneLengths& lengths, PerformedPart& stem)
        : line_(line), notes_(notes), lengths_(lengths), stem_(stem) {}

    void run() {
        findPauses();
        choose();
        for (std::size_t i = 0; i < places_.size(); ++i) breathe(i);
    }

  private:
    [[nodiscard]] const PerformedNote& lead(std::size_t moment) const {
        return stem_.notes[line_[moment].notes.front()];
    }
    [[nodiscard]] double onset(std::size_t moment) const { return lead(moment).onset; }
    [[nodiscard]] double endOf(std::size_t moment) const {
        double end = lead(moment).offset;
        if (moment + 1 < line_.size()) end = std::min(end, onset(moment + 1));
        return std::max(end, onset(moment));
    }
    /// Where the sounds of a moment begin that a breath gives all the time they like.
    [[nodiscard]] double soundsFrom(std::size_t moment) const {
        if (line_[moment].syllables.empty()) return onset(moment);
        return onset(moment) - std::min(lengths_.seconds(line_[moment].syllables[0].onset),
                                        lengths_.longestOnset());
    }
    /// First time at which a breath before a moment may begin.
    [[nodiscard]] double earliest(std::size_t moment, const Room& room) const {
        if (moment == 0) return 0.0;
        const double from = onset(moment - 1);
        const double length = endOf(moment - 1) - from;
        return from + std::min(length, std::max(room.kept, room.keptShare * length));
    }
    [[nodiscard]] bool has(std::size_t moment, const Room& room) const {
        return soundsFrom(moment) - earliest(moment, room) >= room.shortest - 1e-9;
    }

    /// What the text and the signs ask for before each moment.
    void findPauses() {
        pauses_.assign(line_.size(), TextPause::None);
        marked_.assign(line_.size(), false);
        TextPause pause = TextPause::None;
        for (std::size_t m = 0; m < line_.size(); ++m) {
            if (line_[m].lyric != nullptr) {
                if (line_[m].wordStart) pauses_[m] = pause;
                pause = line_[m].pause;
            }
            if (m == 0) continue;
            for (const std::size_t note : line_[m - 1].notes) {
                marked_[m] = marked_[m] ||
                             arioso::has(notes_[note].written->articulation,
                                         Articulation::BreathAfter | Articulation::CaesuraAfter);
            }
        }
    }

    [[nodiscard]] bool asked(std::size_t m, double sung) const {
        const double rest = m == 0 ? onset(0) : onset(m) - endOf(m - 1);
        if (rest >= (line_[m].wordStart || m == 0 ? kRest : kRestInside)) return true;
        if (marked_[m]) return true;
        if (pauses_[m] == TextPause::Sentence) return sung >= kBetweenSentences;
        return pauses_[m] == TextPause::Comma && sung >= kBetweenCommas;
    }

    void choose() {
        double from = line_.empty() ? 0.0 : onset(0);
        std::size_t last = 0;  // moment since which nobody has breathed
        for (std::size_t m = 0; m < line_.size(); ++m) {
            // A rest too short to breathe in is one after all: nobody has sung on.
            const bool silent = m > 0 && onset(m) - endOf(m - 1) >= 2.0 * kRest;
            if (asked(m, onset(m) - from) && has(m, kAsked)) {
                places_.push_back({m, &kAsked});
                from = onset(m);
                last = m;
            } else if (silent) {
                from = onset(m);
                last = m;
            }
            if (endOf(m) - from <= kMostSung) continue;
            const std::size_t place = best(last + 1, from);
            if (place == 0) continue;
            if (!places_.empty() && places_.back().moment >= place) continue;
            places_.push_back({place, &kForced});
            from = onset(place);
            m = last = place;
        }
    }

    /// Where to breathe without being asked: before a new word, behind a long note, rather late.
    [[nodiscard]] std::size_t best(std::size_t first, double from) const {
        std::size_t found = 0;
        double highest = 0.0;
        for (std::size_t m = first; m < line_.size(); ++m) {
            const double sung = onset(m) - from;
            if (sung > kMostSung && found > 0) break;
            if (!line_[m].wordStart || line_[m].lyric == nullptr || sung < kFirstForced ||
                !has(m, kForced)) {
                continue;
            }
            double worth = std::min(2.0, endOf(m - 1) - onset(m - 1)) + 0.1 * sung;
            if (pauses_[m] != TextPause::None) worth += 1.0;
            if (has(m, kAsked)) worth += 0.5;
            if (worth <= highest) continue;
            highest = worth;
            found = m;
        }
        return found;
    }

    void breathe(std::size_t index) {
        const std::size_t m = places_[index].moment;
        const Room& room = *places_[index].room;
        const std::size_t next =
            index + 1 < places_.size() ? places_[index + 1].moment : line_.size();
        const double phrase = endOf(next - 1) - onset(m);
        const double wanted = std::clamp(0.233 + 0.03 * phrase, room.shortest, kLongest);
        const double end = soundsFrom(m);
        const double start = std::max(earliest(m, room), end - wanted);
        if (m > 0) {
            for (const std::size_t note : line_[m - 1].notes) {
                PerformedNote& before = stem_.notes[note];
                before.offset = std::max(before.onset, std::min(before.offset, start));
            }
        }
        line_[m].breath = BreathSpan{start, end};
    }

    std::vector<SungMoment>& line_;
    const std::vector<PlannedNote>& notes_;
    const PhoneLengths& lengths_;
    PerformedPart& stem_;
    std::vector<TextPause> pauses_;
    std::vector<bool> marked_;
    struct Place {
        std::size_t moment;
        const Room* room;
    };
    std::vector<Place> places_;
};

}  // namespace

void planBreaths(std::vector<SungMoment>& line, const std::vector<PlannedNote>& notes,
                 const PhoneLengths& lengths, PerformedPart& stem) {
    BreathPlanner(line, notes, lengths, stem).run();
}

}  // namespace arioso
