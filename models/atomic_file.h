#pragma once

#include <filesystem>
#include <string_view>

namespace arioso::models {

/// Writes a file beside its final name; `commit` syncs and renames it into place. Destroyed without
/// `commit`, it leaves nothing behind. Error(Output) with path and reason.
class AtomicFile {
  public:
    explicit AtomicFile(std::filesystem::path path);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::string_view bytes);
    void commit();

  private:
    [[noreturn]] void fail(const char* what) const;
    std::filesystem::path path_, temporary_;
    int descriptor_ = -1;
};

}  // namespace arioso::models
