#include "src/compose/voicing.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

#include "src/compose/harmony_rules.h"

namespace arioso {
namespace {

/// Cheapest choice of one candidate a slot, by single costs and costs of neighbours.
template <class Candidate>
std::vector<std::size_t> cheapestPath(
    const std::vector<std::vector<Candidate>>& candidates,
    const std::function<double(std::size_t, const Candidate&)>& alone,
    const std::function<double(std::size_t, const Candidate&, const Candidate&)>& step) {
    const std::size_t n = candidates.size();
    std::vector<std::vector<double>> cost(n);
    std::vector<std::vector<std::size_t>> from(n);
    for (std::size_t t = 0; t < n; ++t) {
        cost[t].resize(candidates[t].size());
        from[t].resize(candidates[t].size());
        for (std::size_t j = 0; j < candidates[t].size(); ++j) {
            double best = 0.0;
            if (t > 0) {
                best = std::numeric_limits<double>::infinity();
                for (std::size_t i = 0; i < candidates[t - 1].size(); ++i) {
                    const double value =
                        cost[t - 1][i] + step(t, candidates[t - 1][i], candidates[t][j]);
                    if (value >= best) continue;
                    best = value;
                    from[t][j] = i;
                }
            }
            cost[t][j] = best + alone(t, candidates[t][j]);
        }
    }
    std::vector<std::size_t> path(n);
    if (n == 0) return path;
    path[n - 1] = static_cast<std::size_t>(
        std::min_element(cost[n - 1].begin(), cost[n - 1].end()) - cost[n - 1].begin());
    for (std::size_t t = n - 1; t > 0; --t) path[t - 1] = from[t][path[t]];
    return path;
}

int above(int pitch, const VoicingWish& wish, Chord chord) {
    return pitchClassOf(pitch - wish.tonic - chord.root);
}

const HarmonyRules& rulesOf(const VoicingWish& wish) {
    return wish.rules != nullptr ? *wish.rules : builtInHarmonyRules();
}

/// What two voices cost that move in parallel, `fifths` or `octaves`; else 0.
double parallelCost(int upperBefore, int lowerBefore, int upper, int lower, double fifths,
                    double octaves) {
    if (!parallelPerfects(upperBefore, lowerBefore, upper, lower)) return 0.0;
    return pitchClassOf(upper - lower) == 7 ? fifths : octaves;
}

double bassMove(int before, int pitch) {
    const int size = std::abs(pitch - before);
    if (size == 0) return 0.6;
    if (size <= 2) return 0.0;
    if (size <= 5) return 0.4;
    if (size == 7) return 0.6;
    if (size == 12) return 0.9;
    return size == 6 ? 2.0 : size <= 9 ? 1.5 : 4.0;
}

std::vector<int> writeBass(const std::vector<ChordSlot>& slots, const VoicingWish& wish) {
    std::vector<std::vector<int>> candidates(slots.size());
    for (std::size_t t = 0; t < slots.size(); ++t) {
        const Chord chord = slots[t].chord;
        for (int pitch = wish.bassLowest; pitch <= wish.bassHighest; ++pitch)
            if (inMask(chordMask(chord), pitch - wish.tonic)) candidates[t].push_back(pitch);
    }
    const HarmonyRules& rules = rulesOf(wish);
    const double middle = 0.5 * (wish.bassLowest + wish.bassHighest) - 1.0;
    const auto tuneAt = [&](std::size_t t) { return t < wish.tune.size() ? wish.tune[t] : -1; };
    const auto outer = [&](int tuneBefore, int bassBefore, int tune, int bass) {
        if (tuneBefore < 0 || tune < 0) return 0.0;
        double sum =
            parallelCost(tuneBefore, bassBefore, tune, bass, rules.outerFifths, rules.outerOctaves);
        // Outer voices against each other are heard as two.
        if ((tune - tuneBefore) * (bass - bassBefore) < 0) sum -= 0.3;
        return sum;
    };
    const auto alone = [&](std::size_t t, const int& pitch) {
        const int degree = above(pitch, wish, slots[t].chord);
        const bool edge = t == 0 || t + 1 == slots.size();
        double sum = 0.015 * (pitch - middle) * (pitch - middle);
        if (degree == 3 || degree == 4) sum += edge ? 6.0 : 1.1;
        if (degree == 6 || degree == 7 || degree == 8) sum += edge ? 12.0 : 3.5;
        if (degree >= 9) sum += edge ? 12.0 : 2.5;
        // Into a cadence the dominant stands on its root.
        if (t + 2 == slots.size() && degree != 0) sum += 1.5;
        const int tune = tuneAt(t);
        // A third that tune and bass both have sounds hollow, a leading note twice sounds wrong.
        if (tune >= 0 && (degree == 3 || degree == 4) && pitchClassOf(tune - pitch) == 0)
            sum += 2.0;
        if (tune >= 0 && pitch > tune - 5) sum += 6.0;
        if (t == 0 && wish.before != nullptr)
            sum += bassMove(wish.before->bass, pitch) * 0.5 +
                   outer(wish.tuneBefore, wish.before->bass, tune, pitch);
        return sum;
    };
    const auto step = [&](std::size_t t, const int& before, const int& pitch) {
        const int left = t - 1 < wish.tuneEnd.size() ? wish.tuneEnd[t - 1] : -1;
        double sum = bassMove(before, pitch) + outer(left, before, tuneAt(t), pitch);
        // From accent to accent they are heard, too.
        if (left != tuneAt(t - 1) && tuneAt(t - 1) >= 0 && tuneAt(t) >= 0)
            sum += parallelCost(tuneAt(t - 1), before, tuneAt(t), pitch,
                                rules.outerFifths > 0.0 ? 3.0 : 0.0,
                                rules.outerOctaves > 0.0 ? 3.0 : 0.0);
        const int degree = above(before, wish, slots[t - 1].chord);
        // Sevenths fall and fourths above the dominant do not stay.
        if (degree == 10 && (pitch > before || before - pitch > 2)) sum += 4.0;
        if (slots[t - 1].chord.root == 7 && degree == 4 && pitch != before + 1) sum += 3.0;
        return sum;
    };
    const auto path = cheapestPath<int>(candidates, alone, step);
    std::vector<int> out;
    for (std::size_t t = 0; t < path.size(); ++t) out.push_back(candidates[t][path[t]]);
    return out;
}

using Inner = std::array<int, 3>;

void addInner(std::vector<Inner>& out, const std::vector<int>& pitches) {
    for (std::size_t a = 0; a < pitches.size(); ++a)
        for (std::size_t b = a + 1; b < pitches.size(); ++b)
            for (std::size_t c = b + 1; c < pitches.size(); ++c)
                if (pitches[c] - pitches[a] <= 14)
                    out.push_back({pitches[a], pitches[b], pitches[c]});
}

double innerAlone(const Inner& inner, const ChordSlot& slot, int bass, int tune,
                  const VoicingWish& wish) {
    std::uint32_t sounding = 0;
    double sum = 0.0;
    int leading = 0;
    for (const int pitch : inner) {
        sounding |= 1U << static_cast<unsigned>(above(pitch, wish, slot.chord));
        leading += pitchClassOf(pitch - wish.tonic) == 11 ? 1 : 0;
        if (pitch <= bass + 2) sum += 8.0;
        if (tune >= 0 && pitch >= tune) sum += pitch == tune ? 3.0 : 4.0;
    }
    sounding |= 1U << static_cast<unsigned>(above(bass, wish, slot.chord));
    for (const int tone : chordTones(slot.chord.quality)) {
        if ((sounding & (1U << static_cast<unsigned>(tone))) != 0) continue;
        // The fifth may be left out, the third and the seventh make the chord.
        sum += tone == 7 ? 1.0 : tone == 0 ? 2.0 : 6.0;
    }
    leading += pitchClassOf(bass - wish.tonic) == 11 ? 1 : 0;
    leading += tune >= 0 && pitchClassOf(tune - wish.tonic) == 11 ? 1 : 0;
    if (slot.chord.root == 7 && leading > 1) sum += 4.0 * (leading - 1);
    const double middle = 0.5 * (wish.innerLowest + wish.innerHighest);
    const double centre = (inner[0] + inner[1] + inner[2]) / 3.0;
    sum += 0.02 * (centre - middle) * (centre - middle);
    // Low thirds are mud.
    if (inner[0] < 50 && inner[1] - inner[0] < 5) sum += 2.0;
    if (inner[1] - inner[0] == 1 || inner[2] - inner[1] == 1) sum += 1.5;
    return sum;
}

double innerStep(const Inner& before, const Inner& now, const ChordSlot& slot, int bassBefore,
                 int bass, int tuneBefore, int tune, const VoicingWish& wish) {
    const HarmonyRules& rules = rulesOf(wish);
    const auto parallel = [&](int upperBefore, int lowerBefore, int upper, int lower) {
        return parallelCost(upperBefore, lowerBefore, upper, lower, rules.innerFifths,
                            rules.innerOctaves);
    };
    double sum = 0.0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const int move = now[i] - before[i];
        sum += 0.35 * std::abs(move) + (std::abs(move) > 4 ? 1.5 : 0.0);
        sum +=
            parallel(now[i] > bass ? before[i] : bassBefore, now[i] > bass ? bassBefore : before[i],
                     std::max(now[i], bass), std::min(now[i], bass));
        if (tuneBefore >= 0 && tune >= 0) sum += parallel(tuneBefore, before[i], tune, now[i]);
        for (std::size_t k = i + 1; k < now.size(); ++k)
            sum += parallel(before[k], before[i], now[k], now[i]);
        const int degree = pitchClassOf(before[i] - wish.tonic);
        const bool dominant = slot.chord.root == 7;  // of the chord before
        if (dominant && degree == 11 && move != 1 && move != 0) sum += i == 2 ? 4.0 : 2.0;
        if (dominant && degree == 5 && slot.chord.quality == ChordQuality::Dominant7 &&
            (move > 0 || move < -2))
            sum += 2.0;
    }
    return sum;
}

}  // namespace

