#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace arioso {

/// A .toml or .json file that a user writes beside a score, and where its keys stand.
class SheetFile {
  public:
    /// Error(Input) names the file and, where it is not TOML or JSON, the line or byte.
    explicit SheetFile(const std::filesystem::path& path);

    [[nodiscard]] const nlohmann::json& root() const { return root_; }
    /// "FILE: line 3: KEY" for messages; `key` as "part.curve".
    [[nodiscard]] std::string place(const std::string& key) const;
    /// Throws Error(Input).
    [[noreturn]] static void fail(const std::string& place, const std::string& expected,
                                  const nlohmann::json& found);

  private:
    std::filesystem::path path_;
    std::map<std::string, unsigned> lines_;
    nlohmann::json root_;
};

}  // namespace arioso
