#pragma once

#include <array>
#include <vector>

#include "src/compose/mark_tables.h"
#include "src/score/score.h"

namespace arioso {

/// What one note of a score teaches.
struct MarkedNote {
    MarkPlace place;
    Ornament ornament = Ornament::None;
    Touch touch = Touch::Plain;
    /// Diatonic steps from a single grace note to the note, -3 … 3; 4 = none, or too far.
    int grace = 4;
};

/// What four bars of a part teach.
struct MarkedBars {
    std::size_t place = 0;  ///< in the piece
    std::size_t level = 0;  ///< index among kLevelSteps
    std::size_t swell = 0;  ///< index among kSwells
};

struct MarkStudy {
    std::vector<std::vector<MarkedNote>> lines;  ///< one a part
    std::vector<MarkedBars> dynamics;
};

/// Marks of the upper lines of parts that play (singers' slurs are melismas), and dynamics of parts
/// that have several signs. Parts without any mark teach nothing: nobody has marked them.
MarkStudy studyMarks(const Score& score);

/// The place of a note of a line. `strength` as MetrePlan::strength; `next` null at the end.
MarkPlace markPlace(double quarters, int strength, double pitch, double end,
                    const double* nextPitch, double nextOnset, std::size_t period, Touch before);

/// 0 before the romantic age, 1 from it on, by the composer's name.
std::size_t markPeriod(const std::string& composer);

/// The sign of a change of level: 0 down, 1 level, 2 up.
std::size_t directionOf(double change);

/// Distance between neighbouring signs of loudness, as levels 0…1.
inline constexpr double kSignStep = 0.11;

}  // namespace arioso
