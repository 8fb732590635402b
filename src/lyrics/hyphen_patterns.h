#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace arioso {

/// Hyphenation by competing patterns (F. M. Liang, "Word Hy-phen-a-tion by Com-put-er", 1983), read
/// from the dictionaries that libhyphen uses. That library takes seconds to load the German one;
/// this reads it in hundredths. Immutable after loading.
class HyphenPatterns {
  public:
    /// Reads a dictionary; empty if the file cannot be read or is none.
    static HyphenPatterns load(const std::filesystem::path& path);

    [[nodiscard]] bool empty() const { return levels_.empty(); }
    /// Characters before which a lower-case word may be broken, ascending. Minimum distances from
    /// the ends are typography and not kept.
    [[nodiscard]] std::vector<std::size_t> breaks(std::u32string_view word) const;

  private:
    struct Level {
        /// Letters of a pattern to its digits, one before each letter and one at the end.
        std::unordered_map<std::u32string, std::string> patterns;
        std::size_t longest = 0;
    };
    static void addPattern(Level& level, std::u32string_view line);
    void breakPiece(std::u32string_view piece, std::size_t offset, std::size_t level,
                    std::vector<std::size_t>& out) const;

    /// Patterns for compounds first, for their members after (NEXTLEVEL).
    std::vector<Level> levels_;
};

}  // namespace arioso
