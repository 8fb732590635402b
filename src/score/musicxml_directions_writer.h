#pragma once

#include <functional>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "src/score/mark_line.h"
#include "src/score/notation.h"

namespace arioso {

/// Something written between the notes of a bar.
struct PlacedDirection {
    Beat at;  ///< from the bar's start
    std::function<void(pugi::xml_node measure)> add;
};

/// What a part has beside its notes, bar by bar in written order: dynamics, hairpins, pedal,
/// changes of instrument; and, in the first part, what concerns all: tempo, chord symbols, and the
/// words of jumps. Call `take` for bars in order.
class MusicXmlDirections {
  public:
    MusicXmlDirections(const Score& score, const Notation& notation, std::size_t part, int staves,
                       const std::string& instrumentId);

    void setDivisions(std::int64_t divisions) { divisions_ = divisions; }

    /// Directions of a bar, sorted by place; those at the bar's end come last.
    std::vector<PlacedDirection> take(std::size_t bar);

  private:
    struct Bar {
        Beat start;
        Beat end;
        bool last = false;  ///< nothing follows: what stands at the end belongs here
    };
    [[nodiscard]] Bar writtenBar(std::size_t index) const;
    template <class Mark>
    [[nodiscard]] std::pair<std::size_t, std::size_t> within(const std::vector<Mark>& marks,
                                                             const Bar& bar) const;

    void signs(const RepeatSigns& signs, const Bar& bar, std::vector<PlacedDirection>& out) const;
    static void section(const Measure& measure, std::vector<PlacedDirection>& out);
    void tempos(const Bar& bar, const Measure& measure, std::vector<PlacedDirection>& out);
    void swings(const Bar& bar, std::vector<PlacedDirection>& out) const;
    void chords(const Bar& bar, std::vector<PlacedDirection>& out) const;
    void dynamics(const Bar& bar, std::vector<PlacedDirection>& out);
    void dynamic(const std::vector<DynamicMark>& line, std::size_t index, const Bar& bar,
                 std::vector<PlacedDirection>& out);
    void pedal(const Bar& bar, std::vector<PlacedDirection>& out);
    void programs(const Bar& bar, std::vector<PlacedDirection>& out) const;
    void figures(const Bar& bar, std::vector<PlacedDirection>& out) const;
    void volumes(const Bar& bar, std::vector<PlacedDirection>& out) const;
    void curves(const Bar& bar, std::vector<PlacedDirection>& out) const;

    const Score& score_;
    const Notation& notation_;
    const Part& part_;
    int index_;
    std::int64_t divisions_ = 1;
    bool first_;
    int staves_;
    std::string instrumentId_;
    std::vector<RepeatSigns> named_;               ///< signs with the names that jumps find them by
    std::vector<Beat> starts_;                     ///< of bars in written time
    std::vector<LineMark> tempos_;                 ///< in written time
    std::vector<std::vector<DynamicMark>> lines_;  ///< in written time
    double tempo_;
    std::vector<float> levels_;  ///< by line; what a reader holds at this place
    bool pedalDown_ = false;
    bool sostenutoDown_ = false;
    std::vector<ControlChange> volumes_;  ///< volume and expression as one, thinned; and pan
    std::vector<std::pair<Expression, std::vector<LineMark>>> curves_;  ///< in written time
};

}  // namespace arioso
