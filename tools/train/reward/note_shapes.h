#pragma once

#include <map>
#include <set>

#include "tools/train/reward/passage.h"

namespace arioso::train {

/// Counts what the fresh notes of many passages are like. No reward looks at these counts, so that
/// they tell whether a model that was tuned still writes as people do.
class NoteShapes {
  public:
    void add(const Passage& passage);

    /// Shares that two collections have in common, 0…1 (overlapping area of the histograms, Yang
    /// and Lerch, Neural Computing and Applications 32, 2020).
    struct Overlap {
        double lengths = 0.0;    ///< of notes, in ticks
        double intervals = 0.0;  ///< of melodic lines, in semitones, -24…24
        double degrees = 0.0;    ///< pitch classes from the tonic
        double places = 0.0;     ///< where in the beat notes begin
    };
    [[nodiscard]] Overlap overlap(const NoteShapes& other) const;

    [[nodiscard]] double passages() const { return passages_; }
    [[nodiscard]] double notes() const { return notes_; }
    /// Share of bars with cells written anew in which no lane sounds anything.
    [[nodiscard]] double silentBars() const { return bars_ > 0.0 ? silent_ / bars_ : 0.0; }
    /// Runs of four notes (intervals and distances of onsets) in a passage's fresh lines that stood
    /// in the same fresh line before.
    [[nodiscard]] double repeatedRuns() const { return runs_ > 0.0 ? repeated_ / runs_ : 0.0; }
    /// Entropy of melodic intervals in bits: less is more monotonous.
    [[nodiscard]] double intervalEntropy() const;

  private:
    using Histogram = std::map<int, double>;
    Histogram lengths_, intervals_, degrees_, places_;
    double passages_ = 0.0;
    double notes_ = 0.0;
    double bars_ = 0.0;
    double silent_ = 0.0;
    double runs_ = 0.0;
    double repeated_ = 0.0;
};

}  // namespace arioso::train
