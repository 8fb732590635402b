#pragma once

#include <optional>
#include <utility>

#include "src/score/score.h"

namespace arioso {

/// The controllers of one channel that a singer follows, by the names of the MIDI 1.0 specification
/// and General MIDI 2. The sound controllers say how the voice is, 64 being as usual: vibrato depth
/// (77), brightness (74) as tension, sound variation (70) as gender, attack time (73), which makes
/// beginnings softer the longer it is, and 79, which the specification leaves free, as voicing.
/// What a player moves while playing adds to that: the modulation wheel (1) up to 100 percent of
/// vibrato, the breath controller (2) up to 100 of breathiness.
class MidiSinger {
  public:
    /// Value of the curve that a controller moves; nothing if it is none of these.
    std::optional<std::pair<Expression, float>> take(int number, int value);

  private:
    [[nodiscard]] float vibrato() const;
    int wheel_ = 0;
    int depth_ = 64;
};

/// Controller and value that write a curve's value; nothing for curves, and for values, that have
/// none: dynamics, pitch, and less breath than usual.
std::optional<std::pair<int, int>> singerController(Expression curve, float value);

}  // namespace arioso
