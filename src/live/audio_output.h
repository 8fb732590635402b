#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace arioso::live {

/// Where a stream's frames come from: the functions of a player, interleaved stereo.
struct AudioSource {
    void* user = nullptr;
    /// For an audio callback: never waits.
    std::size_t (*pull)(void* user, float* interleaved, std::size_t frames) = nullptr;
    /// For a file: waits; less than `frames` is the end.
    std::size_t (*pullBlocking)(void* user, float* interleaved, std::size_t frames) = nullptr;
};

/// How a user asks for a device.
struct OutputChoice {
    /// Empty = the system's default; an index, a part of a name that only one device has, or
    /// index:api:name; "null" = nobody listens, in real time; "file:PATH"; "-" = WAV on standard
    /// output.
    std::string device;
    double latency = 0.1;           ///< seconds, what the device is asked for
    unsigned blockSize = 0;         ///< frames a callback; 0 = the device's choice
    std::optional<int> sampleRate;  ///< absent = the device's own
    bool overwrite = false;         ///< an existing file
};

/// Something that takes a stream of stereo sound. Control thread, one at a time.
class AudioOutput {
  public:
    virtual ~AudioOutput() = default;

    [[nodiscard]] virtual std::string name() const = 0;
    /// Frames a second that it takes.
    [[nodiscard]] virtual int sampleRate() const = 0;
    /// Seconds from a callback to the ear, as the device tells; 0 for files.
    [[nodiscard]] virtual double latency() const { return 0.0; }
    /// Whether it takes frames at the pace of its rate.
    [[nodiscard]] virtual bool paced() const { return true; }
    /// Begins to pull. Error(Device) or Error(Output).
    virtual void start(const AudioSource& source) = 0;
    /// No pull is under way, and none comes, once this has returned.
    virtual void stop() = 0;
    /// False when the device has gone or no longer pulls; a file that is full: Error(Output).
    virtual bool alive() = 0;
    /// The stream has been taken to its end: completes files. Error(Output).
    virtual void finish() {}
};

/// Error(Usage) for a device that does not exist or is not unique, Error(Device) where there is
/// none, Error(Output) for files.
std::unique_ptr<AudioOutput> openOutput(const OutputChoice& choice);

/// Stops and frees an output whose device has gone. A driver may never return from that: after
/// `patience` it is left to itself, on a thread that waits with it until the program ends, and
/// false is the answer.
bool retire(std::unique_ptr<AudioOutput> output, std::chrono::milliseconds patience);

}  // namespace arioso::live
