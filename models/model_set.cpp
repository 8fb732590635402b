#include "models/model_set.h"

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/philox.h"
#include "models/generator.h"
#include "models/module_io.h"
#include "models/sha256.h"
#include "models/vae.h"
#include "models/vocoder.h"

namespace arioso::models {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormatVersion = 1;
constexpr int kFramesPerLatent = 2;
constexpr std::uint64_t kLatentStream = 1ULL << 40U;
/// Silence on either side of the latent that stands for silence: more than the encoder sees.
constexpr std::int64_t kSilentFrames = 48;

template <typename T>
T field(const json& object, const char* name, const std::string& file) {
    try {
        return object.at(name).get<T>();
    } catch (const json::exception&) {
        throw Error(ExitCode::Model,
                    file + ": field '" + name + "' is missing or of the wrong type");
    }
}

void expectEqual(const json& object, const char* name, int expected, const std::string& file) {
    const auto found = field<int>(object, name, file);
    if (found != expected) {
        throw Error(ExitCode::Model, file + ": field '" + name + "': expected " +
                                         std::to_string(expected) + ", found " +
                                         std::to_string(found));
    }
}

torch::Tensor wrap(std::span<const float> values, std::vector<std::int64_t> shape) {
    // from_blob wants a mutable pointer; the tensor is only read.
    return torch::from_blob(const_cast<float*>(values.data()), shape, torch::kFloat32);
}

void expectSize(std::size_t found, std::int64_t expected, const char* what) {
    if (static_cast<std::int64_t>(found) != expected) {
        throw Error(ExitCode::Processing, std::string(what) + ": expected " +
                                              std::to_string(expected) + " values, found " +
                                              std::to_string(found));
    }
}

void copyOut(const torch::Tensor& from, std::span<float> to, const char* what) {
    expectSize(to.size(), from.numel(), what);
    const auto flat = from.contiguous();
    std::copy_n(flat.data_ptr<float>(), to.size(), to.begin());
}

json readManifest(const fs::path& path) {
    std::ifstream in(path);
    if (!in) throw Error(ExitCode::Model, path.string() + ": cannot be opened");
    try {
        return json::parse(in);
    } catch (const json::exception& e) {
        throw Error(ExitCode::Model, path.string() + ": " + e.what());
    }
}

torch::Tensor loadMelCorrection(const fs::path& weights, const GeneratorConfig& config) {
    const auto file = readSafetensors(weights);
    const auto found = file.tensors.find(kMelCorrection);
    if (found == file.tensors.end()) return torch::zeros({config.instruments, dsp::kMelBands});
    const auto& table = found->second;
    if (table.dim() != 2 || table.size(0) != config.instruments ||
        table.size(1) != dsp::kMelBands || !table.isfinite().all().item<bool>()) {
        throw Error(ExitCode::Model,
                    weights.string() + ": tensor '" + kMelCorrection +
                        "': expected finite values, one row an instrument, 128 wide");
    }
    return table.to(torch::kFloat32).contiguous();
}

template <typename Holder, typename Config>
Holder loadNetwork(const fs::path& folder, const json& manifest, const std::string& name,
                   std::vector<ModelInfo>& infos) {
    const auto manifestName = (folder / "manifest.json").string();
    const auto entry =
        field<json>(field<json>(manifest, "models", manifestName), name.c_str(), manifestName);
    ModelInfo info;
    info.name = name;
    info.weights = folder / field<std::string>(entry, "weights", manifestName);
    info.card = folder / field<std::string>(entry, "card", manifestName);
    info.version = field<std::string>(entry, "version", manifestName);
    info.sha256 = sha256File(info.weights);
    info.licence = manifest.value("licence", std::string());
    const auto expected = field<std::string>(entry, "sha256", manifestName);
    if (info.sha256 != expected) {
        throw Error(ExitCode::Model, info.weights.string() + ": sha256: expected " + expected +
                                         ", found " + info.sha256);
    }
    const auto file = readSafetensors(info.weights);
    const auto text = file.metadata.find("config");
    if (text == file.metadata.end()) {
        throw Error(ExitCode::Model, info.weights.string() + ": header has no 'config'");
    }
    try {
        const auto config = json::parse(text->second);
        info.architecture = config.at("architecture");
        Holder network(Config::fromJson(config));
        const std::string known = network->config().toJson().at("architecture");
        if (info.architecture != known) {
            throw Error(ExitCode::Model, info.weights.string() + ": architecture: expected \"" +
                                             known + "\", found " + info.architecture);
        }
        loadModule(*network, file.tensors, info.weights.string());
        network->eval();
        for (const auto& p : network->parameters()) info.parameters += p.numel();
        infos.push_back(info);
        return network;
    } catch (const json::exception& e) {
        throw Error(ExitCode::Model, info.weights.string() + ": bad config: " + e.what());
    }
}

}  // namespace

