#include "src/live/audio_output.h"

#include <future>
#include <thread>

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

bool retire(std::unique_ptr<AudioOutput> output, std::chrono::milliseconds patience) {
    std::promise<void> done;
    const std::future<void> finished = done.get_future();
    std::thread thread([output = std::move(output), done = std::move(done)]() mutable {
        output->stop();
        output.reset();
        done.set_value();
    });
    const bool good = finished.wait_for(patience) == std::future_status::ready;
    if (good) {
        thread.join();
    } else {
        thread.detach();
    }
    return good;
}

}  // namespace arioso::live
