#include "src/score/midi_track_writer.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace arioso {
namespace {

constexpr int kDrumChannel = 9;
constexpr int kPitchedChannels = 15;
constexpr int kPorts = 127;
/// Longest gap that a MIDI file can state between two events.
constexpr std::int64_t kLongestDelta = 0x0FFFFFFF;

enum Order { kOff, kMeta, kControl, kLyric, kOn, kAfterOn };

std::string bytes(std::initializer_list<int> values) {
    std::string out;
    for (const int value : values) out.push_back(static_cast<char>(value));
    return out;
}

std::string big(std::uint32_t value, int count) {
    std::string out;
    for (int i = count - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
    return out;
}

std::string variableLength(std::int64_t value) {
    auto rest = static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, kLongestDelta));
    std::string out(1, static_cast<char>(rest & 0x7FU));
    while ((rest >>= 7U) != 0) out.insert(0, 1, static_cast<char>((rest & 0x7FU) | 0x80U));
    return out;
}

int sevenBits(int value) {
    return std::clamp(value, 0, 127);
}

}  // namespace

void MidiTrackWriter::add(std::int64_t tick, int order, std::string content) {
    events_.push_back({std::max<std::int64_t>(0, tick), order, std::move(content)});
}

void MidiTrackWriter::meta(std::int64_t tick, int type, const std::string& data) {
    const int order = type == 0x05 ? kLyric : kMeta;
    add(tick, order, bytes({0xFF, type}) + variableLength(std::ssize(data)) + data);
}

void MidiTrackWriter::program(std::int64_t tick, int channel, int program, int bank) {
    if (bank > 0) {
        control(tick, channel, 0, bank >> 7);
        control(tick, channel, 32, bank & 0x7F);
    }
    add(tick, kControl, bytes({0xC0 | channel, sevenBits(program)}));
}

void MidiTrackWriter::control(std::int64_t tick, int channel, int number, int value) {
    add(tick, kControl, bytes({0xB0 | channel, sevenBits(number), sevenBits(value)}));
}

void MidiTrackWriter::sostenuto(std::int64_t tick, int channel, bool down) {
    add(tick, down ? kAfterOn : kControl, bytes({0xB0 | channel, 66, down ? 127 : 0}));
}

void MidiTrackWriter::bendRange(std::int64_t tick, int channel, int semitones) {
    control(tick, channel, 101, 0);
    control(tick, channel, 100, 0);
    control(tick, channel, 6, semitones);
    control(tick, channel, 38, 0);
}

void MidiTrackWriter::bend(std::int64_t tick, int channel, double semitones, int range) {
    const auto value = static_cast<int>(
        std::clamp(std::lround(8192.0 + semitones / std::max(1, range) * 8192.0), 0L, 16383L));
    add(tick, kControl, bytes({0xE0 | channel, value & 0x7F, value >> 7}));
}

void MidiTrackWriter::note(std::int64_t on, std::int64_t off, int channel, int key,
                           double velocity) {
    on = std::max<std::int64_t>(0, on);
    const auto loud = static_cast<int>(std::clamp(std::lround(velocity * 127.0), 1L, 127L));
    add(on, kOn, bytes({0x90 | channel, sevenBits(key), loud}));
    add(std::max(off, on + 1), kOff, bytes({0x80 | channel, sevenBits(key), 0}));
}

std::string MidiTrackWriter::chunk(std::int64_t end) {
    std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
        return a.tick != b.tick ? a.tick < b.tick : a.order < b.order;
    });
    std::string content;
    std::int64_t now = 0;
    for (const Event& event : events_) {
        content += variableLength(event.tick - now) + event.bytes;
        now = event.tick;
    }
    content += variableLength(end - now) + bytes({0xFF, 0x2F, 0});
    return "MTrk" + big(static_cast<std::uint32_t>(content.size()), 4) + content;
}

std::string midiFileBytes(int division, const std::vector<std::string>& chunks) {
    std::string out = "MThd" + big(6, 4) + big(1, 2) +
                      big(static_cast<std::uint32_t>(chunks.size()), 2) +
                      big(static_cast<std::uint32_t>(division), 2);
    for (const std::string& chunk : chunks) out += chunk;
    return out;
}

std::string tempoMeta(double quartersPerMinute) {
    const double micros = 60e6 / std::max(quartersPerMinute, 1e-3);
    return big(static_cast<std::uint32_t>(std::clamp(std::nearbyint(micros), 1.0, 16777215.0)), 3);
}

std::string timeMeta(int beats, int beatType) {
    const auto type = static_cast<unsigned>(std::clamp(beatType, 1, 128));
    return bytes({std::clamp(beats, 1, 255), static_cast<int>(std::bit_width(type)) - 1, 24, 8});
}

MidiPlace MidiPlaces::next(bool percussion) {
    if (percussion) return {std::min(drums_++, kPorts), kDrumChannel};
    const int index = pitched_++;
    const int channel = index % kPitchedChannels;
    return {std::min(index / kPitchedChannels, kPorts),
            channel < kDrumChannel ? channel : channel + 1};
}

}  // namespace arioso
