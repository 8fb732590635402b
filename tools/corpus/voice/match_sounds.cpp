#include <algorithm>

#include "src/perform/ipa.h"
#include "tools/corpus/voice/resing.h"

namespace arioso::corpus {
namespace {

/// Seconds between notes that a singer's hands may leave within one sound.
constexpr double kSeam = 0.08;

struct Wanted {
    PhonemeSpan* first = nullptr;  ///< with those after it, over several notes
    std::vector<PhonemeSpan*> spans;
};

/// The part's phonemes in time; the same sound in notes that follow one another is one.
std::vector<Wanted> wantedOf(PerformedPart& part) {
    std::vector<Wanted> out;
    for (PerformedNote& note : part.notes) {
        for (std::size_t i = 0; i < note.phonemes.size(); ++i) {
            PhonemeSpan& span = note.phonemes[i];
            const bool carriesOn = i == 0 && note.syllable.empty() && !out.empty() &&
                                   out.back().first->symbol == span.symbol &&
                                   span.start - out.back().spans.back()->end < kSeam;
            if (carriesOn) {
                out.back().spans.push_back(&span);
            } else {
                out.push_back({&span, {&span}});
            }
        }
    }
    return out;
}

enum class Move : char { None, Both, SkipWanted, SkipSpoken };

double cost(const PhonemeSpan& wanted, const PhoneTime& spoken) {
    if (wanted.symbol == spoken.symbol) return 0.0;
    return isVowelSymbol(wanted.symbol) == isVowelSymbol(spoken.symbol) ? 1.0 : 4.0;
}

}  // namespace

std::vector<SungSound> matchSounds(PerformedPart& part, const Alignment& spoken) {
    constexpr double kSkipSpoken = 2.0;
    constexpr double kSkipWanted = 6.0;
    const std::vector<Wanted> wanted = wantedOf(part);
    std::vector<const PhoneTime*> said;
    for (const PhoneTime& phone : spoken.phones) {
        if (phone.word >= 0) said.push_back(&phone);
    }
    const std::size_t rows = wanted.size() + 1;
    const std::size_t columns = said.size() + 1;
    // Edit distance (Wagner and Fischer 1974).
    std::vector<double> best(rows * columns, 1e9);
    std::vector<Move> how(rows * columns, Move::None);
    const auto at = [columns](std::size_t i, std::size_t j) { return i * columns + j; };
    best[0] = 0.0;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            const auto take = [&](double value, Move move) {
                if (value < best[at(i, j)]) {
                    best[at(i, j)] = value;
                    how[at(i, j)] = move;
                }
            };
            if (i > 0 && j > 0) {
                take(best[at(i - 1, j - 1)] + cost(*wanted[i - 1].first, *said[j - 1]), Move::Both);
            }
            if (i > 0) take(best[at(i - 1, j)] + kSkipWanted, Move::SkipWanted);
            if (j > 0) take(best[at(i, j - 1)] + kSkipSpoken, Move::SkipSpoken);
        }
    }
    // A few other readings of vowels are usual; more than that is another text.
    if (wanted.empty() || best.back() > 2.0 + 0.12 * static_cast<double>(wanted.size())) return {};
    std::vector<SungSound> out;
    for (std::size_t i = wanted.size(), j = said.size(); i > 0 || j > 0;) {
        const Move move = how[at(i, j)];
        if (move == Move::SkipWanted) return {};
        if (move == Move::SkipSpoken) {
            --j;
            continue;
        }
        --i;
        --j;
        const PhoneTime& phone = *said[j];
        for (PhonemeSpan* span : wanted[i].spans) {
            span->symbol = phone.symbol;
            span->vowel = isVowelSymbol(phone.symbol);
        }
        const PhonemeSpan& last = *wanted[i].spans.back();
        out.push_back({wanted[i].first->start, last.end, phone.start, phone.end, last.vowel});
    }
    std::reverse(out.begin(), out.end());
    return out;
}

}  // namespace arioso::corpus
