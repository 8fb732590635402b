#pragma once

#include <vector>

#include "dsp/excitation.h"
#include "src/condition/instruments.h"
#include "src/perform/performance.h"

namespace arioso {

/// The excitation of a sung stem. Where phonemes are voiced, pulses: one train without a seam from
/// one voiceless sound to the next, across the notes of a legato, with the pitch of the note that
/// is sung at each moment; where they are not, noise; voiced fricatives have both. Notes without
/// phonemes are vowels. Several notes at a time are several singers. Any thread.
std::vector<dsp::ExcitationNote> vocalNotes(const PerformedPart& part,
                                            const Instrument& instrument);

}  // namespace arioso
