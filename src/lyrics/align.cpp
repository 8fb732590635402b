#include "src/lyrics/align.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dsp/philox.h"

namespace arioso {
namespace {

constexpr float kMelisma = 1.0F;  // a note without a syllable
constexpr float kMelismaSlurred = 0.05F;
constexpr float kMelismaAfterRest = 4.0F;
constexpr float kUnsung = 0.3F;        // a note after the last word
constexpr float kBrokenSlur = 1.5F;    // a syllable begins under a slur
constexpr float kLineInPhrase = 2.5F;  // a line begins where no phrase does
constexpr float kPhraseInLine = 0.6F;  // a phrase begins where no line does
constexpr float kWeakStress = 0.45F;   // a stressed syllable on the weakest place
constexpr float kStrongLight = 0.25F;  // a light one on the first beat
constexpr float kPerSecond = 6.0F;     // away from a time stamp
constexpr float kAwayMost = 20.0F;
/// Table cells beyond which texts are laid note by note: a book under a symphony.
constexpr std::size_t kMostCells = 60'000'000;

float skipCost(const MelodySlot& slot) {
    if (slot.pass >= 0.0F) return slot.pass;
    if (slot.tiedOn) return kMelismaSlurred;
    if (slot.phraseStart) return kMelismaAfterRest;
    return slot.length < 0.75 ? 0.8F * kMelisma : kMelisma;
}

float placeCost(const Syllable& syllable, const MelodySlot& slot) {
    float cost = 0.0F;
    if (syllable.hold) return slot.phraseStart ? kMelismaAfterRest : 0.0F;
    cost += slot.enter;
    if (slot.tiedOn) cost += kBrokenSlur;
    if (syllable.lineStart && !slot.phraseStart) cost += kLineInPhrase;
    if (!syllable.lineStart && slot.phraseStart) cost += kPhraseInLine;
    if (syllable.stress >= 0.0F && slot.weight >= 0.0F) {
        cost += kWeakStress * syllable.stress * (1.0F - slot.weight);
        cost += kStrongLight * (1.0F - syllable.stress) * slot.weight;
    }
    if (syllable.seconds) {
        const double away = std::abs(*syllable.seconds - slot.seconds);
        cost += std::min(kAwayMost, kPerSecond * static_cast<float>(away));
    }
    return cost;
}

std::vector<std::size_t> oneEach(std::size_t count) {
    std::vector<std::size_t> out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = i;
    return out;
}

}  // namespace

void varySlots(std::vector<MelodySlot>& slots, std::uint64_t variant) {
    if (variant == 0) return;
    // Less than what a stress on the wrong place costs, so that chance decides near ties first.
    constexpr float kChance = 0.6F;
    const dsp::Philox random(variant);
    for (std::size_t i = 0; i < slots.size(); ++i) slots[i].enter += kChance * random.uniform(i);
}

std::vector<std::size_t> alignSyllables(const std::vector<Syllable>& syllables,
                                        const std::vector<MelodySlot>& slots) {
    const std::size_t notes = slots.size();
    const std::size_t count = std::min(syllables.size(), notes);
    if (count == 0) return {};
    if (syllables.size() >= notes || count * notes > kMostCells) return oneEach(count);
    // Costs of leaving the first slots out, whatever is a note of its own.
    std::vector<float> before(notes + 1, 0.0F);
    for (std::size_t j = 0; j < notes; ++j)
        before[j + 1] = before[j] + (slots[j].pass >= 0.0F ? 0.0F : 1.0F);
    bool timed = false;
    for (const Syllable& syllable : syllables) timed = timed || syllable.seconds.has_value();

    // best[j]: cost of the syllables so far with the last one on a slot up to j, the slots after it
    // sung on as its melisma.
    constexpr float kNever = std::numeric_limits<float>::max() / 4;
    std::vector<float> best(notes, kNever);
    std::vector<float> place(notes);
    std::vector<bool> stays(count * notes);  // the slot carries on the melisma of an earlier one
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < notes; ++j) {
            float earlier = kNever;
            if (i == 0) {
                // Notes before the first word: an introduction if times say so.
                earlier = (timed ? 0.05F : kMelisma) * before[j];
            } else if (j > 0) {
                earlier = best[j - 1];
            }
            place[j] = earlier >= kNever ? kNever : earlier + placeCost(syllables[i], slots[j]);
        }
        float running = kNever;
        for (std::size_t j = 0; j < notes; ++j) {
            const float held = running >= kNever ? kNever : running + skipCost(slots[j]);
            stays[i * notes + j] = held < place[j];
            running = std::min(held, place[j]);
            best[j] = running;
        }
        if (i + 1 == count) {
            // The last word need not hold to the end of the piece.
            std::size_t last = 0;
            float least = kNever;
            for (std::size_t j = 0; j < notes; ++j) {
                const float cost = place[j] + kUnsung * (before[notes] - before[j + 1]);
                if (cost < least) {
                    least = cost;
                    last = j;
                }
            }
            std::vector<std::size_t> out(count);
            std::size_t j = last;
            out[count - 1] = j;
            for (std::size_t k = count - 1; k-- > 0;) {
                --j;
                while (stays[k * notes + j]) --j;
                out[k] = j;
            }
            return out;
        }
    }
    return {};
}

}  // namespace arioso
