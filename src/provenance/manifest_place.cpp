#include "src/provenance/manifest_place.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "dsp/error.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kChunkHeader = 8;
constexpr std::uint64_t kTagHeader = 10;
constexpr std::uint64_t kLongestRiff = 0xFFFFFFFF;
// What an ID3 tag can tell of its length.
constexpr std::uint64_t kLongestTag = (1U << 28U) - 1;
// Media type, file name and description of the object: C2PA 2.4, A.3.4, and what others write.
constexpr std::string_view kObjectHead("\0application/c2pa\0c2pa\0c2pa manifest store\0", 43);
constexpr std::string_view kMediaType = "application/c2pa";
constexpr std::string_view kOldMediaType = "application/x-c2pa-manifest-store";

std::uint32_t littleEndian(const char* bytes) {
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i) value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
}

std::string littleEndian(std::uint64_t value) {
    std::string out;
    for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
    return out;
}

/// Four bytes, the highest first, of 8 bits each or, as ID3 has most lengths, of 7.
std::uint64_t bigEndian(const char* bytes, int bits) {
    std::uint64_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << bits | static_cast<unsigned char>(bytes[i]);
    return value;
}

std::string bigEndian(std::uint64_t value, int bits) {
    std::string out;
    for (int i = 3; i >= 0; --i)
        out += static_cast<char>(value >> (bits * i) & ((1U << bits) - 1U));
    return out;
}

/// The C2PA chunk of a WAV file that is read up to its first chunk.
std::optional<ManifestPlace> findInRiff(std::ifstream& file, std::uint64_t size) {
    std::array<char, kChunkHeader> head{};
    for (std::uint64_t at = 12; at + kChunkHeader <= size;) {
        file.seekg(static_cast<std::streamoff>(at));
        if (!file.read(head.data(), head.size())) return {};
        const std::uint64_t length = littleEndian(head.data() + 4);
        if (std::string_view(head.data(), 4) == "C2PA" && length <= size - at - kChunkHeader)
            return ManifestPlace{{at + kChunkHeader, length}, {at, kChunkHeader + length}};
        at += kChunkHeader + length + length % 2;
    }
    return {};
}

/// The C2PA object in a tag of ID3v2.3 or 2.4, whose bytes these are.
std::optional<ManifestPlace> findInTag(const std::string& tag) {
    const int version = static_cast<unsigned char>(tag[3]);
    constexpr char kRare = static_cast<char>(0xF0 & ~0x20);  // unsynchronised, extended, footer
    if (version < 3 || version > 4 || (tag[5] & kRare) != 0) return {};
    for (std::size_t at = kTagHeader; at + kTagHeader <= tag.size() && tag[at] != '\0';) {
        const std::uint64_t length = bigEndian(tag.data() + at + 4, version == 3 ? 8 : 7);
        const std::size_t start = at + kTagHeader;
        if (length > tag.size() - start) return {};
        const std::string_view frame = std::string_view(tag).substr(start, length);
        at = start + length;
        if (tag.compare(start - kTagHeader, 4, "GEOB") != 0 || frame.empty()) continue;
        // Encodings 1 and 2 have two bytes for the zero that ends a name.
        const bool wide = frame[0] == 1 || frame[0] == 2;
        std::size_t inside = frame.find('\0', 1);
        if (wide || inside == std::string_view::npos) continue;
        const std::string_view type = frame.substr(1, inside - 1);
        if (type != kMediaType && type != kOldMediaType) continue;
        for (int name = 0; name < 2 && inside != std::string_view::npos; ++name)
            inside = frame.find('\0', inside + 1);
        if (inside == std::string_view::npos) continue;
        const ByteRange store{start + inside + 1, length - inside - 1};
        return ManifestPlace{store, store};
    }
    return {};
}

/// A file that is written in place or beside another; failures name the file that people know.
class Writing {
  public:
    Writing(const fs::path& path, const fs::path& known, int flags)
        : known_(known.string()), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
        if (descriptor_ < 0) fail();
    }
    ~Writing() { ::close(descriptor_); }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;

    void write(std::string_view bytes, std::uint64_t at) const {
        while (!bytes.empty()) {
            const ssize_t done =
                ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(at));
            if (done < 0 && errno == EINTR) continue;
            if (done < 0) fail();
            bytes.remove_prefix(static_cast<std::size_t>(done));
            at += static_cast<std::uint64_t>(done);
        }
    }
    void sync() const {
        if (::fsync(descriptor_) != 0 && errno != EINVAL) fail();
    }
    [[noreturn]] void fail() const {
        throw Error(ExitCode::Output, known_ + ": cannot be written: " + std::strerror(errno));
    }

  private:
    std::string known_;
    int descriptor_;
};

