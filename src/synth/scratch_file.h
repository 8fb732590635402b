#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace arioso {

/// A nameless file of floats for audio that is too long for memory: written once, then read from
/// any place. It has no name from the start, so nothing is left behind however the program ends.
/// One thread at a time. Errors: Error(Output) with the folder and the reason.
class ScratchFile {
  public:
    /// Makes the file in `folder`, so that it fills the disk which the result will need anyway.
    explicit ScratchFile(const std::filesystem::path& folder);
    ~ScratchFile();
    ScratchFile(ScratchFile&& other) noexcept;
    ScratchFile& operator=(ScratchFile&&) = delete;
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    void append(std::span<const float> values);
    /// Values [first, first + out.size()); all of them must have been written.
    void read(std::int64_t first, std::span<float> out) const;
    [[nodiscard]] std::int64_t size() const noexcept { return size_; }

  private:
    std::filesystem::path folder_;
    int descriptor_ = -1;
    std::int64_t size_ = 0;
};

}  // namespace arioso
