#include "tools/train/event_network.h"

#include <algorithm>

#include "models/module_io.h"
#include "tools/train/event_batch.h"

namespace arioso::train {
namespace {

constexpr std::size_t kBatch = 8;

}  // namespace

double meanEventCost(models::SequenceTransformer& network,
                     const std::vector<std::vector<int>>& sequences) {
    const torch::NoGradGuard guard;
    double cost = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < sequences.size(); i += kBatch) {
        const auto end = std::min(sequences.size(), i + kBatch);
        const auto batch = eventBatch({sequences.begin() + static_cast<std::ptrdiff_t>(i),
                                       sequences.begin() + static_cast<std::ptrdiff_t>(end)});
        cost += eventCosts(network, batch).sum().item<double>();
        count += (batch.targets >= 0).sum().item<double>();
    }
    return cost / std::max(1.0, count);
}

void writeEventNetwork(const std::filesystem::path& file,
                       const models::SequenceTransformer& network, models::StringMap metadata) {
    models::TensorMap tensors;
    for (const auto& [name, tensor] : models::moduleTensors(*network))
        tensors[name] = tensor.detach().to(torch::kFloat16);
    metadata["config"] = network->config().toJson().dump();
    models::writeSafetensors(file, tensors, metadata);
}

}  // namespace arioso::train
