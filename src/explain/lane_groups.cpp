#include "src/explain/lane_groups.h"

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace arioso {

std::vector<EventPiece> laneGroups(const EventPiece& piece) {
    if (piece.lanes.size() <= kReadableLanes) return {piece};
    std::vector<EventPiece> out;
    for (std::size_t first = 0; first < piece.lanes.size(); first += kReadableLanes) {
        const std::size_t last = std::min(first + kReadableLanes, piece.lanes.size());
        const auto part = [first, last](const auto& all) {
            const auto begin = all.begin();
            return std::remove_cvref_t<decltype(all)>(begin + static_cast<std::ptrdiff_t>(first),
                                                      begin + static_cast<std::ptrdiff_t>(last));
        };
        EventPiece group = piece;
        group.lanes = part(piece.lanes);
        for (std::size_t bar = 0; bar < piece.bars.size(); ++bar)
            group.bars[bar].cells = part(piece.bars[bar].cells);
        out.push_back(std::move(group));
    }
    return out;
}

}  // namespace arioso
