#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace arioso {

/// The rules of performance (KTH), in the order of performanceRules, and what a palette sets for
/// all notes alike.
enum class Rule {
    DurationContrast,
    DurationContrastArticulation,
    DoubleDuration,
    Punctuation,
    PhraseArch,
    SubPhraseArch,
    FinalRitard,
    HighLoud,
    MelodicCharge,
    HarmonicCharge,
    FasterUphill,
    LeapTone,
    LeapArticulation,
    RepetitionArticulation,
    ScoreLegato,
    ScoreStaccato,
    Inegales,
    EnsembleSwing,
    MetricAccents,
    Tempo,
    Level,
    Articulation,
    Brightness,
    Attack
};
inline constexpr std::size_t kRules = 24;

struct RuleRange {
    const char* name;
    double low;
    double high;
    double neutral;       ///< changes nothing
    const char* meaning;  ///< one line for the user
};

/// Names and ranges, in the order of Rule. A rule's quantity k scales it: 0 is off, 1 what was
/// published as usual, below 0 its opposite.
const std::array<RuleRange, kRules>& performanceRules();

/// Nothing if there is no rule of that name.
std::optional<Rule> ruleNamed(std::string_view name);

/// What a rule does to a note.
struct Deviation {
    double ms = 0.0;     ///< added to the time until the next onset
    double db = 0.0;     ///< added to the level
    double gapMs = 0.0;  ///< added to the silence before the next onset; below 0 it overlaps
    bool operator==(const Deviation&) const = default;
};

/// How much of each rule: a performer's palette.
struct Quantities {
    Quantities();  ///< all neutral: a mechanical performance
    double& operator[](Rule rule) { return k[static_cast<std::size_t>(rule)]; }
    double operator[](Rule rule) const { return k[static_cast<std::size_t>(rule)]; }
    /// On the straight line from `a` (place 0) to `b` (place 1).
    static Quantities between(const Quantities& a, const Quantities& b, double place);
    bool operator==(const Quantities&) const = default;

    std::array<double, kRules> k{};
};

}  // namespace arioso
