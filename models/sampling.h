#pragma once

#include <span>

#include "models/random_stream.h"

namespace arioso::models {

/// How a symbol is drawn from a distribution.
struct SamplingOptions {
    double temperature = 1.0;  ///< above 0; below 1 sharpens, above 1 flattens
    int topK = 0;              ///< only the k likeliest; 0 = all
    double topP = 1.0;         ///< only the likeliest that together have this probability (nucleus)
};

/// Applies temperature, then top-k, then top-p to weights (not below 0, any sum) in place and
/// normalises them. Ties at the edge are kept in order of index. If all are zero they stay so.
void shape(std::span<double> weights, const SamplingOptions& options);

/// Draws an index by its weight (not below 0, any sum). Error(Processing) if none is above 0.
int draw(std::span<const double> weights, RandomStream& random);

/// Draws from `probabilities` among the symbols that `allowed` (of the same size, or empty = all)
/// lets through. The mask comes first, so that it never dead-ends: where every allowed symbol has
/// probability 0 each is as likely as the others. Error(Processing) if nothing is allowed.
int drawMasked(std::span<const double> probabilities, std::span<const char> allowed,
               const SamplingOptions& options, RandomStream& random);

}  // namespace arioso::models
