#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/live/control.h"
#include "src/live/devices.h"

namespace arioso::cli {
namespace {

using nlohmann::json;

/// MIDI is an extra: a system without it still has loudspeakers.
std::vector<std::string> midiOrNone() {
    try {
        return live::midiInputs();
    } catch (const Error&) {
        return {};
    }
}

void listDevices(bool asJson) {
    const live::PortAudioSession session;
    const auto outputs = session.outputs();
    const auto midi = midiOrNone();
    if (asJson) {
        json list = json::array();
        for (const auto& device : outputs)
            list.push_back({{"index", device.index},
                            {"api", device.api},
                            {"name", device.name},
                            {"channels", device.channels},
                            {"sample_rate", device.sampleRate},
                            {"latency", device.lowLatency},
                            {"default", device.isDefault}});
        fmt::print("{}\n", json{{"outputs", list}, {"midi_inputs", midi}}.dump(2));
        return;
    }
    for (const auto& device : outputs)
        fmt::print("{} {:3}  {:<6} {:<40} {:2} channels  {:6.0f} Hz  {:4.0f} ms\n",
                   device.isDefault ? '*' : ' ', device.index, device.api.substr(0, 6), device.name,
                   device.channels, device.sampleRate, 1000.0 * device.lowLatency);
    if (outputs.empty())
        fmt::print("no audio device (arioso play --device null or file:OUT.wav works without)\n");
    for (std::size_t i = 0; i < midi.size(); ++i) fmt::print("  MIDI input {}  {}\n", i, midi[i]);
}

}  // namespace

void addDevicesCommand(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("devices", "List what can play and which MIDI inputs there are");
    const auto asJson = std::make_shared<bool>(false);
    command->add_flag("--json", *asJson, "as JSON");
    command->callback([asJson] { listDevices(*asJson); });
}

}  // namespace arioso::cli
