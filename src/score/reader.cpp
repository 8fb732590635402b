#include "src/score/reader.h"

#include <fmt/format.h>

#include <cerrno>

#include <algorithm>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "dsp/error.h"
#include "src/score/abc_file.h"
#include "src/score/abc_reader.h"
#include "src/score/musescore_document.h"
#include "src/score/mxl_container.h"

namespace arioso {
namespace {

std::vector<std::byte> readBytes(const std::filesystem::path& path, const ReadLimits& limits) {
    const std::string name = path.string();
    std::error_code failure;
    if (std::filesystem::is_directory(path, failure)) {
        throw Error(ExitCode::Input, name + ": expected a score file, found a directory");
    }
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        const std::error_code reason(errno, std::generic_category());
        throw Error(ExitCode::Input,
                    fmt::format("{}: cannot be opened: {}", name, reason.message()));
    }
    std::vector<std::byte> bytes;
    std::vector<char> block(1U << 20U);
    // Read, not asked for by size: pipes and devices have none.
    while (in) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        const auto got = static_cast<std::size_t>(in.gcount());
        const auto* first = reinterpret_cast<const std::byte*>(block.data());
        bytes.insert(bytes.end(), first, first + got);
        if (bytes.size() > limits.fileBytes) {
            throw Error(ExitCode::Input, fmt::format("{}: expected at most {} bytes, found more",
                                                     name, limits.fileBytes));
        }
    }
    if (in.bad()) throw Error(ExitCode::Input, name + ": cannot be read to its end");
    return bytes;
}

bool startsWith(const std::vector<std::byte>& bytes, std::string_view magic, std::size_t at = 0) {
    if (bytes.size() < at + magic.size()) return false;
    for (std::size_t i = 0; i < magic.size(); ++i) {
        if (std::to_integer<char>(bytes[at + i]) != magic[i]) return false;
    }
    return true;
}

/// A '<' first, but for a byte order mark, blanks and the zero bytes of UTF-16.
bool looksLikeXml(const std::vector<std::byte>& bytes) {
    constexpr std::string_view kSkipped(" \t\r\n\0\xEF\xBB\xBF\xFE\xFF", 10);
    for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), 64); ++i) {
        const char c = std::to_integer<char>(bytes[i]);
        if (c == '<') return true;
        if (kSkipped.find(c) == std::string_view::npos) return false;
    }
    return false;
}

}  // namespace

Score readScore(const std::filesystem::path& path, const ReadOptions& options) {
    const ReadLimits& limits = options.limits;
    const std::vector<std::byte> bytes = readBytes(path, limits);
    const std::string name = path.string();
    if (bytes.empty())
        throw Error(ExitCode::Input, name + ": expected a score, found an empty file");
    if (startsWith(bytes, "MThd") || (startsWith(bytes, "RIFF") && startsWith(bytes, "RMID", 8))) {
        return readMidi(bytes, name, limits);
    }
    if (isZip(bytes)) {
        const std::string text = unpackMxl(bytes, name, limits);
        const auto unpacked = std::as_bytes(std::span(text.data(), text.size()));
        return isMuseScore(text) ? readMuseScore(unpacked, name, options)
                                 : readMusicXml(unpacked, name, options);
    }
    if (looksLikeXml(bytes)) {
        const auto* text = reinterpret_cast<const char*>(bytes.data());
        return isMuseScore({text, bytes.size()}) ? readMuseScore(bytes, name, options)
                                                 : readMusicXml(bytes, name, options);
    }
    if (looksLikeAbc(bytes)) return readAbcIn(path.parent_path(), bytes, name, options);
    throw Error(ExitCode::Input,
                name +
                    ": byte 0: expected MIDI (\"MThd\"), MusicXML or MuseScore (\"<\", compressed "
                    "\"PK\") or ABC (\"X:1\"), found something else");
}

}  // namespace arioso
