#pragma once

#include <span>
#include <vector>

#include "tools/eval/measure/note_envelope.h"
#include "tools/eval/measure/note_sites.h"

namespace arioso::eval {

/// What one note of a piece of audio measures; NaN where the note offers no place for it or the
/// sound shows no clear rise or fall there.
struct NoteMeasure {
    double onset = 0.0;            ///< seconds, where the rise crosses half its height
    double attack = 0.0;           ///< seconds from 10 to 90 % of the rise
    double fallDbPerSecond = 0.0;  ///< positive: how fast the level falls in NoteSite::fall
};

/// Measures a note's rise and fall in `audio` (kSampleRate, mono, from time 0).
NoteMeasure measureNote(std::span<const float> audio, const NoteSite& site);

/// Envelope around a note's rise, with room on either side to be shifted in; empty where the note
/// offers no place.
NoteEnvelope riseEnvelope(std::span<const float> audio, const NoteSite& site);
/// Seconds by which the rise `heard` comes later than that of the reference: the shift, at most 80
/// ms, that lays the one's shape in dB best on the other's. Unlike single crossings it is not moved
/// by a wavering tone. NaN if either does not rise by 6 dB.
double riseShift(const NoteEnvelope& heard, const NoteEnvelope& reference);

/// Partials of a note right after its onset, in dB, one a harmonic: what tells whether it sounds.
/// Percussion: one broadband level.
std::vector<double> partialLevels(std::span<const float> audio, const NoteSite& site);
/// Whether a note is missing from a version of the sound whose partials are `levels` while the
/// reference has `reference`: in the median its audible partials are 12 dB too low.
bool isMissing(const std::vector<double>& levels, const std::vector<double>& reference);

}  // namespace arioso::eval
