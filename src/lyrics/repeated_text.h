#pragma once

#include <cstddef>

#include "src/lyrics/lyrics.h"

namespace arioso {

/// Bounds what a file's own repeats (choruses named again, lines with several stamps) may add: a
/// small file could else ask for gigabytes.
class RepeatedText {
  public:
    /// Whether there is room to add the line once more; counts it if so.
    bool mayRepeat(const LyricLine& line);
    /// Adds a line to the diagnostics if there was no room.
    void tell(Lyrics& lyrics) const;

  private:
    std::size_t lines_ = 0;
    std::size_t bytes_ = 0;
    bool full_ = false;
};

}  // namespace arioso
