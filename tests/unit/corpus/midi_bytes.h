#pragma once

#include <filesystem>
#include <fstream>
#include <vector>

namespace arioso::corpus {

/// A Standard MIDI File of one voice: quarter notes at 120 a minute, one key after another.
inline std::vector<unsigned char> midiMelody(int program, const std::vector<int>& keys) {
    std::vector<unsigned char> track{0, 0xC0, static_cast<unsigned char>(program)};
    for (const int key : keys) {
        const auto byte = static_cast<unsigned char>(key);
        track.insert(track.end(), {0, 0x90, byte, 80, 96, 0x80, byte, 0});
    }
    track.insert(track.end(), {0, 0xFF, 0x2F, 0});
    std::vector<unsigned char> out{'M', 'T', 'h', 'd', 0,  0,   0,   6,   0,
                                   0,   0,   1,   0,   96, 'M', 'T', 'r', 'k'};
    const auto length = track.size();
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        out.push_back(static_cast<unsigned char>((length >> shift) & 0xFFU));
    }
    out.insert(out.end(), track.begin(), track.end());
    return out;
}

inline void writeBytes(const std::filesystem::path& path, const std::vector<unsigned char>& bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    for (const unsigned char byte : bytes) out.put(static_cast<char>(byte));
}

}  // namespace arioso::corpus