bool parallelPerfects(int upperBefore, int lowerBefore, int upper, int lower) {
    if (upper == upperBefore || lower == lowerBefore) return false;
    const int first = pitchClassOf(upperBefore - lowerBefore);
    const int second = pitchClassOf(upper - lower);
    return first == second && (first == 0 || first == 7);
}

std::vector<ChordLayout> writeVoicings(const std::vector<ChordSlot>& slots,
                                       const VoicingWish& wish) {
    const std::vector<int> bass = writeBass(slots, wish);
    std::vector<std::vector<Inner>> candidates(slots.size());
    for (std::size_t t = 0; t < slots.size(); ++t) {
        std::vector<int> pitches;
        for (int pitch = wish.innerLowest; pitch <= wish.innerHighest; ++pitch)
            if (inMask(chordMask(slots[t].chord), pitch - wish.tonic)) pitches.push_back(pitch);
        addInner(candidates[t], pitches);
    }
    const auto tuneAt = [&](std::size_t t) { return t < wish.tune.size() ? wish.tune[t] : -1; };
    const auto alone = [&](std::size_t t, const Inner& inner) {
        double sum = innerAlone(inner, slots[t], bass[t], tuneAt(t), wish);
        if (t == 0 && wish.before != nullptr)
            sum += innerStep(wish.before->inner, inner, slots[0], wish.before->bass, bass[0],
                             wish.tuneBefore, tuneAt(0), wish);
        return sum;
    };
    const auto step = [&](std::size_t t, const Inner& before, const Inner& inner) {
        const int left = t - 1 < wish.tuneEnd.size() ? wish.tuneEnd[t - 1] : -1;
        return innerStep(before, inner, slots[t - 1], bass[t - 1], bass[t], left, tuneAt(t), wish);
    };
    const auto path = cheapestPath<Inner>(candidates, alone, step);
    std::vector<ChordLayout> out;
    for (std::size_t t = 0; t < slots.size(); ++t) out.push_back({bass[t], candidates[t][path[t]]});
    return out;
}

}  // namespace arioso
