#pragma once

#include <filesystem>
#include <vector>

#include "models/safetensors.h"
#include "models/sequence_transformer.h"

namespace arioso::train {

/// Mean negative log-likelihood in nats of the events behind the headers; no gradient.
double meanEventCost(models::SequenceTransformer& network,
                     const std::vector<std::vector<int>>& sequences);

/// Writes weights in half precision, as they ship; `metadata` goes beside the network's shape.
void writeEventNetwork(const std::filesystem::path& file,
                       const models::SequenceTransformer& network, models::StringMap metadata);

}  // namespace arioso::train
