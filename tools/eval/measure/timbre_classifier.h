#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace arioso::eval {

/// What a listener would tell instruments apart by, over one stretch of sound: mean, spread and
/// movement of its mel cepstrum and how its level rises and falls. The overall level is left out.
using TimbreFeatures = std::vector<float>;

/// Features of stretches of 3 s, every 0.75 s, of a log-mel on the engine's grid; stretches that
/// are silent for more than half their time are left out.
std::vector<TimbreFeatures> timbreFeatures(std::span<const float> logMel);

/// Names the instrument of a stretch: one hidden layer, trained by Adam on jittered examples for a
/// second or two. The same examples and seed give the same classifier.
class TimbreClassifier {
  public:
    /// One list of examples a class; classes without examples are never named. Throws
    /// Error(Processing) if fewer than two classes have examples.
    explicit TimbreClassifier(const std::vector<std::vector<TimbreFeatures>>& classes,
                              std::uint64_t seed = 0);

    [[nodiscard]] std::size_t classify(const TimbreFeatures& features) const;
    /// Share of `examples` recognised as `expected`; NaN without examples.
    [[nodiscard]] double accuracy(const std::vector<TimbreFeatures>& examples,
                                  std::size_t expected) const;

  private:
    struct Example {
        std::vector<float> input;  ///< standardised
        std::size_t label;
    };
    struct Scratch {
        std::vector<float> input, hidden, output, hiddenSlope, gradient;
    };
    /// `parameters_`: input to hidden, input-major; hidden biases; hidden to output, hidden-major;
    /// output biases.
    [[nodiscard]] std::size_t hiddenBias() const { return inputs_ * hidden_; }
    [[nodiscard]] std::size_t outputWeights() const { return hiddenBias() + hidden_; }
    [[nodiscard]] std::size_t outputBias() const { return outputWeights() + hidden_ * outputs_; }

    void standardise(const std::vector<std::vector<TimbreFeatures>>& classes);
    [[nodiscard]] std::vector<float> standardised(const TimbreFeatures& features) const;
    void train(const std::vector<Example>& examples, std::uint64_t seed);
    /// Hidden values and class scores of `scratch.input`.
    void forward(Scratch& scratch) const;
    /// Adds the gradient of the cross-entropy of `label`.
    void backward(Scratch& scratch, std::size_t label) const;

    std::size_t inputs_ = 0;
    std::size_t hidden_ = 128;
    std::size_t outputs_ = 0;
    std::vector<float> centre_;
    std::vector<float> scale_;
    std::vector<bool> known_;
    std::vector<float> parameters_;
};

}  // namespace arioso::eval
