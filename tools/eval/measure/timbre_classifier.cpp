#include "tools/eval/measure/timbre_classifier.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "dsp/error.h"
#include "dsp/philox.h"

namespace arioso::eval {
namespace {

constexpr std::size_t kBatch = 32;
constexpr std::size_t kEpochs = 60;
constexpr float kRate = 0.003F;
constexpr float kWeightDecay = 0.01F;
/// Uniform jitter of the standardised features: stretches of one piece are alike, pieces are not.
constexpr float kJitter = 0.5F;

/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019), rate falling to zero.
class Adam {
  public:
    Adam(std::size_t size, std::size_t steps) : mean_(size), square_(size), steps_(steps) {}

    void step(std::vector<float>& values, const std::vector<float>& gradient) {
        ++done_;
        const auto t = static_cast<float>(done_);
        const float rate = kRate * (1.0F - t / static_cast<float>(steps_ + 1));
        const float meanScale = 1.0F / (1.0F - std::pow(0.9F, t));
        const float squareScale = 1.0F / (1.0F - std::pow(0.999F, t));
        for (std::size_t i = 0; i < values.size(); ++i) {
            mean_[i] = 0.9F * mean_[i] + 0.1F * gradient[i];
            square_[i] = 0.999F * square_[i] + 0.001F * gradient[i] * gradient[i];
            const float direction =
                mean_[i] * meanScale / (std::sqrt(square_[i] * squareScale) + 1e-8F);
            values[i] -= rate * (direction + kWeightDecay * values[i]);
        }
    }

  private:
    std::vector<float> mean_;
    std::vector<float> square_;
    std::size_t steps_;
    std::size_t done_ = 0;
};

}  // namespace

TimbreClassifier::TimbreClassifier(const std::vector<std::vector<TimbreFeatures>>& classes,
                                   std::uint64_t seed)
    : outputs_(classes.size()), known_(classes.size()) {
    for (std::size_t c = 0; c < classes.size(); ++c) {
        known_[c] = !classes[c].empty();
        if (known_[c]) inputs_ = classes[c].front().size();
    }
    if (std::ranges::count(known_, true) < 2) {
        throw Error(ExitCode::Processing,
                    "instrument classifier: expected training audio of two instruments or more");
    }
    standardise(classes);
    std::vector<Example> examples;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        for (const auto& features : classes[c]) examples.push_back({standardised(features), c});
    }
    train(examples, seed);
}

void TimbreClassifier::standardise(const std::vector<std::vector<TimbreFeatures>>& classes) {
    for (std::size_t i = 0; i < inputs_; ++i) {
        double sum = 0.0;
        double squares = 0.0;
        double count = 0.0;
        for (const auto& examples : classes) {
            for (const auto& x : examples) {
                sum += x[i];
                squares += static_cast<double>(x[i]) * x[i];
                count += 1.0;
            }
        }
        const double centre = sum / count;
        const double variance = squares / count - centre * centre;
        centre_.push_back(static_cast<float>(centre));
        scale_.push_back(variance > 1e-10 ? static_cast<float>(1.0 / std::sqrt(variance)) : 0.0F);
    }
}

std::vector<float> TimbreClassifier::standardised(const TimbreFeatures& features) const {
    std::vector<float> z(inputs_);
    for (std::size_t i = 0; i < inputs_; ++i) z[i] = (features[i] - centre_[i]) * scale_[i];
    return z;
}

