#include "src/compose/progression.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "models/guided_sampler.h"
#include "src/compose/harmony_rules.h"

namespace arioso {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

bool isTonic(Chord chord, bool minor) {
    return chord.root == 0 && chord.quality == (minor ? ChordQuality::Minor : ChordQuality::Major);
}

bool isDominant(Chord chord) {
    return chord.root == 7 &&
           (chord.quality == ChordQuality::Major || chord.quality == ChordQuality::Dominant7);
}

/// Whether a chord is the dominant (or its seventh) of a chord of the key, and not of the key.
bool isAppliedDominant(Chord chord, bool minor) {
    if (chord.quality != ChordQuality::Dominant7) return false;
    const int goal = pitchClassOf(chord.root + 5);
    return minor ? goal == 3 || goal == 5 || goal == 7 || goal == 8
                 : goal == 2 || goal == 5 || goal == 7 || goal == 9;
}

/// How welcome a chord is in a character, before the learnt progressions speak.
double welcome(Chord chord, const Character& character) {
    const std::uint32_t scale =
        scaleMask(character.minor) | (character.minor ? scaleMask(true, true) : 0U);
    const bool diatonic = (chordMask(chord) & ~scale) == 0;
    double out = 0.0;
    if (!diatonic) {
        if (!isAppliedDominant(chord, character.minor) &&
            chord.quality != ChordQuality::Diminished7)
            return -7.0 + 4.0 * character.colour;
        out -= 3.0 - 2.5 * character.colour;
    }
    switch (chord.quality) {
        case ChordQuality::Major:
        case ChordQuality::Minor:
            break;
        case ChordQuality::Dominant7:
            out += 0.2;
            break;
        case ChordQuality::Major7:
        case ChordQuality::Minor7:
            out -= 1.6 - 2.2 * character.colour;
            break;
        case ChordQuality::HalfDiminished7:
            out -= character.minor ? 0.3 : 1.2;
            break;
        case ChordQuality::Diminished:
            out -= 1.4;
            break;
        case ChordQuality::Diminished7:
            out -= 2.2 - 2.0 * character.colour;
            break;
        case ChordQuality::Augmented:
            out -= 5.0;
            break;
    }
    // The leading-note-less dominant of the minor key is for other styles.
    if (character.minor && chord.root == 7 && !isDominant(chord)) out -= 3.0;
    // A mediant seventh or triad is where learnt labels are least sure.
    if (!character.minor && chord.root == 4 && chord.quality != ChordQuality::Dominant7) out -= 1.0;
    return out;
}

struct Layout {
    std::vector<ChordSlot> slots;
    std::vector<int> like;  ///< index of the chord wished for; -1 = none
};

void addBar(Layout& layout, const MetrePlan& metre, int bar, bool split) {
    const int start = bar * metre.barTicks;
    if (split && metre.half > 0) {
        layout.slots.push_back({start, metre.half, bar, {}});
        layout.slots.push_back({start + metre.half, metre.barTicks - metre.half, bar, {}});
    } else {
        layout.slots.push_back({start, metre.barTicks, bar, {}});
    }
    layout.like.resize(layout.slots.size(), -1);
}

/// Where chords change: mostly by the bar, faster towards the cadence.
Layout layOut(const MetrePlan& metre, const Character& character, const ProgressionWish& wish,
              models::RandomStream& random) {
    Layout layout;
    const double split = std::clamp(character.chordsPerBar - 1.0, 0.0, 1.0);
    const int copied =
        wish.like == nullptr ? 0 : std::max(0, wish.bars - 1 - (wish.bars >= 4 ? 1 : 0));
    for (int bar = 0; bar < wish.bars; ++bar) {
        if (bar < copied) {
            const std::size_t before = layout.slots.size();
            for (const ChordSlot& slot : *wish.like) {
                if (slot.bar != bar) continue;
                layout.slots.push_back(slot);
                layout.like.push_back(random.chance(wish.likeness) ? slot.chord.index() : -1);
            }
            const bool held = before > 0 && slotAt(*wish.like, bar * metre.barTicks).bar < bar;
            if (held || layout.slots.size() > before) continue;
        }
        const bool beforeLast = bar == wish.bars - 2;
        const bool last = bar == wish.bars - 1;
        // Slow harmony: the chord of the first bar may last for two.
        if (!last && !beforeLast && bar % 2 == 1 && character.chordsPerBar < 1.0 &&
            !layout.slots.empty() && random.chance(2.0 * (1.0 - character.chordsPerBar))) {
            layout.slots.back().length += metre.barTicks;
            continue;
        }
        addBar(layout, metre, bar, !last && random.chance(beforeLast ? 0.35 + split : split));
    }
    for (std::size_t i = 0; i < layout.slots.size(); ++i) {
        const int end =
            i + 1 < layout.slots.size() ? layout.slots[i + 1].start : wish.bars * metre.barTicks;
        layout.slots[i].length = end - layout.slots[i].start;
    }
    return layout;
}

}  // namespace

