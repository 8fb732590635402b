#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/random_stream.h"
#include "src/likeness/song_words.h"

namespace arioso {
namespace {

/// Steps of orthogonal iteration; the leading directions stand after a few.
constexpr int kIterations = 12;

/// Columns of a matrix, stored row by row, made orthonormal (modified Gram-Schmidt).
void orthonormalise(std::vector<float>& matrix, std::size_t columns) {
    const std::size_t rows = matrix.size() / columns;
    for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t before = 0; before < c; ++before) {
            double product = 0.0;
            for (std::size_t r = 0; r < rows; ++r)
                product += static_cast<double>(matrix[r * columns + c]) *
                           static_cast<double>(matrix[r * columns + before]);
            for (std::size_t r = 0; r < rows; ++r)
                matrix[r * columns + c] -=
                    static_cast<float>(product) * matrix[r * columns + before];
        }
        double square = 0.0;
        for (std::size_t r = 0; r < rows; ++r)
            square += static_cast<double>(matrix[r * columns + c]) *
                      static_cast<double>(matrix[r * columns + c]);
        const auto length = static_cast<float>(std::sqrt(std::max(square, 1e-20)));
        for (std::size_t r = 0; r < rows; ++r) matrix[r * columns + c] /= length;
    }
}

}  // namespace

WordSpace::WordSpace(const std::vector<WordBag>& bags, std::size_t dimensions, std::uint64_t seed)
    : dimensions_(std::min(dimensions, std::max<std::size_t>(1, bags.size()))),
      rarity_(kBuckets),
      basis_(kBuckets * dimensions_) {
    std::vector<double> texts(kBuckets, 0.0);
    for (const WordBag& bag : bags)
        for (const auto& [bucket, weight] : bag) texts[bucket] += 1.0;
    const auto all = static_cast<double>(std::max<std::size_t>(1, bags.size()));
    for (std::size_t b = 0; b < kBuckets; ++b)
        // What stands in a single text says nothing of others.
        rarity_[b] = texts[b] < 2.0 ? 0.0F : static_cast<float>(std::log((1.0 + all) / texts[b]));
    std::vector<WordBag> rows;
    for (const WordBag& bag : bags) rows.push_back(weighted(bag));
    models::RandomStream random(seed);
    for (float& value : basis_) value = static_cast<float>(random.uniform() - 0.5);
    orthonormalise(basis_, dimensions_);
    for (int step = 0; step < kIterations; ++step) {
        std::vector<float> next(basis_.size());
        std::vector<float> at(dimensions_);
        for (const WordBag& row : rows) {
            std::ranges::fill(at, 0.0F);
            for (const auto& [bucket, weight] : row)
                for (std::size_t d = 0; d < dimensions_; ++d)
                    at[d] += weight * basis_[bucket * dimensions_ + d];
            for (const auto& [bucket, weight] : row)
                for (std::size_t d = 0; d < dimensions_; ++d)
                    next[bucket * dimensions_ + d] += weight * at[d];
        }
        basis_ = std::move(next);
        orthonormalise(basis_, dimensions_);
    }
}

WordBag WordSpace::weighted(const WordBag& bag) const {
    WordBag out;
    double square = 0.0;
    for (const auto& [bucket, weight] : bag) {
        const float value = weight * rarity_[bucket];
        if (value <= 0.0F) continue;
        out.emplace_back(bucket, value);
        square += static_cast<double>(value) * static_cast<double>(value);
    }
    for (auto& [bucket, value] : out) value /= static_cast<float>(std::sqrt(square));
    return out;
}

std::vector<double> WordSpace::place(const WordBag& bag) const {
    std::vector<double> out(dimensions_, 0.0);
    for (const auto& [bucket, value] : weighted(bag))
        for (std::size_t d = 0; d < dimensions_; ++d)
            out[d] +=
                static_cast<double>(value) * static_cast<double>(basis_[bucket * dimensions_ + d]);
    return out;
}

void WordSpace::add(models::HalfTensorWriter& writer, const std::string& prefix) const {
    writer.add(prefix + ".rarity", {static_cast<std::int64_t>(kBuckets)}, rarity_);
    writer.add(prefix + ".basis",
               {static_cast<std::int64_t>(kBuckets), static_cast<std::int64_t>(dimensions_)},
               basis_);
}

WordSpace WordSpace::read(const models::HalfTensorReader& reader, const std::string& prefix,
                          std::size_t dimensions) {
    WordSpace out;
    out.dimensions_ = dimensions;
    out.rarity_ = reader.values(prefix + ".rarity", kBuckets);
    out.basis_ = reader.values(prefix + ".basis", kBuckets * dimensions);
    return out;
}

}  // namespace arioso
