#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/lyrics/melody.h"
#include "src/lyrics/syllables.h"

namespace arioso {

/// Slot of each syllable (or hold), ascending. Shorter than `syllables` if the notes run out: the
/// last syllables have none. The cheapest way by dynamic programming: a melisma costs least under a
/// slur and most across a rest, a line likes to begin with a phrase, a stressed syllable likes a
/// strong beat and a light one does not, a time stamp pulls.
std::vector<std::size_t> alignSyllables(const std::vector<Syllable>& syllables,
                                        const std::vector<MelodySlot>& slots);

/// Makes other slots a little dearer than they are, by chance: another way of laying the same words
/// that is hardly worse. Variant 0 changes nothing; the same number, the same change.
void varySlots(std::vector<MelodySlot>& slots, std::uint64_t variant);

}  // namespace arioso