std::vector<ChordSlot> writeProgression(const ComposerTables& tables, const MetrePlan& metre,
                                        const Character& character, const ProgressionWish& wish,
                                        models::RandomStream& random) {
    const HarmonyRules& rules = wish.rules != nullptr ? *wish.rules : builtInHarmonyRules();
    Layout layout = layOut(metre, character, wish, random);
    const std::size_t count = layout.slots.size();
    models::GuidedSampler::Plan plan;
    plan.length = count;
    plan.unary = [&](std::size_t t, int symbol) {
        if (symbol == kChordPhraseEnd) return kNever;
        const Chord chord = Chord::fromIndex(symbol);
        double sum = welcome(chord, character);
        if (count >= 2)
            sum += rules.cadenceWeight(wish.cadence, count - 1 - t, chord, character.minor);
        if (t == 0 && count >= 2) {
            const bool tonic = isTonic(chord, character.minor);
            if (wish.contrast)
                sum += tonic ? -1.5 : isDominant(chord) ? -0.3 : 0.0;
            else
                sum += tonic ? 4.0 : 0.0;
        }
        // Between its ends a phrase looks for other ground than the tonic and its dominant.
        if (t > 0 && t + 2 < count) {
            if (chord.root == 0) sum -= 1.2;
            if (chord.root == 7) sum -= 0.6;
            if (chord.root == 5 || chord.root == 2 || chord.root == 9) sum += 0.5;
        }
        if (layout.like[t] >= 0 && t + 2 < count && symbol == layout.like[t]) sum += 6.0;
        return sum;
    };
    plan.pair = [&](std::size_t t, int before, int symbol) {
        if (before == kChordPhraseEnd) return 0.0;
        const Chord from = Chord::fromIndex(before);
        const Chord to = Chord::fromIndex(symbol);
        if (rules.forbids(from, to, character.minor)) return kNever;
        double sum = 0.0;
        if (from == to)
            sum -= t + 2 >= count ? 8.0 : 2.5;
        else if (from.root == to.root)
            sum -= 1.5;
        // Dominants do not fall back, and a chord that wants to resolve does.
        if (isDominant(from) && (to.root == 5 || to.root == 2)) sum -= rules.retrogression;
        if (isAppliedDominant(from, character.minor) && pitchClassOf(from.root + 5) != to.root)
            sum -= rules.appliedDominant;
        if (from.quality == ChordQuality::Diminished7 && pitchClassOf(from.root + 1) != to.root &&
            pitchClassOf(from.root + 4) != to.root && to.root != 7)
            sum -= rules.diminishedSeventh;
        return sum;
    };
    plan.trust = 0.9;
    std::vector<int> context = {kChordPhraseEnd};
    if (wish.before >= 0) context = {wish.before, kChordPhraseEnd};
    const models::GuidedSampler sampler(tables.chords[character.minor ? 1 : 0], context, plan);
    models::SamplingOptions options;
    options.temperature = 0.75 + 0.35 * character.colour;
    options.topP = 0.96;
    const std::vector<int> symbols = sampler.draw(options, random);
    for (std::size_t i = 0; i < count; ++i) layout.slots[i].chord = Chord::fromIndex(symbols[i]);
    return layout.slots;
}

const ChordSlot& slotAt(const std::vector<ChordSlot>& slots, int tick) {
    const ChordSlot* found = &slots.front();
    for (const ChordSlot& slot : slots)
        if (slot.start <= tick) found = &slot;
    return *found;
}

}  // namespace arioso
