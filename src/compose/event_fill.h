#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "models/sequence_decoder.h"
#include "src/compose/event_model.h"
#include "src/compose/event_sequence.h"

namespace arioso {

/// Notes that begin and end together and are not the model's to choose, or only in pitch.
struct PlannedGroup {
    int onset = 0;
    int duration = 1;
    std::vector<int> pitches;  ///< from the tonic, ascending; empty = `count` of the model's choice
    int count = 1;
    int syllable = -1;  ///< that begins with it, as in EventMarks
};

/// The shortest note of a syllable that is set: a sixteenth.
inline constexpr int kSyllableTicks = 3;

/// What is asked of one cell.
struct CellPlan {
    std::vector<PlannedGroup> groups;  ///< by onset, one at each
    bool closed = false;               ///< nothing but these groups
    bool single = false;               ///< one note at a time
    int lowest = events::kLowestPitch;
    int highest = events::kLowestPitch + events::kPitches - 1;
    int mostGroups = 96;                  ///< beginnings
    int mostPitches = 16;                 ///< that begin together
    int from = 0;                         ///< single: a note of before is held until this tick
    int until = 4 * events::kLongestBar;  ///< notes end by this tick
    /// After so many silent bars of the lane something begins in this one.
    std::size_t mostRests = std::numeric_limits<std::size_t>::max();
    /// Syllables (as in EventMarks) that begin in the cell, all of them and no others; absent = as
    /// the model likes. With single lines only and without groups; kSyllableTicks must be there for
    /// each behind `from`.
    std::optional<std::vector<int>> syllables = {};
};

/// Writes what has been cut out of a piece, as the plans ask: the rules are masks on the model's
/// symbols that always leave a way to the end. Copies share the model.
class EventFill : public models::DecodingState {
  public:
    /// `plans`: one for each cut cell, in order of bars and lanes. `model` must outlive the state
    /// and its copies.
    EventFill(const EventModel& model, const EventPiece& piece, const CutCells& cut,
              std::vector<CellPlan> plans);
    EventFill(const EventFill& other);
    EventFill& operator=(const EventFill&) = delete;

    [[nodiscard]] std::unique_ptr<models::DecodingState> clone() const override;
    [[nodiscard]] int alphabet() const override { return events::kSymbols; }
    [[nodiscard]] bool finished() const override { return finished_; }
    void predict(std::span<double> logs) override;
    void allow(std::span<char> allowed) override;
    void push(int symbol) override;

    /// The piece as far as it is written.
    [[nodiscard]] const EventPiece& piece() const { return reader_.piece(); }

  private:
    /// A symbol that must come, or a pitch that leaves room for `above` more.
    struct Slot {
        int symbol = -1;
        int above = 0;
    };
    [[nodiscard]] const CellPlan& plan() const { return (*plans_)[cell_]; }
    /// `coming`: syllables of the cell that the symbol opens.
    void read(int symbol, const std::optional<std::vector<int>>& coming = {});
    [[nodiscard]] std::vector<char> sungLanes(const EventPiece& piece, const CutCells& cut) const;
    void beginCell();
    void slotsOf(const PlannedGroup& group, bool withPlace, bool withSyllable = true);
    void allowFree(std::span<char> allowed) const;
    void allowWords(std::span<char> allowed) const;
    [[nodiscard]] bool hasRestedEnough() const;
    void weighStresses(std::span<double> logs) const;

    std::shared_ptr<const std::vector<CellPlan>> plans_;
    std::shared_ptr<const std::vector<int>> kinds_;  // Lane symbols of the cut cells
    EventReader reader_;
    std::unique_ptr<EventContext> context_;
    std::size_t cell_ = 0;
    int begun_ = 0;            // groups of the cell
    std::size_t group_ = 0;    // of the plan, the next one
    std::size_t spoken_ = 0;   // syllables of the plan that have begun
    std::vector<Slot> slots_;  // that must come first, the next one last
    bool planned_ = false;     // the group that is being written, or was last, is the plan's
    bool finished_ = false;
};

}  // namespace arioso
