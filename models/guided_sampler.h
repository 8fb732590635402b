#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "models/ppm.h"
#include "models/random_stream.h"
#include "models/sampling.h"

namespace arioso::models {

/// Draws sequences of a fixed length from a variable-order model under wishes and rules:
///
///     P(s) ~ prod_t  ppm(s_t | s_0 … s_t-1)^trust · exp(unary(t, s_t) + pair(t, s_t-1, s_t))
///
/// Minus infinity is a hard rule. Every step looks ahead over all that remains by backward messages
/// of the first-order chain (as in twisted sequential Monte Carlo, Whiteley and Lee, Annals of
/// Statistics 42(1), 2014), so that rules that can be kept are kept: it never dead-ends. Exact for
/// a model of order 1, guided by it for longer contexts. Const after construction.
class GuidedSampler {
  public:
    struct Plan {
        std::size_t length = 0;
        /// Log weight of a symbol at a step; minus infinity forbids it.
        std::function<double(std::size_t step, int symbol)> unary;
        /// Log weight of a step from one symbol to another; absent = 0. Step 0 gets the last symbol
        /// of the context, or is not asked where there is none.
        std::function<double(std::size_t step, int before, int symbol)> pair;
        double trust = 1.0;
    };

    /// Copies the context; `ppm` must outlive the sampler.
    GuidedSampler(const Ppm& ppm, std::span<const int> context, Plan plan);

    /// Whether any sequence keeps all rules.
    [[nodiscard]] bool feasible() const { return feasible_; }
    /// One sequence. Error(Processing) if none keeps all rules.
    [[nodiscard]] std::vector<int> draw(const SamplingOptions& options, RandomStream& random) const;
    /// Log weight of a sequence, not normalised, to compare candidates by.
    [[nodiscard]] double score(std::span<const int> sequence) const;

  private:
    [[nodiscard]] double weight(std::size_t step, int before, int symbol) const;

    const Ppm* ppm_;
    std::vector<int> context_;
    Plan plan_;
    std::vector<double> unary_;    // step × symbol
    std::vector<double> pair_;     // step × before × symbol, steps from 1 on
    std::vector<double> first_;    // pair weights of step 0
    std::vector<double> message_;  // step × symbol: what can still follow, scaled
    bool feasible_ = false;
};

/// first × then: P(then | first) under the model's first-order predictions. Computed once a model.
std::vector<double> firstOrderTable(const Ppm& ppm);

}  // namespace arioso::models
