#pragma once

#include <torch/torch.h>

#include <vector>

namespace arioso::models {

/// Sequences that were drawn, and how good each was.
struct DrawnBatch {
    torch::Tensor symbols;     ///< [batch, time] int64; anything behind a sequence's end
    torch::Tensor allowed;     ///< [batch, time, alphabet] bool; at least one everywhere
    torch::Tensor mask;        ///< [batch, time] float, 1 within a sequence
    torch::Tensor advantages;  ///< [batch] float
};

/// What a policy gradient is made of; means over the steps within sequences.
struct PolicyTerms {
    torch::Tensor gain;     ///< of log-probability times advantage: its gradient is REINFORCE's
    torch::Tensor kl;       ///< KL(policy || reference) in nats, exact at every step
    torch::Tensor entropy;  ///< nats
};

/// REINFORCE (Williams, Machine Learning 8, 1992) among the symbols that were allowed. `logits` and
/// `reference` [batch, time, alphabet]; no gradient goes through `reference`.
PolicyTerms policyTerms(const torch::Tensor& logits, const torch::Tensor& reference,
                        const DrawnBatch& batch);

/// Rewards of groups of `group` sequences that were drawn for the same thing, each less the mean of
/// the others in its group (Kool, van Hoof and Welling, 2019: a baseline without bias), all over
/// their common deviation. All 0 where no group has a choice. `group` divides their number.
std::vector<double> groupAdvantages(const std::vector<double>& rewards, std::size_t group);

/// Price of KL in reward, moved so that KL comes to lie at `target` (Ziegler et al. 2019).
class KlLeash {
  public:
    KlLeash(double price, double target) : price_(price), target_(target) {}
    [[nodiscard]] double price() const { return price_; }
    /// After a step that measured `kl`, nats a symbol.
    void update(double kl);

  private:
    double price_;
    double target_;
};

}  // namespace arioso::models
