#pragma once

#include <array>

namespace arioso {

/// The curves that a user draws, by the names and ranges of singers' editors.
enum class Expression { Dynamics, Pitch, Vibrato, Breathiness, Tension, Gender, Voicing, Attack };

struct ExpressionRange {
    const char* name;
    float low;
    float high;
    float neutral;
    bool singersOnly;  ///< means nothing to an instrument
};

/// In the order of Expression: dynamics in tenths of a dB, pitch in cents, vibrato and attack in
/// percent of the usual, voicing in percent, the others -100 … 100.
const std::array<ExpressionRange, 8>& expressionRanges();

const ExpressionRange& rangeOf(Expression kind);

}  // namespace arioso
