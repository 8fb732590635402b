#pragma once

#include <array>
#include <span>
#include <vector>

#include "tools/corpus/voice/features.h"

namespace arioso::corpus {

/// Normal distribution with independent values.
struct Gaussian {
    std::array<float, Features::kWidth> mean{};
    std::array<float, Features::kWidth> variance{};
    float weight = 1.0F;  ///< share in its mixture

    Gaussian() { variance.fill(1.0F); }
};

/// Sums over frames, each with a weight 0...1, for the estimation of a Gaussian.
struct GaussianSums {
    double frames = 0.0;
    std::array<double, Features::kWidth> sum{};
    std::array<double, Features::kWidth> squares{};

    void add(const Features& features, int frame, double weight);
    void add(const GaussianSums& other);
};

/// Density of the frames of one state: a mixture of Gaussians with diagonal covariance.
class GaussianMixture {
  public:
    /// One standard normal distribution, which is what normalised features have as a whole.
    GaussianMixture() : parts_(1) { prepare(); }

    [[nodiscard]] std::size_t size() const { return parts_.size(); }
    /// Natural log density of every frame; of the parts the likeliest alone counts.
    void scores(const Features& features, std::span<float> out) const;
    /// Adds a frame to `sums`, one a part, by the parts' shares in it.
    void accumulate(const Features& features, int frame, double weight,
                    std::span<GaussianSums> sums) const;
    /// New values by maximum likelihood. `like` are the sums of all states of the group: they count
    /// as ten frames more, so that a rare sound resembles its kind.
    void estimate(std::span<const GaussianSums> sums, const GaussianSums& like);
    /// Splits parts with enough frames in two, the largest first, until there are `most`.
    void split(std::span<const GaussianSums> sums, std::size_t most);

  private:
    void prepare();
    [[nodiscard]] float score(const Features& features, int frame, std::size_t part) const;

    std::vector<Gaussian> parts_;
    std::vector<std::array<float, Features::kWidth>> halfPrecision_;  ///< 0.5 / variance
    std::vector<float> constant_;  ///< log weight and normalisation
};

}  // namespace arioso::corpus
