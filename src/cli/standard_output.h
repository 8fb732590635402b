#pragma once

#include <filesystem>

namespace arioso::cli {

/// Lets a render that needs a seekable file go to standard output: it is written to a file in the
/// temporary folder, sent, and removed. Errors: Error(Output).
class StandardOutput {
  public:
    StandardOutput();
    ~StandardOutput();
    StandardOutput(const StandardOutput&) = delete;
    StandardOutput& operator=(const StandardOutput&) = delete;

    /// Where to write; it does not exist yet.
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    void send() const;

  private:
    std::filesystem::path folder_;
    std::filesystem::path file_;
};

}  // namespace arioso::cli
