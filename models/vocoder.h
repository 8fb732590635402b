#pragma once

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "dsp/mel_match.h"
#include "models/layers.h"

namespace arioso::models {

/// Shape of the vocoder. Written into the weights' header and read back from there.
struct VocoderConfig {
    std::int64_t width = 256;
    std::int64_t inner = 768;
    std::int64_t blocks = 6;
    std::int64_t kernel = 7;
    std::int64_t melRounds = 4;  ///< rounds of dsp::MelMatcher that belong to this vocoder
    nlohmann::json toJson() const;
    static VocoderConfig fromJson(const nlohmann::json& json);
    /// Frames of context on either side that an output frame depends on, matching included.
    [[nodiscard]] int context() const {
        return static_cast<int>(blocks * (kernel - 1) / 2) +
               dsp::MelMatcher::kContextFrames * static_cast<int>(melRounds);
    }
};

/// Source-filter vocoder in the STFT domain: a ConvNeXt over mel and excitation mel (backbone of
/// Vocos, Siuzdak 2023; harmonic source as in NSF, Wang et al. 2019, and Wavehax, Yoneyama et al.
/// 2024) predicts for each bin a harmonic gain, a phase correction and a noise gain:
/// S = gain_h · E · e^{jΔφ} + gain_n · N. Gains are corrections to what mel and excitation mel
/// imply, so the untrained net is already a crude vocoder.
class VocoderImpl : public torch::nn::Module {
  public:
    explicit VocoderImpl(VocoderConfig config);
    /// mel, excitationMel [batch, time, 128]; excitation, noise complex [batch, time, 1025], the
    /// spectra of dsp::Excitation's two signals. Returns complex [batch, time, 1025], to be matched
    /// to the mel.
    torch::Tensor forward(const torch::Tensor& mel, const torch::Tensor& excitationMel,
                          const torch::Tensor& excitation, const torch::Tensor& noise);
    const VocoderConfig& config() const { return config_; }

  private:
    VocoderConfig config_;
    torch::Tensor bandToBin_, bandWidth_;
    Linear in_{nullptr}, out_{nullptr};
    torch::nn::ModuleList blocks_;
};
TORCH_MODULE(Vocoder);

/// dsp::MelMatcher's rounds for training: differentiable, on complex spectra [batch, time, 1025]
/// and log-mels [batch, time, 128].
torch::Tensor matchMel(const torch::Tensor& spectrum, const torch::Tensor& mel, int rounds);

}  // namespace arioso::models
