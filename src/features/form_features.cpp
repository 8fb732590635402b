#include "src/features/form_features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <sstream>

#include "src/compose/chord_terms.h"
#include "src/harmony/once_through.h"

namespace arioso {
namespace {

constexpr std::size_t kPlaces = 8;  // of a bar
constexpr std::size_t kMostBars = 600;
constexpr int kSection = 4;      // bars
constexpr double kAlike = 0.75;  // mean likeness of bars in the same places of two sections

/// Time that each pitch class begins and sounds in each part of the bar.
using Vector = std::array<double, 12 * kPlaces>;

double cosine(const Vector& a, const Vector& b) {
    double both = 0.0;
    double first = 0.0;
    double second = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += a[i] * b[i];
        first += a[i] * a[i];
        second += b[i] * b[i];
    }
    if (first == 0.0 || second == 0.0) return first == second ? 1.0 : 0.0;
    return both / std::sqrt(first * second);
}

std::string letterOf(std::size_t index) {
    std::string out(1, static_cast<char>('A' + index % 26));
    if (index >= 26) out += std::to_string(index / 26);
    return out;
}

}  // namespace

FormFeatures formFeatures(const Score& score) {
    const std::size_t bars = std::min(score.measures.size(), kMostBars);
    std::vector<Vector> vectors(bars);
    std::vector<std::multiset<std::string>> contents(bars);
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        const Part& part = score.parts[p];
        for (const Note& note : part.notes) {
            const auto bar = static_cast<std::size_t>(barAt(score, note.onset));
            if (bar >= bars || note.grace != Grace::None) continue;
            const Measure& measure = score.measures[bar];
            const Beat place = note.onset - measure.start;
            const double inBar = place.value() / std::max(measure.length.value(), 1e-9);
            const auto eighth =
                std::min(kPlaces - 1, static_cast<std::size_t>(std::max(0.0, inBar) * kPlaces));
            const int key = pitchClassOf(static_cast<int>(std::lround(note.pitch)));
            if (!part.percussion)
                vectors[bar][12 * eighth + static_cast<std::size_t>(key)] += note.duration.value();
            std::ostringstream text;
            text << p << ':' << place.num << '/' << place.den << ':' << note.duration.num << '/'
                 << note.duration.den << ':' << note.pitch;
            contents[bar].insert(text.str());
        }
    }
    FormFeatures out;
    out.similarity.assign(bars, std::vector<double>(bars));
    for (std::size_t i = 0; i < bars; ++i)
        for (std::size_t k = 0; k < bars; ++k)
            out.similarity[i][k] = cosine(vectors[i], vectors[k]);
    std::set<std::multiset<std::string>> known;
    int repeated = 0;
    for (const auto& one : contents)
        if (!known.insert(one).second && !one.empty()) ++repeated;
    out.repeatedBars = bars == 0 ? 0.0 : static_cast<double>(repeated) / static_cast<double>(bars);
    std::vector<std::size_t> letters;
    std::vector<std::size_t> begins;
    std::size_t length = 0;
    for (std::size_t at = 0; at < bars; at += length) {
        length = 1;
        // Upbeats belong to what they lead to, and sections are counted behind them.
        if (at + 1 < bars && score.measures[at].length < score.measures[at + 1].length) continue;
        // Where the players go back, something begins.
        while (length < kSection && at + length < bars &&
               score.measures[at + length].written == score.measures[at + length - 1].written + 1)
            ++length;
        // A bar or two at the end of a section are its close.
        if (length < 2 && !begins.empty()) continue;
        std::size_t letter =
            letters.empty() ? 0 : *std::max_element(letters.begin(), letters.end()) + 1;
        double best = kAlike;
        for (std::size_t s = 0; s < begins.size(); ++s) {
            double sum = 0.0;
            const std::size_t common = std::min(length, at - begins[s]);
            for (std::size_t k = 0; k < common; ++k) sum += out.similarity[begins[s] + k][at + k];
            if (sum / static_cast<double>(common) <= best) continue;
            best = sum / static_cast<double>(common);
            letter = letters[s];
        }
        begins.push_back(at);
        letters.push_back(letter);
    }
    for (const std::size_t letter : letters) {
        out.sections.push_back(letterOf(letter));
        out.sectionLetters.push_back(static_cast<int>(letter));
    }
    out.sectionBars = std::move(begins);
    return out;
}

}  // namespace arioso
