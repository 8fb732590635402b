#pragma once

#include <torch/torch.h>

#include <vector>

namespace arioso::models {

/// One resolution of the multi-resolution STFT loss, in samples.
struct StftResolution {
    std::int64_t fft, hop;
};

/// The five resolutions of the training loss: 256 … 4096.
const std::vector<StftResolution>& defaultResolutions();

/// Multi-resolution STFT loss (Yamamoto et al. 2020, Parallel WaveGAN): spectral convergence plus
/// L1 on log magnitude, mean over resolutions. `output`, `target` [batch, samples].
torch::Tensor multiResolutionStftLoss(const torch::Tensor& output, const torch::Tensor& target,
                                      const std::vector<StftResolution>& resolutions);

/// Log-mel of [batch, samples] on the engine's filter bank: [batch, frames, 128]; differentiable.
torch::Tensor logMel(const torch::Tensor& samples);

/// Samples of [batch, frames, 1025] complex spectra: [batch, (frames - 1) · hop], overlap-added as
/// dsp::Istft does.
torch::Tensor inverseStft(const torch::Tensor& spectrum);

}  // namespace arioso::models
