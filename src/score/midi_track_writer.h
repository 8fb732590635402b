#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace arioso {

/// Collects the events of one MIDI track in any order and writes them in time. Of events at one
/// tick, note-offs come first and note-ons last.
class MidiTrackWriter {
  public:
    void meta(std::int64_t tick, int type, const std::string& data);
    void program(std::int64_t tick, int channel, int program, int bank = 0);
    void control(std::int64_t tick, int channel, int number, int value);
    /// The pedal comes down behind the keys that are struck with it: those it holds.
    void sostenuto(std::int64_t tick, int channel, bool down);
    /// Sets the bend range of a channel (RPN 0).
    void bendRange(std::int64_t tick, int channel, int semitones);
    /// `semitones` against a range of `range` semitones.
    void bend(std::int64_t tick, int channel, double semitones, int range);
    /// At least one tick long. `velocity` 0…1 never becomes silent.
    void note(std::int64_t on, std::int64_t off, int channel, int key, double velocity);

    /// The track chunk, ended at `end` or the last event.
    [[nodiscard]] std::string chunk(std::int64_t end = 0);

  private:
    struct Event {
        std::int64_t tick;
        int order;
        std::string bytes;
    };
    void add(std::int64_t tick, int order, std::string bytes);
    std::vector<Event> events_;
};

/// A type 1 file of these track chunks; `division` ticks a quarter, 1…32767.
std::string midiFileBytes(int division, const std::vector<std::string>& chunks);

/// Meta event data: quarters a minute, and "beats/beatType" (a power of two).
std::string tempoMeta(double quartersPerMinute);
std::string timeMeta(int beats, int beatType);

/// Channel of the n-th part, percussion on channel 10 (index 9); the port tells parts beyond the
/// channels apart.
struct MidiPlace {
    int port = 0;
    int channel = 0;
};
class MidiPlaces {
  public:
    MidiPlace next(bool percussion);

  private:
    int pitched_ = 0;
    int drums_ = 0;
};

}  // namespace arioso
