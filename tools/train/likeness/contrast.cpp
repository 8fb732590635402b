#include "tools/train/likeness/contrast.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace arioso::train {
namespace {

constexpr double kFirstDecay = 0.9;
constexpr double kSecondDecay = 0.999;

double dot(std::span<const float> a, std::span<const float> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

double contrast(const Rows& a, const Rows& b, const std::vector<int>& groups, double temperature,
                Rows& da, Rows& db) {
    const std::size_t n = a.count();
    std::vector<double> logits(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            logits[i * n + j] =
                i != j && groups[i] == groups[j] ? -1e9 : dot(a.row(i), b.row(j)) / temperature;
    std::vector<double> gradient(n * n, 0.0);
    double loss = 0.0;
    const double share = 0.5 / static_cast<double>(n);
    const auto side = [&](auto&& at) {
        for (std::size_t i = 0; i < n; ++i) {
            double most = -1e9;
            for (std::size_t j = 0; j < n; ++j) most = std::max(most, logits[at(i, j)]);
            double sum = 0.0;
            for (std::size_t j = 0; j < n; ++j) sum += std::exp(logits[at(i, j)] - most);
            loss += share * (most + std::log(sum) - logits[at(i, i)]);
            for (std::size_t j = 0; j < n; ++j)
                gradient[at(i, j)] +=
                    share * (std::exp(logits[at(i, j)] - most) / sum - (i == j ? 1.0 : 0.0));
        }
    };
    side([n](std::size_t i, std::size_t j) { return i * n + j; });
    side([n](std::size_t i, std::size_t j) { return j * n + i; });
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            const auto g = static_cast<float>(gradient[i * n + j] / temperature);
            for (std::size_t k = 0; k < a.width; ++k) {
                da.row(i)[k] += g * b.row(j)[k];
                db.row(j)[k] += g * a.row(i)[k];
            }
        }
    return loss;
}

ProjectionTrainer::ProjectionTrainer(models::Projection& projection, std::uint64_t seed)
    : projection_(projection), random_(seed) {
    const auto fill = [&](std::vector<float>& weights, std::size_t inputs) {
        const double reach = std::sqrt(3.0 / static_cast<double>(inputs));
        for (float& value : weights) value = static_cast<float>(random_.between(-reach, reach));
    };
    fill(projection.weights1, projection.inputs());
    fill(projection.weights2, projection.hidden());
    for (auto* weights :
         {&projection.weights1, &projection.bias1, &projection.weights2, &projection.bias2}) {
        const std::vector<float> zero(weights->size());
        layers_.push_back({weights, zero, zero, zero, layers_.size() % 2 == 0});
    }
}

Rows ProjectionTrainer::forward(const Rows& inputs, double dropout) {
    const std::size_t n = inputs.count();
    const models::Projection& p = projection_;
    const auto scale = static_cast<float>(1.0 / (1.0 - dropout));
    inputs_ = inputs;
    if (dropout > 0.0)
        for (float& value : inputs_.values) value = random_.chance(dropout) ? 0.0F : value * scale;
    middle_ = {std::vector<float>(n * p.hidden()), p.hidden()};
    kept_ = {std::vector<float>(n * p.hidden(), 1.0F), p.hidden()};
    places_ = {std::vector<float>(n * p.outputs()), p.outputs()};
    lengths_.assign(n, 0.0F);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t h = 0; h < p.hidden(); ++h) {
            const auto weights = std::span(p.weights1).subspan(h * p.inputs(), p.inputs());
            middle_.row(i)[h] =
                std::tanh(static_cast<float>(dot(inputs_.row(i), weights)) + p.bias1[h]);
            if (dropout > 0.0) kept_.row(i)[h] = random_.chance(dropout) ? 0.0F : scale;
        }
        double square = 1e-12;
        for (std::size_t o = 0; o < p.outputs(); ++o) {
            float sum = p.bias2[o];
            for (std::size_t h = 0; h < p.hidden(); ++h)
                sum += p.weights2[o * p.hidden() + h] * middle_.row(i)[h] * kept_.row(i)[h];
            places_.row(i)[o] = sum;
            square += static_cast<double>(sum) * static_cast<double>(sum);
        }
        lengths_[i] = static_cast<float>(std::sqrt(square));
        for (float& value : places_.row(i)) value /= lengths_[i];
    }
    return places_;
}

void ProjectionTrainer::backward(const Rows& gradient) {
    const models::Projection& p = projection_;
    for (std::size_t i = 0; i < gradient.count(); ++i) {
        // Along the sphere only.
        const auto place = places_.row(i);
        const auto along = static_cast<float>(dot(gradient.row(i), place));
        std::vector<float> middle(p.hidden());
        for (std::size_t o = 0; o < p.outputs(); ++o) {
            const float g = (gradient.row(i)[o] - along * place[o]) / lengths_[i];
            layers_[3].gradient[o] += g;
            for (std::size_t h = 0; h < p.hidden(); ++h) {
                layers_[2].gradient[o * p.hidden() + h] += g * middle_.row(i)[h] * kept_.row(i)[h];
                middle[h] += g * p.weights2[o * p.hidden() + h] * kept_.row(i)[h];
            }
        }
        for (std::size_t h = 0; h < p.hidden(); ++h) {
            const float y = middle_.row(i)[h];
            const float g = middle[h] * (1.0F - y * y);
            layers_[1].gradient[h] += g;
            for (std::size_t k = 0; k < p.inputs(); ++k)
                layers_[0].gradient[h * p.inputs() + k] += g * inputs_.row(i)[k];
        }
    }
}

void ProjectionTrainer::step(double rate, double decay) {
    ++steps_;
    const double first = 1.0 - std::pow(kFirstDecay, steps_);
    const double second = 1.0 - std::pow(kSecondDecay, steps_);
    for (Layer& layer : layers_)
        for (std::size_t i = 0; i < layer.gradient.size(); ++i) {
            const double g = static_cast<double>(layer.gradient[i]);
            layer.first[i] = static_cast<float>(kFirstDecay * static_cast<double>(layer.first[i]) +
                                                (1.0 - kFirstDecay) * g);
            layer.second[i] = static_cast<float>(
                kSecondDecay * static_cast<double>(layer.second[i]) + (1.0 - kSecondDecay) * g * g);
            float& weight = (*layer.weights)[i];
            const double step = static_cast<double>(layer.first[i]) / first /
                                (std::sqrt(static_cast<double>(layer.second[i]) / second) + 1e-8);
            weight -= static_cast<float>(
                rate * (step + (layer.decays ? decay * static_cast<double>(weight) : 0.0)));
            layer.gradient[i] = 0.0F;
        }
}

}  // namespace arioso::train
