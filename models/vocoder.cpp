#include "models/vocoder.h"

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/mel.h"
#include "models/spectral_loss.h"

namespace arioso::models {

namespace {

/// Which noise the network has learnt to shape: another kind would sound wrong, not fail.
constexpr const char* kNoise = "onset";

/// Interpolation from bands to bins: each bin takes the bands whose triangles cover it, weighted so
/// that the weights of a bin sum to one; bins outside all bands copy the nearest covered bin.
torch::Tensor interpolation(const torch::Tensor& bank) {
    auto weights = bank / bank.sum(0, true).clamp_min(1e-9);
    const auto covered = (bank.sum(0) > 1e-6).to(torch::kCPU).contiguous();
    const auto* flag = covered.data_ptr<bool>();
    std::int64_t first = 0;
    while (!flag[first]) ++first;
    std::int64_t last = dsp::kBins - 1;
    while (!flag[last]) --last;
    std::int64_t previous = first;
    for (std::int64_t bin = 0; bin < dsp::kBins; ++bin) {
        if (flag[bin]) {
            previous = bin;
            continue;
        }
        const auto source = bin < first ? first : (bin > last ? last : previous);
        weights.select(1, bin).copy_(weights.select(1, source));
    }
    return weights;
}

torch::Tensor filterBank() {
    auto bank = dsp::melFilterBank();
    return torch::from_blob(bank.data(), {dsp::kMelBands, dsp::kBins}, torch::kFloat32).clone();
}

}  // namespace

nlohmann::json VocoderConfig::toJson() const {
    return {{"architecture", "source-filter-stft-convnext"},
            {"width", width},
            {"inner", inner},
            {"blocks", blocks},
            {"kernel", kernel},
            {"noise", kNoise},
            {"mel_rounds", melRounds}};
}

VocoderConfig VocoderConfig::fromJson(const nlohmann::json& json) {
    VocoderConfig c;
    c.width = json.at("width");
    c.inner = json.at("inner");
    c.blocks = json.at("blocks");
    c.kernel = json.at("kernel");
    c.melRounds = json.at("mel_rounds");
    if (json.at("noise") != kNoise) {
        throw Error(ExitCode::Model, "the vocoder wants noise of kind '" +
                                         json.at("noise").get<std::string>() +
                                         "', this program makes '" + kNoise + "'");
    }
    return c;
}

VocoderImpl::VocoderImpl(VocoderConfig config) : config_(config) {
    const auto bankTensor = filterBank();
    bandToBin_ = register_buffer("band_to_bin", interpolation(bankTensor));
    bandWidth_ = register_buffer("band_width", bankTensor.sum(1).clamp_min(1e-3).log());
    in_ = register_module("in", Linear(3 * dsp::kMelBands, config_.width));
    for (std::int64_t i = 0; i < config_.blocks; ++i) {
        blocks_->push_back(
            ConvNextBlock(config_.width, config_.inner, static_cast<int>(config_.kernel), 1));
    }
    register_module("blocks", blocks_);
    out_ = register_module("out", Linear(config_.width, 3 * dsp::kBins, 0.0));
    torch::NoGradGuard guard;
    out_->bias.slice(0, 2 * dsp::kBins) = -3.0;
}

torch::Tensor VocoderImpl::forward(const torch::Tensor& mel, const torch::Tensor& excitationMel,
                                   const torch::Tensor& excitation, const torch::Tensor& noise) {
    const auto ratio = (mel - excitationMel).clamp(-9.0, 7.0);
    auto h = in_(torch::cat({mel * 0.25 + 1.0, excitationMel * 0.25 + 1.0, ratio * 0.25}, 2));
    for (const auto& block : *blocks_) h = block->as<ConvNextBlock>()->forward(h);
    const auto out = out_(torch::layer_norm(h, {config_.width})).chunk(3, 2);
    const auto harmonic = (torch::matmul(ratio, bandToBin_) + out[0]).clamp(-14.0, 9.0).exp();
    const auto breath =
        (torch::matmul(mel - bandWidth_, bandToBin_) + out[2]).clamp(-14.0, 7.0).exp();
    const auto turned = excitation * torch::polar(harmonic, out[1]);
    return turned + noise * breath;
}

torch::Tensor matchMel(const torch::Tensor& spectrum, const torch::Tensor& mel, int rounds) {
    static const auto bandToBin = interpolation(filterBank());
    const auto weights = bandToBin.to(mel.device());
    auto matched = spectrum;
    for (int i = 0; i < rounds; ++i) {
        const auto signal = inverseStft(matched);
        const auto window = torch::hann_window(dsp::kFftSize, signal.options());
        const auto heard = torch::stft(signal, dsp::kFftSize, dsp::kHop, dsp::kFftSize, window,
                                       /*center=*/true, "constant", false, true, true)
                               .transpose(1, 2);
        const auto gain = (mel - logMel(signal)).clamp(-1.5, 1.5).exp();
        matched = heard * torch::matmul(gain, weights);
    }
    return matched;
}

}  // namespace arioso::models
