#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tools/eval/measure/chorales.h"

namespace arioso::eval {

/// How the RNN-RBM is trained that a chorale file is measured with.
struct ChoraleRnnSettings {
    int hidden = 150;
    int recurrent = 100;
    int epochs = 200;     ///< at most
    int patience = 8;     ///< looks at valid without a better figure, then it ends
    int lookEvery = 3;    ///< epochs
    int steps = 10;       ///< Gibbs sweeps of contrastive divergence
    bool direct = false;  ///< biases see the frame before itself, too: no longer the paper's model
    double rate = 2e-3;
    double decay = 0.02;
    int temperatures = 200;  ///< of the annealed importance sampling in each frame
    int chains = 20;
    std::size_t mostFrames = 6000;  ///< of a split that are estimated, evenly spread
    std::uint64_t seed = 1;
    /// Told at every look: epoch and nats a time step of valid, estimated on some frames.
    std::function<void(int epoch, double valid)> progress = {};
};

/// Trains an RNN-RBM of 88 keys (Boulanger-Lewandowski, Bengio and Vincent, ICML 2012) on train,
/// keeps the weights that are best on valid, and tells nats a time step of all three splits, each
/// frame given all before it; the partition function of each by annealed importance sampling. Some
/// minutes of one core for the literature's file. The same seed gives the same figures on one
/// machine.
ChoraleFigure rnnRbmFigure(const ChoraleSet& set, const ChoraleRnnSettings& settings = {});

}  // namespace arioso::eval
