#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "src/originality/comparison.h"

namespace arioso::train {

/// How much of some pieces is in a library.
class CopyTally {
  public:
    /// Runs of at least so many notes are counted.
    static constexpr std::array<std::size_t, 4> kRuns = {8, 10, 12, 16};

    CopyTally(const MusicLibrary& library, const ChanceTables& chances)
        : library_(&library), chances_(&chances) {}

    /// A piece by its lines, chords and rhythm; one that has no line of TuneLibrary::kGram notes
    /// does not count.
    void add(const ComparedMusic& music);

    [[nodiscard]] std::size_t pieces() const { return pieces_; }
    [[nodiscard]] std::size_t notes() const { return notes_; }
    [[nodiscard]] std::size_t stretches() const { return stretches_; }
    /// Shares, 0…1: of the stretches of eight notes that are known; of the pieces with a run of
    /// kRuns[i]; of the notes in such runs.
    [[nodiscard]] double known() const;
    [[nodiscard]] double flagged(std::size_t i) const;
    [[nodiscard]] double notesIn(std::size_t i) const;
    [[nodiscard]] std::size_t longest() const { return longest_; }
    /// Share of the pieces with a run that chance makes in less than a hundredth of them.
    [[nodiscard]] double rare(Facet facet) const;

  private:
    const MusicLibrary* library_;
    const ChanceTables* chances_;
    std::size_t pieces_ = 0;
    std::size_t notes_ = 0;
    std::size_t stretches_ = 0;
    std::size_t known_ = 0;
    std::size_t longest_ = 0;
    std::array<std::size_t, 3> rare_{};
    std::array<std::size_t, kRuns.size()> flagged_{};
    std::array<std::size_t, kRuns.size()> notesIn_{};
};

}  // namespace arioso::train
