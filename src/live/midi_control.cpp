#include <fmt/format.h>
#include <rtmidi/RtMidi.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "dsp/error.h"
#include "src/live/control.h"
#include "src/live/hush.h"

namespace arioso::live {
namespace {

bool answers(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return false;
    std::copy(path.begin(), path.end(), address.sun_path);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    const bool connected =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return connected;
}

/// Whether a JACK server runs here, by its socket: the library would say at length, and later, that
/// none does.
bool jackRuns() {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator("/dev/shm", none))
        if (entry.path().filename().string().starts_with("jack") && entry.is_socket(none) &&
            answers(entry.path().string()))
            return true;
    return false;
}

/// The first of the machine's MIDI systems that has inputs, else the first that answers: RtMidi by
/// itself gives up where ALSA's sequencer is missing, though JACK's may be there.
std::unique_ptr<RtMidiIn> openMidi() {
    const Hush hush;
    std::vector<RtMidi::Api> systems;
    RtMidi::getCompiledApi(systems);
    std::unique_ptr<RtMidiIn> found;
    std::string failure = "no MIDI system";
    for (const RtMidi::Api system : systems) {
        if (system == RtMidi::RTMIDI_DUMMY) continue;
        if (system == RtMidi::UNIX_JACK && !jackRuns()) continue;
        try {
            auto midi = std::make_unique<RtMidiIn>(system, "Arioso");
            if (midi->getPortCount() > 0) return midi;
            if (!found) found = std::move(midi);
        } catch (const RtMidiError& error) {
            failure = error.getMessage();
        }
    }
    if (!found) throw Error(ExitCode::Device, fmt::format("MIDI: {}", failure));
    return found;
}

std::vector<std::string> namesOf(RtMidiIn& midi) {
    std::vector<std::string> names;
    for (unsigned i = 0; i < midi.getPortCount(); ++i) names.push_back(midi.getPortName(i));
    return names;
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

unsigned choosePort(const std::vector<std::string>& names, const std::string& wish) {
    if (names.empty()) throw Error(ExitCode::Device, "MIDI: no input found");
    if (wish.empty() && names.size() == 1) return 0;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (wish == fmt::format("{}", i) || lower(names[i]) == lower(wish))
            return static_cast<unsigned>(i);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (lower(names[i]).find(lower(wish)) != std::string::npos) found.push_back(i);
    if (found.size() == 1) return static_cast<unsigned>(found.front());
    throw Error(ExitCode::Usage,
                fmt::format("midi: expected one of {}, found '{}'", fmt::join(names, ", "), wish));
}

/// An open input; its messages go to a function.
class MidiInput : public Control {
  public:
    MidiInput(const std::string& port, const char* name, Keys keys)
        : keys_(std::move(keys)), midi_(openMidi()) {
        const unsigned number = choosePort(namesOf(*midi_), port);
        midi_->setCallback(&MidiInput::receive, this);
        try {
            midi_->openPort(number, name);
        } catch (const RtMidiError& error) {
            throw Error(ExitCode::Device, fmt::format("MIDI: {}", error.getMessage()));
        }
    }

  private:
    static void receive(double, std::vector<unsigned char>* message, void* user) {
        if (message != nullptr) static_cast<MidiInput*>(user)->keys_(*message);
    }

    Keys keys_;
    std::unique_ptr<RtMidiIn> midi_;
};

}  // namespace

std::vector<std::string> midiInputs() {
    return namesOf(*openMidi());
}

std::unique_ptr<Control> midiKeyboard(const std::string& port, Keys keys) {
    return std::make_unique<MidiInput>(port, "keyboard", std::move(keys));
}

std::unique_ptr<Control> midiControl(const std::string& port, std::vector<MidiMapping> mappings,
                                     Change change, Tell tell) {
    return std::make_unique<MidiInput>(
        port, "control",
        [mappings = std::move(mappings), change = std::move(change),
         tell = std::move(tell)](std::span<const unsigned char> message) {
            const nlohmann::json wanted = changeFor(mappings, {message.begin(), message.end()});
            if (wanted.is_null()) return;
            const std::string error = change(wanted);
            if (!error.empty()) tell("MIDI: " + error);
        });
}

}  // namespace arioso::live
