#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include "dsp/audio_file.h"
#include "dsp/realtime.h"
#include "dsp/ring_buffer.h"
#include "src/live/audio_output.h"

namespace arioso::live {

/// Writes to a file what a device is given, without making the audio callback wait: it stands
/// between player and output. When the disk is full the recording ends, the music does not.
class Recorder {
  public:
    /// `tags` is what the file says of itself. Error(Output) for a file that cannot be begun.
    Recorder(const std::filesystem::path& path, int sampleRate, bool overwrite,
             const AudioSource& from, const std::optional<dsp::AudioTags>& tags = {});
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    /// What the output takes instead.
    [[nodiscard]] AudioSource source();
    /// Completes the file. What went wrong, in a line; empty = nothing. Control thread, once, when
    /// nobody pulls.
    std::string finish();
    /// What has gone wrong so far, told once. Control thread.
    std::string takeFailure();

  private:
    std::size_t keep(const float* interleaved, std::size_t music) noexcept ARIOSO_NONBLOCKING;
    void run();

    std::filesystem::path path_;
    AudioSource from_;
    dsp::AudioFileWriter writer_;
    dsp::FrameRing ring_;
    std::atomic<std::int64_t> lost_{0};
    std::atomic<bool> stop_{false};
    std::atomic<bool> failed_{false};
    std::string failure_;  // written before failed_
    bool told_ = false;
    std::thread thread_;
};

}  // namespace arioso::live
