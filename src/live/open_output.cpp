#include "src/live/audio_output.h"
#include "src/live/clocked_output.h"
#include "src/live/file_output.h"
#include "src/live/portaudio_output.h"

namespace arioso::live {

std::unique_ptr<AudioOutput> openOutput(const OutputChoice& choice) {
    constexpr const char* kFile = "file:";
    if (choice.device == "null") return std::make_unique<ClockedOutput>(choice);
    if (choice.device == "-") return std::make_unique<PipeOutput>(choice);
    if (choice.device.starts_with(kFile))
        return std::make_unique<FileOutput>(choice.device.substr(5), choice);
    return std::make_unique<PortAudioOutput>(choice);
}

}  // namespace arioso::live
