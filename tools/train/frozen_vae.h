#pragma once

#include <filesystem>

#include "models/vae.h"
#include "tools/train/features.h"

namespace arioso::train {

/// A trained VAE for the stages above it: its weights do not learn.
models::Vae loadFrozenVae(const std::filesystem::path& weights);

/// Fills `latents` of every stem with the encoder's mean, on all threads.
void encodeStems(models::Vae& vae, std::vector<Stem>& stems, const torch::Device& device);

}  // namespace arioso::train
