#include "models/spectral_loss.h"

#include <array>

#include "dsp/audio_format.h"
#include "dsp/mel.h"

namespace arioso::models {

namespace {

torch::Tensor magnitude(const torch::Tensor& x, std::int64_t fft, std::int64_t hop) {
    const auto window = torch::hann_window(fft, x.options());
    const auto spectrum =
        torch::stft(x, fft, hop, fft, window, /*center=*/true, "constant", /*normalized=*/false,
                    /*onesided=*/true, /*return_complex=*/true);
    // The root's slope is unbounded at zero, so silence needs a floor.
    return (torch::view_as_real(spectrum).square().sum(-1) + 1e-8).sqrt();
}

}  // namespace

const std::vector<StftResolution>& defaultResolutions() {
    static const std::vector<StftResolution> resolutions{
        {256, 64}, {512, 128}, {1024, 256}, {2048, 512}, {4096, 1024}};
    return resolutions;
}

torch::Tensor multiResolutionStftLoss(const torch::Tensor& output, const torch::Tensor& target,
                                      const std::vector<StftResolution>& resolutions) {
    auto total = torch::zeros({}, output.options());
    for (const auto& r : resolutions) {
        const auto x = magnitude(output, r.fft, r.hop);
        const auto y = magnitude(target, r.fft, r.hop);
        constexpr std::array<std::int64_t, 2> dims{1, 2};
        const auto convergence =
            ((x - y).square().sum(dims).sqrt() / y.square().sum(dims).sqrt().clamp_min(0.05))
                .clamp_max(4.0)
                .mean();
        // Relative to each window's gain, so that the floor means the same at every size.
        const double gain = 1.0 / std::sqrt(static_cast<double>(r.fft));
        const auto logs =
            torch::l1_loss((x * gain).clamp_min(1e-5).log(), (y * gain).clamp_min(1e-5).log());
        total = total + convergence + logs;
    }
    return total / static_cast<double>(resolutions.size());
}

torch::Tensor logMel(const torch::Tensor& samples) {
    static const auto bank = [] {
        auto values = dsp::melFilterBank();
        return torch::from_blob(values.data(), {dsp::kMelBands, dsp::kBins}, torch::kFloat32)
            .t()
            .clone();
    }();
    const auto spectrum = magnitude(samples, dsp::kFftSize, dsp::kHop).transpose(1, 2);
    return torch::matmul(spectrum, bank.to(samples.device())).clamp_min(dsp::kLogFloor).log();
}

torch::Tensor inverseStft(const torch::Tensor& spectrum) {
    const auto window = torch::hann_window(
        dsp::kFftSize, torch::TensorOptions().dtype(torch::kFloat32).device(spectrum.device()));
    return torch::istft(spectrum.transpose(1, 2), dsp::kFftSize, dsp::kHop, dsp::kFftSize, window,
                        /*center=*/true, /*normalized=*/false, /*onesided=*/true);
}

}  // namespace arioso::models
