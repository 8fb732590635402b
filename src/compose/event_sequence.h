#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/compose/event_piece.h"
#include "src/compose/event_reader.h"

namespace arioso {

/// Which cells of a piece are cut out: bar by bar, lane by lane; empty = none.
using CutCells = std::vector<char>;

/// The symbols of a piece, in the form that event_vocabulary.h tells. With cut cells, what they
/// held follows behind Fill, in the order in which it was cut. `answers` false: the sequence ends
/// at Fill, for a model to go on.
std::vector<int> sequenceOf(const EventPiece& piece, const CutCells& cut = {}, bool answers = true);

/// The reverse: cells whose answer is missing are empty. Error(Processing) naming the first symbol
/// that is out of place.
EventPiece pieceOf(const std::vector<int>& symbols);

/// Lets a reader follow a sequence that is known as a whole: in lanes that tell words it hears at
/// the beginning of each cell which syllables are coming (EventReader::expectSyllables).
class SequenceFollower {
  public:
    /// `sungToo`: lanes that tell words though the sequence does not show it. `symbols` must
    /// outlive the follower. Error(Processing) as EventReader::push.
    explicit SequenceFollower(std::span<const int> symbols, std::vector<char> sungToo = {});
    /// Pushes the symbol at `index`; all before it must have been pushed.
    void push(EventReader& reader, std::size_t index) const;

  private:
    std::span<const int> symbols_;
    std::vector<char> sung_;  // by lane
};

/// Symbols that a bar takes in a sequence.
std::size_t barSize(const EventPiece& piece, std::size_t bar);

/// Bars [first, first + count) of a piece, with the density of their own.
EventPiece barsOf(const EventPiece& piece, std::size_t first, std::size_t count);

}  // namespace arioso
