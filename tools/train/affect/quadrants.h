#pragma once

#include <array>
#include <cstddef>

namespace arioso::train {

/// The quarters of the plane of valence and arousal, counted against one another.
class Quadrants {
  public:
    static constexpr std::size_t kCount = 4;
    static constexpr std::array<const char*, kCount> kNames = {
        "+valence +arousal", "-valence +arousal", "-valence -arousal", "+valence -arousal"};
    static std::size_t of(double valence, double arousal);

    void add(std::size_t meant, std::size_t heard) { counts_[meant][heard] += 1.0; }
    /// The table, and how often it is right beside chance, on standard output.
    void print() const;
    /// Share that is right.
    [[nodiscard]] double right() const;
    /// Mean over the quarters that occur; 1/4 by chance where all do.
    [[nodiscard]] double balanced() const;

  private:
    [[nodiscard]] double meant(std::size_t quarter) const;
    [[nodiscard]] double all() const;

    std::array<std::array<double, kCount>, kCount> counts_{};
};

}  // namespace arioso::train
