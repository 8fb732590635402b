#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace arioso::live {

/// Takes a change as arioso_player_set does; returns an error line, empty = done. Called from the
/// controls' own threads, several at once.
using Change = std::function<std::string(const nlohmann::json&)>;
/// A line for the user. Any thread.
using Tell = std::function<void(const std::string&)>;

/// Something outside that steers the music, for as long as the object lives.
class Control {
  public:
    virtual ~Control() = default;
};

/// JSON objects, a line each, from standard input: {"tempo": 1.1}. A line that is not understood is
/// answered on standard error and changes nothing. At the end of the input music plays on.
std::unique_ptr<Control> jsonControl(Change change, Tell tell);

/// Open Sound Control 1.0 over UDP (liblo). `where` is PORT (this machine alone is heard) or
/// ADDRESS:PORT. Messages: /arioso/tempo f, /transpose, /expression, /valence, /arousal, /steps,
/// /volume, /pause i, /seek s, /stop, /density, /mood s; /arioso/part/NAME/gain f, /mute i, /solo
/// i, /instrument s. Error(Usage) for an address that cannot be listened on.
std::unique_ptr<Control> oscControl(const std::string& where, Change change, Tell tell);

/// One line of a MIDI mapping: what a controller or a key does.
struct MidiMapping {
    enum class Kind { Controller, Note };
    Kind kind = Kind::Controller;
    int channel = 0;                  ///< 1…16; 0 = any
    int number = 0;                   ///< of the controller or key
    std::vector<std::string> target;  ///< fields of the change, e.g. {"parts", "1", "gain"}
    double low = 0.0;                 ///< what 0 and
    double high = 1.0;                ///< 127 are mapped to
    bool toggle = false;              ///< from 64 on: true, below: false
    nlohmann::json send;              ///< of a key: what it sends
};
/// Reads configs/midi-control.toml or a user's file of the same form. Error(Input) names file, line
/// and field.
std::vector<MidiMapping> readMidiMapping(const std::string& file);
/// The change that three bytes of MIDI ask for; null = none.
nlohmann::json changeFor(const std::vector<MidiMapping>& mappings,
                         const std::vector<unsigned char>& message);

/// Names of the system's MIDI inputs (RtMidi). Error(Device).
std::vector<std::string> midiInputs();
/// Keys, pedals and wheels of a MIDI keyboard, for whoever plays them: bytes of a message, its
/// status byte first. Called from the input's own thread.
using Keys = std::function<void(std::span<const unsigned char>)>;
/// A MIDI input to play on; an empty name takes the only one there is. Error(Device) if there is
/// none, Error(Usage) names those there are.
std::unique_ptr<Control> midiKeyboard(const std::string& port, Keys keys);
/// A MIDI input, by a part of its name or its number from 0. Error(Usage) names those there are.
std::unique_ptr<Control> midiControl(const std::string& port, std::vector<MidiMapping> mappings,
                                     Change change, Tell tell);

}  // namespace arioso::live
