#include "tools/train/export.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "models/atomic_file.h"
#include "models/safetensors.h"
#include "models/sha256.h"

namespace arioso::train {

namespace fs = std::filesystem;

void exportModels(const ExportSettings& settings) {
    fs::create_directories(settings.out);
    const auto path = settings.out / "manifest.json";
    auto manifest = nlohmann::json::object();
    if (std::ifstream in(path); in) manifest = nlohmann::json::parse(in);
    manifest["format_version"] = 1;
    manifest["sample_rate"] = dsp::kSampleRate;
    manifest["hop"] = dsp::kHop;
    manifest["n_fft"] = dsp::kFftSize;
    manifest["mel_bands"] = dsp::kMelBands;
    manifest["frames_per_latent"] = 2;
    manifest["default_steps"] = settings.defaultSteps;
    for (const auto& [name, run] :
         {std::pair{"vae", settings.vae}, std::pair{"generator", settings.generator},
          std::pair{"vocoder", settings.vocoder}}) {
        if (run.empty()) continue;
        const auto best = models::readSafetensors(run / "best.safetensors");
        models::TensorMap tensors;
        for (const auto& [key, tensor] : best.tensors) {
            // Normalisation and filter tables keep their precision: they cost nothing.
            const bool table = key.find('.') == std::string::npos;
            tensors[key] = table ? tensor : tensor.to(torch::kFloat16);
        }
        const std::string weights = std::string(name) + ".safetensors";
        const std::string card = std::string(name) + ".md";
        if (!fs::exists(settings.out / card)) {
            fmt::print(stderr, "arioso-train: {} has no model card yet: write one\n",
                       (settings.out / card).string());
        }
        models::writeSafetensors(settings.out / weights, tensors,
                                 {{"config", best.metadata.at("config")},
                                  {"step", best.metadata.at("step")},
                                  {"held_out", best.metadata.at("best")}});
        manifest["models"][name] = {{"weights", weights},
                                    {"card", card},
                                    {"version", settings.version},
                                    {"sha256", models::sha256File(settings.out / weights)}};
    }
    models::AtomicFile out(path);
    out.write(manifest.dump(2) + "\n");
    out.commit();
}

}  // namespace arioso::train
