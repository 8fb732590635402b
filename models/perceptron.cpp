#include "models/perceptron.h"

#include <cmath>
#include <utility>

#include "models/random_stream.h"

namespace arioso::models {
namespace {

constexpr float kLeak = 0.2F;

std::size_t size(int count) {
    return static_cast<std::size_t>(count);
}

/// Eight sums side by side, which a compiler may keep in a register as their order is fixed.
float dot(const float* a, const float* b, std::size_t count) {
    float lanes[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (std::size_t k = 0; k < 8; ++k) lanes[k] += a[i + k] * b[i + k];
    float sum = 0.0F;
    for (; i < count; ++i) sum += a[i] * b[i];
    for (const float lane : lanes) sum += lane;
    return sum;
}

/// to += factor · from.
void addScaled(float* to, const std::vector<float>& from, float factor) {
    for (std::size_t i = 0; i < from.size(); ++i) to[i] += factor * from[i];
}

}  // namespace

Perceptron::Perceptron(std::vector<int> sizes) : sizes_(std::move(sizes)) {
    for (std::size_t l = 0; l + 1 < sizes_.size(); ++l) {
        weights.emplace_back(size(sizes_[l]) * size(sizes_[l + 1]), 0.0F);
        biases.emplace_back(size(sizes_[l + 1]), 0.0F);
    }
}

void Perceptron::initialise(std::uint64_t seed) {
    RandomStream random(seed, 0x4D4C50);
    for (std::size_t l = 0; l < weights.size(); ++l) {
        const double deviation = std::sqrt(2.0 / sizes_[l]);
        // Sums of three uniform numbers are near enough to a bell, and the same everywhere.
        for (float& value : weights[l])
            value = static_cast<float>(
                deviation * 2.0 * (random.uniform() + random.uniform() + random.uniform() - 1.5));
    }
}

Perceptron::Trace Perceptron::trace(std::span<const float> input) const {
    Trace out = {{input.begin(), input.end()}};
    for (std::size_t l = 0; l < weights.size(); ++l) {
        const std::vector<float>& in = out.back();
        std::vector<float> next = biases[l];
        for (std::size_t i = 0; i < next.size(); ++i)
            next[i] += dot(&weights[l][i * in.size()], in.data(), in.size());
        if (l + 1 < weights.size())
            for (float& value : next) value = value > 0.0F ? value : kLeak * value;
        out.push_back(std::move(next));
    }
    return out;
}

std::vector<float> Perceptron::forward(std::span<const float> input) const {
    return trace(input).back();
}

Perceptron::Gradient Perceptron::zeroGradient() const {
    Gradient out;
    for (std::size_t l = 0; l < weights.size(); ++l) {
        out.weights.emplace_back(weights[l].size(), 0.0F);
        out.biases.emplace_back(biases[l].size(), 0.0F);
    }
    return out;
}

std::vector<float> Perceptron::backward(const Trace& trace, std::span<const float> error,
                                        Gradient& gradient) const {
    std::vector<float> back(error.begin(), error.end());
    for (std::size_t l = weights.size(); l-- > 0;) {
        const std::vector<float>& in = trace[l];
        std::vector<float> next(in.size(), 0.0F);
        for (std::size_t i = 0; i < back.size(); ++i) {
            if (back[i] == 0.0F) continue;
            gradient.biases[l][i] += back[i];
            addScaled(&gradient.weights[l][i * in.size()], in, back[i]);
            const float* row = &weights[l][i * in.size()];
            for (std::size_t k = 0; k < next.size(); ++k) next[k] += back[i] * row[k];
        }
        // The rectifier keeps the sign.
        if (l > 0)
            for (std::size_t k = 0; k < next.size(); ++k)
                if (in[k] < 0.0F) next[k] *= kLeak;
        back = std::move(next);
    }
    return back;
}

std::vector<float> Perceptron::slopes(const Trace& trace,
                                      std::vector<std::vector<float>>& errors) const {
    errors.assign(weights.size(), {});
    std::vector<float> back = {1.0F};
    for (std::size_t l = weights.size(); l-- > 0;) {
        errors[l] = back;
        const std::vector<float>& in = trace[l];
        std::vector<float> next(in.size(), 0.0F);
        for (std::size_t i = 0; i < back.size(); ++i) {
            const float* row = &weights[l][i * in.size()];
            for (std::size_t k = 0; k < next.size(); ++k) next[k] += back[i] * row[k];
        }
        if (l > 0)
            for (std::size_t k = 0; k < next.size(); ++k)
                if (in[k] < 0.0F) next[k] *= kLeak;
        back = std::move(next);
    }
    return back;
}

void Perceptron::addSlopeGradient(const Trace& trace, const std::vector<std::vector<float>>& errors,
                                  std::vector<float> outer, Gradient& gradient) const {
    for (std::size_t l = 0; l < weights.size(); ++l) {
        const std::size_t in = outer.size();
        std::vector<float> next(errors[l].size(), 0.0F);
        for (std::size_t i = 0; i < next.size(); ++i) {
            addScaled(&gradient.weights[l][i * in], outer, errors[l][i]);
            next[i] = dot(&weights[l][i * in], outer.data(), in);
        }
        if (l + 1 < weights.size())
            for (std::size_t i = 0; i < next.size(); ++i)
                if (trace[l + 1][i] < 0.0F) next[i] *= kLeak;
        outer = std::move(next);
    }
}

void Perceptron::write(HalfTensorWriter& writer, const std::string& prefix) const {
    for (std::size_t l = 0; l < weights.size(); ++l) {
        const std::string name = prefix + std::to_string(l);
        writer.add(name + ".weight", {sizes_[l + 1], sizes_[l]}, weights[l]);
        writer.add(name + ".bias", {sizes_[l + 1]}, biases[l]);
    }
}

void Perceptron::read(const HalfTensorReader& reader, const std::string& prefix) {
    for (std::size_t l = 0; l < weights.size(); ++l) {
        const std::string name = prefix + std::to_string(l);
        weights[l] = reader.values(name + ".weight", weights[l].size());
        biases[l] = reader.values(name + ".bias", biases[l].size());
    }
}

}  // namespace arioso::models
