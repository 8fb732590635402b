#pragma once

#include <pugixml.hpp>
#include <vector>

#include "src/score/notation.h"

namespace arioso {

/// Chooses the clefs of a part's staves bar by bar, so that few notes need ledger lines and few
/// bars a change: the least of the sum of both over the whole part.
class MusicXmlClefs {
  public:
    MusicXmlClefs() = default;
    MusicXmlClefs(const Part& part, const std::vector<std::vector<Segment>>& bars, int staves);

    [[nodiscard]] bool changesAt(std::size_t bar) const;
    /// Adds <clef> elements: all at the first bar, else those that change.
    void write(pugi::xml_node attributes, std::size_t bar) const;

  private:
    bool percussion_ = false;
    std::vector<std::vector<int>> staves_;  ///< clef by staff and bar
};

}  // namespace arioso
