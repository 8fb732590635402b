#include "tests/unit/synth/small_midi.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <tuple>

namespace arioso::tests {
namespace {

constexpr int kTicksPerQuarter = 480;

void addNumber(std::string& to, unsigned value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) to += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

void addDelta(std::string& to, unsigned value) {
    for (int shift = 21; shift > 0; shift -= 7)
        if (value >> shift) to += static_cast<char>(((value >> shift) & 0x7FU) | 0x80U);
    to += static_cast<char>(value & 0x7FU);
}

std::string track(const std::vector<MidiNote>& notes, unsigned channel, unsigned program) {
    std::vector<std::tuple<unsigned, unsigned, unsigned>> events;  // tick, velocity, key
    const auto tick = [](double seconds) {
        return static_cast<unsigned>(std::lround(seconds * 2.0 * kTicksPerQuarter));
    };
    for (const MidiNote& note : notes) {
        events.emplace_back(tick(note.onset), 100U, static_cast<unsigned>(note.key));
        events.emplace_back(tick(note.offset), 0U, static_cast<unsigned>(note.key));
    }
    std::sort(events.begin(), events.end());
    std::string body;
    addDelta(body, 0);
    addNumber(body, 0xC000U | channel << 8U | program, 2);
    unsigned now = 0;
    for (const auto& [at, velocity, key] : events) {
        addDelta(body, at - now);
        now = at;
        addNumber(body, (0x90U | channel) << 16U | key << 8U | velocity, 3);
    }
    addDelta(body, 0);
    addNumber(body, 0xFF2F00U, 3);
    std::string out = "MTrk";
    addNumber(out, static_cast<unsigned>(body.size()), 4);
    return out + body;
}

}  // namespace

void writeMidi(const std::string& path, const std::vector<std::vector<MidiNote>>& parts,
               const std::vector<int>& programs) {
    std::string out = "MThd";
    addNumber(out, 6, 4);
    addNumber(out, 1, 2);
    addNumber(out, static_cast<unsigned>(parts.size()), 2);
    addNumber(out, kTicksPerQuarter, 2);
    for (std::size_t i = 0; i < parts.size(); ++i)
        out += track(parts[i], static_cast<unsigned>(i), static_cast<unsigned>(programs[i]));
    std::ofstream(path, std::ios::binary) << out;
}

}  // namespace arioso::tests
