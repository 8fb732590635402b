#pragma once

#include <vector>

#include "src/score/musicxml_model.h"

namespace arioso {

/// Chooses the syllables that are sung when a bar is reached for the n-th time: verse n on pass n;
/// lines that a passage of a bar or more has in one verse only (refrains, with their upbeats) on
/// every pass; `time-only` as stated; from the top again where a piece has more passes than verses.
/// Bars played once keep all their verses, the lowest first.
class VersePicker {
  public:
    /// `plays` counts how often each bar of the part is reached in all.
    VersePicker(const WrittenPart& part, const std::vector<int>& plays);

    /// `index`: of the note within its bar.
    [[nodiscard]] std::vector<Lyric> pick(std::size_t bar, std::size_t index, int pass) const;

    /// What stands under a note and is sung on none of its passes 1 to `passes`, marked by
    /// Lyric::only as meant for a pass that does not come.
    [[nodiscard]] std::vector<Lyric> unsung(std::size_t bar, std::size_t index, int passes) const;

  private:
    /// What the part has under one note, against its neighbours.
    struct Place {
        std::vector<int> verses;       ///< that the bar has; a refrain's only one
        bool refrain = false;          ///< one verse alone, in a passage of a bar or more
        std::vector<int> sungThrough;  ///< verses whose word goes on over the whole passage
    };
    /// Whether each lyric of a note is sung on a pass, as a refrain or for itself.
    enum class Sung { No, Verse, Refrain };
    [[nodiscard]] std::vector<Sung> sungOn(std::size_t bar, std::size_t index, int pass) const;
    void findPassages();
    [[nodiscard]] int verseFor(const std::vector<int>& verses, int pass) const;

    const WrittenPart& part_;
    const std::vector<int>& plays_;
    std::vector<std::vector<Place>> places_;  ///< by bar and note
    int maxVerse_;
};

}  // namespace arioso
