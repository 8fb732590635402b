#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "src/live/audio_output.h"
#include "src/live/devices.h"

namespace arioso::live {

/// A loudspeaker by PortAudio. The callback asks the source and does nothing else.
class PortAudioOutput : public AudioOutput {
  public:
    explicit PortAudioOutput(const OutputChoice& choice);
    ~PortAudioOutput() override;

    [[nodiscard]] std::string name() const override { return device_.name; }
    [[nodiscard]] int sampleRate() const override { return sampleRate_; }
    [[nodiscard]] double latency() const override { return latency_; }
    void start(const AudioSource& source) override;
    void stop() override;
    bool alive() override;

  private:
    struct Callback;

    PortAudioSession session_;
    OutputDevice device_;
    int sampleRate_ = 0;
    int channels_ = 2;
    double latency_ = 0.0;
    void* stream_ = nullptr;
    AudioSource source_;
    std::atomic<std::int64_t> calls_{0};
    std::int64_t callsSeen_ = 0;
    double lastCall_ = 0.0;
};

}  // namespace arioso::live
