#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/score/reader.h"

namespace arioso::test {

inline std::span<const std::byte> asBytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

/// Raw bytes from numbers.
inline std::string raw(std::initializer_list<int> values) {
    std::string out;
    for (const int value : values) out.push_back(static_cast<char>(value));
    return out;
}

inline std::string big(std::uint32_t value, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
    return out;
}

/// Builds the content of one MIDI track event by event.
class Track {
  public:
    Track& event(std::uint32_t delta, const std::string& bytes) {
        std::string number(1, static_cast<char>(delta & 0x7FU));
        while ((delta >>= 7U) > 0) number.insert(0, 1, static_cast<char>((delta & 0x7FU) | 0x80U));
        content_ += number + bytes;
        return *this;
    }
    Track& on(std::uint32_t delta, int key, int velocity = 80, int channel = 0) {
        return event(delta, raw({0x90 | channel, key, velocity}));
    }
    Track& off(std::uint32_t delta, int key, int channel = 0) {
        return event(delta, raw({0x80 | channel, key, 0}));
    }
    Track& note(std::uint32_t length, int key, int channel = 0) {
        return on(0, key, 80, channel).off(length, key, channel);
    }
    Track& control(std::uint32_t delta, int number, int value, int channel = 0) {
        return event(delta, raw({0xB0 | channel, number, value}));
    }
    Track& meta(std::uint32_t delta, int type, const std::string& data) {
        return event(delta, raw({0xFF, type, static_cast<int>(data.size())}) + data);
    }
    [[nodiscard]] std::string chunk(bool withEnd = true) const {
        const std::string all = content_ + (withEnd ? raw({0, 0xFF, 0x2F, 0}) : "");
        return "MTrk" + big(static_cast<std::uint32_t>(all.size()), 4) + all;
    }

  private:
    std::string content_;
};

inline std::string midiFile(int format, int division, const std::vector<std::string>& chunks) {
    std::string out = "MThd" + big(6, 4) + big(static_cast<std::uint32_t>(format), 2) +
                      big(static_cast<std::uint32_t>(chunks.size()), 2) +
                      big(static_cast<std::uint32_t>(division), 2);
    for (const std::string& chunk : chunks) out += chunk;
    return out;
}

inline Score parse(const std::string& midi, const ReadLimits& limits = {}) {
    return readMidi(asBytes(midi), "test.mid", limits);
}

/// "onset+duration:pitch" of each note, for readable expectations.
inline std::vector<std::string> summary(const Part& part) {
    const auto number = [](Beat beat) {
        return beat.den == 1 ? std::to_string(beat.num)
                             : std::to_string(beat.num) + "/" + std::to_string(beat.den);
    };
    std::vector<std::string> out;
    for (const Note& note : part.notes) {
        std::string pitch = std::to_string(note.pitch);
        pitch.erase(pitch.find_last_not_of('0') + 1);
        if (pitch.back() == '.') pitch.pop_back();
        out.push_back(number(note.onset) + "+" + number(note.duration) + ":" + pitch);
    }
    return out;
}

}  // namespace arioso::test
