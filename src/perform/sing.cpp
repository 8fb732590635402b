#include "src/perform/sing.h"

#include <algorithm>

#include "src/perform/japanese.h"
#include "src/perform/pronounce.h"
#include "src/perform/sung_words.h"

namespace arioso {
namespace {

constexpr double kJoined = 0.03;      // seconds: a smaller gap is no rest
constexpr double kOnsetShare = 0.4;   // of the note before, at most, for the next one's consonants
constexpr double kOnsetMost = 0.4;    // seconds; longer clusters are hurried (Zhang & Wang 2020)
constexpr double kOnsetInside = 0.3;  // of its own note, where there is no time before it
constexpr double kTailShare = 0.5;    // of the note, at most, for glides and closing consonants

double secondsOf(const std::vector<Phone>& phones) {
    double sum = 0.0;
    for (const Phone& phone : phones) sum += typicalSeconds(phone.symbol);
    return sum;
}

/// Places phones one after another in [start, end], in proportion to their usual lengths.
void spread(const std::vector<Phone>& phones, double start, double end,
            std::vector<PhonemeSpan>& out) {
    const double total = secondsOf(phones);
    double time = start;
    double used = 0.0;
    for (std::size_t i = 0; i < phones.size(); ++i) {
        used += typicalSeconds(phones[i].symbol);
        const double next = i + 1 < phones.size() ? start + (end - start) * used / total : end;
        out.push_back({phones[i].symbol, time, next, phones[i].vowel});
        time = next;
    }
}

/// Times the syllables of one voice.
class LineSinger {
  public:
    LineSinger(const std::vector<SungMoment>& line, PerformedPart& stem)
        : line_(line), stem_(stem) {}

    void run() {
        std::size_t first = 0;
        while (first < line_.size() && line_[first].lyric == nullptr) ++first;
        while (first < line_.size()) {
            std::size_t next = first + 1;
            while (next < line_.size() && line_[next].lyric == nullptr && !line_[next].begins) {
                ++next;
            }
            syllable(first, next);
            first = next;
        }
    }

  private:
    [[nodiscard]] const PerformedNote& lead(std::size_t moment) const {
        return stem_.notes[line_[moment].notes.front()];
    }
    /// End of a moment's singing: of its note, or where the next one begins.
    [[nodiscard]] double endOf(std::size_t moment) const {
        double end = lead(moment).offset;
        if (moment + 1 < line_.size()) end = std::min(end, lead(moment + 1).onset);
        return std::max(end, lead(moment).onset);
    }
    [[nodiscard]] bool joined(std::size_t moment) const {
        return moment + 1 < line_.size() && lead(moment + 1).onset - endOf(moment) < kJoined;
    }

    /// When the consonants before a moment's vowel begin.
    [[nodiscard]] double consonantStart(std::size_t moment) const {
        const double onset = lead(moment).onset;
        const double wanted = secondsOf(line_[moment].phones.onset);
        if (wanted <= 0.0) return onset;
        double room = onset;
        if (moment > 0) {
            const double before = endOf(moment - 1) - lead(moment - 1).onset;
            room = onset - endOf(moment - 1) + kOnsetShare * before;
        }
        return std::max(0.0, onset - std::min({wanted, room, kOnsetMost}));
    }

    /// One syllable: its own moment and those that carry it on, up to `next`.
    void syllable(std::size_t first, std::size_t next) {
        const SyllablePhones& phones = line_[first].phones;
        if (phones.nucleus.empty()) return setSyllable(first, {});
        std::vector<PhonemeSpan> spans;
        double vowel = lead(first).onset;
        const double start = consonantStart(first);
        // Before the first note of a piece there may be no time to speak of.
        const double most = std::min(secondsOf(phones.onset), kOnsetMost);
        const bool crowded = first == 0 && vowel - start < 0.4 * most;
        if (start < vowel && !crowded) {
            spread(phones.onset, start, vowel, spans);
        } else if (!phones.onset.empty()) {
            const double inside = std::min(most, kOnsetInside * (endOf(first) - vowel));
            vowel = std::max(vowel, start + inside);
            spread(phones.onset, start, vowel, spans);
        }
        bool closed = false;
        for (std::size_t m = first; m < next; ++m) {
            const double from = m == first ? vowel : lead(m).onset;
            const bool last = m + 1 == next;
            const bool goesOn = joined(m);
            double to = goesOn ? lead(m + 1).onset : endOf(m);
            if (last && next < line_.size()) to = std::min(to, consonantStart(next));
            to = std::max(to, from);
            double tailStart = to;
            const bool closes = !closed && !phones.tail.empty() && (last || !goesOn);
            if (closes) {
                tailStart = to - std::min(secondsOf(phones.tail), kTailShare * (to - from));
            }
            if (tailStart > from) {
                const Phone& nucleus = phones.nucleus.front();
                spans.push_back({nucleus.symbol, from, tailStart, nucleus.vowel});
            }
            if (closes && to > tailStart) spread(phones.tail, tailStart, to, spans);
            closed = closed || closes;
            setSyllable(m, spans);
            spans = {};
        }
    }

    void setSyllable(std::size_t moment, const std::vector<PhonemeSpan>& spans) {
        for (const std::size_t note : line_[moment].notes) {
            stem_.notes[note].phonemes = spans;
            if (const Lyric* lyric = line_[moment].lyric; lyric != nullptr) {
                const bool goesOn =
                    lyric->syllabic == Syllabic::Begin || lyric->syllabic == Syllabic::Middle;
                stem_.notes[note].syllable = lyric->text + (goesOn ? "-" : "");
            }
        }
    }

    const std::vector<SungMoment>& line_;
    PerformedPart& stem_;
};

}  // namespace

void singWords(const Score& score, const std::vector<PlannedNote>& notes,
               const std::string& language, PerformedPart& stem,
               std::vector<std::string>& diagnostics) {
    auto lines = sungLines(score, notes);
    const bool anyWords = std::any_of(lines.begin(), lines.end(), [](const auto& line) {
        return std::any_of(line.begin(), line.end(),
                           [](const SungMoment& moment) { return moment.lyric != nullptr; });
    });
    if (!anyWords) return;
    const Pronouncer pronouncer(language);
    if (!pronouncer.problem().empty() && std::find(diagnostics.begin(), diagnostics.end(),
                                                   pronouncer.problem()) == diagnostics.end()) {
        diagnostics.push_back(pronouncer.problem());
    }
    if (pronouncer.japanese()) {
        std::vector<std::string> texts;
        for (const auto& line : lines) {
            for (const SungMoment& moment : line) {
                if (moment.lyric != nullptr) texts.push_back(moment.lyric->text);
            }
        }
        const std::string problem = japaneseProblem(texts);
        if (!problem.empty() &&
            std::find(diagnostics.begin(), diagnostics.end(), problem) == diagnostics.end()) {
            diagnostics.push_back(problem);
        }
    }
    pronounceLines(lines, notes, pronouncer);
    for (const auto& line : lines) LineSinger(line, stem).run();
}

}  // namespace arioso
