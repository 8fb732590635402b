#include "src/harmony/chorale_voices.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "src/compose/voicing.h"

namespace arioso {
namespace {

/// Pitches from the soprano down; -1 = rests.
using Four = std::array<int, 4>;

Four fourOf(int soprano, const LowerVoices& voices) {
    return {soprano, voices.alto, voices.tenor, voices.bass};
}

int leadingNote(SlotKey key) {
    return pitchClassOf(key.tonic + 11);
}

bool isDominant(const ChoraleEvent& event) {
    const int degree = pitchClassOf(event.chord.root - event.key.tonic);
    const bool major = event.chord.quality == ChordQuality::Major ||
                       event.chord.quality == ChordQuality::Dominant7;
    const bool diminished = event.chord.quality == ChordQuality::Diminished ||
                            event.chord.quality == ChordQuality::Diminished7 ||
                            event.chord.quality == ChordQuality::HalfDiminished7;
    return (degree == 7 && major) || (degree == 11 && diminished);
}

/// Pitch class of the chord's seventh, or -1.
int seventhOf(Chord chord) {
    const auto tones = chordTones(chord.quality);
    return tones.size() < 4 ? -1 : pitchClassOf(chord.root + tones[3]);
}

/// Nothing is a leading note in a chord that is not to be led.
bool leads(const ChoraleEvent& event, int pitch) {
    return isDominant(event) && pitchClassOf(pitch) == leadingNote(event.key);
}

double coverage(const ChoraleEvent& event, const Four& four, const ChoraleRules& rules) {
    std::array<int, 12> count{};
    for (const int pitch : four)
        if (pitch >= 0) ++count[static_cast<std::size_t>(pitchClassOf(pitch))];
    const auto tones = chordTones(event.chord.quality);
    double sum = 0.0;
    for (std::size_t i = 0; i < tones.size(); ++i) {
        const int times =
            count[static_cast<std::size_t>(pitchClassOf(event.chord.root + tones[i]))];
        if (times == 0)
            sum += i == 2   ? (tones[2] == 7 ? rules.noFifth : rules.noAlteredFifth)
                   : i == 0 ? rules.noRoot
                            : rules.noThird;
        if (i == 3 && times > 1) sum += rules.doubledSeventh * (times - 1);
        if (i == 1 && times > 1)
            sum +=
                (tones[1] == 4 ? rules.doubledMajorThird : rules.doubledMinorThird) * (times - 1);
        if (i == 2 && times > 1) sum += rules.doubledFifth * (times - 1);
    }
    const int leading = count[static_cast<std::size_t>(leadingNote(event.key))];
    if (leading > 1 && inMask(chordMask(event.chord), leadingNote(event.key)))
        sum += rules.doubledLeadingNote * (leading - 1);
    return sum;
}

double alone(const ChoraleEvent& event, const LowerVoices& voices, const ChoraleRanges& ranges,
             const ChoraleRules& rules, bool first, bool last) {
    const Four four = fourOf(event.soprano, voices);
    double sum = coverage(event, four, rules);
    const int degree = pitchClassOf(voices.bass - event.chord.root);
    const bool edge = last || event.closes;
    if (degree == 3 || degree == 4)
        sum += edge    ? rules.firstInversionAtEnd
               : first ? rules.firstInversionAtBeginning
                       : rules.firstInversion;
    if (degree == 6 || degree == 7 || degree == 8)
        sum += edge || first ? rules.secondInversionAtEdge : rules.secondInversion;
    if (degree >= 9) sum += edge ? rules.thirdInversionAtEnd : rules.thirdInversion;
    if (event.soprano >= 0) {
        if (voices.alto > event.soprano) sum += rules.crossing;
        if (voices.alto == event.soprano) sum += rules.unisonWithSoprano;
        // Crossed by a passing note: a hundredth of what it costs to be crossed all along.
        if (event.sopranoEnd >= 0 && voices.alto > event.sopranoEnd) sum += rules.crossing / 100.0;
        const double beyond = event.soprano - voices.alto - rules.sopranoAltoLimit;
        if (beyond > 0.0) sum += rules.sopranoAlto + rules.sopranoAltoEach * beyond;
    }
    if (voices.alto - voices.tenor > rules.altoTenorLimit) sum += rules.altoTenor;
    if (voices.alto == voices.tenor) sum += rules.unisonOfInnerVoices;
    if (voices.tenor - voices.bass > rules.tenorBassLimit) sum += rules.tenorBass;
    if (voices.tenor - voices.bass < rules.lowThirdsLimit && voices.bass < 50)
        sum += rules.lowThirds;
    const auto off = [&](int pitch, int lowest, int highest) {
        const double middle = 0.5 * (lowest + highest);
        return rules.middle * (pitch - middle) * (pitch - middle);
    };
    return sum + off(voices.alto, ranges.altoLowest, ranges.altoHighest) +
           off(voices.tenor, ranges.tenorLowest, ranges.tenorHighest) +
           off(voices.bass, ranges.bassLowest, ranges.bassHighest);
}

double moveCost(int before, int now, bool bass, const ChoraleRules& rules) {
    const int size = std::abs(now - before);
    double sum = (bass ? rules.stepBass : rules.step) * size;
    if (size > rules.innerLeapLimit && !bass) sum += rules.innerLeap;
    if (size > rules.leapLimit && size != 12) sum += rules.leap;
    if (size > rules.farLeapLimit) sum += rules.farLeap;
    if (size == 6) sum += rules.tritone;
    return sum;
}

double leadingCost(const ChoraleEvent& before, const ChoraleEvent& now, const Four& from,
                   const Four& to, const ChoraleRules& rules) {
    double sum = 0.0;
    const int seventh = seventhOf(before.chord);
    const bool same = before.chord == now.chord;
    for (std::size_t v = 1; v < 4; ++v) {
        const int move = to[v] - from[v];
        if (leads(before, from[v]) && !same && move != 1 && move != 0)
            // In an inner voice it may fall to the fifth of the tonic for a full chord.
            sum +=
                (v < 3 && (move == -4 || move == -3)) ? rules.leadingNoteInner : rules.leadingNote;
        if (seventh >= 0 && pitchClassOf(from[v]) == seventh && !same && move != 0 &&
            (move > 0 || move < -2))
            sum += rules.seventh;
        // The augmented second of minor.
        if (now.key.minor && std::abs(move) == 3) {
            const int a = pitchClassOf(from[v] - now.key.tonic);
            const int b = pitchClassOf(to[v] - now.key.tonic);
            if ((a == 8 && b == 11) || (a == 11 && b == 8)) sum += rules.augmentedSecond;
        }
    }
    return sum;
}

/// What the parallels between two events cost; `fifths` and `octaves` are what each costs.
double parallelsBetween(const Four& from, const Four& to, double fifths, double octaves) {
    double sum = 0.0;
    for (std::size_t a = 0; a < 4; ++a)
        for (std::size_t b = a + 1; b < 4; ++b)
            if (from[a] >= 0 && to[a] >= 0 && parallelPerfects(from[a], from[b], to[a], to[b]))
                sum += pitchClassOf(to[a] - to[b]) == 7 ? fifths : octaves;
    return sum;
}

double step(const ChoraleEvent& before, const ChoraleEvent& now, const LowerVoices& was,
            const LowerVoices& is, const ChoraleRules& rules) {
    const Four from = fourOf(before.sopranoEnd, was);
    const Four to = fourOf(now.soprano, is);
    double sum = parallelsBetween(from, to, rules.parallelFifths, rules.parallelOctaves);
    // From accent to accent they are heard, too.
    if (before.soprano != before.sopranoEnd)
        sum += parallelsBetween(fourOf(before.soprano, was), to,
                                rules.parallelFifths > 0.0 ? rules.accentedParallels : 0.0,
                                rules.parallelOctaves > 0.0 ? rules.accentedParallels : 0.0);
    double moves = 0.0;
    for (std::size_t v = 1; v < 4; ++v) moves += moveCost(from[v], to[v], v == 3, rules);
    sum += now.opens ? 0.4 * moves : moves;
    sum += leadingCost(before, now, from, to, rules);
    if (from[0] >= 0 && to[0] >= 0) {
        const int upper = to[0] - from[0];
        const int lower = to[3] - from[3];
        const int interval = pitchClassOf(to[0] - to[3]);
        // Fifths and octaves that the outer voices leap into in the same direction.
        if (upper * lower > 0 && std::abs(upper) > 2 && (interval == 0 || interval == 7))
            sum += rules.hiddenPerfects;
        if (upper * lower < 0) sum -= rules.contraryMotion;
        if (upper > 0 && lower > 0 && to[1] > from[1] && to[2] > from[2])
            sum += rules.similarMotion;
        if (upper < 0 && lower < 0 && to[1] < from[1] && to[2] < from[2])
            sum += rules.similarMotion;
    }
    for (std::size_t v = 1; v < 4; ++v) {
        // Voices that overlap are hard to follow.
        if (from[v - 1] >= 0 && to[v] > from[v - 1]) sum += rules.overlap;
        if (to[v - 1] >= 0 && to[v - 1] < from[v]) sum += rules.overlap;
    }
    if (from[3] == to[3] && !(before.chord == now.chord)) sum += rules.staticBass;
    return sum;
}

std::vector<int> tonesBetween(Chord chord, int lowest, int highest) {
    std::vector<int> out;
    for (int pitch = lowest; pitch <= highest; ++pitch)
        if (inMask(chordMask(chord), pitch)) out.push_back(pitch);
    return out;
}

std::vector<LowerVoices> candidatesFor(const ChoraleEvent& event, const ChoraleRanges& ranges,
                                       const ChoraleRules& rules) {
    std::vector<LowerVoices> out;
    const auto altos = tonesBetween(event.chord, ranges.altoLowest, ranges.altoHighest);
    const auto tenors = tonesBetween(event.chord, ranges.tenorLowest, ranges.tenorHighest);
    const auto basses = tonesBetween(event.chord, ranges.bassLowest, ranges.bassHighest);
    // Under a low note of the tune nothing may be left in the alto's range: it then goes lower.
    for (const bool strict : {true, false}) {
        for (const int alto :
             strict ? altos
                    : tonesBetween(event.chord, ranges.tenorLowest - 5, ranges.altoHighest)) {
            if (event.soprano >= 0 && alto > event.soprano && rules.crossing > 0.0) continue;
            if (strict && rules.sopranoAlto > 0.0 && event.soprano >= 0 &&
                event.soprano - alto > rules.sopranoAltoLimit + 4)
                continue;
            for (const int tenor :
                 strict ? tenors
                        : tonesBetween(event.chord, ranges.bassLowest, ranges.tenorHighest)) {
                if (tenor > alto) continue;
                if (strict && rules.altoTenor > 0.0 && alto - tenor > rules.altoTenorLimit + 2)
                    continue;
                for (const int bass : basses)
                    if (bass <= tenor) out.push_back({alto, tenor, bass});
            }
        }
        if (!out.empty()) break;
    }
    if (out.empty()) {
        // A tune in the bass's own range: all below it, whatever the register.
        const int top = event.soprano >= 0 ? event.soprano : 60;
        const auto tones = tonesBetween(event.chord, top - 24, top);
        for (std::size_t c = 0; c < tones.size(); ++c)
            for (std::size_t b = 0; b <= c; ++b)
                for (std::size_t a = 0; a <= b; ++a) out.push_back({tones[c], tones[b], tones[a]});
    }
    return out;
}

}  // namespace

ChoraleRanges rangesBelow(const std::vector<ChoraleEvent>& events, ChoraleRanges ranges) {
    std::vector<int> pitches;
    for (const ChoraleEvent& event : events)
        if (event.soprano >= 0) pitches.push_back(event.soprano);
    if (pitches.empty()) return ranges;
    std::nth_element(pitches.begin(),
                     pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() / 2),
                     pitches.end());
    const int shift = std::clamp(pitches[pitches.size() / 2] - 67, -12, 0);
    ranges.altoLowest += shift;
    ranges.altoHighest += shift;
    ranges.tenorLowest += shift;
    ranges.tenorHighest += shift;
    // Basses have little room below.
    ranges.bassLowest += shift / 2;
    ranges.bassHighest += shift;
    return ranges;
}

