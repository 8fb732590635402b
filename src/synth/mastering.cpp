#include "src/synth/mastering.h"

#include <algorithm>
#include <vector>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/limiter.h"
#include "dsp/mixer.h"
#include "dsp/resampler.h"
#include "dsp/watermark.h"

namespace arioso {
namespace {

constexpr std::int64_t kBlock = 65536;
constexpr int kChannels = 2;

/// A view of the frames from `first` on.
struct Tail {
    Tail(dsp::AudioView block, std::size_t first) {
        for (int c = 0; c < kChannels; ++c) pointers[c] = block.channel(c).data() + first;
        view = dsp::AudioView(pointers, kChannels, block.frames() - first);
    }
    float* pointers[kChannels];
    dsp::AudioView view;
};

}  // namespace

std::int64_t masteredFrames(std::int64_t frames, int sampleRate) {
    return dsp::Resampler(dsp::kSampleRate, sampleRate, kChannels).outputFrames(frames);
}

void appendInterleaved(ScratchFile& file, dsp::AudioView block) {
    std::vector<float> interleaved(block.frames() * static_cast<std::size_t>(kChannels));
    for (int c = 0; c < kChannels; ++c) {
        const auto samples = block.channel(c);
        for (std::size_t i = 0; i < samples.size(); ++i)
            interleaved[i * kChannels + static_cast<std::size_t>(c)] = samples[i];
    }
    file.append(interleaved);
}

void master(const ScratchFile& mix, const MasterSettings& settings,
            const std::function<void(dsp::AudioView)>& sink,
            const std::function<bool(double)>& tick) {
    const std::int64_t frames = mix.size() / kChannels;
    dsp::TruePeakLimiter limiter;
    limiter.prepare(kChannels, dsp::kSampleRate);
    auto late = settings.limit ? static_cast<std::int64_t>(limiter.latency()) : 0;
    dsp::Watermarker marker;
    if (settings.mark) {
        marker.prepare(kChannels, settings.mark->payload, settings.mark->key);
        late += static_cast<std::int64_t>(marker.latency());
    }
    const std::int64_t total = frames + late;
    dsp::Resampler resampler(dsp::kSampleRate, settings.sampleRate, kChannels);
    dsp::AudioBuffer ready;
    const auto deliver = [&] {
        if (ready.frames() > 0) sink(ready.view());
        ready.resize(kChannels, 0);
    };
    ready.resize(kChannels, 0);
    std::vector<float> interleaved;
    dsp::AudioBuffer block;
    for (std::int64_t at = 0; at < total; at += kBlock) {
        if (tick && !tick(static_cast<double>(at) / static_cast<double>(total)))
            throw Error(ExitCode::Interrupted, "interrupted");
        const auto count = static_cast<std::size_t>(std::min(kBlock, total - at));
        const auto fromFile =
            static_cast<std::size_t>(std::clamp<std::int64_t>(frames - at, 0, kBlock));
        const std::size_t read = std::min(count, fromFile);
        interleaved.resize(read * kChannels);
        mix.read(at * kChannels, interleaved);
        block.resize(kChannels, count);
        for (int c = 0; c < kChannels; ++c) {
            const auto samples = block.channel(c);
            for (std::size_t i = 0; i < read; ++i)
                samples[i] = interleaved[i * kChannels + static_cast<std::size_t>(c)];
        }
        dsp::scale(block.view(), settings.gain);
        // Before the limiter, so that the mark never makes a peak.
        if (settings.mark) marker.process(block.view());
        if (settings.limit) limiter.process(block.view());
        const auto drop =
            static_cast<std::size_t>(std::min<std::int64_t>(late, std::ssize(block.channel(0))));
        late -= static_cast<std::int64_t>(drop);
        if (drop < count) resampler.process(Tail(block.view(), drop).view, ready);
        deliver();
    }
    resampler.finish(ready);
    deliver();
}

}  // namespace arioso
