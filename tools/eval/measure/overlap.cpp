#include "tools/eval/measure/overlap.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/chord_terms.h"
#include "src/compose/tune_corpus.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::eval {
namespace {

using Values = std::vector<double>;

constexpr std::size_t kGrid = 400;
constexpr std::size_t kFewestNotes = 24;
constexpr int kLengthClasses = 12;

/// 0 … 11, from a sixty-fourth to a whole note and more, plain, dotted and triplet values apart.
int lengthClass(int ticks) {
    static constexpr std::array<int, kLengthClasses - 1> kTicksOf = {2,  3,  4,  6,  8, 9,
                                                                     12, 16, 18, 24, 36};
    const auto it = std::lower_bound(kTicksOf.begin(), kTicksOf.end(), ticks);
    return static_cast<int>(it - kTicksOf.begin());
}

Values normalised(Values values) {
    double sum = 0.0;
    for (const double one : values) sum += one;
    if (sum > 0.0)
        for (double& one : values) one /= sum;
    return values;
}

Values pitchesUsed(const TuneSample& tune) {
    std::set<int> used;
    for (const StudyNote& note : tune.notes) used.insert(note.pitch);
    return {static_cast<double>(used.size())};
}

Values notesUsed(const TuneSample& tune) {
    return {static_cast<double>(tune.notes.size()) / static_cast<double>(tune.bars.size())};
}

Values pitchClasses(const TuneSample& tune) {
    Values out(12, 0.0);
    for (const StudyNote& note : tune.notes)
        out[static_cast<std::size_t>(pitchClassOf(note.pitch - tune.notes.back().pitch))] +=
            note.duration;
    return normalised(out);
}

Values pitchTransitions(const TuneSample& tune) {
    Values out(144, 0.0);
    for (std::size_t i = 1; i < tune.notes.size(); ++i) {
        const int last = tune.notes.back().pitch;
        out[static_cast<std::size_t>(12 * pitchClassOf(tune.notes[i - 1].pitch - last) +
                                     pitchClassOf(tune.notes[i].pitch - last))] += 1.0;
    }
    return normalised(out);
}

Values pitchRange(const TuneSample& tune) {
    const auto [low, high] = std::minmax_element(
        tune.notes.begin(), tune.notes.end(),
        [](const StudyNote& a, const StudyNote& b) { return a.pitch < b.pitch; });
    return {static_cast<double>(high->pitch - low->pitch)};
}

Values meanInterval(const TuneSample& tune) {
    double sum = 0.0;
    for (std::size_t i = 1; i < tune.notes.size(); ++i)
        sum += std::abs(tune.notes[i].pitch - tune.notes[i - 1].pitch);
    return {sum / static_cast<double>(tune.notes.size() - 1)};
}

Values meanOnsetDistance(const TuneSample& tune) {
    return {static_cast<double>(tune.notes.back().onset - tune.notes.front().onset) /
            (kTicks * static_cast<double>(tune.notes.size() - 1))};
}

Values noteLengths(const TuneSample& tune) {
    Values out(kLengthClasses, 0.0);
    for (const StudyNote& note : tune.notes)
        out[static_cast<std::size_t>(lengthClass(note.duration))] += 1.0;
    return normalised(out);
}

Values lengthTransitions(const TuneSample& tune) {
    Values out(static_cast<std::size_t>(kLengthClasses) * kLengthClasses, 0.0);
    for (std::size_t i = 1; i < tune.notes.size(); ++i)
        out[static_cast<std::size_t>(kLengthClasses * lengthClass(tune.notes[i - 1].duration) +
                                     lengthClass(tune.notes[i].duration))] += 1.0;
    return normalised(out);
}

/// Likeness of onsets in neighbouring bars of one length, on the grid of sixteenths and triplets.
Values groove(const TuneSample& tune) {
    std::vector<std::set<int>> onsets(tune.bars.size());
    for (const StudyNote& note : tune.notes) {
        const auto bar = static_cast<std::size_t>(note.bar);
        onsets[bar].insert(note.onset - tune.bars[bar].start);
    }
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t bar = 1; bar < tune.bars.size(); ++bar) {
        if (tune.bars[bar].length != tune.bars[bar - 1].length) continue;
        std::vector<int> apart;
        std::set_symmetric_difference(onsets[bar].begin(), onsets[bar].end(),
                                      onsets[bar - 1].begin(), onsets[bar - 1].end(),
                                      std::back_inserter(apart));
        sum += 1.0 - static_cast<double>(apart.size()) / tune.bars[bar].length;
        count += 1.0;
    }
    return {count > 0.0 ? sum / count : 1.0};
}

/// Largest share of notes that lie in one major or natural minor scale.
Values scaleConsistency(const TuneSample& tune) {
    double most = 0.0;
    for (int tonic = 0; tonic < 12; ++tonic) {
        double inside = 0.0;
        for (const StudyNote& note : tune.notes)
            inside += inMask(scaleMask(false), note.pitch - tonic) ? 1.0 : 0.0;
        most = std::max(most, inside);
    }
    return {most / static_cast<double>(tune.notes.size())};
}

