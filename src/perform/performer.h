#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/perform/affect_curve.h"
#include "src/perform/expression.h"
#include "src/perform/performance.h"
#include "src/score/score.h"

namespace arioso {

class PhoneLengths;

struct PerformOptions {
    double tempoScale = 1.0;  ///< 2 = twice as fast
    double transpose = 0.0;   ///< semitones; percussion stays
    double humanize = 0.3;    ///< 0 = exactly as written … 1 = loose
    std::uint64_t seed = 0;
    std::string language;  ///< of the lyrics; empty = the score's, else "en"
    bool breaths = true;   ///< singers breathe (see planBreaths)
    bool words = true;     ///< sung; false leaves phonemes and syllables out, which takes time
    /// From 1 on: the pitch of vocal parts is that of this member of a choir, the rest is the same.
    int singer = 0;
    /// Curves that the user drew, by index of the part in the score.
    std::map<std::size_t, std::vector<ExpressionCurve>> expression;
    /// How feelings and structure are played (KTH rules); no points: without rules.
    PerformanceStyle style;
    bool keepRules = false;                 ///< notes say what each rule did to them
    const PhoneLengths* lengths = nullptr;  ///< null = PhoneLengths::builtIn; outlives the call
    /// Names of the parts in remarks; empty = the score's.
    std::vector<std::string> partNames;
};

/// Written score to seconds: tempo map, articulation, pedal, dynamics and hairpins, grace notes,
/// ornaments, small seeded deviations, syllables to phonemes with vowels on the beat and consonants
/// before it. Deterministic in (score, options).
Performance perform(const Score& score, const PerformOptions& options = {});

}  // namespace arioso
