#include "models/projection.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace arioso::models {

Projection::Projection(std::size_t inputs, std::size_t hidden, std::size_t outputs)
    : mean(inputs),
      scale(inputs, 1.0F),
      weights1(hidden * inputs),
      bias1(hidden),
      weights2(outputs * hidden),
      bias2(outputs) {}

std::vector<float> Projection::standardised(std::span<const double> row) const {
    std::vector<float> out(inputs());
    for (std::size_t i = 0; i < out.size(); ++i)
        if (!std::isnan(row[i]))
            out[i] = std::clamp((static_cast<float>(row[i]) - mean[i]) / scale[i], -3.0F, 3.0F);
    return out;
}

std::vector<float> Projection::operator()(std::span<const double> row) const {
    const std::vector<float> x = standardised(row);
    std::vector<float> middle(hidden());
    for (std::size_t h = 0; h < middle.size(); ++h)
        middle[h] = std::tanh(std::inner_product(
            x.begin(), x.end(), weights1.begin() + static_cast<std::ptrdiff_t>(h * x.size()),
            bias1[h]));
    std::vector<float> out(outputs());
    for (std::size_t o = 0; o < out.size(); ++o)
        out[o] = std::inner_product(
            middle.begin(), middle.end(),
            weights2.begin() + static_cast<std::ptrdiff_t>(o * middle.size()), bias2[o]);
    const float length = std::sqrt(std::inner_product(out.begin(), out.end(), out.begin(), 1e-12F));
    for (float& value : out) value /= length;
    return out;
}

void Projection::add(HalfTensorWriter& writer, const std::string& prefix) const {
    const auto in = static_cast<std::int64_t>(inputs());
    const auto middle = static_cast<std::int64_t>(hidden());
    const auto out = static_cast<std::int64_t>(outputs());
    writer.add(prefix + ".mean", {in}, mean);
    writer.add(prefix + ".scale", {in}, scale);
    writer.add(prefix + ".weights1", {middle, in}, weights1);
    writer.add(prefix + ".bias1", {middle}, bias1);
    writer.add(prefix + ".weights2", {out, middle}, weights2);
    writer.add(prefix + ".bias2", {out}, bias2);
}

Projection Projection::read(const HalfTensorReader& reader, const std::string& prefix,
                            std::size_t inputs, std::size_t hidden, std::size_t outputs) {
    Projection out;
    out.mean = reader.values(prefix + ".mean", inputs);
    out.scale = reader.values(prefix + ".scale", inputs);
    for (const float one : out.scale)
        if (!(one > 0.0F)) reader.fail(prefix + ".scale: expected numbers above 0");
    out.weights1 = reader.values(prefix + ".weights1", hidden * inputs);
    out.bias1 = reader.values(prefix + ".bias1", hidden);
    out.weights2 = reader.values(prefix + ".weights2", outputs * hidden);
    out.bias2 = reader.values(prefix + ".bias2", outputs);
    return out;
}

double cosine(std::span<const float> a, std::span<const float> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace arioso::models
