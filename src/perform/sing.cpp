#include "src/perform/sing.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/perform/breaths.h"
#include "src/perform/phone_lengths.h"
#include "src/perform/sung_text.h"
#include "src/perform/sung_words.h"

namespace arioso {
namespace {

constexpr double kJoined = 0.03;      // seconds: a smaller gap is no rest
constexpr double kOnsetShare = 0.4;   // of the note before, at most, for the next one's consonants
constexpr double kOnsetInside = 0.3;  // of its own note, where there is no time before it
constexpr double kTailShare = 0.5;    // of the note, at most, for glides and closing consonants
constexpr double kShortestSyllable = 0.07;  // seconds, of several on one note

/// Times the syllables of one voice.
class LineSinger {
  public:
    LineSinger(const std::vector<SungMoment>& line, const std::vector<PlannedNote>& notes,
               const PhoneLengths& lengths, PerformedPart& stem, SungRemarks& remarks)
        : line_(line), notes_(notes), lengths_(lengths), stem_(stem), remarks_(remarks) {}

    void run() {
        for (std::size_t m = 0; m < line_.size(); ++m) addSlots(m);
        spans_.resize(line_.size());
        std::size_t first = 0;
        while (first < slots_.size() && slots_[first].syllable == nullptr) ++first;
        while (first < slots_.size()) {
            std::size_t next = first + 1;
            while (next < slots_.size() && slots_[next].syllable == nullptr) ++next;
            sing(first, next);
            first = next;
        }
        for (std::size_t m = 0; m < line_.size(); ++m) finish(m);
    }

  private:
    /// A stretch of a note for one syllable: all of it but where several share the note.
    struct Slot {
        std::size_t moment = 0;
        double start = 0.0;
        double end = 0.0;
        const SyllablePhones* syllable = nullptr;  ///< that begins here
    };

    [[nodiscard]] const PerformedNote& lead(std::size_t moment) const {
        return stem_.notes[line_[moment].notes.front()];
    }
    [[nodiscard]] const Note& written(std::size_t moment) const {
        return *notes_[line_[moment].notes.front()].written;
    }
    /// End of a moment's singing: of its note, or where the next one begins.
    [[nodiscard]] double endOf(std::size_t moment) const {
        double end = lead(moment).offset;
        if (moment + 1 < line_.size()) end = std::min(end, lead(moment + 1).onset);
        return std::max(end, lead(moment).onset);
    }

    void addSlots(std::size_t m) {
        const auto& syllables = line_[m].syllables;
        const double start = lead(m).onset;
        const double length = endOf(m) - start;
        const auto fitting = static_cast<std::size_t>(std::max(1.0, length / kShortestSyllable));
        const std::size_t count = std::min(std::max<std::size_t>(1, syllables.size()), fitting);
        if (syllables.size() > count) {
            remarks_.at(written(m), SungRemarks::Kind::Crowded, fmt::format("{}", m),
                        fmt::format("{} syllables on a note of {:.2f} s: the first {} are sung",
                                    syllables.size(), length, count));
        }
        for (std::size_t i = 0; i < count; ++i) {
            const auto share = [&](std::size_t n) {
                return n == count
                           ? start + length
                           : start + length * static_cast<double>(n) / static_cast<double>(count);
            };
            slots_.push_back(
                {m, share(i), share(i + 1), syllables.empty() ? nullptr : &syllables[i]});
        }
    }

    [[nodiscard]] bool joined(std::size_t slot) const {
        return slot + 1 < slots_.size() && slots_[slot + 1].start - slots_[slot].end < kJoined;
    }

    /// When the consonants before a slot's vowel begin.
    [[nodiscard]] double consonantStart(std::size_t slot) const {
        const Slot& here = slots_[slot];
        const double wanted = lengths_.seconds(here.syllable->onset);
        if (wanted <= 0.0) return here.start;
        double room = here.start;
        if (slot > 0) {
            const Slot& before = slots_[slot - 1];
            room = here.start - before.end + kOnsetShare * (before.end - before.start);
        }
        room = std::min({wanted, room, lengths_.longestOnset()});
        // Less than a frame is no time; a piece may begin in the midst of one.
        if (slot > 0 && room < kShortestPhone) return here.start;
        return std::max(0.0, here.start - room);
    }