Values entropy(const TuneSample& tune) {
    Values counts(12, 0.0);
    for (const StudyNote& note : tune.notes)
        counts[static_cast<std::size_t>(pitchClassOf(note.pitch))] += 1.0;
    double sum = 0.0;
    for (const double one : normalised(counts))
        if (one > 0.0) sum -= one * std::log2(one);
    return {sum};
}

struct Feature {
    const char* name;
    Values (*of)(const TuneSample&);
};
constexpr std::array<Feature, 12> kFeatures = {{{"pitches used", pitchesUsed},
                                                {"notes a bar", notesUsed},
                                                {"pitch classes above the last note", pitchClasses},
                                                {"their transitions", pitchTransitions},
                                                {"pitch range", pitchRange},
                                                {"mean interval", meanInterval},
                                                {"mean distance of onsets", meanOnsetDistance},
                                                {"note lengths", noteLengths},
                                                {"their transitions in time", lengthTransitions},
                                                {"groove consistency", groove},
                                                {"scale consistency", scaleConsistency},
                                                {"entropy of pitch classes", entropy}}};

double distance(const Values& a, const Values& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(sum);
}

Values distancesWithin(const std::vector<Values>& set) {
    Values out;
    for (std::size_t i = 0; i < set.size(); ++i)
        for (std::size_t k = i + 1; k < set.size(); ++k) out.push_back(distance(set[i], set[k]));
    return out;
}

Values distancesBetween(const std::vector<Values>& a, const std::vector<Values>& b) {
    Values out;
    for (const Values& one : a)
        for (const Values& other : b) out.push_back(distance(one, other));
    return out;
}

double kernelWidth(const Values& values) {
    double sum = 0.0;
    double squares = 0.0;
    for (const double one : values) {
        sum += one;
        squares += one * one;
    }
    const auto n = static_cast<double>(values.size());
    const double variance = std::max(0.0, squares / n - sum / n * sum / n);
    return std::sqrt(variance) * std::pow(n, -0.2);
}

/// Density on a grid; distances are binned first, which kernels wider than a bin do not notice.
Values density(const Values& values, double low, double step, double width) {
    Values counts(kGrid, 0.0);
    for (const double one : values) {
        const auto bin = static_cast<std::size_t>(
            std::clamp((one - low) / step, 0.0, static_cast<double>(kGrid - 1)));
        counts[bin] += 1.0;
    }
    Values out(kGrid, 0.0);
    for (std::size_t i = 0; i < kGrid; ++i) {
        if (counts[i] == 0.0) continue;
        for (std::size_t k = 0; k < kGrid; ++k) {
            const double z = step * (static_cast<double>(k) - static_cast<double>(i)) / width;
            if (std::abs(z) < 6.0) out[k] += counts[i] * std::exp(-0.5 * z * z);
        }
    }
    return normalised(out);
}

TuneSample spoilt(TuneSample tune, models::RandomStream& random) {
    int low = 127;
    int high = 0;
    for (const StudyNote& note : tune.notes) {
        low = std::min(low, note.pitch);
        high = std::max(high, note.pitch);
    }
    std::vector<int> gaps;
    std::vector<int> lengths;
    for (std::size_t i = 0; i < tune.notes.size(); ++i) {
        lengths.push_back(tune.notes[i].duration);
        if (i > 0) gaps.push_back(tune.notes[i].onset - tune.notes[i - 1].onset);
    }
    const auto shuffle = [&](std::vector<int>& values) {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1],
                      values[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
    };
    shuffle(gaps);
    shuffle(lengths);
    int onset = tune.notes.front().onset;
    std::size_t bar = 0;
    for (std::size_t i = 0; i < tune.notes.size(); ++i) {
        if (i > 0) onset += gaps[i - 1];
        while (bar + 1 < tune.bars.size() && tune.bars[bar + 1].start <= onset) ++bar;
        tune.notes[i] = {onset, lengths[i], low + random.below(high - low + 1),
                         static_cast<int>(bar)};
    }
    return tune;
}

std::vector<Values> valuesOf(const std::vector<TuneSample>& tunes, const Feature& feature) {
    std::vector<Values> out;
    for (const TuneSample& tune : tunes) out.push_back(feature.of(tune));
    return out;
}

}  // namespace

TuneSample tuneSample(const Score& score, std::size_t bars, bool fromEnd) {
    TuneSample out;
    const Part* part = tunePart(score);
    for (const Part& one : score.parts)
        if (part == nullptr && !one.percussion && !one.notes.empty()) part = &one;
    if (part == nullptr) return out;
    const std::vector<StudyBar> all = studyBars(score);
    const std::size_t count = std::min(bars, all.size());
    const auto first = fromEnd ? all.size() - count : 0;
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
    out.bars.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    for (StudyNote note : tuneOf(*part, all)) {
        const auto bar = static_cast<std::size_t>(note.bar);
        if (bar < first || bar >= first + count || note.duration <= 0) continue;
        note.bar -= static_cast<int>(first);
        out.notes.push_back(note);
    }
    return out;
}

