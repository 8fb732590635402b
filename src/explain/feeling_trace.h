#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/perform/affect_curve.h"
#include "src/perform/performance.h"
#include "src/score/score.h"

namespace arioso {

/// What the performance rules did to one written note.
struct NoteShares {
    std::size_t bar = 0;   ///< index into Score::measures
    std::size_t part = 0;  ///< index into Score::parts
    Beat onset;
    int pitch = 60;  ///< sounding MIDI note
    std::vector<RuleShare> rules;
};

/// One quarter of the piece.
struct FeltBeat {
    double at = 0.0;       ///< quarters from the beginning
    double length = 1.0;   ///< quarters; the last may be shorter
    double written = 0.0;  ///< quarters a minute, fermatas as they are played
    double played = 0.0;   ///< the same under the rules
    double db = 0.0;       ///< mean of what the rules add to its notes
    std::size_t notes = 0;
};

/// One bar.
struct FeltBar {
    double written = 0.0;          ///< quarters a minute
    double played = 0.0;           ///< the same under the rules
    double writtenVelocity = 0.0;  ///< mean of its notes, MIDI 1…127
    double playedVelocity = 0.0;   ///< the same under the rules
    double db = 0.0;               ///< mean of what the rules add
    double gapMs = 0.0;            ///< mean of the silence that they add behind notes
};

/// A rule over the whole piece.
struct FeltRule {
    Rule rule = Rule::PhraseArch;
    double lowest = 0.0;    ///< quantity; a curve of feeling moves it
    double highest = 0.0;   ///< quantity
    std::size_t notes = 0;  ///< that it did anything to
    Deviation mean;         ///< of these notes, whatever the sign
};

/// How the feeling asked for changed tempo, level and articulation.
struct FeelingTrace {
    std::string asked;  ///< for the reader: "affect sad"
    double writtenSeconds = 0.0;
    double playedSeconds = 0.0;
    std::vector<FeltBeat> beats;
    std::vector<FeltBar> bars;
    std::vector<FeltRule> rules;    ///< those that are on, in the order of Rule
    std::vector<NoteShares> notes;  ///< in the order of parts and notes
    [[nodiscard]] bool empty() const { return bars.empty(); }
};

/// Performs a score under a style and without it, both without human deviations. A style without
/// points gives an empty trace. `tempoScale` as in PerformOptions. Error(Input) for a place of the
/// style that the score has not.
FeelingTrace traceFeeling(const Score& score, const PerformanceStyle& style,
                          double tempoScale = 1.0);

}  // namespace arioso
