#include "src/lyrics/repeated_text.h"

#include <fmt/format.h>

namespace arioso {
namespace {

/// Far more than is sung in any piece.
constexpr std::size_t kMostLines = 20'000;
constexpr std::size_t kMostBytes = 512U << 10U;

}  // namespace

bool RepeatedText::mayRepeat(const LyricLine& line) {
    full_ = full_ || lines_ + 1 > kMostLines || bytes_ + line.text.size() > kMostBytes;
    if (full_) return false;
    ++lines_;
    bytes_ += line.text.size();
    return true;
}

void RepeatedText::tell(Lyrics& lyrics) const {
    if (!full_) return;
    lyrics.diagnostics.push_back(fmt::format(
        "{}: expected repeats of at most {} lines and {} KiB, found more; the rest is left out",
        lyrics.source, kMostLines, kMostBytes >> 10U));
}

}  // namespace arioso