struct ModelSet::Impl {
    std::vector<ModelInfo> infos;
    // forward() of a torch module is not const, but changes nothing in evaluation.
    mutable Vae vae{nullptr};
    mutable Generator generator{nullptr};
    mutable Vocoder vocoder{nullptr};
    torch::Tensor melCorrection;  // [instruments, 128]
    std::vector<float> silence;   // one latent
    int steps = 8;
};

ModelSet::ModelSet() : impl_(std::make_unique<Impl>()) {}
ModelSet::~ModelSet() = default;

std::shared_ptr<const ModelSet> ModelSet::load(const fs::path& folder) {
    const auto path = folder / "manifest.json";
    const auto manifest = readManifest(path);
    expectEqual(manifest, "format_version", kFormatVersion, path.string());
    expectEqual(manifest, "sample_rate", dsp::kSampleRate, path.string());
    expectEqual(manifest, "hop", dsp::kHop, path.string());
    expectEqual(manifest, "n_fft", dsp::kFftSize, path.string());
    expectEqual(manifest, "mel_bands", dsp::kMelBands, path.string());
    expectEqual(manifest, "frames_per_latent", kFramesPerLatent, path.string());
    std::shared_ptr<ModelSet> set(new ModelSet);
    auto& impl = *set->impl_;
    impl.steps = field<int>(manifest, "default_steps", path.string());
    impl.vae = loadNetwork<Vae, VaeConfig>(folder, manifest, "vae", impl.infos);
    impl.generator =
        loadNetwork<Generator, GeneratorConfig>(folder, manifest, "generator", impl.infos);
    impl.vocoder = loadNetwork<Vocoder, VocoderConfig>(folder, manifest, "vocoder", impl.infos);
    if (impl.vae->config().latentChannels != impl.generator->config().latentChannels) {
        throw Error(ExitCode::Model, path.string() + ": vae and generator disagree on the latents");
    }
    impl.melCorrection = loadMelCorrection(impl.infos[1].weights, impl.generator->config());
    // Once for all stems: a change while music plays makes new ones and must not wait for it.
    const std::vector<float> mel(static_cast<std::size_t>(kSilentFrames * dsp::kMelBands),
                                 std::log(dsp::kLogFloor));
    const auto channels = static_cast<std::size_t>(set->latentChannels());
    std::vector<float> encoded(static_cast<std::size_t>(kSilentFrames / 2) * channels);
    set->encode(mel, kSilentFrames, encoded);
    const auto middle = encoded.begin() + static_cast<std::ptrdiff_t>(encoded.size() / 2);
    impl.silence.assign(middle, middle + static_cast<std::ptrdiff_t>(channels));
    return set;
}

std::span<const float> ModelSet::silentLatent() const {
    return impl_->silence;
}

std::span<const float> ModelSet::melCorrection(int instrument) const {
    const auto row = impl_->melCorrection[instrument];
    return {row.data_ptr<float>(), dsp::kMelBands};
}

const std::vector<ModelInfo>& ModelSet::info() const {
    return impl_->infos;
}
int ModelSet::latentChannels() const {
    return static_cast<int>(impl_->vae->config().latentChannels);
}
int ModelSet::framesPerLatent() const {
    return kFramesPerLatent;
}
int ModelSet::melRounds() const {
    return static_cast<int>(impl_->vocoder->config().melRounds);
}

int ModelSet::vocoderContext() const {
    return impl_->vocoder->config().context();
}
int ModelSet::defaultSteps() const {
    return impl_->steps;
}

void ModelSet::generate(const GeneratorInput& input, std::uint64_t seed, std::uint32_t stem,
                        int steps, std::span<float> out) const {
    const torch::InferenceMode guard;
    const auto frames = input.frames;
    const auto count = frames / kFramesPerLatent;
    const auto channels = static_cast<std::int64_t>(latentChannels());
    if (frames % 2 != 0 || input.firstFrame % 2 != 0) {
        throw Error(ExitCode::Processing, "generator input must begin and end on a latent");
    }
    if (input.instrument < 0 || input.instrument >= impl_->generator->config().instruments) {
        throw Error(ExitCode::Model, "the generator knows " +
                                         std::to_string(impl_->generator->config().instruments) +
                                         " instruments, asked for number " +
                                         std::to_string(input.instrument));
    }
    expectSize(input.excitationMel.size(), frames * dsp::kMelBands, "excitation mel");
    expectSize(input.roll.size(), frames * 384, "roll");
    expectSize(input.phoneme.size(), frames, "phonemes");
    expectSize(input.phonemePlace.size(), frames, "phoneme places");
    GeneratorCondition condition;
    condition.excitationMel = wrap(input.excitationMel, {1, frames, dsp::kMelBands});
    condition.roll = wrap(input.roll, {1, frames, 384});
    auto phoneme = torch::empty({1, frames}, torch::kInt64);
    for (std::int64_t i = 0; i < frames; ++i) {
        phoneme.data_ptr<std::int64_t>()[i] = input.phoneme[static_cast<std::size_t>(i)];
    }
    condition.phoneme = phoneme.clamp(0, impl_->generator->config().phonemes - 1);
    condition.phonemePlace = wrap(input.phonemePlace, {1, frames});
    if (const auto curves = impl_->generator->config().curves; curves > 0) {
        expectSize(input.curves.size(), frames * curves, "curves");
        condition.curves = wrap(input.curves, {1, frames, curves});
    }
    condition.instrument = torch::full({1}, input.instrument, torch::kInt64);

    auto noise = torch::empty({1, count, channels});
    auto* value = noise.data_ptr<float>();
    const dsp::Philox philox(seed, kLatentStream | stem);
    // Latents before time zero (guard frames) have negative indices; the offset keeps them apart.
    const auto first = input.firstFrame / kFramesPerLatent + (std::int64_t{1} << 32);
    for (std::int64_t t = 0; t < count; ++t) {
        for (std::int64_t c = 0; c < channels; c += 4) {
            const auto block = philox.normalBlock(
                static_cast<std::uint64_t>((first + t) * ((channels + 3) / 4) + c / 4));
            for (std::int64_t k = 0; k < 4 && c + k < channels; ++k) {
                *value++ = block[static_cast<std::size_t>(k)];
            }
        }
    }
    const auto latents =
        impl_->generator->sample(noise, condition, steps > 0 ? steps : impl_->steps, [&input](int) {
            if (input.abandoned && input.abandoned()) throw Abandoned{};
        });
    copyOut(latents, out, "latents");
}

