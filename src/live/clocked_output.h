#pragma once

#include <atomic>
#include <thread>

#include "src/live/audio_output.h"

namespace arioso::live {

/// Plays to nobody, at the pace of a device: for tests, and for hosts without a loudspeaker.
class ClockedOutput : public AudioOutput {
  public:
    explicit ClockedOutput(const OutputChoice& choice);
    ~ClockedOutput() override;

    [[nodiscard]] std::string name() const override { return "null"; }
    [[nodiscard]] int sampleRate() const override { return sampleRate_; }
    [[nodiscard]] double latency() const override {
        return static_cast<double>(block_) / sampleRate_;
    }
    void start(const AudioSource& source) override;
    void stop() override;
    bool alive() override { return true; }

  private:
    void run();

    int sampleRate_;
    unsigned block_;
    AudioSource source_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}  // namespace arioso::live