void TimbreClassifier::train(const std::vector<Example>& examples, std::uint64_t seed) {
    parameters_.assign(outputBias() + outputs_, 0.0F);
    const dsp::Philox initial(seed, 1);
    for (std::size_t i = 0; i < outputBias(); ++i) {
        if (i >= hiddenBias() && i < outputWeights()) continue;
        const auto fanIn = static_cast<float>(i < hiddenBias() ? inputs_ : hidden_);
        parameters_[i] = initial.normal(i) / std::sqrt(fanIn);
    }
    const std::size_t batches = (examples.size() + kBatch - 1) / kBatch;
    Adam adam(parameters_.size(), kEpochs * batches);
    const dsp::Philox order(seed, 2);
    const dsp::Philox jitter(seed, 3);
    std::uint64_t drawn = 0;
    std::uint64_t shuffled = 0;
    std::vector<std::size_t> places(examples.size());
    std::iota(places.begin(), places.end(), 0U);
    Scratch scratch;
    for (std::size_t epoch = 0; epoch < kEpochs; ++epoch) {
        for (std::size_t i = places.size(); i > 1; --i) {
            const float place = order.uniform(shuffled++) * static_cast<float>(i);
            std::swap(places[i - 1], places[std::min(i - 1, static_cast<std::size_t>(place))]);
        }
        for (std::size_t first = 0; first < places.size(); first += kBatch) {
            const std::size_t last = std::min(first + kBatch, places.size());
            scratch.gradient.assign(parameters_.size(), 0.0F);
            for (std::size_t k = first; k < last; ++k) {
                const Example& example = examples[places[k]];
                scratch.input = example.input;
                for (float& x : scratch.input)
                    x += kJitter * (2.0F * jitter.uniform(drawn++) - 1.0F);
                forward(scratch);
                backward(scratch, example.label);
            }
            for (float& g : scratch.gradient) g /= static_cast<float>(last - first);
            adam.step(parameters_, scratch.gradient);
        }
    }
}

void TimbreClassifier::forward(Scratch& scratch) const {
    const float* weights = parameters_.data();
    scratch.hidden.assign(weights + hiddenBias(), weights + outputWeights());
    for (std::size_t i = 0; i < inputs_; ++i) {
        const float* row = weights + i * hidden_;
        for (std::size_t j = 0; j < hidden_; ++j) scratch.hidden[j] += scratch.input[i] * row[j];
    }
    for (float& h : scratch.hidden) h = std::tanh(h);
    scratch.output.assign(weights + outputBias(), weights + outputBias() + outputs_);
    for (std::size_t j = 0; j < hidden_; ++j) {
        const float* row = weights + outputWeights() + j * outputs_;
        for (std::size_t c = 0; c < outputs_; ++c) scratch.output[c] += scratch.hidden[j] * row[c];
    }
}

void TimbreClassifier::backward(Scratch& scratch, std::size_t label) const {
    // Softmax in place; less one at the label it is the slope of the cross-entropy.
    const float highest = std::ranges::max(scratch.output);
    float sum = 0.0F;
    for (float& score : scratch.output) sum += score = std::exp(score - highest);
    for (float& score : scratch.output) score /= sum;
    scratch.output[label] -= 1.0F;
    scratch.hiddenSlope.assign(hidden_, 0.0F);
    float* gradient = scratch.gradient.data();
    for (std::size_t j = 0; j < hidden_; ++j) {
        const float* row = parameters_.data() + outputWeights() + j * outputs_;
        float* slot = gradient + outputWeights() + j * outputs_;
        float slope = 0.0F;
        for (std::size_t c = 0; c < outputs_; ++c) {
            slot[c] += scratch.hidden[j] * scratch.output[c];
            slope += scratch.output[c] * row[c];
        }
        scratch.hiddenSlope[j] = slope * (1.0F - scratch.hidden[j] * scratch.hidden[j]);
        gradient[hiddenBias() + j] += scratch.hiddenSlope[j];
    }
    for (std::size_t c = 0; c < outputs_; ++c) gradient[outputBias() + c] += scratch.output[c];
    for (std::size_t i = 0; i < inputs_; ++i) {
        float* slot = gradient + i * hidden_;
        for (std::size_t j = 0; j < hidden_; ++j) {
            slot[j] += scratch.input[i] * scratch.hiddenSlope[j];
        }
    }
}

std::size_t TimbreClassifier::classify(const TimbreFeatures& features) const {
    Scratch scratch;
    scratch.input = standardised(features);
    forward(scratch);
    std::size_t best = 0;
    float bestScore = -std::numeric_limits<float>::infinity();
    for (std::size_t c = 0; c < outputs_; ++c) {
        if (!known_[c] || scratch.output[c] <= bestScore) continue;
        bestScore = scratch.output[c];
        best = c;
    }
    return best;
}

double TimbreClassifier::accuracy(const std::vector<TimbreFeatures>& examples,
                                  std::size_t expected) const {
    if (examples.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto right = std::ranges::count_if(
        examples, [&](const TimbreFeatures& x) { return classify(x) == expected; });
    return static_cast<double>(right) / static_cast<double>(examples.size());
}

}  // namespace arioso::eval
