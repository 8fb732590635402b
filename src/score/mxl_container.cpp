#include "src/score/mxl_container.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <memory>
#include <pugixml.hpp>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr std::size_t kContainerBytes = 1U << 20U;
constexpr std::size_t kScoreBytes = 128U << 20U;

struct CloseArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

[[noreturn]] void fail(const std::string& name, const std::string& what) {
    throw Error(ExitCode::Input, fmt::format("{}: {}", name, what));
}

Archive open(std::span<const std::byte> bytes, const std::string& name) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (archive == nullptr) {
        const std::string reason = zip_error_strerror(&error);
        if (source != nullptr) zip_source_free(source);
        zip_error_fini(&error);
        fail(name, "expected a compressed score, found a broken archive: " + reason);
    }
    zip_error_fini(&error);
    return Archive(archive);
}

/// The sizes an archive states may be lies, so the bytes are counted as they come.
std::string unpack(zip_t* archive, zip_int64_t index, std::size_t most, const std::string& name) {
    const std::unique_ptr<zip_file_t, CloseEntry> file(
        zip_fopen_index(archive, static_cast<zip_uint64_t>(index), 0));
    if (!file) fail(name, fmt::format("an entry cannot be unpacked: {}", zip_strerror(archive)));
    std::string out;
    std::string block(1U << 16U, '\0');
    for (;;) {
        const zip_int64_t got = zip_fread(file.get(), block.data(), block.size());
        if (got < 0) fail(name, "an entry is damaged and cannot be unpacked to its end");
        if (got == 0) return out;
        out.append(block, 0, static_cast<std::size_t>(got));
        if (out.size() > most) {
            fail(name, fmt::format("expected at most {} bytes unpacked, found more", most));
        }
    }
}

bool endsWith(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

zip_int64_t rootFile(zip_t* archive, const std::string& name) {
    const zip_int64_t container = zip_name_locate(archive, "META-INF/container.xml", 0);
    if (container >= 0) {
        const std::string xml = unpack(archive, container, kContainerBytes, name);
        pugi::xml_document document;
        document.load_buffer(xml.data(), xml.size());
        const pugi::xml_node files = document.child("container").child("rootfiles");
        for (const pugi::xml_node file : files.children("rootfile")) {
            const zip_int64_t index =
                zip_name_locate(archive, file.attribute("full-path").value(), 0);
            if (index >= 0) return index;
        }
    }
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* entry = zip_get_name(archive, static_cast<zip_uint64_t>(i), 0);
        if (entry == nullptr || std::string_view(entry).rfind("META-INF/", 0) == 0) continue;
        if (endsWith(entry, ".musicxml") || endsWith(entry, ".xml") || endsWith(entry, ".mscx")) {
            return i;
        }
    }
    fail(name, "META-INF/container.xml: expected the name of a score, found none");
}

}  // namespace

bool isZip(std::span<const std::byte> bytes) {
    constexpr std::string_view kMagic = "PK\x03\x04";
    return bytes.size() >= kMagic.size() &&
           std::equal(kMagic.begin(), kMagic.end(), bytes.begin(),
                      [](char c, std::byte b) { return static_cast<std::byte>(c) == b; });
}

std::string unpackMxl(std::span<const std::byte> bytes, const std::string& name,
                      const ReadLimits& limits) {
    const Archive archive = open(bytes, name);
    return unpack(archive.get(), rootFile(archive.get(), name),
                  std::min(limits.fileBytes, kScoreBytes), name);
}

std::string scoreText(std::span<const std::byte> bytes, const std::string& name,
                      const ReadLimits& limits) {
    if (isZip(bytes)) return unpackMxl(bytes, name, limits);
    std::string text(bytes.size(), '\0');
    std::transform(bytes.begin(), bytes.end(), text.begin(), [](std::byte b) {
        return static_cast<char>(std::to_integer<unsigned char>(b));
    });
    return text;
}

}  // namespace arioso
