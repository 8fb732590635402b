#include "tools/train/frozen_vae.h"

#include "dsp/error.h"
#include "models/module_io.h"

namespace arioso::train {

models::Vae loadFrozenVae(const std::filesystem::path& weights) {
    const auto file = models::readSafetensors(weights);
    const auto config = file.metadata.find("config");
    if (config == file.metadata.end()) {
        throw Error(ExitCode::Model, weights.string() + ": header has no 'config'");
    }
    models::Vae vae(models::VaeConfig::fromJson(nlohmann::json::parse(config->second)));
    models::loadModule(*vae, file.tensors, weights.string());
    vae->eval();
    for (auto& p : vae->parameters()) p.requires_grad_(false);
    return vae;
}

void encodeStems(models::Vae& vae, std::vector<Stem>& stems, const torch::Device& device) {
    const torch::NoGradGuard guard;
    for (auto& stem : stems) {
        const auto mel = stem.mel.to(device).to(torch::kFloat32).unsqueeze(0);
        stem.latents =
            vae->encode(mel).mean.squeeze(0).to(torch::kCPU).to(torch::kFloat16).contiguous();
    }
}

}  // namespace arioso::train
