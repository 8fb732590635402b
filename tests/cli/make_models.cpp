// Writes a folder of small untrained networks with a manifest, so that the program's tests run the
// whole engine without the shipped weights. Untrained, the vocoder passes the excitation on in the
// colour of the mel: notes are still at their places.
//
// usage: make_models FOLDER
#include <torch/torch.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dsp/audio_format.h"
#include "models/generator.h"
#include "models/module_io.h"
#include "models/safetensors.h"
#include "models/sha256.h"
#include "models/vae.h"
#include "models/vocoder.h"

namespace {

using namespace arioso;
namespace fs = std::filesystem;

template <typename Network>
nlohmann::json save(const fs::path& folder, const std::string& name, Network& network) {
    const fs::path weights = folder / (name + ".safetensors");
    models::writeSafetensors(weights, models::moduleTensors(*network),
                             {{"config", network->config().toJson().dump()}});
    const std::string card = name + ".md";
    std::ofstream(folder / card) << "# " << name << "\nUntrained, for tests.\n";
    return {{"weights", weights.filename().string()},
            {"card", card},
            {"version", "0-untrained"},
            {"sha256", models::sha256File(weights)}};
}

void makeModels(const fs::path& folder) {
    fs::create_directories(folder);
    torch::manual_seed(1);
    models::VaeConfig vaeConfig;
    vaeConfig.latentChannels = 16;
    vaeConfig.width = 32;
    vaeConfig.inner = 32;
    vaeConfig.encoderBlocks = 1;
    vaeConfig.decoderBlocks = 1;
    models::GeneratorConfig generatorConfig;
    generatorConfig.latentChannels = 16;
    generatorConfig.width = 32;
    generatorConfig.inner = 32;
    generatorConfig.blocks = 2;
    generatorConfig.condition = 32;
    models::VocoderConfig vocoderConfig;
    vocoderConfig.width = 32;
    vocoderConfig.inner = 32;
    vocoderConfig.blocks = 2;
    models::Vae vae(vaeConfig);
    models::Generator generator(generatorConfig);
    models::Vocoder vocoder(vocoderConfig);
    const nlohmann::json manifest{{"format_version", 1},
                                  {"sample_rate", dsp::kSampleRate},
                                  {"hop", dsp::kHop},
                                  {"n_fft", dsp::kFftSize},
                                  {"mel_bands", dsp::kMelBands},
                                  {"frames_per_latent", 2},
                                  {"default_steps", 2},
                                  {"models",
                                   {{"vae", save(folder, "vae", vae)},
                                    {"generator", save(folder, "generator", generator)},
                                    {"vocoder", save(folder, "vocoder", vocoder)}}}};
    std::ofstream(folder / "manifest.json") << manifest.dump(2) << "\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: make_models FOLDER\n");
        return 2;
    }
    try {
        makeModels(argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "make_models: %s\n", error.what());
        return 1;
    }
    return 0;
}
