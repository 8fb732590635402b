#include "src/lyrics/fit.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace arioso {
namespace {

constexpr std::size_t kMostJoined = 4;  ///< lines to a phrase, phrases to a line
constexpr std::size_t kMostCells = 4'000'000;
constexpr std::size_t kMostAdvice = 5;

/// A run of syllables of one line, or of slots of one phrase.
struct Run {
    std::size_t first = 0;
    std::size_t count = 0;
};

std::vector<Run> linesOf(const std::vector<Syllable>& syllables) {
    std::vector<Run> out;
    for (std::size_t i = 0; i < syllables.size(); ++i) {
        if (out.empty() || syllables[i].line != syllables[i - 1].line || syllables[i].lineStart) {
            out.push_back({i, 0});
        }
        ++out.back().count;
    }
    return out;
}

std::vector<Run> phrasesOf(const std::vector<MelodySlot>& slots) {
    std::vector<Run> out;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (out.empty() || slots[i].phraseStart) out.push_back({i, 0});
        ++out.back().count;
    }
    return out;
}

/// A line that does not fit costs more than a melisma.
double costOf(std::size_t syllables, std::size_t notes) {
    return syllables > notes ? 3.0 * static_cast<double>(syllables - notes)
                             : static_cast<double>(notes - syllables);
}

struct Match {
    std::size_t line = 0;
    std::size_t lines = 1;
    std::size_t phrase = 0;
    std::size_t phrases = 1;
};

std::size_t total(const std::vector<Run>& runs, std::size_t first, std::size_t count) {
    std::size_t sum = 0;
    for (std::size_t i = first; i < first + count; ++i) sum += runs[i].count;
    return sum;
}

/// The cheapest pairing of lines with phrases; every line has a place, phrases at the end may be
/// left.
std::vector<Match> pair(const std::vector<Run>& lines, const std::vector<Run>& phrases) {
    const std::size_t width = phrases.size() + 1;
    constexpr double kNever = std::numeric_limits<double>::max() / 4;
    std::vector<double> best((lines.size() + 1) * width, kNever);
    std::vector<Match> from(best.size());
    best[0] = 0.0;
    const auto offer = [&](std::size_t i, std::size_t j, const Match& match) {
        const std::size_t target = (i + match.lines) * width + j + match.phrases;
        const double cost = best[i * width + j] +
                            costOf(total(lines, i, match.lines), total(phrases, j, match.phrases));
        if (cost >= best[target]) return;
        best[target] = cost;
        from[target] = match;
    };
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (std::size_t j = 0; j < phrases.size(); ++j) {
            if (best[i * width + j] >= kNever) continue;
            for (std::size_t n = 1; n <= kMostJoined && j + n <= phrases.size(); ++n) {
                offer(i, j, {i, 1, j, n});
            }
            for (std::size_t n = 2; n <= kMostJoined && i + n <= lines.size(); ++n) {
                offer(i, j, {i, n, j, 1});
            }
        }
    }
    std::size_t end = 0;
    for (std::size_t j = 1; j < width; ++j) {
        if (best[lines.size() * width + j] < best[lines.size() * width + end]) end = j;
    }
    std::vector<Match> out;
    if (best[lines.size() * width + end] >= kNever) return out;
    for (std::size_t i = lines.size(), j = end; i > 0;) {
        const Match match = from[i * width + j];
        out.push_back(match);
        i = match.line;
        j = match.phrase;
    }
    std::reverse(out.begin(), out.end());
    return out;
}

class Adviser {
  public:
    Adviser(const Score& score, const Part& part, const std::vector<MelodySlot>& slots)
        : score_(score), part_(part), slots_(slots) {}

    /// "measures 4 to 6"
    [[nodiscard]] std::string measures(std::size_t first, std::size_t count) const {
        const std::string from = number(first);
        const std::string to = number(first + count - 1);
        return from == to ? "measure " + from : fmt::format("measures {} to {}", from, to);
    }

    /// The longest notes of a run, in the order sung: those that bear being divided best.
    [[nodiscard]] std::string toDivide(std::size_t first, std::size_t count,
                                       std::size_t wanted) const {
        std::vector<std::size_t> order(count);
        std::iota(order.begin(), order.end(), first);
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return slots_[a].length > slots_[b].length;
        });
        order.resize(std::min({wanted, count, std::size_t{4}}));
        std::sort(order.begin(), order.end());
        std::string out;
        for (const std::size_t slot : order) {
            if (!out.empty()) out += ", ";
            const Note& note = part_.notes[slots_[slot].note];
            out += fmt::format("measure {} beat {:g}", number(slot), beatOf(note));
        }
        return out + (wanted > order.size() ? " and others" : "");
    }

  private:
    [[nodiscard]] const Measure* measureOf(const Note& note) const {
        if (note.measure < 0 || static_cast<std::size_t>(note.measure) >= score_.measures.size()) {
            return nullptr;
        }
        return &score_.measures[static_cast<std::size_t>(note.measure)];
    }
    [[nodiscard]] std::string number(std::size_t slot) const {
        const Measure* measure = measureOf(part_.notes[slots_[slot].note]);
        return measure == nullptr || measure->number.empty() ? "?" : measure->number;
    }
    [[nodiscard]] double beatOf(const Note& note) const {
        const Measure* measure = measureOf(note);
        if (measure == nullptr) return 1.0;
        return (note.onset - measure->start).value() * measure->beatType / 4.0 + 1.0;
    }

    const Score& score_;
    const Part& part_;
    const std::vector<MelodySlot>& slots_;
};

}  // namespace

std::vector<std::string> adviseFit(const Score& score, const Part& part, const Lyrics& lyrics,
                                   const std::vector<Syllable>& syllables,
                                   const std::vector<MelodySlot>& slots) {
    const std::vector<Run> lines = linesOf(syllables);
    const std::vector<Run> phrases = phrasesOf(slots);
    std::vector<std::string> out;
    if (lines.empty() || phrases.empty() || (lines.size() + 1) * phrases.size() > kMostCells) {
        return out;
    }
    const Adviser adviser(score, part, slots);
    std::size_t more = 0;
    for (const Match& match : pair(lines, phrases)) {
        const std::size_t sung = total(lines, match.line, match.lines);
        const std::size_t notes = total(phrases, match.phrase, match.phrases);
        if (sung <= notes) continue;
        if (out.size() >= kMostAdvice) {
            ++more;
            continue;
        }
        const std::size_t first = phrases[match.phrase].first;
        const std::string& text = lyrics.lines[syllables[lines[match.line].first].line].text;
        out.push_back(fmt::format(
            "\"{}\"{} has {} syllables for {} notes in {}: divide {}", text.substr(0, 60),
            match.lines > 1 ? fmt::format(" with the {} after it", match.lines - 1) : "", sung,
            notes, adviser.measures(first, notes), adviser.toDivide(first, notes, sung - notes)));
    }
    if (more > 0) out.push_back(fmt::format("{} more lines are too long for their phrases", more));
    return out;
}

}  // namespace arioso
