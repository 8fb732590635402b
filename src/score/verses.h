#pragma once

#include <map>
#include <vector>

#include "src/score/musicxml_model.h"

namespace arioso {

/// Chooses the syllables that are sung when a bar is reached for the n-th time: verse n on pass n;
/// lines that a bar has in one verse only (refrains) on every pass; `time-only` as stated; from the
/// top again where a piece has more passes than verses. Bars played once keep all their verses, the
/// lowest first. Call in played order.
class VersePicker {
  public:
    /// `plays` counts how often each bar of the part is reached in all.
    VersePicker(const WrittenPart& part, const std::vector<int>& plays);

    std::vector<Lyric> pick(const WrittenNote& note, std::size_t bar, int pass);

  private:
    [[nodiscard]] int verseFor(const std::vector<int>& verses, int pass) const;

    const std::vector<int>& plays_;
    std::vector<std::vector<int>> verses_;  ///< numbered verses that each bar has
    std::map<int, bool> insideWord_;        ///< by pass: the last syllable leads on
    int maxVerse_;
};

}  // namespace arioso
