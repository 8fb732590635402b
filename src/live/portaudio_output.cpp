#include "src/live/portaudio_output.h"

#include <fmt/format.h>
#include <portaudio.h>

#include <array>
#include <chrono>
#include <cmath>

#include "dsp/error.h"
#include "dsp/realtime.h"
#include "src/live/hush.h"

namespace arioso::live {
namespace {

/// A device that has not asked for so many seconds has gone.
constexpr double kPatience = 2.0;

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

[[noreturn]] void fail(const OutputDevice& device, PaError error) {
    std::string reason = Pa_GetErrorText(error);
    if (error == paUnanticipatedHostError) {
        const PaHostErrorInfo* host = Pa_GetLastHostErrorInfo();
        if (host != nullptr && host->errorText != nullptr)
            reason += std::string(": ") + host->errorText;
    }
    for (char& c : reason)
        if (c == '\n') c = ' ';
    throw Error(ExitCode::Device, fmt::format("device '{}': {}", device.name, reason));
}

}  // namespace

struct PortAudioOutput::Callback {
    static int run(const void*, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
                   PaStreamCallbackFlags, void* user) noexcept {
        auto& self = *static_cast<PortAudioOutput*>(user);
        auto* out = static_cast<float*>(output);
        if (self.channels_ == 2) {
            self.source_.pull(self.source_.user, out, frames);
        } else {
            mono(self, out, frames);
        }
        self.calls_.fetch_add(1, std::memory_order_relaxed);
        return paContinue;
    }

  private:
    static void mono(PortAudioOutput& self, float* out, unsigned long frames) noexcept {
        std::array<float, 512> both;
        for (unsigned long at = 0; at < frames; at += both.size() / 2) {
            const unsigned long count = std::min<unsigned long>(both.size() / 2, frames - at);
            self.source_.pull(self.source_.user, both.data(), count);
            for (unsigned long i = 0; i < count; ++i)
                out[at + i] = 0.5F * (both[2 * i] + both[2 * i + 1]);
        }
    }
};

PortAudioOutput::PortAudioOutput(const OutputChoice& choice)
    : device_(chooseDevice(session_.outputs(), choice.device)) {
    channels_ = device_.channels >= 2 ? 2 : 1;
    sampleRate_ = choice.sampleRate.value_or(static_cast<int>(std::lround(device_.sampleRate)));
    if (sampleRate_ < 8000 || sampleRate_ > 192000) sampleRate_ = 44100;
    PaStreamParameters parameters{};
    parameters.device = device_.index;
    parameters.channelCount = channels_;
    parameters.sampleFormat = paFloat32;
    parameters.suggestedLatency = choice.latency;
    PaStream* stream = nullptr;
    const Hush hush;
    PaError error = Pa_OpenStream(&stream, nullptr, &parameters, sampleRate_, choice.blockSize,
                                  paPrimeOutputBuffersUsingStreamCallback, &Callback::run, this);
    if (error == paInvalidSampleRate && choice.sampleRate) {
        throw Error(ExitCode::Device,
                    fmt::format("device '{}': does not play {} Hz; its own rate is {:.0f} Hz",
                                device_.name, sampleRate_, device_.sampleRate));
    }
    if (error != paNoError) fail(device_, error);
    stream_ = stream;
    const PaStreamInfo* info = Pa_GetStreamInfo(stream);
    // Some drivers report nonsense.
    if (info != nullptr && info->outputLatency > 0.0 && info->outputLatency < 10.0)
        latency_ = info->outputLatency;
}

PortAudioOutput::~PortAudioOutput() {
    if (stream_ != nullptr) Pa_CloseStream(stream_);
}

void PortAudioOutput::start(const AudioSource& source) {
    source_ = source;
    const PaError error = Pa_StartStream(stream_);
    if (error != paNoError) fail(device_, error);
    lastCall_ = now();
}

void PortAudioOutput::stop() {
    // Abort, not stop: a driver whose device has gone would wait for its buffers for ever.
    Pa_AbortStream(stream_);
}

bool PortAudioOutput::alive() {
    if (Pa_IsStreamActive(stream_) != 1) return false;
    const std::int64_t calls = calls_.load();
    if (calls != callsSeen_) {
        callsSeen_ = calls;
        lastCall_ = now();
    }
    return now() - lastCall_ < kPatience;
}

}  // namespace arioso::live
