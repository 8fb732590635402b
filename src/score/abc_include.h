#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// Name of the file that a line asks for ("%%abc-include FILE", "I:abc-include FILE"), else empty.
std::string_view abcIncludeOf(std::string_view line);

/// Reads the files that ABC text includes: they lie in or below the folder of the text, at most 4
/// deep and 64 in all. A file is read each time it is asked for.
class AbcIncludes {
  public:
    /// Without a folder nothing is followed; `mostBytes` holds for all files together.
    AbcIncludes(std::optional<std::filesystem::path> folder, std::size_t mostBytes);

    /// Lines of the file with those of the files that it includes in turn; without empty lines and
    /// whatever would begin another tune. What cannot be read is left out and named.
    std::vector<std::string> read(std::string_view file);

    /// One line for each thing that was left out.
    [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

  private:
    void read(std::string_view file, const std::filesystem::path& from, int depth,
              std::vector<std::string>& out);
    void problem(std::string_view file, std::string_view text);
    [[nodiscard]] bool staysInside(const std::filesystem::path& path) const;

    std::optional<std::filesystem::path> folder_;
    std::size_t bytesLeft_;
    std::size_t filesLeft_ = 64;
    std::vector<std::string> problems_;
};

}  // namespace arioso
