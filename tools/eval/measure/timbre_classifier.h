#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace arioso::eval {

/// What a listener would tell instruments apart by, over one stretch of sound: mean, spread and
/// movement of its mel cepstrum and how its level rises and falls. The overall level is left out.
using TimbreFeatures = std::vector<double>;

/// Features of stretches of 1.5 s, every 0.75 s, of a log-mel on the engine's grid; stretches that
/// are silent for more than half their time are left out.
std::vector<TimbreFeatures> timbreFeatures(std::span<const float> logMel);

/// Linear discriminant analysis with a shrunken common covariance (O. Ledoit and M. Wolf's idea
/// with a fixed share): small, without a seed, trained in a moment.
class TimbreClassifier {
  public:
    /// One list of examples a class; classes without examples are never named.
    /// Throws Error(Processing) if fewer than two classes have examples.
    explicit TimbreClassifier(const std::vector<std::vector<TimbreFeatures>>& classes);

    [[nodiscard]] std::size_t classify(const TimbreFeatures& features) const;
    /// Share of `examples` recognised as `expected`; NaN without examples.
    [[nodiscard]] double accuracy(const std::vector<TimbreFeatures>& examples,
                                  std::size_t expected) const;

  private:
    struct Class {
        bool known = false;
        std::vector<double> weights;
        double bias = 0.0;
    };
    std::vector<double> centre_;
    std::vector<double> scale_;
    std::vector<Class> classes_;
};

}  // namespace arioso::eval
