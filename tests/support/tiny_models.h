#pragma once

#include <fstream>
#include <nlohmann/json.hpp>

#include "dsp/audio_format.h"
#include "models/generator.h"
#include "models/module_io.h"
#include "models/sha256.h"
#include "models/vae.h"
#include "models/vocoder.h"

namespace arioso::testing_support {

/// Writes a complete model folder of tiny, untrained networks: for tests of everything that does
/// not depend on how the models sound.
inline void writeTinyModels(const std::filesystem::path& folder, std::uint64_t seed = 1) {
    namespace fs = std::filesystem;
    fs::create_directories(folder);
    torch::manual_seed(seed);
    models::VaeConfig vae;
    vae.latentChannels = 6;
    vae.width = 16;
    vae.inner = 32;
    vae.encoderBlocks = vae.decoderBlocks = 1;
    models::GeneratorConfig generator;
    generator.latentChannels = 6;
    generator.width = 16;
    generator.inner = 32;
    generator.blocks = 2;
    generator.condition = 16;
    models::VocoderConfig vocoder;
    vocoder.width = 16;
    vocoder.inner = 32;
    vocoder.blocks = 2;
    nlohmann::json manifest = {
        {"format_version", 1},    {"sample_rate", dsp::kSampleRate}, {"hop", dsp::kHop},
        {"n_fft", dsp::kFftSize}, {"mel_bands", dsp::kMelBands},     {"frames_per_latent", 2},
        {"default_steps", 2}};
    const auto add = [&](const std::string& name, const torch::nn::Module& network,
                         const nlohmann::json& config) {
        // Layers that training starts at zero would hide whether noise and conditions arrive.
        const torch::NoGradGuard guard;
        for (const auto& p : network.parameters()) {
            if (p.abs().max().item<float>() == 0.0F) torch::Tensor(p).normal_(0.0, 0.05);
        }
        const auto weights = folder / (name + ".safetensors");
        models::writeSafetensors(weights, models::moduleTensors(network),
                                 {{"config", config.dump()}});
        std::ofstream(folder / (name + ".md")) << "Tiny untrained network of the tests.\n";
        manifest["models"][name] = {{"weights", name + ".safetensors"},
                                    {"card", name + ".md"},
                                    {"version", "test"},
                                    {"sha256", models::sha256File(weights)}};
    };
    add("vae", *models::Vae(vae), vae.toJson());
    add("generator", *models::Generator(generator), generator.toJson());
    add("vocoder", *models::Vocoder(vocoder), vocoder.toJson());
    std::ofstream(folder / "manifest.json") << manifest.dump(2);
}

}  // namespace arioso::testing_support
