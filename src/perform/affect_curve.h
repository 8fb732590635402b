#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/perform/performance.h"
#include "src/perform/rules/palettes.h"
#include "src/perform/score_place.h"

namespace arioso {

/// The key of a file of curves that is of the whole piece.
inline constexpr const char* kAffectKey = "affect";

/// How a piece is to be performed from a place on.
struct StylePoint {
    ScorePlace place;
    Quantities quantities;
};

/// How a piece is to be performed: quantities that move linearly from point to point and are held
/// outside. No points: mechanically, as if there were no rules.
struct PerformanceStyle {
    std::vector<StylePoint> points;
    std::string origin;  ///< for messages: file, line and name
};

/// One style for the whole piece.
PerformanceStyle constantStyle(const Quantities& quantities);

/// Reads the curve of a .toml or .json file, which may be one of readExpressions too:
///
///   affect = [["1", "calm"], ["9:1", "calm"], ["9:1", [0.8, 0.4]], [62.5, "sad"]]
///
/// A point is a place (measure:beat, or seconds) and a palette, "valence,arousal" or a pair of
/// them; two points at one place make a step. Error(Input) names file, line or key.
PerformanceStyle readAffectCurve(const std::filesystem::path& path, const Palettes& palettes);

/// Whether a file that can be read has such a curve.
bool hasAffectCurve(const std::filesystem::path& path);

/// A style placed in a score.
class StyleCurve {
  public:
    /// Error(Input) for a place that the score has not.
    StyleCurve(const PerformanceStyle& style, const Score& score, const PerformanceClock& clock);
    /// At so many quarters from the start.
    [[nodiscard]] Quantities at(double quarters) const;
    /// One quantity as a curve in seconds; empty where it is always neutral.
    [[nodiscard]] std::vector<CurvePoint> curve(Rule rule, const PerformanceClock& clock) const;

  private:
    struct Point {
        double quarters;
        Quantities quantities;
    };
    std::vector<Point> points_;
};

}  // namespace arioso