ManifestPlace appendChunk(const fs::path& path, std::uint64_t size, std::uint32_t bytes) {
    const std::uint64_t start = size + size % 2;
    const std::uint64_t end = start + kChunkHeader + bytes + bytes % 2;
    if (end - kChunkHeader > kLongestRiff)
        throw Error(ExitCode::Output,
                    path.string() + ": too long for a C2PA manifest: RIFF ends at 4 GiB");
    const Writing file(path, path, O_WRONLY);
    std::string chunk = std::string(start - size, '\0') + "C2PA" + littleEndian(bytes);
    chunk.resize(end - size);
    file.write(chunk, size);
    file.write(littleEndian(end - kChunkHeader), 4);
    file.sync();
    return {{start + kChunkHeader, bytes}, {start, kChunkHeader + bytes}};
}

ManifestPlace prependTag(const fs::path& path, std::uint32_t bytes) {
    const std::uint64_t frame = kObjectHead.size() + bytes;
    if (kTagHeader + frame > kLongestTag)
        throw Error(ExitCode::Output, path.string() + ": too long a C2PA manifest for ID3");
    // Version 2.3, which the C2PA specification refers to.
    std::string tag = std::string("ID3\x03\0\0", 6) + bigEndian(kTagHeader + frame, 7) + "GEOB" +
                      bigEndian(frame, 8) + std::string(2, '\0');
    tag.append(kObjectHead);
    const ByteRange store{tag.size(), bytes};
    tag.resize(tag.size() + bytes);
    const fs::path beside = path.string() + ".c2pa";
    try {
        const Writing file(beside, path, O_WRONLY | O_CREAT | O_TRUNC);
        file.write(tag, 0);
        std::ifstream from(path, std::ios::binary);
        std::vector<char> block(1U << 20U);
        std::uint64_t at = tag.size();
        while (from.read(block.data(), static_cast<std::streamsize>(block.size())),
               from.gcount() > 0) {
            const auto got = static_cast<std::size_t>(from.gcount());
            file.write({block.data(), got}, at);
            at += got;
        }
        file.sync();
        if (std::rename(beside.c_str(), path.c_str()) != 0) file.fail();
    } catch (...) {
        std::error_code ignored;
        fs::remove(beside, ignored);
        throw;
    }
    return {store, store};
}

}  // namespace

std::optional<ManifestPlace> findManifest(const fs::path& path) {
    std::error_code reason;
    const std::uint64_t size = fs::file_size(path, reason);
    std::ifstream file(path, std::ios::binary);
    if (reason || !file) throw Error(ExitCode::Input, path.string() + ": cannot be opened");
    std::string head(12, '\0');
    if (!file.read(head.data(), static_cast<std::streamsize>(head.size()))) return {};
    if (head.starts_with("RIFF") && head.ends_with("WAVE")) return findInRiff(file, size);
    if (!head.starts_with("ID3")) return {};
    const std::uint64_t length = kTagHeader + bigEndian(head.data() + 6, 7);
    if (length > size) return {};
    std::string tag(length, '\0');
    file.seekg(0);
    if (!file.read(tag.data(), static_cast<std::streamsize>(length))) return {};
    return findInTag(tag);
}

ManifestPlace makeRoomForManifest(const fs::path& path, std::uint32_t bytes) {
    std::string head(12, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    file.close();
    if (head.starts_with("fLaC")) return prependTag(path, bytes);
    if (!head.starts_with("RIFF") || !head.ends_with("WAVE") || findManifest(path))
        throw Error(ExitCode::Output, path.string() +
                                          ": expected WAV (below 4 GiB) or FLAC without a C2PA "
                                          "manifest, found something else");
    return appendChunk(path, fs::file_size(path), bytes);
}

void fillManifest(const fs::path& path, const ManifestPlace& place, std::string_view store) {
    if (store.size() != place.store.length)
        throw Error(ExitCode::Processing, path.string() + ": the C2PA manifest changed its length");
    const Writing file(path, path, O_WRONLY);
    file.write(store, place.store.start);
    file.sync();
}

}  // namespace arioso
