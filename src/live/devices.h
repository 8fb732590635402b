#pragma once

#include <string>
#include <vector>

namespace arioso::live {

/// A device that plays at least two channels (or one, by mixing down).
struct OutputDevice {
    int index = 0;    ///< PortAudio's
    std::string api;  ///< "ALSA", "JACK Audio Connection Kit" …
    std::string name;
    int channels = 0;
    double sampleRate = 0.0;  ///< its own
    double lowLatency = 0.0;  ///< seconds, as it says
    bool isDefault = false;
};

/// Sets what drivers read of the environment; a PortAudioSession does so, too. To be called before
/// threads begin that might read the environment at the same time. Main thread.
void prepareSoundSystem();

/// PortAudio, for as long as one of these lives; what the drivers print while they look for devices
/// is hidden. Error(Device) if it cannot start. Control thread.
class PortAudioSession {
  public:
    PortAudioSession();
    ~PortAudioSession();
    PortAudioSession(const PortAudioSession&) = delete;
    PortAudioSession& operator=(const PortAudioSession&) = delete;

    [[nodiscard]] std::vector<OutputDevice> outputs() const;
};

/// The device that a user means: see OutputChoice. Error(Device) if there is none at all,
/// Error(Usage) names those there are.
OutputDevice chooseDevice(const std::vector<OutputDevice>& devices, const std::string& wish);

}  // namespace arioso::live
