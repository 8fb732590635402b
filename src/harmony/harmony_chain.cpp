#include "src/harmony/harmony_chain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace arioso {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr std::size_t kStates = kChords;

/// Nats for which a major or minor chord is preferred at the ends of the mode's slider.
constexpr double kModeColour = 1.0;
/// Nats for a seventh or a chord outside the scale at the ends of the adventure's slider.
constexpr double kRichness = 1.2;
/// Nats for each beat that a chord lasts longer where beats shall change.
constexpr double kHurry = 1.5;
/// Nats that a quarter of another part's sound counts for, as in finding chords.
constexpr double kAroundInside = -1.26;
constexpr double kAroundOutside = -4.1;
constexpr double kAroundTrust = 1.5;

int relative(int state, int tonic) {
    const Chord chord = Chord::fromIndex(state);
    return Chord{pitchClassOf(chord.root - tonic), chord.quality}.index();
}

int absolute(int chord, int tonic) {
    return relative(chord, -tonic);
}

bool isBright(ChordQuality quality) {
    return quality == ChordQuality::Major || quality == ChordQuality::Major7 ||
           quality == ChordQuality::Dominant7 || quality == ChordQuality::Augmented;
}

/// A key with the one of the other mode that has the same notes, and how much of it is blended in.
struct Blend {
    const HarmonyMode* own;
    const HarmonyMode* other;
    int tonic;
    int otherTonic;
    double share;  // of the other
};

Blend blendOf(const HarmonyTables& tables, SlotKey key, double bias) {
    Blend out{&tables.modes[key.minor ? 1 : 0], &tables.modes[key.minor ? 0 : 1], key.tonic,
              pitchClassOf(key.tonic + (key.minor ? 3 : 9)), 0.0};
    out.share = std::clamp(key.minor ? bias : -bias, 0.0, 1.0);
    return out;
}

double mixed(double a, double b, double share) {
    if (share == 0.0) return a;
    return std::log((1.0 - share) * std::exp(a) + share * std::exp(b));
}

bool mayBegin(const HarmonySlot& slot, HarmonicRhythm rhythm, int firstBar) {
    switch (rhythm) {
        case HarmonicRhythm::Free:
        case HarmonicRhythm::Beat:
            return true;
        case HarmonicRhythm::Half:
            return slot.place == 0 || (slot.beats >= 4 && slot.place == slot.beats / 2) ||
                   slot.beats == 2;
        case HarmonicRhythm::Bar:
            return slot.place == 0;
        case HarmonicRhythm::TwoBars:
            return slot.place == 0 && (slot.bar - firstBar) % 2 == 0;
    }
    return true;
}

/// Unary wishes: colours, what is avoided, what is decided.
double wishFor(const HarmonyWish& wish, std::size_t slot, int state, SlotKey key) {
    if (!wish.fixed.empty() && wish.fixed[slot] >= 0)
        return wish.fixed[slot] == state ? 0.0 : kNever;
    if (!wish.avoided.empty() && wish.avoided[static_cast<std::size_t>(state)] != 0) return kNever;
    const Chord chord = Chord::fromIndex(state);
    double sum = kModeColour * wish.modeBias * (isBright(chord.quality) ? 1.0 : -1.0);
    const double rich = 2.0 * wish.adventure - 1.0;
    if (chord.quality >= ChordQuality::Dominant7) sum += kRichness * rich;
    const std::uint32_t scale = scaleMask(key.minor) | (key.minor ? scaleMask(true, true) : 0U);
    if (!inMask(scale, chord.root - key.tonic)) sum += 0.5 * kRichness * rich;
    if (!wish.around.empty()) {
        const std::uint32_t mask = chordMask(chord);
        double total = 0.0;
        for (const double one : wish.around[slot]) total += one;
        const double scaled = total > 0.0 ? kAroundTrust * std::min(total, 4.0) / total : 0.0;
        for (int p = 0; p < 12; ++p)
            sum += scaled * wish.around[slot][static_cast<std::size_t>(p)] *
                   (inMask(mask, p) ? kAroundInside : kAroundOutside);
    }
    return sum;
}

double heard(const Blend& blend, const EvidenceSlot& slot, int state, double trust) {
    const auto one = [&](const HarmonyMode& mode, int tonic) {
        const int chord = relative(state, tonic);
        double sum = mode.endAt(chord, slot.end);
        for (const HeardNote& note : slot.notes)
            sum += mode.noteAt(chord, note.kind, pitchClassOf(note.pitch - tonic));
        return sum;
    };
    double sum = one(*blend.own, blend.tonic);
    if (blend.share > 0.0)
        sum = (1.0 - blend.share) * sum + blend.share * one(*blend.other, blend.otherTonic);
    return trust * sum;
}

}  // namespace

