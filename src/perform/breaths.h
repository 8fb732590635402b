#pragma once

#include <vector>

#include "src/perform/performance.h"
#include "src/perform/phone_lengths.h"
#include "src/perform/plan.h"
#include "src/perform/sung_words.h"

namespace arioso {

/// The symbol of a breath among a note's phonemes. It is none of phonemeInventory(): to the models
/// it is silence, the excitation has soft noise there.
constexpr const char* kBreath = "br";

/// Decides where the singer of a line breathes: in rests of 250 ms and more, at breath marks and
/// caesuras, at the ends of lines and sentences and at commas where the line leaves the time, and
/// before seven seconds have been sung without one, there behind the longest note before a new
/// word; never inside a word. A breath takes 200 to 450 ms (a forced one 180 at least), the more
/// the longer the phrase after it, and ends where the consonants of its syllable begin; for it the
/// note before is shortened, to three fifths at least (a forced one to a third). Onsets stay. Sets
/// SungMoment::breath and PerformedNote::offset. After the figures of two sung databases (Kiritan,
/// Itako: median 308 ms, phrases of 2.5 s and 6.9 s at most).
void planBreaths(std::vector<SungMoment>& line, const std::vector<PlannedNote>& notes,
                 const PhoneLengths& lengths, PerformedPart& stem);

}  // namespace arioso
