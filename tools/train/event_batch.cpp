#include "tools/train/event_batch.h"

#include <algorithm>

#include "src/compose/event_reader.h"
#include "tools/train/statistics/event_corpus.h"

namespace arioso::train {

EventBatch eventBatch(const std::vector<std::vector<int>>& sequences) {
    std::size_t longest = 2;
    for (const auto& sequence : sequences) longest = std::max(longest, sequence.size());
    const auto batch = static_cast<std::int64_t>(sequences.size());
    const auto time = static_cast<std::int64_t>(longest) - 1;
    EventBatch out{torch::zeros({batch, time, EventReader::kColumns}, torch::kInt64),
                   torch::zeros({batch, time, EventReader::kBits}),
                   torch::full({batch, time}, -1, torch::kInt64)};
    auto columns = out.columns.accessor<std::int64_t, 3>();
    auto bits = out.bits.accessor<float, 3>();
    auto targets = out.targets.accessor<std::int64_t, 2>();
    for (std::int64_t row = 0; row < batch; ++row) {
        const auto& sequence = sequences[static_cast<std::size_t>(row)];
        const std::size_t given = headerSize(sequence);
        EventReader reader;
        const SequenceFollower follower(sequence);
        for (std::size_t i = 0; i + 1 < sequence.size(); ++i) {
            const auto step = static_cast<std::int64_t>(i);
            follower.push(reader, i);
            const auto features = reader.features();
            for (std::int64_t c = 0; c < EventReader::kColumns; ++c)
                columns[row][step][c] = features.columns[static_cast<std::size_t>(c)];
            for (int bit = 0; bit < EventReader::kBits; ++bit)
                bits[row][step][bit] =
                    static_cast<float>((features.bits >> static_cast<unsigned>(bit)) & 1U);
            if (i >= given) targets[row][step] = sequence[i + 1];
        }
    }
    return out;
}

torch::Tensor eventCosts(models::SequenceTransformer& network, const EventBatch& batch) {
    const auto logits = network->forward(batch.columns, batch.bits);
    return torch::nn::functional::cross_entropy(
               logits.flatten(0, 1), batch.targets.flatten(),
               torch::nn::functional::CrossEntropyFuncOptions().ignore_index(-1).reduction(
                   torch::kNone))
        .view_as(batch.targets);
}

}  // namespace arioso::train