std::vector<LowerVoices> writeChorale(
    const std::vector<ChoraleEvent>& events, const ChoraleRanges& ranges,
    const std::function<double(std::size_t, const LowerVoices&)>& unary,
    const ChoraleRules& rules) {
    const std::size_t n = events.size();
    std::vector<std::vector<LowerVoices>> candidates(n);
    std::vector<std::vector<double>> cost(n);
    std::vector<std::vector<std::size_t>> from(n);
    const double gain = rules.contraryMotion + 0.1;
    for (std::size_t t = 0; t < n; ++t) {
        candidates[t] = candidatesFor(events[t], ranges, rules);
        cost[t].resize(candidates[t].size());
        from[t].resize(candidates[t].size());
        for (std::size_t j = 0; j < candidates[t].size(); ++j) {
            double best = 0.0;
            if (t > 0) {
                best = std::numeric_limits<double>::infinity();
                for (std::size_t i = 0; i < candidates[t - 1].size(); ++i) {
                    // Steps cost nothing less than the slight gain of contrary motion.
                    if (cost[t - 1][i] - gain >= best) continue;
                    const double value =
                        cost[t - 1][i] + step(events[t - 1], events[t], candidates[t - 1][i],
                                              candidates[t][j], rules);
                    if (value >= best) continue;
                    best = value;
                    from[t][j] = i;
                }
            }
            cost[t][j] = best +
                         alone(events[t], candidates[t][j], ranges, rules, t == 0, t + 1 == n) +
                         (unary ? unary(t, candidates[t][j]) : 0.0);
        }
    }
    std::vector<LowerVoices> out(n);
    if (n == 0) return out;
    auto place = static_cast<std::size_t>(std::min_element(cost[n - 1].begin(), cost[n - 1].end()) -
                                          cost[n - 1].begin());
    for (std::size_t t = n; t-- > 0;) {
        out[t] = candidates[t][place];
        place = from[t][place];
    }
    return out;
}

