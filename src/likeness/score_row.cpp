#include "src/likeness/score_row.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "models/ridge.h"
#include "src/affect/affect_features.h"
#include "src/features/score_features.h"

namespace arioso {
namespace {

constexpr std::array kLengths = {"1/8", "1/6", "1/4", "1/3", "1/2", "2/3",
                                 "3/4", "1",   "3/2", "2",   "3",   "4"};
/// Huron's nine types of contour.
constexpr std::array kContours = {"ascending",
                                  "descending",
                                  "horizontal",
                                  "convex",
                                  "concave",
                                  "ascending-horizontal",
                                  "descending-horizontal",
                                  "horizontal-ascending",
                                  "horizontal-descending"};

template <typename Map>
double shareOf(const Map& map, const std::string& key, double whole) {
    const auto found = map.find(key);
    return found == map.end() || whole <= 0.0 ? 0.0 : static_cast<double>(found->second) / whole;
}

/// Counted from the key's tonic.
std::array<double, 12> fromTonic(const std::array<double, 12>& classes, int tonic) {
    std::array<double, 12> out{};
    for (std::size_t i = 0; i < 12; ++i)
        out[i] = classes[(i + static_cast<std::size_t>(tonic)) % 12];
    return out;
}

}  // namespace

FeatureRow scoreRow(const Score& score) {
    FeatureRow row;
    const std::vector<double> affect = affectFeatures(score);
    for (std::size_t i = 0; i < affect.size(); ++i) row.add(affectFeatureList()[i].name, affect[i]);
    const ScoreFeatures f = scoreFeatures(score);
    row.add("class", fromTonic(f.pitchClasses, f.key.tonic));
    row.add("entropy", f.pitchClassEntropy);
    row.add("entropy_four_bars", f.entropyFourBars);
    row.add("scale", f.scaleConsistency);
    row.add("polyphony_rate", f.polyphonyRate);
    row.add("parts", static_cast<double>(f.parts));
    row.add("chord_novelty", f.progressionNovelty);
    row.add("tune_interval", f.tune.intervals);
    double phrases = 0.0;
    for (const auto& [name, count] : f.tune.contours) phrases += count;
    for (const char* name : kContours)
        row.add(std::string("contour_") + name, shareOf(f.tune.contours, name, phrases));
    for (const char* name : kLengths)
        row.add(std::string("length_") + name, shareOf(f.rhythm.lengths, name, 1.0));
    row.add("groove_pairs", f.rhythm.grooveAllPairs);
    row.add("repeated_bars", f.form.repeatedBars);
    row.add("notes_a_second", std::log2(1.0 + f.notesPerSecond));
    const double beats = static_cast<double>(score.measures.front().beats);
    for (const double metre : {2.0, 3.0, 4.0, 6.0})
        row.add("metre_" + std::to_string(static_cast<int>(metre)), beats == metre ? 1.0 : 0.0);
    row.add("notes_a_syllable", f.syllables > 0 ? f.notesPerSyllable : models::kUnknown);
    row.add("syllables_a_bar", f.syllables > 0 && f.bars > 0
                                   ? static_cast<double>(f.syllables) / f.bars
                                   : models::kUnknown);
    return row;
}

}  // namespace arioso
