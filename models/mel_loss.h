#pragma once

#include <torch/torch.h>

namespace arioso::models {

/// What the distance of two log-mels is made of.
struct MelLossWeights {
    double mel = 1.0;     ///< L1
    double change = 0.0;  ///< L1 of the change from frame to frame: attacks
    double energy = 0.0;  ///< L1 of a frame's log energy: loudness, which L1 in log-mel leaves low
    /// L1 of how much bands and cepstrum change from frame to frame within a fifth of a second,
    /// whichever way: distances frame by frame leave still what cannot be foreseen, the beating of
    /// strings, breath. After the global variance of Toda and Tokuda (2007) and the modulation
    /// spectrum of Takamichi et al. (2016), which put life back into averaged speech.
    double movement = 0.0;
};

/// Distance of log-mels [batch, time, 128]. `frames` [batch, time]: what each frame counts, 1 in
/// the mean; undefined = all the same.
torch::Tensor melLoss(const torch::Tensor& mel, const torch::Tensor& target,
                      const torch::Tensor& frames, const MelLossWeights& weights);

/// Weight of each frame, 1 in the mean: 1 + `speech` within 46 ms of a change of phoneme, `attack`
/// more from 23 ms before the onset of a note to 70 ms behind it, to 1 elsewhere. phoneme [batch,
/// time], roll [batch, time, kRollPlanes × kPitches] -> [batch, time].
torch::Tensor frameWeight(const torch::Tensor& phoneme, const torch::Tensor& roll, double speech,
                          double attack);

/// Log energy of each frame of a log-mel [batch, time, 128]: [batch, time].
torch::Tensor frameEnergy(const torch::Tensor& mel);

}  // namespace arioso::models
