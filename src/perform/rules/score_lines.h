#pragma once

#include <vector>

#include "src/perform/affect_curve.h"
#include "src/perform/rules/rule_note.h"

namespace arioso {

/// A line of a score as the rules see it. All vectors are of one length.
struct RuleLine {
    std::vector<RuleNote> notes;
    std::vector<double> at;  ///< quarters from the start, with swing: as PlannedNote::beat
    std::vector<Quantities> amounts;
    std::vector<std::vector<const Note*>> written;  ///< the notes of each moment
    double end = 0.0;                               ///< of the last note, as `at`
};

/// Finds the lines of a score, its phrases and harmony. `clock` without rules.
class ScoreLines {
  public:
    ScoreLines(const Score& score, const PerformanceClock& clock, const StyleCurve& style);

    /// One line of all onsets of all parts, from which all take their time: of each moment the note
    /// with the most melodic charge, of equals the highest (melodic sync: Friberg 1991).
    [[nodiscard]] RuleLine everyone() const;
    /// The voices of one part, each a line; of a chord the highest note counts.
    [[nodiscard]] std::vector<RuleLine> voices(const Part& part) const;

  private:
    struct Span {
        double start = 0.0;
        double end = 0.0;
    };
    struct Harmony {
        double at = 0.0;
        double root = -1.0;  ///< pitch class; below 0: no chord
        double charge = 0.0;
    };

    void findTune();
    void findHarmony();
    void findTernary();
    void findRitard();
    [[nodiscard]] const Measure* measureAt(double quarters) const;
    [[nodiscard]] double tonicAt(double quarters) const;
    [[nodiscard]] const Harmony* harmonyAt(double quarters) const;
    [[nodiscard]] double inBar(double quarters) const;
    /// Quarters since the beat began, and the beat's number on a fine grid.
    [[nodiscard]] double insideBeat(double quarters) const;
    [[nodiscard]] long beatAt(double quarters) const;
    [[nodiscard]] double strengthAt(double quarters) const;
    static double placeIn(const std::vector<Span>& spans, double quarters);
    /// Fills in what a note's place decides; `next` is the onset after it, in quarters.
    [[nodiscard]] RuleNote noteAt(const Note& note, double next, double at, double atNext) const;
    void finish(RuleLine& line) const;

    const Score& score_;
    const PerformanceClock& clock_;
    const StyleCurve& style_;
    double end_ = 0.0;
    bool relativeMinor_ = false;
    std::vector<Span> phrases_;
    std::vector<Span> subPhrases_;
    std::vector<double> groups_;  ///< where small groups begin
    std::vector<Harmony> harmony_;
    std::vector<long> ternary_;  ///< beats that are divided in three
    Span ritard_;
};

}  // namespace arioso