    void spread(const std::vector<Phone>& phones, double start, double end, std::size_t moment) {
        const std::size_t left = spreadPhones(lengths_, phones, start, end, spans_[moment]);
        if (left > 0) tooShort(moment);
    }
    void tooShort(std::size_t moment) {
        remarks_.at(written(moment), SungRemarks::Kind::Short, fmt::format("{}", moment),
                    fmt::format("\"{}\" is too long for its time: not all of its sounds are sung",
                                textOf(moment)));
    }
    [[nodiscard]] std::string textOf(std::size_t moment) const {
        return line_[moment].lyric == nullptr ? "" : shownSyllable(line_[moment].lyric->text);
    }

    /// One syllable: its own slot and those that carry it on, up to `next`.
    void sing(std::size_t first, std::size_t next) {
        const SyllablePhones& phones = *slots_[first].syllable;
        double vowel = slots_[first].start;
        const double start = consonantStart(first);
        // Before the first note of a piece there may be no time to speak of.
        const double most = std::min(lengths_.seconds(phones.onset), lengths_.longestOnset());
        const bool crowded = first == 0 && vowel - start < 0.4 * most;
        if (crowded) {
            const double inside = std::min(most, kOnsetInside * (slots_[first].end - vowel));
            vowel = std::max(vowel, start + inside);
        } else if (start >= vowel && !phones.onset.empty()) {
            tooShort(slots_[first].moment);
        }
        if (start < vowel) spread(phones.onset, start, vowel, slots_[first].moment);
        // The vowel takes the time of consonants that found none.
        const auto& before = spans_[slots_[first].moment];
        double sung =
            before.empty() || before.back().end < vowel - 1e-9 ? slots_[first].start : vowel;
        bool closed = false;
        for (std::size_t i = first; i < next; ++i) {
            const double from = i == first ? sung : slots_[i].start;
            const bool last = i + 1 == next;
            const bool goesOn = joined(i);
            double to = goesOn ? slots_[i + 1].start : slots_[i].end;
            if (last && next < slots_.size()) to = std::min(to, consonantStart(next));
            to = std::max(to, from);
            double tailStart = to;
            if (!closed && !phones.tail.empty() && (last || !goesOn)) {
                const double tail =
                    std::min(lengths_.seconds(phones.tail), kTailShare * (to - from));
                if (tail >= kShortestPhone) {
                    tailStart = to - tail;
                } else {
                    tooShort(slots_[first].moment);
                }
                closed = true;
            }
            const std::size_t moment = slots_[i].moment;
            if (tailStart > from) {
                const Phone& nucleus = phones.nucleus.front();
                spans_[moment].push_back({nucleus.symbol, from, tailStart, nucleus.vowel});
            }
            if (to > tailStart) spread(phones.tail, tailStart, to, moment);
        }
    }

    void finish(std::size_t moment) {
        const SungMoment& sung = line_[moment];
        auto& spans = spans_[moment];
        if (sung.breath && !spans.empty()) {
            const double end = std::min(sung.breath->end, spans.front().start);
            if (end > sung.breath->start)
                spans.insert(spans.begin(), {kBreath, sung.breath->start, end, false});
        }
        for (const std::size_t note : sung.notes) {
            stem_.notes[note].phonemes = spans;
            if (sung.lyric == nullptr) continue;
            const bool goesOn =
                sung.lyric->syllabic == Syllabic::Begin || sung.lyric->syllabic == Syllabic::Middle;
            stem_.notes[note].syllable = shownSyllable(sung.lyric->text) + (goesOn ? "-" : "");
        }
    }

