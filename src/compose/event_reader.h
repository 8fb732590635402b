#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "src/compose/event_piece.h"

namespace arioso {

/// Follows a sequence of events symbol by symbol: knows what may come next, and what a network
/// should be reminded of (where in the bar it is, what the other lanes sound there, what stood at
/// this place a bar ago), all of it from the symbols pushed so far and nothing else. Plain value:
/// a copy goes on by itself.
class EventReader {
  public:
    /// Error(Processing) if the symbol is out of place.
    void push(int symbol);

    /// Inside a cell: the syllables (as in EventMarks) that begin in it from here on, so that
    /// features tell of them; they are forgotten with the cell. Error(Processing) outside cells.
    void expectSyllables(std::vector<int> syllables);

    /// Columns of Features, each a category from 0 to its size.
    enum Column {
        Symbol,         ///< the last one
        Place,          ///< tick of the bar; kLongestBar + 1 outside cells
        Lane,           ///< kind; kLanes outside cells
        Metre,          ///< of the bar; kMetres before the first
        EchoOne,        ///< what followed at this place of the lane a bar before; 0 = unknown
        EchoTwo,        ///< two bars before
        EchoAfter,      ///< the bar after, known to answers only
        Bass,           ///< lowest pitch of the other lanes here, from 1
        LastPitch,      ///< upper note of the lane's last group, from 1
        NextSyllable,   ///< expected: 0 unknown, 1 none, 2 + its stress
        SyllablesLeft,  ///< expected: 0 unknown, 1 + how many, at most kMostSyllables
        kColumns,
    };
    static constexpr int kMostSyllables = 8;
    static constexpr std::array<int, kColumns> kSizes = {
        events::kSymbols,     events::kLongestBar + 2, events::kLanes + 1, events::kMetres + 1,
        events::kSymbols,     events::kSymbols,        events::kSymbols,   events::kPitches + 1,
        events::kPitches + 1, events::kSyllables + 2,  kMostSyllables + 2};
    /// Pitch classes from the tonic that the other lanes sound here.
    static constexpr int kBits = 12;
    struct Features {
        std::array<std::int16_t, kColumns> columns{};
        std::uint16_t bits = 0;
    };
    [[nodiscard]] Features features() const;

    /// Inside a cell: marks the symbols that may follow (`out` has kSymbols elements). There is
    /// always one. `ending` is the symbol that would end the cell.
    void allow(std::span<char> out, int ending) const;
    /// Whether a cell is open.
    [[nodiscard]] bool inCell() const { return inCell_; }
    /// Whether a cell is open and complete as it stands.
    [[nodiscard]] bool canEnd() const;
    /// Where: valid inside a cell.
    [[nodiscard]] std::size_t bar() const { return bar_; }
    [[nodiscard]] std::size_t lane() const { return lane_; }
    /// Tick where the next group begins if no Position comes, or where the open one does.
    [[nodiscard]] int place() const;
    /// Tick where the open group, or the last one, begins.
    [[nodiscard]] int onset() const { return onset_; }
    /// Whether a syllable has been said whose note has not begun.
    [[nodiscard]] bool inSyllable() const { return phase_ == Phase::Syllable; }
    /// Whether a lane tells syllables.
    [[nodiscard]] bool isSung(std::size_t lane) const { return sung_[lane] != 0; }
    /// Pitches of the group that is being told.
    [[nodiscard]] std::size_t openPitches() const {
        return phase_ == Phase::Pitches ? pitches_.size() : 0;
    }
    /// Answers that are still missing, the open one included.
    [[nodiscard]] std::size_t missing() const { return cuts_.size() - answered_; }
    /// What has been read so far.
    [[nodiscard]] const EventPiece& piece() const { return piece_; }

  private:
    enum class Part { Start, Mode, Tonic, Metre, Density, Tempo, Lanes, Bars, Answers, End };
    enum class Phase { Group, Level, Syllable, Position, Nudge, Pitches, Durations, Root };
    struct Sound {
        std::size_t lane;
        int onset;
        int end;
        int pitch;
    };
    /// A state of a cell and what followed.
    struct Echo {
        int state;
        int symbol;
    };
    struct CellPlace {
        std::size_t bar;
        std::size_t lane;
    };

    [[noreturn]] void fail(int symbol) const;
    void header(int symbol);
    void barHead(int symbol);
    void beginCell();
    void endCell();
    void inside(int symbol);
    void closeGroup();
    [[nodiscard]] int state() const;
    [[nodiscard]] int echoAt(std::size_t bar) const;
    [[nodiscard]] bool isChords() const;
    template <class Visit>
    void visitSounding(int tick, Visit&& visit) const;

    EventPiece piece_;
    Part part_ = Part::Start;
    int last_ = events::kPad;

    bool inCell_ = false;
    bool inHead_ = false;
    bool inLength_ = false;
    std::size_t bar_ = 0;
    std::size_t lane_ = 0;
    std::vector<CellPlace> cuts_;
    std::size_t answered_ = 0;

    Phase phase_ = Phase::Group;
    int cursor_ = 0;
    int onset_ = 0;
    int lastOnset_ = -1;
    int together_ = 0;  // groups before the last one that began with it
    int duration_ = 0;
    int lastDuration_ = 0;
    bool levels_ = false;     // the lane tells velocities
    std::vector<char> sung_;  // lanes that tell syllables
    std::vector<int> pitches_;
    std::optional<std::vector<int>> coming_;  // syllables of the cell, the next one last

    std::vector<std::vector<Sound>> sounds_;              // by bar
    std::vector<std::vector<std::vector<Echo>>> echoes_;  // by bar and lane; empty = unknown
    std::vector<int> lastPitch_;                          // by lane
};

}  // namespace arioso
