#include "src/live/devices.h"

#include <fmt/format.h>
#include <portaudio.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "dsp/error.h"
#include "src/live/hush.h"

namespace arioso::live {
namespace {

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool isIndex(const std::string& text) {
    return !text.empty() && text.size() < 6 &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string fullName(const OutputDevice& device) {
    return fmt::format("{}:{}:{}", device.index, device.api, device.name);
}

std::string listOf(const std::vector<OutputDevice>& devices) {
    std::string out;
    for (const OutputDevice& device : devices) out += (out.empty() ? "" : ", ") + fullName(device);
    return out;
}

}  // namespace

void prepareSoundSystem() {
    // A JACK server is not to be started by looking for one.
    setenv("JACK_NO_START_SERVER", "1", 0);
}

PortAudioSession::PortAudioSession() {
    prepareSoundSystem();
    const Hush hush;
    const PaError error = Pa_Initialize();
    if (error != paNoError)
        throw Error(ExitCode::Device,
                    fmt::format("the audio system does not start: {}", Pa_GetErrorText(error)));
}

PortAudioSession::~PortAudioSession() {
    const Hush hush;
    Pa_Terminate();
}

std::vector<OutputDevice> PortAudioSession::outputs() const {
    std::vector<OutputDevice> out;
    const PaDeviceIndex preferred = Pa_GetDefaultOutputDevice();
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
        const PaDeviceInfo* info = Pa_GetDeviceInfo(i);
        if (info == nullptr || info->maxOutputChannels < 1) continue;
        const PaHostApiInfo* api = Pa_GetHostApiInfo(info->hostApi);
        OutputDevice device;
        device.index = i;
        device.api = api == nullptr ? "" : api->name;
        device.name = info->name;
        device.channels = info->maxOutputChannels;
        device.sampleRate = info->defaultSampleRate;
        device.lowLatency = info->defaultLowOutputLatency;
        device.isDefault = i == preferred;
        out.push_back(device);
    }
    return out;
}

OutputDevice chooseDevice(const std::vector<OutputDevice>& devices, const std::string& wish) {
    if (devices.empty())
        throw Error(ExitCode::Device,
                    "no audio device found (--device null plays to nobody, --device file:OUT.wav "
                    "to a file)");
    if (wish.empty()) {
        const auto preferred = std::ranges::find(devices, true, &OutputDevice::isDefault);
        return preferred == devices.end() ? devices.front() : *preferred;
    }
    if (isIndex(wish)) {
        const auto found = std::ranges::find(devices, std::stoi(wish), &OutputDevice::index);
        if (found != devices.end()) return *found;
    }
    std::vector<OutputDevice> matches;
    for (const OutputDevice& device : devices) {
        // A name that is exactly so wins over those that contain it.
        if (lower(device.name) == lower(wish) || lower(fullName(device)) == lower(wish))
            return device;
        if (lower(device.name).find(lower(wish)) != std::string::npos) matches.push_back(device);
    }
    if (matches.size() == 1) return matches.front();
    throw Error(ExitCode::Usage, fmt::format("device: expected {} of {}, found '{}'",
                                             matches.empty() ? "one" : "only one",
                                             listOf(matches.empty() ? devices : matches), wish));
}

}  // namespace arioso::live
