#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "src/perform/clock.h"
#include "src/perform/performance.h"
#include "src/perform/score_place.h"
#include "src/score/expression_kind.h"

namespace arioso {

/// A point as written.
struct ExpressionPoint : ScorePlace {
    float value = 0.0F;
};

struct ExpressionCurve {
    Expression kind = Expression::Dynamics;
    std::vector<ExpressionPoint> points;
    std::string origin;  ///< for messages: file, line and name
};

/// Curves by part as the file names it: name, id or number; "*" is every part that sings.
using ExpressionSheet = std::map<std::string, std::vector<ExpressionCurve>>;

/// Reads a .toml or .json file:
///
///   [Soprano]
///   breathiness = [["1:1", 0], ["3:1", 40], [12.5, 40]]
///   vibrato = 0
///
/// A point is a place and a value: "measure:beat" ("3#2:1" when the measure is played the second
/// time), or seconds; a single number holds throughout. Error(Input) names file, line or key, what
/// was expected and what was found.
ExpressionSheet readExpressions(const std::filesystem::path& path);

/// SCORE.curves.toml or SCORE.curves.json beside a score, SCORE being its name without the ending;
/// empty if there is none.
std::filesystem::path expressionsBeside(const std::filesystem::path& score);

/// A curve in seconds, sorted: linear between its points, held outside. Error(Input) for a place
/// that the score has not.
std::vector<CurvePoint> placeExpression(const ExpressionCurve& curve, const Score& score,
                                        const PerformanceClock& clock);

/// The gain in dB of an attack curve: at each note that begins after a rest or with a new syllable,
/// its first tenth of a second is as loud as the curve says in percent, 0 being -26 dB.
std::vector<CurvePoint> attackGain(const std::vector<PerformedNote>& notes,
                                   const std::vector<CurvePoint>& attack);

}  // namespace arioso
