#pragma once

#include <vector>

#include "src/compose/event_piece.h"

namespace arioso {

/// Most lanes that an EventReader follows at once.
inline constexpr std::size_t kReadableLanes = 16;

/// A piece as pieces of so many lanes at most, in order: one for all but large orchestras.
std::vector<EventPiece> laneGroups(const EventPiece& piece);

}  // namespace arioso
