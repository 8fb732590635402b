#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/projection.h"
#include "models/random_stream.h"

namespace arioso::train {

/// Rows of a batch, one after another, each of the same length.
struct Rows {
    std::vector<float> values;
    std::size_t width = 0;
    [[nodiscard]] std::size_t count() const { return width == 0 ? 0 : values.size() / width; }
    [[nodiscard]] std::span<const float> row(std::size_t i) const {
        return std::span(values).subspan(i * width, width);
    }
    [[nodiscard]] std::span<float> row(std::size_t i) {
        return std::span(values).subspan(i * width, width);
    }
};

/// InfoNCE in both directions (van den Oord, Li and Vinyals 2018): row i of `a` belongs to row i of
/// `b`, every other row is another. Rows of one group other than i count for neither side. Returns
/// the loss and adds its gradients to `da` and `db`, which have the shapes of a and b.
double contrast(const Rows& a, const Rows& b, const std::vector<int>& groups, double temperature,
                Rows& da, Rows& db);

/// A projection that is being trained with AdamW (Loshchilov and Hutter 2019).
class ProjectionTrainer {
  public:
    ProjectionTrainer(models::Projection& projection, std::uint64_t seed);

    /// Places of standardised rows. `dropout` of inputs and of the middle layer; 0 when judging.
    Rows forward(const Rows& inputs, double dropout);
    /// Adds the gradient of the weights by that of the places that `forward` gave last.
    void backward(const Rows& gradient);
    /// One step down the gradients since the last step.
    void step(double rate, double decay);

    /// Gradient of a weight, for the test that compares it with differences.
    [[nodiscard]] const std::vector<float>& gradient(int layer) const {
        return layers_[static_cast<std::size_t>(layer)].gradient;
    }

  private:
    struct Layer {
        std::vector<float>* weights;
        std::vector<float> gradient;
        std::vector<float> first;
        std::vector<float> second;
        bool decays;
    };
    models::Projection& projection_;
    models::RandomStream random_;
    std::vector<Layer> layers_;  // weights1, bias1, weights2, bias2
    int steps_ = 0;
    Rows inputs_;
    Rows middle_;
    Rows kept_;  // of the middle layer: 0 or 1 / (1 - dropout)
    Rows places_;
    std::vector<float> lengths_;
};

}  // namespace arioso::train
