#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "models/tensor_file.h"

namespace arioso::models {

/// Places a row of measured values on the unit sphere: standardised values, a layer of tanh, a
/// layer without, length 1. Rows of different kinds whose projections were trained together
/// (contrast.h of the trainer) can then be compared by their scalar product.
class Projection {
  public:
    Projection() = default;
    /// Weights 0, mean 0, scale 1.
    Projection(std::size_t inputs, std::size_t hidden, std::size_t outputs);

    [[nodiscard]] std::size_t inputs() const { return mean.size(); }
    [[nodiscard]] std::size_t hidden() const { return bias1.size(); }
    [[nodiscard]] std::size_t outputs() const { return bias2.size(); }

    /// Standardised values, held within ±3; unknown ones (models/ridge.h) are 0.
    [[nodiscard]] std::vector<float> standardised(std::span<const double> row) const;
    /// The place of a row, `outputs` values of length 1. Any thread.
    [[nodiscard]] std::vector<float> operator()(std::span<const double> row) const;

    /// Tensors "`prefix`.mean", … of a file. Reading: Error(Model).
    void add(HalfTensorWriter& writer, const std::string& prefix) const;
    static Projection read(const HalfTensorReader& reader, const std::string& prefix,
                           std::size_t inputs, std::size_t hidden, std::size_t outputs);

    std::vector<float> mean;
    std::vector<float> scale;
    std::vector<float> weights1;  ///< hidden x inputs
    std::vector<float> bias1;
    std::vector<float> weights2;  ///< outputs x hidden
    std::vector<float> bias2;
};

/// Scalar product; of vectors of length 1 the cosine of their angle. Equal lengths.
double cosine(std::span<const float> a, std::span<const float> b);

}  // namespace arioso::models
