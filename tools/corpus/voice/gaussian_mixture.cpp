#include "tools/corpus/voice/gaussian_mixture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace arioso::corpus {
namespace {

constexpr auto kWidth = static_cast<std::size_t>(Features::kWidth);
// Features have unit variance over an utterance; a part narrower than this would fit single frames.
constexpr double kLeastVariance = 0.02;
constexpr double kLikeFrames = 10.0;
/// Frames (5 ms, so neighbours are alike) that each half of a split part should have.
constexpr double kLeastFrames = 100.0;

}  // namespace

void GaussianSums::add(const Features& features, int frame, double weight) {
    frames += weight;
    for (std::size_t k = 0; k < kWidth; ++k) {
        const auto value = static_cast<double>(features.at(static_cast<int>(k), frame));
        sum[k] += weight * value;
        squares[k] += weight * value * value;
    }
}

void GaussianSums::add(const GaussianSums& other) {
    frames += other.frames;
    for (std::size_t k = 0; k < kWidth; ++k) {
        sum[k] += other.sum[k];
        squares[k] += other.squares[k];
    }
}

void GaussianMixture::prepare() {
    halfPrecision_.resize(parts_.size());
    constant_.resize(parts_.size());
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        double constant = std::log(static_cast<double>(parts_[part].weight));
        for (std::size_t k = 0; k < kWidth; ++k) {
            const auto variance = static_cast<double>(parts_[part].variance[k]);
            halfPrecision_[part][k] = static_cast<float>(0.5 / variance);
            constant -= 0.5 * std::log(2.0 * std::numbers::pi * variance);
        }
        constant_[part] = static_cast<float>(constant);
    }
}

void GaussianMixture::scores(const Features& features, std::span<float> out) const {
    const std::size_t frames = out.size();
    std::vector<float> sum(frames);
    std::fill(out.begin(), out.end(), -std::numeric_limits<float>::infinity());
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        std::fill(sum.begin(), sum.end(), constant_[part]);
        for (std::size_t k = 0; k < kWidth; ++k) {
            const float mean = parts_[part].mean[k];
            const float half = halfPrecision_[part][k];
            const float* row = features.row(static_cast<int>(k)).data();
            for (std::size_t t = 0; t < frames; ++t) {
                const float off = row[t] - mean;
                sum[t] -= half * off * off;
            }
        }
        for (std::size_t t = 0; t < frames; ++t) out[t] = std::max(out[t], sum[t]);
    }
}

float GaussianMixture::score(const Features& features, int frame, std::size_t part) const {
    float sum = constant_[part];
    for (std::size_t k = 0; k < kWidth; ++k) {
        const float off = features.at(static_cast<int>(k), frame) - parts_[part].mean[k];
        sum -= halfPrecision_[part][k] * off * off;
    }
    return sum;
}

void GaussianMixture::accumulate(const Features& features, int frame, double weight,
                                 std::span<GaussianSums> sums) const {
    if (parts_.size() == 1) {
        sums[0].add(features, frame, weight);
        return;
    }
    std::vector<double> share(parts_.size());
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        share[part] = static_cast<double>(score(features, frame, part));
        best = std::max(best, share[part]);
    }
    double all = 0.0;
    for (double& value : share) all += value = std::exp(value - best);
    constexpr double kLeastShare = 1e-3;
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        const double own = weight * share[part] / all;
        if (own > kLeastShare) sums[part].add(features, frame, own);
    }
}

void GaussianMixture::estimate(std::span<const GaussianSums> sums, const GaussianSums& like) {
    double all = 0.0;
    for (const GaussianSums& sum : sums) all += sum.frames;
    const double likeFrames = like.frames > 0.0 ? kLikeFrames : 0.0;
    for (std::size_t part = 0; part < parts_.size(); ++part) {
        const GaussianSums& own = sums[part];
        const bool alone = parts_.size() == 1;
        const double borrowed = alone ? likeFrames : 0.0;
        const double frames = own.frames + borrowed;
        // A part of a mixture that hardly any frame belongs to stays as it is.
        if (frames < (alone ? 1.0 : kLikeFrames)) continue;
        const double scale = borrowed > 0.0 ? borrowed / like.frames : 0.0;
        for (std::size_t k = 0; k < kWidth; ++k) {
            const double mean = (own.sum[k] + scale * like.sum[k]) / frames;
            const double square = (own.squares[k] + scale * like.squares[k]) / frames;
            parts_[part].mean[k] = static_cast<float>(mean);
            parts_[part].variance[k] =
                static_cast<float>(std::max(square - mean * mean, kLeastVariance));
        }
        if (all > 0.0) parts_[part].weight = static_cast<float>(std::max(own.frames / all, 1e-3));
    }
    if (parts_.size() == 1) parts_[0].weight = 1.0F;
    prepare();
}

void GaussianMixture::split(std::span<const GaussianSums> sums, std::size_t most) {
    std::vector<std::size_t> order(parts_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return sums[a].frames > sums[b].frames; });
    constexpr float kApart = 0.2F;  // standard deviations to either side, as HTK splits
    for (const std::size_t part : order) {
        if (parts_.size() >= most || sums[part].frames < 2.0 * kLeastFrames) break;
        parts_[part].weight *= 0.5F;
        Gaussian twin = parts_[part];
        for (std::size_t k = 0; k < kWidth; ++k) {
            const float off = kApart * std::sqrt(twin.variance[k]);
            parts_[part].mean[k] -= off;
            twin.mean[k] += off;
        }
        parts_.push_back(twin);
    }
    prepare();
}

}  // namespace arioso::corpus
