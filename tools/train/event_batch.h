#pragma once

#include <torch/torch.h>

#include <vector>

#include "models/sequence_transformer.h"

namespace arioso::train {

/// Event sequences as the network takes them: every step but the last is read, every one but the
/// first is to be told. What stands before the first bar is given, and nobody's to tell.
struct EventBatch {
    torch::Tensor columns;  ///< [batch, time, columns] int64
    torch::Tensor bits;     ///< [batch, time, bits] float
    torch::Tensor targets;  ///< [batch, time] int64, -1 = none
};
EventBatch eventBatch(const std::vector<std::vector<int>>& sequences);

/// Negative log-likelihood of each target in nats, [batch, time]; 0 where there is none.
torch::Tensor eventCosts(models::SequenceTransformer& network, const EventBatch& batch);

}  // namespace arioso::train
