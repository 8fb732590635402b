#pragma once

#include <unordered_map>
#include <vector>

#include "src/perform/plan.h"

namespace arioso {

/// Marks that join a note to the next one of its voice: glissandi, slides and tremolos between two
/// notes. Takes the notes in written order, moment by moment.
class LeadingMarks {
  public:
    LeadingMarks(const Part& part, const PerformanceClock& clock) : part_(part), clock_(clock) {}

    /// Adds what is heard for `note` (Part::notes[index]) to `out`, if a mark leads on from it or a
    /// tremolo led to it; false if neither is so.
    bool append(const PlannedNote& note, std::size_t index, std::vector<PlannedNote>& out);

  private:
    struct Tremolo {
        double from = 0.0;  ///< seconds
        double to = 0.0;
        double start = 0.0;  ///< beats, of the first note
        double beat = 0.0;   ///< of the second note
        double endBeat = 0.0;
        int strokes = 2;  ///< of both notes together
    };
    [[nodiscard]] const Note* next(std::size_t index) const;
    bool openTremolo(const PlannedNote& note, std::size_t index);
    static void alternate(const PlannedNote& note, const Tremolo& tremolo, int first,
                          std::vector<PlannedNote>& out);
    bool glide(const PlannedNote& note, std::size_t index, std::vector<PlannedNote>& out) const;

    const Part& part_;
    const PerformanceClock& clock_;
    std::unordered_map<int, Tremolo> tremolos_;  ///< by voice, the latest
};

}  // namespace arioso