HarmonyChain harmonyChain(const HarmonyTables& tables, const std::vector<HarmonySlot>& grid,
                          const std::vector<EvidenceSlot>& melody, const std::vector<SlotKey>& keys,
                          const HarmonyWish& wish) {
    HarmonyChain out;
    out.evidence = models::LogTable(grid.size(), kStates);
    if (grid.empty()) return out;
    // At 0 the chain counts twice, at 1 half as much as learnt.
    const double chainWeight = std::exp2(1.0 - 2.0 * wish.adventure);
    std::vector<SlotKey> known;
    for (std::size_t s = 0; s < grid.size(); ++s) {
        const Blend blend = blendOf(tables, keys[s], wish.modeBias);
        for (std::size_t c = 0; c < kStates; ++c) {
            const int state = static_cast<int>(c);
            out.evidence.at(s, c) =
                heard(blend, melody[s], state, tables.trust) + wishFor(wish, s, state, keys[s]);
        }
        auto place = std::find(known.begin(), known.end(), keys[s]);
        if (place == known.end()) place = known.insert(known.end(), keys[s]);
        const auto key = static_cast<std::size_t>(place - known.begin());
        out.chain.tableAt.push_back(
            static_cast<std::uint16_t>(2 * key + (grid[s].place == 0 ? 1U : 0U)));
    }
    const Blend start = blendOf(tables, keys[0], wish.modeBias);
    for (std::size_t c = 0; c < kStates; ++c) {
        const int state = static_cast<int>(c);
        out.chain.initial.push_back(
            chainWeight *
            mixed(start.own->first[static_cast<std::size_t>(relative(state, start.tonic))],
                  start.other->first[static_cast<std::size_t>(relative(state, start.otherTonic))],
                  start.share));
    }
    for (const SlotKey& key : known) {
        const Blend blend = blendOf(tables, key, wish.modeBias);
        for (const bool barStart : {false, true}) {
            models::LogTable table(kStates, kStates);
            for (std::size_t a = 0; a < kStates; ++a)
                for (std::size_t b = 0; b < kStates; ++b) {
                    const int from = static_cast<int>(a);
                    const int to = static_cast<int>(b);
                    table.at(a, b) =
                        chainWeight *
                        mixed(blend.own->nextAt(barStart, relative(from, blend.tonic),
                                                relative(to, blend.tonic)),
                              blend.other->nextAt(barStart, relative(from, blend.otherTonic),
                                                  relative(to, blend.otherTonic)),
                              blend.share);
                }
            for (const auto& [before, after] : wish.forbidden[key.minor ? 1 : 0])
                table.at(static_cast<std::size_t>(absolute(before, key.tonic)),
                         static_cast<std::size_t>(absolute(after, key.tonic))) = kNever;
            out.chain.transitions.push_back(std::move(table));
        }
    }
    out.chain.longest = kLongestChord;
    // A table of all lengths at all places: the chain asks for them very often.
    auto lengths = std::make_shared<std::vector<double>>(grid.size() * kLongestChord, kNever);
    std::vector<char> opens(grid.size() + 1, 1);
    for (std::size_t s = 1; s < grid.size(); ++s) {
        const bool decided = !wish.fixed.empty() && (wish.fixed[s] >= 0 || wish.fixed[s - 1] >= 0);
        opens[s] = decided || mayBegin(grid[s], wish.rhythm, grid[0].bar) ? 1 : 0;
    }
    for (std::size_t s = 0; s < grid.size(); ++s)
        for (std::size_t d = 1; d <= kLongestChord && s + d <= grid.size(); ++d) {
            if (opens[s + d] == 0) continue;
            double value = chainWeight * tables.durationAt(grid[s], d);
            if (wish.rhythm == HarmonicRhythm::Beat)
                value -= kHurry * static_cast<double>(d - 1);
            else if (wish.rhythm != HarmonicRhythm::Free)
                value = 0.0;
            (*lengths)[s * kLongestChord + d - 1] = value;
        }
    out.chain.duration = [lengths](std::size_t begin, std::size_t, std::size_t length) {
        return (*lengths)[begin * kLongestChord + length - 1];
    };
    return out;
}

double logPosterior(const HarmonyChain& harmony, const std::vector<int>& chords) {
    models::LogTable clamped = harmony.evidence;
    for (std::size_t t = 0; t < clamped.rows; ++t)
        for (std::size_t c = 0; c < clamped.columns; ++c)
            if (static_cast<int>(c) != chords[t]) clamped.at(t, c) = kNever;
    return harmony.chain.logLikelihood(clamped) - harmony.chain.logLikelihood(harmony.evidence);
}

}  // namespace arioso
