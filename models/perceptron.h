#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/tensor_file.h"

namespace arioso::models {

/// Multilayer perceptron on plain floats: leaky rectifiers (slope 0.2) between its layers, none
/// behind the last. Const members on any thread.
class Perceptron {
  public:
    /// What a pass forward leaves for the way back: the input of each layer, and behind the last
    /// one the output.
    using Trace = std::vector<std::vector<float>>;
    /// Gradients, one a parameter, as weights and biases are.
    struct Gradient {
        std::vector<std::vector<float>> weights;
        std::vector<std::vector<float>> biases;
    };

    /// Sizes from the input to the output, two or more.
    explicit Perceptron(std::vector<int> sizes = {1, 1});

    [[nodiscard]] const std::vector<int>& sizes() const { return sizes_; }
    std::vector<std::vector<float>> weights;  ///< a layer: out × in
    std::vector<std::vector<float>> biases;

    /// Gaussian weights for leaky rectifiers (He et al., ICCV 2015).
    void initialise(std::uint64_t seed);
    [[nodiscard]] std::vector<float> forward(std::span<const float> input) const;
    [[nodiscard]] Trace trace(std::span<const float> input) const;
    [[nodiscard]] Gradient zeroGradient() const;
    /// Adds what `error` (the loss by each output) does to the gradient; returns the loss by each
    /// input.
    std::vector<float> backward(const Trace& trace, std::span<const float> error,
                                Gradient& gradient) const;
    /// Of a network with one output: its slope by each input; and adds to the gradient of the
    /// parameters what a loss does whose slope by that slope is `outer(slope)` (the rectifiers'
    /// pattern taken as fixed, as it is almost everywhere).
    template <class Outer>
    std::vector<float> slope(const Trace& trace, Gradient& gradient, Outer&& outer) const {
        std::vector<std::vector<float>> errors;
        const std::vector<float> out = slopes(trace, errors);
        addSlopeGradient(trace, errors, outer(out), gradient);
        return out;
    }

    void write(HalfTensorWriter& writer, const std::string& prefix) const;
    /// Error(Model).
    void read(const HalfTensorReader& reader, const std::string& prefix);

  private:
    std::vector<float> slopes(const Trace& trace, std::vector<std::vector<float>>& errors) const;
    void addSlopeGradient(const Trace& trace, const std::vector<std::vector<float>>& errors,
                          std::vector<float> outer, Gradient& gradient) const;

    std::vector<int> sizes_;
};

}  // namespace arioso::models
