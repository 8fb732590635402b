#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsp/excitation.h"
#include "src/perform/rules/rule.h"

namespace arioso {

/// A phoneme placed in time. `symbol` is espeak-ng's IPA without stress and length marks.
struct PhonemeSpan {
    std::string symbol;
    double start = 0.0;  ///< seconds, absolute
    double end = 0.0;
    bool vowel = false;
    bool operator==(const PhonemeSpan&) const = default;
};

/// What a rule did to a note: to the time until the next onset of any part, to its level, to the
/// gap behind it.
struct RuleShare {
    Rule rule = Rule::PhraseArch;
    Deviation deviation;
    bool operator==(const RuleShare&) const = default;
};

/// Linear interpolation between points, held outside.
struct CurvePoint {
    double seconds = 0.0;
    float value = 0.0F;
    bool operator==(const CurvePoint&) const = default;
};

/// One played note. Times in seconds from the start of the performance.
struct PerformedNote {
    double onset = 0.0;
    double offset = 0.0;                ///< when damping begins: articulation and pedal are in it
    float pitch = 60.0F;                ///< MIDI note number, fractional; drums: GM key
    float velocity = 0.6F;              ///< 0…1
    float rise = 0.0F;                  ///< seconds added to its instrument's own rise; not sung
    std::vector<dsp::PitchPoint> bend;  ///< cents against `pitch`, after onset
    std::vector<CurvePoint> levels;     ///< dB after onset, 0 outside; see PerformedPart::gainDb
    std::vector<PhonemeSpan> phonemes;
    std::string syllable;  ///< as shown to the user; empty without lyrics
    int measure = 0;
    std::uint32_t id = 0;          ///< index of the note within its part, stable across renders
    int voice = 1;                 ///< as written
    int rank = 0;                  ///< place in a chord of its voice, from the top: see chordRanks
    std::vector<RuleShare> rules;  ///< only where PerformOptions::keepRules asks for them
    bool operator==(const PerformedNote&) const = default;
};

/// How a voice sounds beside its notes and words, by the names and ranges of singers' editors.
/// Empty = the neutral value in brackets.
struct VoiceCurves {
    std::vector<CurvePoint> breathiness;  ///< -100 … 100 [0]
    std::vector<CurvePoint> tension;      ///< -100 … 100 [0]
    std::vector<CurvePoint> gender;       ///< -100 … 100 [0], positive = a longer throat
    std::vector<CurvePoint> voicing;      ///< 0 … 100 [100], 0 = whispered
    bool operator==(const VoiceCurves&) const = default;
};

/// One stem: everything one instrument plays, in seconds.
struct PerformedPart {
    std::string name;
    int program = 0;  ///< General MIDI, 0-based; ignored for percussion
    bool percussion = false;
    bool vocal = false;
    std::vector<PerformedNote> notes;  ///< sorted by onset
    /// Gain curve in dB from expression and volume controllers and hairpins; applied to the
    /// finished stem, not seen by the models. Empty = 0 dB.
    std::vector<CurvePoint> gainDb;
    std::vector<CurvePoint> pan;  ///< -1 left … 1 right; empty = the instrument's own place
    /// A tilt of the spectrum in dB at 5 kHz and above, nothing at 500 Hz and below; empty = 0. An
    /// approximation of what a player does to the timbre beyond what loudness does to it.
    std::vector<CurvePoint> brightness;
    VoiceCurves voice;  ///< of a singer
    bool operator==(const PerformedPart&) const = default;
};

struct MeasureTime {
    std::string number;
    double seconds = 0.0;
    int beats = 4;
    int beatType = 4;
};

/// What is really played. Parts whose program changes are split: one PerformedPart a program.
struct Performance {
    double duration = 0.0;  ///< seconds to the last offset, without release tails
    std::vector<PerformedPart> parts;
    std::vector<MeasureTime> measures;
    /// What could not be performed as written, a line each for the user.
    std::vector<std::string> diagnostics;
};

}  // namespace arioso
