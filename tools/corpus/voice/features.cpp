#include "tools/corpus/voice/features.h"

#include <fmt/format.h>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "dsp/mfcc.h"

namespace arioso::corpus {

Features speechFeatures(std::span<const float> signal, int sampleRate) {
    dsp::MfccOptions options;
    options.sampleRate = sampleRate;
    options.hopSeconds = Features::kHopSeconds;
    options.coefficients = Features::kCepstra;
    constexpr int kReach = 3;  // frames: 15 ms to either side
    std::vector<float> frames =
        dsp::withDeltas(dsp::MfccAnalyser(options).analyse(signal), Features::kCepstra, kReach);
    dsp::normaliseMeanVariance(frames, Features::kWidth);
    Features out;
    constexpr auto kWidth = static_cast<std::size_t>(Features::kWidth);
    const std::size_t count = frames.size() / kWidth;
    out.frames = static_cast<int>(count);
    out.seconds = static_cast<double>(signal.size()) / sampleRate;
    out.values.resize(frames.size());
    for (std::size_t t = 0; t < count; ++t) {
        for (std::size_t k = 0; k < kWidth; ++k) out.values[k * count + t] = frames[t * kWidth + k];
    }
    out.cues = boundaryCues(signal, sampleRate);
    return out;
}

Features speechFeatures(const std::filesystem::path& recording) {
    const dsp::LoadedAudio audio = dsp::readAudioFile(recording);
    const std::size_t samples = audio.buffer.frames();
    if (samples == 0) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected speech, found no samples", recording.string()));
    }
    std::vector<float> mono(samples);
    for (int channel = 0; channel < audio.buffer.channels(); ++channel) {
        const auto in = audio.buffer.channel(channel);
        for (std::size_t i = 0; i < samples; ++i) mono[i] += in[i];
    }
    return speechFeatures(mono, audio.sampleRate);
}

}  // namespace arioso::corpus
