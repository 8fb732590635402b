#pragma once

#include <atomic>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "dsp/audio_file.h"
#include "src/live/audio_output.h"

namespace arioso::live {

/// Writes the stream to a file, as fast as it can be made. The file appears under its name when the
/// music has ended or playing is stopped.
class FileOutput : public AudioOutput {
  public:
    /// By the path's ending as dsp::formatForPath; `.wav` holds floats. Error(Output).
    FileOutput(const std::filesystem::path& path, const OutputChoice& choice);
    ~FileOutput() override;

    [[nodiscard]] std::string name() const override { return path_.string(); }
    [[nodiscard]] int sampleRate() const override { return sampleRate_; }
    [[nodiscard]] bool paced() const override { return false; }
    void start(const AudioSource& source) override;
    void stop() override;
    bool alive() override;
    void finish() override;

  private:
    void run();

    std::filesystem::path path_;
    int sampleRate_;
    std::unique_ptr<dsp::AudioFileWriter> writer_;
    AudioSource source_;
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    std::exception_ptr failure_;
    std::thread thread_;
};

/// WAV with 32-bit floats on standard output, for a pipe: its length is not known beforehand, so
/// the header says "until the end".
class PipeOutput : public AudioOutput {
  public:
    explicit PipeOutput(const OutputChoice& choice);
    ~PipeOutput() override;

    [[nodiscard]] std::string name() const override { return "standard output"; }
    [[nodiscard]] int sampleRate() const override { return sampleRate_; }
    [[nodiscard]] bool paced() const override { return false; }
    void start(const AudioSource& source) override;
    void stop() override;
    bool alive() override;

  private:
    void run();

    int sampleRate_;
    AudioSource source_;
    std::atomic<bool> stop_{false};
    std::atomic<bool> broken_{false};
    std::thread thread_;
};

}  // namespace arioso::live
