#include "src/perform/performance_midi.h"

#include <cmath>

#include "src/score/midi_track_writer.h"

namespace arioso {
namespace {

constexpr double kTempo = 120.0;
constexpr int kDivision = 25000;
constexpr double kTicksPerSecond = kDivision * kTempo / 60.0;

std::int64_t tick(double seconds) {
    return static_cast<std::int64_t>(std::llround(seconds * kTicksPerSecond));
}

std::string track(const PerformedPart& part, MidiPlace place, double end) {
    MidiTrackWriter out;
    if (place.port > 0) out.meta(0, 0x21, std::string(1, static_cast<char>(place.port)));
    if (!part.name.empty()) out.meta(0, 0x03, part.name);
    out.program(0, place.channel, part.percussion ? 0 : part.program);
    for (const PerformedNote& note : part.notes) {
        const auto key = static_cast<int>(std::lround(note.pitch));
        out.note(tick(note.onset), tick(note.offset), place.channel, key, note.velocity);
        if (!note.syllable.empty()) out.meta(tick(note.onset), 0x05, note.syllable);
    }
    return out.chunk(tick(end));
}

}  // namespace

std::string writePerformanceMidi(const Performance& performance) {
    MidiTrackWriter conductor;
    conductor.meta(0, 0x51, tempoMeta(kTempo));
    std::vector<std::string> chunks{conductor.chunk(tick(performance.duration))};
    MidiPlaces places;
    for (const PerformedPart& part : performance.parts) {
        chunks.push_back(track(part, places.next(part.percussion), performance.duration));
    }
    return midiFileBytes(kDivision, chunks);
}

}  // namespace arioso
