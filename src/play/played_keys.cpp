#include "src/play/played_keys.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace arioso::play {
namespace {

constexpr double kQuartersPerMinute = 120.0;
constexpr std::int64_t kGrid = 96;
constexpr int kBeats = 4;

Beat beatAt(double seconds) {
    const double quarters = seconds * kQuartersPerMinute / 60.0;
    return {std::llround(quarters * static_cast<double>(kGrid)), kGrid};
}

std::optional<ControlChange::Kind> kindOf(int controller) {
    switch (controller) {
        case 7:
            return ControlChange::Kind::Volume;
        case 11:
            return ControlChange::Kind::Expression;
        case 64:
            return ControlChange::Kind::Sustain;
        case 66:
            return ControlChange::Kind::Sostenuto;
        default:
            return std::nullopt;
    }
}

}  // namespace

void PlayedKeys::message(std::span<const std::uint8_t> bytes, double seconds) {
    if (bytes.size() < 3) return;
    const std::lock_guard lock(mutex_);
    const int kind = bytes[0] >> 4;
    const int first = bytes[1] & 0x7F;
    const int second = bytes[2] & 0x7F;
    if (kind == 0x9 || kind == 0x8) {
        const auto down = std::find_if(keys_.rbegin(), keys_.rend(), [first](const Key& key) {
            return key.key == first && key.off < 0.0;
        });
        if (down != keys_.rend()) down->off = seconds;
        if (kind == 0x9 && second > 0) keys_.push_back({first, second, seconds, -1.0});
    } else if (kind == 0xB) {
        const auto control = kindOf(first);
        if (!control) return;
        const bool pedal = first >= 64;
        controls_.push_back(
            {*control, pedal ? (second >= 64 ? 1.0F : 0.0F) : static_cast<float>(second) / 127.0F,
             seconds});
    } else if (kind == 0xE) {
        const double bend = (second * 128 + first - 8192) / 8192.0;
        controls_.push_back(
            {ControlChange::Kind::PitchBendSemitones, static_cast<float>(2.0 * bend), seconds});
    }
}

Score PlayedKeys::score(const Instrument& instrument, int transpose, double now) const {
    const std::lock_guard lock(mutex_);
    Score out;
    Part part;
    part.id = "P1";
    part.name = instrument.name;
    part.program = instrument.program;
    part.percussion = instrument.percussion;
    // The first key begins the piece, not the silence before it.
    const double start = keys_.empty() ? 0.0 : keys_.front().on;
    Beat end;
    for (const Key& key : keys_) {
        Note note;
        note.onset = beatAt(key.on - start);
        const Beat off = beatAt((key.off < 0.0 ? now : key.off) - start);
        note.duration = std::max(off - note.onset, Beat{1, kGrid});
        note.pitch = std::clamp(key.key + (instrument.percussion ? 0 : transpose), 0, 127);
        note.velocity = static_cast<float>(key.velocity) / 127.0F;
        end = std::max(end, note.onset + note.duration);
        part.notes.push_back(note);
    }
    for (const Control& control : controls_)
        part.controls.push_back(
            {beatAt(std::max(0.0, control.seconds - start)), control.kind, control.value});
    for (int number = 1; number == 1 || Beat::whole(kBeats * (number - 1)) < end; ++number) {
        Measure measure;
        measure.start = Beat::whole(kBeats * (number - 1));
        measure.length = Beat::whole(kBeats);
        measure.number = std::to_string(number);
        measure.written = number - 1;
        out.measures.push_back(measure);
    }
    for (Note& note : part.notes)
        note.measure = static_cast<int>(std::floor(note.onset.value() / kBeats));
    std::ranges::stable_sort(part.notes, [](const Note& a, const Note& b) {
        return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
    });
    out.tempos = {{Beat{}, kQuartersPerMinute}};
    out.parts = {std::move(part)};
    return out;
}

}  // namespace arioso::play
