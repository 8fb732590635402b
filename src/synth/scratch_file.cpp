#include "src/synth/scratch_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "dsp/error.h"

namespace arioso {
namespace {

[[noreturn]] void fail(const std::filesystem::path& folder, const char* what, int error) {
    throw Error(ExitCode::Output, fmt::format("{}: cannot {} a temporary file: {}", folder.string(),
                                              what, std::generic_category().message(error)));
}

}  // namespace

ScratchFile::ScratchFile(const std::filesystem::path& folder)
    : folder_(folder.empty() ? std::filesystem::path(".") : folder) {
    std::string name = (folder_ / ".arioso-XXXXXX").string();
    descriptor_ = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail(folder_, "create", errno);
    unlink(name.c_str());
}

ScratchFile::~ScratchFile() {
    if (descriptor_ >= 0) close(descriptor_);
}

ScratchFile::ScratchFile(ScratchFile&& other) noexcept
    : folder_(std::move(other.folder_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(std::exchange(other.size_, 0)) {}

void ScratchFile::append(std::span<const float> values) {
    auto bytes = std::as_bytes(values);
    auto at = static_cast<off_t>(size_) * static_cast<off_t>(sizeof(float));
    while (!bytes.empty()) {
        const ssize_t written = pwrite(descriptor_, bytes.data(), bytes.size(), at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail(folder_, "write", written < 0 ? errno : ENOSPC);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        at += written;
    }
    size_ += static_cast<std::int64_t>(values.size());
}

void ScratchFile::read(std::int64_t first, std::span<float> out) const {
    auto bytes = std::as_writable_bytes(out);
    auto at = static_cast<off_t>(first) * static_cast<off_t>(sizeof(float));
    while (!bytes.empty()) {
        const ssize_t got = pread(descriptor_, bytes.data(), bytes.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) fail(folder_, "read", got < 0 ? errno : EIO);
        bytes = bytes.subspan(static_cast<std::size_t>(got));
        at += got;
    }
}

}  // namespace arioso
