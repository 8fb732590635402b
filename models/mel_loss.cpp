#include "models/mel_loss.h"

#include <cmath>
#include <numbers>

namespace arioso::models {
namespace {

torch::Tensor slope(const torch::Tensor& mel) {
    return mel.slice(1, 1) - mel.slice(1, 0, -1);
}

/// Mean distance of [batch, time, ...], a frame counting as much as `weight` [batch, time] says.
torch::Tensor weightedL1(const torch::Tensor& a, const torch::Tensor& b,
                         const torch::Tensor& weight) {
    const auto distance = (a - b).abs();
    const auto frames = distance.dim() > 2 ? distance.mean(2) : distance;
    return weight.defined() ? (frames * weight).mean() : frames.mean();
}

/// First cosines over the bands: what a change of timbre as a whole moves.
torch::Tensor cosines(const torch::Tensor& like) {
    constexpr std::int64_t kCoefficients = 20;
    const auto bands = like.size(2);
    const auto band = torch::arange(bands, like.options().dtype(torch::kFloat32)) + 0.5;
    const auto order = torch::arange(kCoefficients, band.options());
    return torch::cos(std::numbers::pi / static_cast<double>(bands) * torch::outer(band, order)) *
           std::sqrt(2.0 / static_cast<double>(bands));
}

/// Mean size of the changes of [batch, time, channels] within 16 frames, every 8.
torch::Tensor movement(const torch::Tensor& x) {
    return torch::avg_pool1d(slope(x).abs().transpose(1, 2), 16, 8);
}

torch::Tensor movementDistance(const torch::Tensor& mel, const torch::Tensor& target) {
    const auto basis = cosines(mel);
    const auto cepstrum = [&basis](const torch::Tensor& x) {
        return torch::matmul(x.to(torch::kFloat32), basis);
    };
    return torch::l1_loss(movement(mel), movement(target)) +
           torch::l1_loss(movement(cepstrum(mel)), movement(cepstrum(target)));
}

}  // namespace

torch::Tensor frameEnergy(const torch::Tensor& mel) {
    // The floor keeps silence from outweighing sound.
    constexpr double kFloor = 1e-4;
    return 0.5 * ((2.0 * mel).exp().sum(2) + kFloor).log();
}

torch::Tensor frameWeight(const torch::Tensor& phoneme, const torch::Tensor& roll, double speech,
                          double attack) {
    /// Frames around one that is marked, and how many of them come before it.
    const auto around = [](const torch::Tensor& marks, std::int64_t before, std::int64_t after) {
        const auto padded = torch::constant_pad_nd(marks, {after, before});
        return torch::max_pool1d(padded.unsqueeze(1), before + 1 + after, 1).squeeze(1);
    };
    const auto changes = (phoneme.slice(1, 1) != phoneme.slice(1, 0, -1)).to(torch::kFloat32);
    auto weight = 1.0 + speech * around(torch::constant_pad_nd(changes, {1, 0}), 4, 4);
    if (attack > 0) {
        // The first of three planes has the onsets.
        const auto begins = std::get<0>(roll.slice(2, 0, roll.size(2) / 3).max(2)) > 0;
        weight = weight + attack * around(begins.to(torch::kFloat32), 2, 6);
    }
    return weight / weight.mean();
}

torch::Tensor melLoss(const torch::Tensor& mel, const torch::Tensor& target,
                      const torch::Tensor& frames, const MelLossWeights& weights) {
    const auto later = frames.defined() ? frames.slice(1, 1) : frames;
    auto loss = weights.mel * weightedL1(mel, target, frames) +
                weights.change * weightedL1(slope(mel), slope(target), later) +
                weights.energy * weightedL1(frameEnergy(mel), frameEnergy(target), frames);
    if (weights.movement > 0) loss = loss + weights.movement * movementDistance(mel, target);
    return loss;
}

}  // namespace arioso::models
