#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/wgan.h"
#include "src/compose/metre_plan.h"

namespace arioso {

/// Sixteenths of the longest bar that a pattern has.
inline constexpr int kPatternSteps = 16;
/// Tones of a chord from below: bass, another bass, three inner voices, one above them.
inline constexpr int kPatternRows = 6;
inline constexpr int kPatternCells = 2 * kPatternRows * kPatternSteps;

/// Bars whose patterns are learnt: of 16 sixteenths, of 12 in three, of 12 in two.
enum class PatternMetre { Four, Three, Six };
int patternSteps(PatternMetre metre);
/// Absent for metres without patterns. 2/4 is the first half of a Four.
std::optional<PatternMetre> patternMetreOf(const MetrePlan& metre);

/// How a chord is played through a bar: which of its tones start, and which sound on, at each
/// sixteenth.
struct BarPattern {
    std::array<char, kPatternCells> cells{};

    [[nodiscard]] bool starts(int row, int step) const { return cells[place(row, step)] != 0; }
    /// Sounds on from the step before.
    [[nodiscard]] bool holds(int row, int step) const {
        return cells[place(row, step) + kCells] != 0;
    }
    void set(int row, int step, int steps);
    /// Without steps beyond the metre's, and without tones that sound on from nothing.
    void clean(PatternMetre metre);
    /// Sixteenths that the tone started at a step lasts.
    [[nodiscard]] int lengthOf(int row, int step) const;
    bool operator==(const BarPattern&) const = default;

  private:
    static constexpr std::size_t kCells = std::size_t{kPatternRows} * kPatternSteps;
    static std::size_t place(int row, int step) {
        return static_cast<std::size_t>(row * kPatternSteps + step);
    }
};

/// What a pattern is asked to be like, each 0…1.
struct PatternWish {
    PatternMetre metre = PatternMetre::Four;
    double density = 0.4;    ///< share of the sixteenths at which something starts
    double thickness = 0.3;  ///< 0 one tone at a time … 1 four or more
    double low = 0.3;        ///< share of these starts in which a bass takes part
};
/// What a pattern is like.
PatternWish wishOf(const BarPattern& pattern, PatternMetre metre);
/// A wish as the generator is told.
std::vector<float> patternCondition(const PatternWish& wish);
inline constexpr int kPatternConditions = 6;

/// A generator of accompaniments (WGAN-GP). Immutable; any thread.
struct PatternModel {
    models::WganShape shape;
    models::Perceptron generator;

    /// The same latent numbers give the same pattern under one wish, near ones a variation.
    [[nodiscard]] BarPattern draw(const std::vector<float>& latent, const PatternWish& wish) const;
};

/// Weights as the bytes of a safetensors file (half precision), and back. Error(Model).
std::string patternBytes(const PatternModel& model);
std::shared_ptr<const PatternModel> parsePatterns(const std::string& bytes,
                                                  const std::string& name);
/// Reads the weights that `folder`/manifest.json names as models.patterns. Error(Model).
std::shared_ptr<const PatternModel> loadPatterns(const std::filesystem::path& folder);

}  // namespace arioso
