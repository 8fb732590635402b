#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/random_stream.h"

namespace arioso::models {

/// Restricted Boltzmann machine of binary hidden units over binary visible ones, whose biases may
/// depend on a condition (conditional RBM: Taylor, Hinton and Roweis, NIPS 2006). Visible units
/// come in groups: a group of one is on or off, of a larger one exactly one unit is on (softmax
/// units, Salakhutdinov, Mnih and Hinton, ICML 2007).
///
///     P(v, h) ~ exp(b·v + c·h + v·W·h),  b = b0 + B·condition,  c = c0 + C·condition
///
/// Const members on any thread. A visible state is one char a unit, 0 or 1.
class Rbm {
  public:
    /// Biases as they are under one condition.
    struct Biases {
        std::vector<float> visible;
        std::vector<float> hidden;
    };

    explicit Rbm(std::vector<int> groups = {}, int hidden = 0, int condition = 0);

    [[nodiscard]] const std::vector<int>& groups() const { return groups_; }
    [[nodiscard]] int visible() const { return visible_; }
    [[nodiscard]] int hidden() const { return hidden_; }
    [[nodiscard]] int condition() const { return condition_; }

    std::vector<float> weights;           ///< visible × hidden
    std::vector<float> visibleBias;       ///< one a visible unit
    std::vector<float> hiddenBias;        ///< one a hidden unit
    std::vector<float> visibleCondition;  ///< condition × visible
    std::vector<float> hiddenCondition;   ///< condition × hidden

    /// Small Gaussian weights, everything else 0.
    void initialise(std::uint64_t seed, double deviation = 0.01);
    /// `condition` has condition() values.
    [[nodiscard]] Biases biasesFor(std::span<const float> condition = {}) const;

    /// P(hidden unit is on | visible).
    [[nodiscard]] std::vector<float> hiddenMeans(std::span<const char> visible,
                                                 const Biases& biases) const;
    /// -log of the sum over hidden states of exp(-energy): P(v) ~ exp(-freeEnergy(v)).
    [[nodiscard]] double freeEnergy(std::span<const char> visible, const Biases& biases) const;
    /// log P(state of a group | all other visible units), hidden units summed over: one a unit of
    /// the group, for a group of one off and on. In nats.
    [[nodiscard]] std::vector<double> conditional(std::span<const char> visible,
                                                  const Biases& biases, std::size_t group) const;
    /// Sum over groups of log P(group | all other visible units), exactly, in nats.
    [[nodiscard]] double pseudoLogLikelihood(std::span<const char> visible,
                                             const Biases& biases) const;

    /// One sweep of block Gibbs sampling: hidden given visible, then visible given hidden, at a
    /// temperature (1 = the model's own). Groups with `clamped` set keep their state; units with
    /// `allowed` 0 are never switched on (of a one-hot group one must be allowed). Empty = no
    /// group, all units.
    void gibbs(std::span<char> visible, const Biases& biases, std::span<const char> clamped,
               std::span<const char> allowed, double temperature, RandomStream& random) const;

    /// log of the partition function by enumerating the hidden states. Error(Processing) beyond 20
    /// hidden units.
    [[nodiscard]] double logPartition(const Biases& biases) const;
    /// The same estimated by annealed importance sampling (Neal 2001; for RBMs Salakhutdinov and
    /// Murray, ICML 2008) from the model without weights, over evenly spaced temperatures.
    [[nodiscard]] double estimateLogPartition(const Biases& biases, int temperatures, int chains,
                                              RandomStream& random) const;

  private:
    void activate(std::span<const char> visible, std::span<const float> bias,
                  std::vector<float>& out) const;
    /// Log of the sum over a group's states of exp(their inputs), given inputs of all units.
    [[nodiscard]] double logGroupSums(std::span<const float> inputs) const;
    void drawVisible(std::span<char> visible, std::span<const float> inputs,
                     std::span<const char> clamped, std::span<const char> allowed, double scale,
                     RandomStream& random) const;

    std::vector<int> groups_;
    int visible_ = 0;
    int hidden_ = 0;
    int condition_ = 0;
};

/// One thing to learn: a visible state, and the condition it was found under.
struct RbmCase {
    std::vector<char> visible;
    std::vector<float> condition;
};

/// How an RBM is trained: contrastive divergence (Hinton, Neural Computation 14(8), 2002) with
/// momentum, or its persistent form (Tieleman, ICML 2008).
struct RbmTraining {
    int epochs = 20;
    int batch = 50;
    int steps = 1;            ///< Gibbs sweeps for the negative phase: the k of CD-k
    bool persistent = false;  ///< chains go on from update to update
    double rate = 0.05;       ///< falls to a tenth over the epochs
    double momentum = 0.9;
    double decay = 1e-4;  ///< of weights, towards 0
    std::uint64_t seed = 1;
    /// Told behind every epoch; false stops. Absent = goes on.
    std::function<bool(int epoch, const Rbm& rbm)> progress = {};
};

/// Trains from the machine's present parameters; the visible biases of a fresh one (all 0) start at
/// the data's frequencies. The same seed gives the same parameters on one machine.
/// Error(Processing) if there is nothing to learn from or a case has another size.
void trainRbm(Rbm& rbm, std::span<const RbmCase> cases, const RbmTraining& training);

}  // namespace arioso::models
