#pragma once

#include <vector>

#include "models/policy_gradient.h"
#include "models/sampling.h"
#include "models/sequence_transformer.h"
#include "tools/train/reward/prompt.h"

namespace arioso::train {

/// Answers to one prompt, drawn from a network, with what is needed to weigh them again.
struct Rollouts {
    std::vector<EventPiece> pieces;    ///< the prompt's with each answer in its place
    std::vector<std::size_t> lengths;  ///< symbols
    std::vector<char> finished;        ///< 0: came to a dead end or grew too long
    double logProbability = 0.0;       ///< of all symbols, among what was allowed
    torch::Tensor promptColumns;       ///< [1, steps, columns]: what is read before the answers
    torch::Tensor promptBits;          ///< [1, steps, bits]
    torch::Tensor columns;             ///< [answers, steps, columns]: after each symbol
    torch::Tensor bits;                ///< [answers, steps, bits]
    models::DrawnBatch drawn;          ///< advantages are not set
};

/// Draws `count` answers side by side under the rules that `fill` keeps. Each takes its chance from
/// `random` in turn. No gradient. `longest`: symbols, after which an answer has failed.
Rollouts rollOut(models::SequenceTransformer& network, const Prompt& prompt, std::size_t count,
                 const models::SamplingOptions& sampling, std::size_t longest,
                 models::RandomStream& random);

/// Logits of each step of the answers, [answers, steps, alphabet]; the prompt is read once for all
/// of them, and gradients go through it.
torch::Tensor answerLogits(models::SequenceTransformer& network, const Rollouts& rollouts);

}  // namespace arioso::train
