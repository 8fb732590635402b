#include "dsp/ogg_serial.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "dsp/error.h"

namespace arioso::dsp {

namespace {

constexpr std::size_t kHeader = 27;
constexpr std::size_t kSerialAt = 14;
constexpr std::size_t kChecksumAt = 22;
constexpr std::array<char, 4> kSerial = {'A', 'r', 'i', 'o'};

std::uint32_t checksum(const std::vector<char>& page) {
    static const auto table = [] {
        std::array<std::uint32_t, 256> entries{};
        for (std::uint32_t i = 0; i < entries.size(); ++i) {
            std::uint32_t word = i << 24;
            for (int bit = 0; bit < 8; ++bit) {
                word = (word & 0x80000000U) != 0 ? (word << 1) ^ 0x04C11DB7U : word << 1;
            }
            entries[i] = word;
        }
        return entries;
    }();
    std::uint32_t crc = 0;
    for (const char byte : page) {
        crc = (crc << 8) ^ table[(crc >> 24) ^ static_cast<unsigned char>(byte)];
    }
    return crc;
}

}  // namespace

void fixOggSerial(const std::filesystem::path& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    std::vector<char> page;
    for (std::streamoff at = 0; file; at += static_cast<std::streamoff>(page.size())) {
        page.assign(kHeader, 0);
        file.seekg(at);
        if (!file.read(page.data(), kHeader)) break;
        const auto segments = static_cast<std::size_t>(static_cast<unsigned char>(page[26]));
        page.resize(kHeader + segments);
        file.read(page.data() + kHeader, static_cast<std::streamsize>(segments));
        std::size_t body = 0;
        for (std::size_t i = kHeader; i < page.size(); ++i) {
            body += static_cast<unsigned char>(page[i]);
        }
        page.resize(kHeader + segments + body);
        file.read(page.data() + kHeader + segments, static_cast<std::streamsize>(body));
        if (!file || !std::equal(page.begin(), page.begin() + 4, "OggS")) break;
        std::copy(kSerial.begin(), kSerial.end(), page.begin() + kSerialAt);
        std::fill_n(page.begin() + kChecksumAt, 4, '\0');
        const std::uint32_t crc = checksum(page);
        for (std::size_t i = 0; i < 4; ++i) {
            page[kChecksumAt + i] = static_cast<char>((crc >> (8 * i)) & 0xFFU);
        }
        file.seekp(at);
        file.write(page.data(), static_cast<std::streamsize>(page.size()));
    }
    // The loop's regular way out is a header read that meets the end of the file with no byte left.
    if (!file.eof() || file.gcount() != 0) {
        throw Error(ExitCode::Output, path.string() +
                                          ": expected whole Ogg pages, found a broken "
                                          "one while fixing the stream serial");
    }
}

}  // namespace arioso::dsp