VoiceFaults faultsOf(const std::vector<ChoraleEvent>& events,
                     const std::vector<LowerVoices>& voices) {
    VoiceFaults out;
    for (std::size_t t = 0; t < events.size(); ++t) {
        const Four now = fourOf(events[t].soprano, voices[t]);
        for (std::size_t v = 1; v < 4; ++v)
            if (now[v - 1] >= 0 && now[v] > now[v - 1]) ++out.crossings;
        const auto tones = chordTones(events[t].chord.quality);
        for (std::size_t i = 1; i < tones.size(); i += 2) {
            const int wanted = pitchClassOf(events[t].chord.root + tones[i]);
            if (std::none_of(now.begin(), now.end(), [&](int pitch) {
                    return pitch >= 0 && pitchClassOf(pitch) == wanted;
                }))
                ++out.incomplete;
        }
        if (t == 0) continue;
        const Four before = fourOf(events[t - 1].sopranoEnd, voices[t - 1]);
        out.parallels += static_cast<int>(parallelsBetween(before, now, 1.0, 1.0));
        for (std::size_t v = 1; v < 4; ++v) {
            const int move = now[v] - before[v];
            const bool inner = v < 3 && (move == -4 || move == -3);
            if (leads(events[t - 1], before[v]) && !(events[t - 1].chord == events[t].chord) &&
                move != 0 && move != 1 && !inner && !events[t].opens)
                ++out.leadingNotes;
        }
    }
    return out;
}

}  // namespace arioso