    const std::vector<SungMoment>& line_;
    const std::vector<PlannedNote>& notes_;
    const PhoneLengths& lengths_;
    PerformedPart& stem_;
    SungRemarks& remarks_;
    std::vector<Slot> slots_;
    std::vector<std::vector<PhonemeSpan>> spans_;  // by moment
};

/// Notes that nothing is written under: those before a line's first word get a vowel, those behind
/// a rest carry the one before on. Both are told.
void singWordless(std::vector<SungMoment>& line, const std::vector<PlannedNote>& notes,
                  SungRemarks& remarks) {
    const auto written = [&](std::size_t m) -> const Note& {
        return *notes[line[m].notes.front()].written;
    };
    std::size_t first = 0;
    while (first < line.size() && line[first].syllables.empty()) ++first;
    if (first > 0) {
        line[0].syllables.push_back({{}, {{"a", true, true}}, {}});
        remarks.at(written(0), SungRemarks::Kind::Wordless, "start",
                   fmt::format("{} without words, sung on the vowel \"a\"",
                               first == 1 ? "a note" : fmt::format("{} notes", first)));
    }
    for (std::size_t m = std::max<std::size_t>(first, 1); m < line.size(); ++m) {
        const double rest =
            notes[line[m].notes.front()].beat - notes[line[m - 1].notes.front()].endBeat;
        if (line[m].lyric != nullptr || !line[m].syllables.empty() || rest < 0.5) continue;
        std::size_t end = m + 1;
        while (end < line.size() && line[end].lyric == nullptr && line[end].syllables.empty())
            ++end;
        remarks.at(written(m), SungRemarks::Kind::Wordless, fmt::format("{}", written(m).measure),
                   fmt::format("{} without words behind a rest, sung on the vowel before",
                               end - m == 1 ? "a note" : fmt::format("{} notes", end - m)));
        m = end;
    }
}

/// Verses of the page that no pass of the music sings.
void tellUnsungVerses(const Score& score, const std::vector<std::vector<SungMoment>>& lines,
                      const std::vector<PlannedNote>& notes, const std::string& part,
                      SungRemarks& remarks) {
    std::set<int> sung;
    for (const auto& line : lines) {
        for (const SungMoment& moment : line) {
            if (moment.lyric != nullptr) sung.insert(moment.lyric->verse);
        }
    }
    std::set<int> all = sung;
    int passes = 1;
    for (const PlannedNote& note : notes) {
        for (const Lyric& lyric : note.written->lyrics) {
            if (!lyric.everyPass && lyric.name.empty()) all.insert(lyric.verse);
        }
        const int measure = note.written->measure;
        if (note.written->lyrics.empty() || measure < 0) continue;
        if (static_cast<std::size_t>(measure) >= score.measures.size()) continue;
        passes = std::max(passes, score.measures[static_cast<std::size_t>(measure)].pass);
    }
    std::vector<int> left;
    std::set_difference(all.begin(), all.end(), sung.begin(), sung.end(), std::back_inserter(left));
    if (left.empty()) return;
    remarks.once(
        fmt::format("{}: {} verses and {}: {} {} not sung; repeats in the score for every "
                    "verse sing them all",
                    part, all.size(), passes == 1 ? "1 pass" : fmt::format("{} passes", passes),
                    left.size() == 1 ? "verse" : "verses",
                    fmt::format("{} {}", fmt::join(left, ", "), left.size() == 1 ? "is" : "are")));
}

}  // namespace

void singWords(const Score& score, const std::vector<PlannedNote>& notes,
               const SingOptions& options, PerformedPart& stem,
               std::vector<std::string>& diagnostics) {
    auto lines = sungLines(score, notes);
    const bool anyWords = std::any_of(lines.begin(), lines.end(), [](const auto& line) {
        return std::any_of(line.begin(), line.end(),
                           [](const SungMoment& moment) { return moment.lyric != nullptr; });
    });
    SungRemarks remarks(score, options.part, diagnostics);
    if (!anyWords) {
        remarks.once(
            fmt::format("{}: no words under its notes: it sounds without any", options.part));
        return;
    }
    tellUnsungVerses(score, lines, notes, options.part, remarks);
    pronounceLines(score, lines, notes, options.language, remarks);
    const PhoneLengths& lengths =
        options.lengths != nullptr ? *options.lengths : PhoneLengths::builtIn();
    for (auto& line : lines) {
        singWordless(line, notes, remarks);
        if (options.breaths) planBreaths(line, notes, lengths, stem);
        LineSinger(line, notes, lengths, stem, remarks).run();
    }
}

}  // namespace arioso
