#pragma once

#include <set>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/synth/render_plan.h"
#include "src/synth/render_request.h"

namespace arioso {

/// Whether a stem has words to sing.
bool singsWords(const StemPlan& stem);

/// The voice that a part gets unless the user names one: of those that were trained to sing
/// `language` (else of those that can try), the one whose register the part's name asks for
/// (soprano, alto, tenor, bass and their like), else the one whose range holds most of its notes.
/// `exact` is false where no voice was trained to sing the language.
const Instrument& voiceFor(const InstrumentTable& voices, const PerformedPart& part,
                           const std::string& language, bool* exact = nullptr);

/// What had to be done for a voice to reach all notes of a part.
struct RangeFit {
    std::size_t outside = 0;  ///< notes outside the range as written
    int octaves = 0;          ///< that the whole part was moved by
};

/// Moves notes outside a voice's range by octaves into it. Where more than a few lie outside, the
/// whole melody moves, as a singer would do it; then what still lies outside.
RangeFit fitRange(PerformedPart& part, const Instrument& voice);

/// Gives every stem of `plan` that sings words a voice: that of `request.voices`, else voiceFor;
/// where voices of one stave have singers of their own, each by its own notes.
/// `chosen`: parts of the score that the user gave an instrument, which they keep. What had to be
/// moved or guessed is told in `plan.notes`; with `request.strict` notes out of range are
/// Error(Input). Error(Usage) for a voice or a part that does not exist.
void assignVoices(const RenderRequest& request, const Score& score, const InstrumentTable& voices,
                  const std::set<std::size_t>& chosen, RenderPlan& plan);

}  // namespace arioso