std::vector<std::filesystem::path> filesBelow(const std::vector<std::filesystem::path>& folders) {
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    for (const fs::path& folder : folders) {
        if (!fs::is_directory(folder))
            throw Error(ExitCode::Input, folder.string() + ": no such folder of scores");
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<TuneSample> tunesBelow(const std::vector<std::filesystem::path>& folders,
                                   const TuneChoice& choice) {
    std::vector<TuneSample> out;
    for (const std::filesystem::path& file : filesBelow(folders)) {
        try {
            const Score score = readScore(file, ReadOptions(RepeatMode::None));
            // Where a collection keeps its composers in folders, their names are there.
            const std::string composer =
                score.composer.empty() ? file.parent_path().filename().string() : score.composer;
            const std::string title = score.title.empty() ? file.stem().string() : score.title;
            if (choice.works != TuneChoice::Works::All && choice.heldOut > 0.0 &&
                isHeldOut(composer, title, choice.heldOut) !=
                    (choice.works == TuneChoice::Works::HeldOut))
                continue;
            TuneSample tune = tuneSample(score, choice.bars, choice.fromEnd);
            if (tune.notes.size() >= kFewestNotes) out.push_back(std::move(tune));
        } catch (const Error&) {
            continue;  // no score, or a damaged one
        }
    }
    return out;
}

SetDistance compareDistances(const std::vector<double>& within,
                             const std::vector<double>& between) {
    double low = within.front();
    double high = low;
    for (const Values* values : {&within, &between})
        for (const double one : *values) {
            low = std::min(low, one);
            high = std::max(high, one);
        }
    const double least = std::max(1e-9, (high - low) * 1e-3);
    const double wide = std::max({kernelWidth(within), kernelWidth(between), least});
    low -= 3.0 * wide;
    high += 3.0 * wide;
    const double step = (high - low) / static_cast<double>(kGrid - 1);
    const double floor = std::max(step, least);
    const Values a = density(within, low, step, std::max(kernelWidth(within), floor));
    const Values b = density(between, low, step, std::max(kernelWidth(between), floor));
    SetDistance out;
    for (std::size_t i = 0; i < kGrid; ++i) {
        out.overlap += std::min(a[i], b[i]);
        if (a[i] > 0.0) out.divergence += a[i] * std::log(a[i] / std::max(b[i], 1e-12));
    }
    return out;
}

std::vector<OverlapRow> overlapTable(const std::vector<TuneSample>& human,
                                     const std::vector<TuneSample>& ours, std::uint64_t seed) {
    if (human.size() < 4 || ours.size() < 2)
        throw Error(
            ExitCode::Input,
            fmt::format("expected four human tunes and two of ours or more, found {} and {}",
                        human.size(), ours.size()));
    models::RandomStream random(seed);
    std::vector<TuneSample> even;
    std::vector<TuneSample> odd;
    std::vector<TuneSample> bad;
    for (std::size_t i = 0; i < human.size(); ++i) {
        (i % 2 == 0 ? even : odd).push_back(human[i]);
        bad.push_back(spoilt(human[i], random));
    }
    std::vector<OverlapRow> out;
    for (const Feature& feature : kFeatures) {
        const auto all = valuesOf(human, feature);
        const auto first = valuesOf(even, feature);
        const Values within = distancesWithin(all);
        OverlapRow row;
        row.feature = feature.name;
        row.halves = compareDistances(distancesWithin(first),
                                      distancesBetween(first, valuesOf(odd, feature)));
        row.spoilt = compareDistances(within, distancesBetween(all, valuesOf(bad, feature)));
        row.ours = compareDistances(within, distancesBetween(all, valuesOf(ours, feature)));
        out.push_back(row);
    }
    return out;
}

std::string overlapText(const std::vector<OverlapRow>& rows) {
    std::string out = fmt::format("{:<36} {:>16} {:>16} {:>16}\n", "overlap area, KL in nats",
                                  "ours", "human halves", "human, spoilt");
    for (const OverlapRow& row : rows)
        out += fmt::format("{:<36} {:>8.3f} {:>7.3f} {:>8.3f} {:>7.3f} {:>8.3f} {:>7.3f}{}\n",
                           row.feature, row.ours.overlap, row.ours.divergence, row.halves.overlap,
                           row.halves.divergence, row.spoilt.overlap, row.spoilt.divergence,
                           row.separates() ? "" : "   does not separate");
    return out;
}

nlohmann::json overlapJson(const std::vector<OverlapRow>& rows) {
    const auto of = [](const SetDistance& one) {
        return nlohmann::json{{"overlap_area", one.overlap}, {"kl_nats", one.divergence}};
    };
    nlohmann::json out = nlohmann::json::array();
    for (const OverlapRow& row : rows)
        out.push_back({{"feature", row.feature},
                       {"ours", of(row.ours)},
                       {"human_halves", of(row.halves)},
                       {"human_spoilt", of(row.spoilt)},
                       {"separates", row.separates()}});
    return out;
}

}  // namespace arioso::eval
