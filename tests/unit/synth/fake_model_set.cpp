// A ModelSet whose networks are plain arithmetic, linked in place of the real one: a latent is the
// two frames of excitation mel it stands for, the decoder gives them back, and the vocoder leaves
// the excitation as it is where the mel says that something sounds. What comes out must then be the
// excitation itself, sample for sample, whatever the windows.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "dsp/audio_format.h"
#include "models/model_set.h"
#include "tests/unit/synth/fake_model_set.h"

namespace arioso::tests {
std::atomic<int> generatorCalls{0};
std::atomic<bool> generatorsStall{false};
std::atomic<bool> generatorsFail{false};
}  // namespace arioso::tests

namespace arioso::models {

struct ModelSet::Impl {
    std::vector<ModelInfo> info{{"generator", "fake", "1", "fake.safetensors", "", "00ff", "", 0}};
};

ModelSet::ModelSet() : impl_(std::make_unique<Impl>()) {}
ModelSet::~ModelSet() = default;

std::shared_ptr<const ModelSet> ModelSet::load(const std::filesystem::path&) {
    return std::shared_ptr<const ModelSet>(new ModelSet);
}

const std::vector<ModelInfo>& ModelSet::info() const {
    return impl_->info;
}
int ModelSet::latentChannels() const {
    return 2 * dsp::kMelBands;
}
int ModelSet::framesPerLatent() const {
    return 2;
}
int ModelSet::vocoderContext() const {
    return 7;
}
std::span<const float> ModelSet::melCorrection(int) const {
    static const std::vector<float> none(dsp::kMelBands);
    return none;
}
int ModelSet::melRounds() const {
    return 0;
}
int ModelSet::defaultSteps() const {
    return 4;
}

void ModelSet::generate(const GeneratorInput& input, std::uint64_t, std::uint32_t, int,
                        std::span<float> out) const {
    ++tests::generatorCalls;
    while (tests::generatorsStall) {
        if (input.abandoned && input.abandoned()) throw Abandoned{};
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (tests::generatorsFail) throw std::runtime_error("a generator failed");
    std::copy(input.excitationMel.begin(), input.excitationMel.end(), out.begin());
}

void ModelSet::decode(std::span<const float> latents, std::span<const float>, std::int64_t,
                      std::span<float> mel) const {
    std::copy(latents.begin(), latents.end(), mel.begin());
}

void ModelSet::encode(std::span<const float> mel, std::int64_t, std::span<float> latents) const {
    std::copy(mel.begin(), mel.end(), latents.begin());
}

std::span<const float> ModelSet::silentLatent() const {
    static const std::vector<float> silence(2 * dsp::kMelBands, std::log(dsp::kLogFloor));
    return silence;
}

void ModelSet::vocode(std::span<const float> mel, std::span<const float> excitationMel,
                      std::span<const std::complex<float>> excitation,
                      std::span<const std::complex<float>>, std::int64_t frames,
                      std::span<std::complex<float>> out) const {
    for (std::int64_t f = 0; f < frames; ++f) {
        double difference = 0.0;
        for (std::int64_t b = 0; b < dsp::kMelBands; ++b) {
            const auto at = static_cast<std::size_t>(f * dsp::kMelBands + b);
            difference +=
                std::abs(static_cast<double>(mel[at]) - static_cast<double>(excitationMel[at]));
        }
        // Wrong latents for a frame silence it, which every test would hear.
        const float gain = difference < 0.5 ? 1.0F : 0.0F;
        for (std::int64_t b = 0; b < dsp::kBins; ++b) {
            const auto at = static_cast<std::size_t>(f * dsp::kBins + b);
            out[at] = gain * excitation[at];
        }
    }
}

std::filesystem::path findModelFolder(const std::filesystem::path& requested) {
    return requested;
}

void prepareEngineThread() {}

}  // namespace arioso::models
