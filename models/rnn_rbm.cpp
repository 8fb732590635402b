#include "models/rnn_rbm.h"

#include <cmath>
#include <utility>

namespace arioso::models {
namespace {

constexpr int kMostExact = 12;

std::size_t size(int count) {
    return static_cast<std::size_t>(count);
}

}  // namespace

RnnRbm::RnnRbm(RnnRbmShape shape) : shape_(std::move(shape)) {
    const Rbm plain(shape_.groups);
    const int context = shape_.recurrent + shape_.inputs + (shape_.direct ? plain.visible() : 0);
    rbm = Rbm(shape_.groups, shape_.hidden, context);
    visibleRecurrent.assign(size(rbm.visible()) * size(shape_.recurrent), 0.0F);
    recurrentWeights.assign(size(shape_.recurrent) * size(shape_.recurrent), 0.0F);
    recurrentBias.assign(size(shape_.recurrent), 0.0F);
    start.assign(size(shape_.recurrent), 0.0F);
}

void RnnRbm::initialise(std::uint64_t seed) {
    RandomStream random(seed, 0x524E4E);
    // Sums of three uniform numbers are near enough to a bell, and the same everywhere.
    const auto fill = [&](std::vector<float>& values, double deviation) {
        for (float& value : values)
            value = static_cast<float>(
                deviation * 2.0 * (random.uniform() + random.uniform() + random.uniform() - 1.5));
    };
    fill(rbm.weights, 0.05);
    fill(rbm.visibleCondition, 0.01);
    fill(rbm.hiddenCondition, 0.05);
    fill(visibleRecurrent, 0.3);
    fill(recurrentWeights, 0.7 / std::sqrt(std::max(1.0, double(shape_.recurrent))));
}

RnnRbm::Memory RnnRbm::begin() const {
    return {start, std::vector<char>(size(rbm.visible()), 0)};
}

std::vector<float> RnnRbm::condition(const Memory& memory, std::span<const float> inputs) const {
    std::vector<float> out;
    out.reserve(size(rbm.condition()));
    out.insert(out.end(), memory.recurrent.begin(), memory.recurrent.end());
    out.insert(out.end(), inputs.begin(), inputs.end());
    if (shape_.direct) out.insert(out.end(), memory.before.begin(), memory.before.end());
    out.resize(size(rbm.condition()), 0.0F);
    return out;
}

void RnnRbm::advance(Memory& memory, std::span<const char> visible) const {
    const std::size_t width = size(shape_.recurrent);
    std::vector<float> next = recurrentBias;
    for (std::size_t i = 0; i < visible.size(); ++i) {
        if (visible[i] == 0) continue;
        for (std::size_t k = 0; k < width; ++k) next[k] += visibleRecurrent[i * width + k];
    }
    for (std::size_t j = 0; j < width; ++j) {
        const float from = memory.recurrent[j];
        for (std::size_t k = 0; k < width; ++k) next[k] += from * recurrentWeights[j * width + k];
    }
    for (float& value : next) value = std::tanh(value);
    memory.recurrent = std::move(next);
    memory.before.assign(visible.begin(), visible.end());
}

std::vector<Rbm::Biases> RnnRbm::biasesOf(const RnnSequence& sequence) const {
    std::vector<Rbm::Biases> out;
    Memory memory = begin();
    for (std::size_t t = 0; t < sequence.frames.size(); ++t) {
        out.push_back(rbm.biasesFor(condition(
            memory, t < sequence.inputs.size() ? std::span<const float>(sequence.inputs[t])
                                               : std::span<const float>())));
        advance(memory, sequence.frames[t]);
    }
    return out;
}

std::vector<std::pair<const char*, std::vector<float>*>> RnnRbm::parameters() {
    return {{"weights", &rbm.weights},
            {"visible_bias", &rbm.visibleBias},
            {"hidden_bias", &rbm.hiddenBias},
            {"visible_condition", &rbm.visibleCondition},
            {"hidden_condition", &rbm.hiddenCondition},
            {"visible_recurrent", &visibleRecurrent},
            {"recurrent_weights", &recurrentWeights},
            {"recurrent_bias", &recurrentBias},
            {"start", &start}};
}

void RnnRbm::write(HalfTensorWriter& writer, const std::string& prefix) const {
    RnnRbm copy = *this;
    for (const auto& [name, values] : copy.parameters())
        writer.add(prefix + name, {static_cast<std::int64_t>(values->size())}, *values);
}

void RnnRbm::read(const HalfTensorReader& reader, const std::string& prefix) {
    for (const auto& [name, values] : parameters())
        *values = reader.values(prefix + name, values->size());
}

double framewiseNats(const RnnRbm& model, std::span<const RnnSequence> sequences,
                     const FrameEstimate& estimate) {
    RandomStream random(estimate.seed, 0x414953);
    double sum = 0.0;
    std::size_t seen = 0;
    std::size_t counted = 0;
    for (const RnnSequence& sequence : sequences) {
        const std::vector<Rbm::Biases> biases = model.biasesOf(sequence);
        for (std::size_t t = 0; t < biases.size(); ++t) {
            if (seen++ % size(std::max(1, estimate.every)) != 0) continue;
            const double partition =
                model.rbm.hidden() <= kMostExact
                    ? model.rbm.logPartition(biases[t])
                    : model.rbm.estimateLogPartition(biases[t], estimate.temperatures,
                                                     estimate.chains, random);
            sum += model.rbm.freeEnergy(sequence.frames[t], biases[t]) + partition;
            ++counted;
        }
    }
    return counted > 0 ? sum / static_cast<double>(counted) : 0.0;
}

}  // namespace arioso::models
