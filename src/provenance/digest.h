#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace arioso {

/// A stretch of bytes of a file.
struct ByteRange {
    std::uint64_t start = 0;
    std::uint64_t length = 0;
    bool operator==(const ByteRange&) const = default;
};

/// A digest by the name that C2PA has for it: sha256, sha384 or sha512 (OpenSSL).
class Digest {
  public:
    /// Error(Input) for another name.
    explicit Digest(std::string_view algorithm = "sha256");
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;

    void update(std::string_view bytes);
    /// The digest's bytes, not hex; once.
    std::string finish();

  private:
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

/// Of bytes in memory.
std::string digestOf(std::string_view bytes, std::string_view algorithm = "sha256");
/// Of a file without some ranges, which lie in order, apart from one another and in the file.
/// Error(Input).
std::string digestOfFile(const std::filesystem::path& path, std::span<const ByteRange> without,
                         std::string_view algorithm = "sha256");

}  // namespace arioso
