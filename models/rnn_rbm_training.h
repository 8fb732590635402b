#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "models/rnn_rbm.h"

namespace arioso::models {

/// How an RNN-RBM is trained: contrastive divergence in every frame, whose gradient goes back
/// through the recurrent network (Boulanger-Lewandowski et al. 2012); steps by Adam (Kingma and Ba,
/// ICLR 2015).
struct RnnRbmTraining {
    int epochs = 100;
    int batch = 4;            ///< passages an update
    int length = 64;          ///< frames of a passage that are learnt
    int warmUp = 32;          ///< frames before it, which only set the memory
    int steps = 10;           ///< Gibbs sweeps for the negative phase: the k of CD-k
    bool persistent = false;  ///< each frame's chain goes on in the next epoch
    double rate = 1e-3;       ///< falls to a twentieth over the epochs
    double decay = 1e-4;      ///< of weights, towards 0, a unit of rate
    double longest = 10.0;    ///< longest gradient of a passage's frame (its Euclidean norm)
    std::uint64_t seed = 1;
    /// Told behind every epoch; false stops. Absent = goes on.
    std::function<bool(int epoch, const RnnRbm& model)> progress = {};
};

/// Trains from the model's present parameters; the visible biases of a fresh one (all 0) start at
/// the data's frequencies. The same seed gives the same parameters on one machine.
/// Error(Processing) if there is nothing to learn from or a frame has another size.
void trainRnnRbm(RnnRbm& model, std::span<const RnnSequence> sequences,
                 const RnnRbmTraining& training);

/// Adds to `gradient` (one vector for each of RnnRbm::parameters()) that of the sum of
/// -log P(frame | all before) over the frames from `first` on, as many as there are in `negative`:
/// visible states of the model, one a frame, in place of the expectation. What is remembered before
/// `first` is taken as given, unless that is 0.
void addRnnRbmGradient(const RnnRbm& model, const RnnSequence& sequence, std::size_t first,
                       const RnnRbm::Memory& memory, std::span<const std::vector<char>> negative,
                       std::vector<std::vector<float>>& gradient);

}  // namespace arioso::models
