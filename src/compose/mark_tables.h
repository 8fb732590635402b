#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace arioso {

/// What adorns a note.
enum class Ornament { None, Trill, Turn, Mordent, Grace, Graces };
inline constexpr std::size_t kOrnaments = 6;

/// How a note is touched, and how it leads to the next.
enum class Touch { Plain, Slurred, Staccato, Accent, Tenuto };
inline constexpr std::size_t kTouches = 5;

/// The place of a note, as far as its marks depend on it.
struct MarkPlace {
    static constexpr std::size_t kPeriods = 2;
    static constexpr std::size_t kLengths = 4;
    static constexpr std::size_t kStrengths = 3;
    static constexpr std::size_t kMoves = 6;
    static constexpr std::size_t kAll = kPeriods * kLengths * kStrengths * kMoves * kTouches;

    std::size_t period = 1;  ///< 0 = as ornaments were played before 1828, 1 = after (ornaments.h)
    std::size_t length = 1;  ///< shorter than an eighth, than a quarter, than a half, others
    std::size_t strength = 1;  ///< strong, on a beat, between beats
    std::size_t move = 0;      ///< to the next: step down, up, leap down, up, the same, or a rest
    Touch before = Touch::Plain;  ///< of the note before

    [[nodiscard]] std::size_t index() const;
};

/// How loudness moves over four bars: its direction in the first two and in the last two, each
/// down, level or up.
inline constexpr std::size_t kSwells = 9;
/// How loud four bars begin against the mean of the piece: steps between signs, -2 … 2.
inline constexpr std::size_t kLevelSteps = 5;
/// Where four bars stand in the piece: its beginning, its middle, its end.
inline constexpr std::size_t kPiecePlaces = 3;
/// Diatonic steps from a grace note to its main note, -3 … 3; 0 is the same pitch.
inline constexpr std::size_t kGraceSteps = 7;

/// Ornaments, articulation and dynamics as they were counted in scores; all are probabilities.
struct MarkTables {
    std::vector<float> ornaments;  ///< by MarkPlace::index, then Ornament
    std::vector<float> touches;    ///< by MarkPlace::index, then Touch
    std::vector<float> graces;     ///< kGraceSteps
    std::vector<float> levels;     ///< kPiecePlaces by kLevelSteps
    std::vector<float> swells;     ///< kPiecePlaces by kSwells

    [[nodiscard]] const float* ornamentsAt(const MarkPlace& place) const {
        return &ornaments[place.index() * kOrnaments];
    }
    [[nodiscard]] const float* touchesAt(const MarkPlace& place) const {
        return &touches[place.index() * kTouches];
    }
};

std::string markBytes(const MarkTables& tables);
/// Error(Model), `name` stands for the file.
std::shared_ptr<const MarkTables> parseMarks(const std::string& bytes, const std::string& name);

}  // namespace arioso