void ModelSet::decode(std::span<const float> latents, std::span<const float> excitationMel,
                      std::int64_t count, std::span<float> mel) const {
    const torch::InferenceMode guard;
    const auto frames = count * kFramesPerLatent;
    expectSize(excitationMel.size(), frames * dsp::kMelBands, "excitation mel");
    expectSize(latents.size(), count * latentChannels(), "latents");
    copyOut(impl_->vae->decode(wrap(latents, {1, count, latentChannels()}),
                               wrap(excitationMel, {1, frames, dsp::kMelBands})),
            mel, "mel");
}

void ModelSet::encode(std::span<const float> mel, std::int64_t frames,
                      std::span<float> latents) const {
    const torch::InferenceMode guard;
    expectSize(mel.size(), frames * dsp::kMelBands, "mel");
    copyOut(impl_->vae->encode(wrap(mel, {1, frames, dsp::kMelBands})).mean, latents, "latents");
}

void ModelSet::vocode(std::span<const float> mel, std::span<const float> excitationMel,
                      std::span<const std::complex<float>> excitation,
                      std::span<const std::complex<float>> noise, std::int64_t frames,
                      std::span<std::complex<float>> out) const {
    const torch::InferenceMode guard;
    expectSize(mel.size(), frames * dsp::kMelBands, "mel");
    expectSize(excitationMel.size(), frames * dsp::kMelBands, "excitation mel");
    expectSize(excitation.size(), frames * dsp::kBins, "excitation spectrum");
    expectSize(noise.size(), frames * dsp::kBins, "noise spectrum");
    const auto spectra = [&](std::span<const std::complex<float>> bins) {
        return torch::from_blob(const_cast<std::complex<float>*>(bins.data()),
                                {1, frames, dsp::kBins}, torch::kComplexFloat);
    };
    const auto spectrum = impl_->vocoder
                              ->forward(wrap(mel, {1, frames, dsp::kMelBands}),
                                        wrap(excitationMel, {1, frames, dsp::kMelBands}),
                                        spectra(excitation), spectra(noise))
                              .contiguous();
    expectSize(out.size(), spectrum.numel(), "spectrum");
    const auto* bins = reinterpret_cast<const std::complex<float>*>(spectrum.data_ptr());
    std::copy_n(bins, out.size(), out.begin());
}

fs::path findModelFolder(const fs::path& requested) {
    if (!requested.empty()) return requested;
    std::string tried;
    const auto usable = [&](const fs::path& folder) {
        if (fs::exists(folder / "manifest.json")) return true;
        tried += (tried.empty() ? "" : ", ") + folder.string();
        return false;
    };
    if (const char* folder = std::getenv("ARIOSO_MODELS_DIR"); folder != nullptr) return folder;
#ifdef ARIOSO_INSTALLED_DATA_DIR
    if (usable(fs::path(ARIOSO_INSTALLED_DATA_DIR) / "models")) {
        return fs::path(ARIOSO_INSTALLED_DATA_DIR) / "models";
    }
#endif
#ifdef ARIOSO_SOURCE_DIR
    if (usable(fs::path(ARIOSO_SOURCE_DIR) / "models" / "weights")) {
        return fs::path(ARIOSO_SOURCE_DIR) / "models" / "weights";
    }
#endif
    throw Error(ExitCode::Model,
                "no models found; looked in " + tried + " (set --models-dir or ARIOSO_MODELS_DIR)");
}

void prepareEngineThread() {
    at::set_num_threads(1);
}

}  // namespace arioso::models
