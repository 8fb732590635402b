#include "tools/corpus/mono.h"

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/resampler.h"

namespace arioso::corpus {

std::vector<float> readMono(const std::filesystem::path& path) {
    const dsp::LoadedAudio loaded = dsp::readAudioFile(path);
    const int channels = loaded.buffer.channels();
    dsp::AudioBuffer mono(1, loaded.buffer.frames());
    const auto sum = mono.channel(0);
    for (int channel = 0; channel < channels; ++channel) {
        const auto one = loaded.buffer.channel(channel);
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] += one[i] / static_cast<float>(channels);
        }
    }
    const dsp::AudioBuffer out = dsp::resample(mono, loaded.sampleRate, dsp::kSampleRate);
    const auto samples = out.channel(0);
    return {samples.begin(), samples.end()};
}

}  // namespace arioso::corpus
