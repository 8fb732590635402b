#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "src/compose/study.h"

namespace arioso {

/// Melodic n-grams of a set of tunes, invariant to transposition and tempo: n notes are n - 1
/// intervals with their length ratios.
class TuneIndex {
  public:
    explicit TuneIndex(std::size_t notes) : notes_(notes) {}

    /// Adds a tune under a number, which it may share with others of the same work.
    void add(const std::vector<StudyNote>& melody, std::size_t number);
    /// Share of a tune's n-grams that the index has; 0 for a tune shorter than n notes.
    [[nodiscard]] double share(const std::vector<StudyNote>& melody) const;
    /// Of each of a tune's n-grams, whether the index has it from a tune of another number than
    /// `but`.
    [[nodiscard]] std::vector<bool> known(const std::vector<StudyNote>& melody,
                                          std::optional<std::size_t> but = {}) const;
    /// The tune of the index that has most of a tune's n-grams, and which share of them.
    struct Nearest {
        double share = 0.0;
        std::size_t number = 0;  ///< of the tune, where the share is above 0
    };
    [[nodiscard]] Nearest nearest(const std::vector<StudyNote>& melody) const;

  private:
    [[nodiscard]] std::vector<std::uint64_t> grams(const std::vector<StudyNote>& melody) const;

    std::size_t notes_;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> tunes_;
};

/// Notes of an n-gram, and the share of them, from which a tune is the same as another.
inline constexpr std::size_t kDuplicateNotes = 12;
inline constexpr double kDuplicateShare = 0.4;

/// Indices of the pieces that stay when each whose tune is, transposed or not, mostly that of an
/// earlier one is left out. Pieces without a tune stay.
std::vector<std::size_t> withoutDuplicates(const std::vector<StudyPiece>& pieces);

/// Which side of the split a work is on, by its composer (in whatever order the names stand); by
/// its title where the composer is unknown or traditional. The same for ever.
bool isHeldOut(const std::string& composer, const std::string& title, double share);

}  // namespace arioso
