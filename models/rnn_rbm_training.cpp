#include "models/rnn_rbm_training.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "dsp/error.h"

namespace arioso::models {
namespace {

std::size_t size(int count) {
    return static_cast<std::size_t>(count);
}

/// Places of RnnRbm::parameters().
enum Parameter : std::size_t {
    kWeights,
    kVisibleBias,
    kHiddenBias,
    kVisibleCondition,
    kHiddenCondition,
    kVisibleRecurrent,
    kRecurrentWeights,
    kRecurrentBias,
    kStart
};

std::span<const float> inputsOf(const RnnSequence& sequence, std::size_t t) {
    return t < sequence.inputs.size() ? std::span<const float>(sequence.inputs[t])
                                      : std::span<const float>();
}

/// Memories before the frames from `first` to behind the last one.
std::vector<RnnRbm::Memory> memoriesOf(const RnnRbm& model, const RnnSequence& sequence,
                                       std::size_t first, std::size_t count,
                                       const RnnRbm::Memory& memory) {
    std::vector<RnnRbm::Memory> out = {memory};
    for (std::size_t t = first; t < first + count; ++t) {
        out.push_back(out.back());
        model.advance(out.back(), sequence.frames[t]);
    }
    return out;
}

float dot(const float* a, const float* b, std::size_t count) {
    float lanes[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (std::size_t k = 0; k < 8; ++k) lanes[k] += a[i + k] * b[i + k];
    float sum = 0.0F;
    for (; i < count; ++i) sum += a[i] * b[i];
    for (const float lane : lanes) sum += lane;
    return sum;
}

}  // namespace

void addRnnRbmGradient(const RnnRbm& model, const RnnSequence& sequence, std::size_t first,
                       const RnnRbm::Memory& memory, std::span<const std::vector<char>> negative,
                       std::vector<std::vector<float>>& gradient) {
    const std::size_t width = size(model.shape().recurrent);
    const std::size_t visible = size(model.rbm.visible());
    const std::size_t hidden = size(model.rbm.hidden());
    const auto memories = memoriesOf(model, sequence, first, negative.size(), memory);
    // What comes from each frame's biases to the memory before it.
    std::vector<std::vector<float>> toMemory(negative.size(), std::vector<float>(width, 0.0F));
    std::vector<float> hiddenError(hidden);
    std::vector<std::pair<std::size_t, float>> visibleError;
    for (std::size_t k = 0; k < negative.size(); ++k) {
        const std::vector<char>& data = sequence.frames[first + k];
        const std::vector<float> condition =
            model.condition(memories[k], inputsOf(sequence, first + k));
        const Rbm::Biases biases = model.rbm.biasesFor(condition);
        const std::vector<float> real = model.rbm.hiddenMeans(data, biases);
        const std::vector<float> made = model.rbm.hiddenMeans(negative[k], biases);
        visibleError.clear();
        for (std::size_t i = 0; i < visible; ++i) {
            if (data[i] != negative[k][i])
                visibleError.emplace_back(i, static_cast<float>(negative[k][i] - data[i]));
            if (data[i] == 0 && negative[k][i] == 0) continue;
            float* row = &gradient[kWeights][i * hidden];
            if (data[i] != 0)
                for (std::size_t h = 0; h < hidden; ++h) row[h] -= real[h];
            if (negative[k][i] != 0)
                for (std::size_t h = 0; h < hidden; ++h) row[h] += made[h];
        }
        for (std::size_t h = 0; h < hidden; ++h) {
            hiddenError[h] = made[h] - real[h];
            gradient[kHiddenBias][h] += hiddenError[h];
        }
        for (const auto& [i, error] : visibleError) gradient[kVisibleBias][i] += error;
        for (std::size_t c = 0; c < condition.size(); ++c) {
            if (c < width) {
                float sum = dot(&model.rbm.hiddenCondition[c * hidden], hiddenError.data(), hidden);
                for (const auto& [i, error] : visibleError)
                    sum += error * model.rbm.visibleCondition[c * visible + i];
                toMemory[k][c] = sum;
            }
            const float value = condition[c];
            if (value == 0.0F) continue;
            for (const auto& [i, error] : visibleError)
                gradient[kVisibleCondition][c * visible + i] += value * error;
            float* row = &gradient[kHiddenCondition][c * hidden];
            for (std::size_t h = 0; h < hidden; ++h) row[h] += value * hiddenError[h];
        }
    }
    std::vector<float> carried(width, 0.0F);
    for (std::size_t k = negative.size(); k-- > 0;) {
        // `carried` is the gradient of the memory behind frame k but for its own biases.
        for (std::size_t j = 0; j < width; ++j) carried[j] += toMemory[k][j];
        if (k == 0) break;
        std::vector<float> inner(width);
        const std::vector<float>& now = memories[k].recurrent;
        const std::vector<float>& before = memories[k - 1].recurrent;
        for (std::size_t j = 0; j < width; ++j) {
            inner[j] = carried[j] * (1.0F - now[j] * now[j]);
            gradient[kRecurrentBias][j] += inner[j];
        }
        const std::vector<char>& data = sequence.frames[first + k - 1];
        for (std::size_t i = 0; i < visible; ++i)
            if (data[i] != 0)
                for (std::size_t j = 0; j < width; ++j)
                    gradient[kVisibleRecurrent][i * width + j] += inner[j];
        for (std::size_t j = 0; j < width; ++j) {
            float* row = &gradient[kRecurrentWeights][j * width];
            for (std::size_t m = 0; m < width; ++m) row[m] += before[j] * inner[m];
            carried[j] = dot(&model.recurrentWeights[j * width], inner.data(), width);
        }
    }
    if (first == 0)
        for (std::size_t j = 0; j < width; ++j) gradient[kStart][j] += carried[j];
}

namespace {

/// Frames of a sequence that are learnt together.
struct Passage {
    std::size_t sequence;
    std::size_t first;
    std::size_t count;
};

class Trainer {
  public:
    Trainer(RnnRbm& model, std::span<const RnnSequence> sequences, const RnnRbmTraining& training)
        : model_(model),
          sequences_(sequences),
          training_(training),
          random_(training.seed, 0x524252),
          gradient_(zeros()),
          first_(zeros()),
          second_(zeros()) {
        if (training_.persistent)
            for (const RnnSequence& one : sequences_) chains_.push_back(one.frames);
    }

    void run() {
        startBiases();
        for (int epoch = 0; epoch < training_.epochs; ++epoch) {
            const double done = static_cast<double>(epoch) / std::max(1, training_.epochs - 1);
            rate_ = training_.rate * (0.05 + 0.95 * 0.5 * (1.0 + std::cos(3.14159265 * done)));
            const std::vector<Passage> passages = cut();
            const std::size_t batch = size(std::max(1, training_.batch));
            for (std::size_t at = 0; at < passages.size(); at += batch)
                update(std::span(passages).subspan(at, std::min(batch, passages.size() - at)));
            if (training_.progress && !training_.progress(epoch, model_)) return;
        }
    }

  private:
    [[nodiscard]] std::vector<std::vector<float>> zeros() const {
        std::vector<std::vector<float>> out;
        for (const auto& [name, values] : model_.parameters()) out.emplace_back(values->size());
        return out;
    }

    void startBiases() {
        std::vector<float>& bias = model_.rbm.visibleBias;
        if (!std::all_of(bias.begin(), bias.end(), [](float one) { return one == 0.0F; })) return;
        std::vector<double> counts(bias.size(), 0.0);
        double total = 0.0;
        for (const RnnSequence& sequence : sequences_)
            for (const auto& frame : sequence.frames) {
                for (std::size_t i = 0; i < frame.size(); ++i) counts[i] += frame[i];
                total += 1.0;
            }
        std::size_t unit = 0;
        for (const int group : model_.rbm.groups())
            for (int i = 0; i < group; ++i, ++unit) {
                const double on = (counts[unit] + 0.5) / (total + 1.0);
                bias[unit] =
                    static_cast<float>(group == 1 ? std::log(on / (1.0 - on)) : std::log(on));
            }
    }

    /// All sequences in passages, cut elsewhere in every epoch, in random order.
    std::vector<Passage> cut() {
        std::vector<Passage> out;
        const std::size_t length = size(std::max(1, training_.length));
        for (std::size_t s = 0; s < sequences_.size(); ++s) {
            const std::size_t frames = sequences_[s].frames.size();
            std::size_t end =
                frames <= length ? frames : 1 + size(random_.below(static_cast<int>(length)));
            for (std::size_t at = 0; at < frames; end = std::min(frames, at + length)) {
                out.push_back({s, at, end - at});
                at = end;
            }
        }
        for (std::size_t i = out.size(); i-- > 1;)
            std::swap(out[i], out[size(random_.below(static_cast<int>(i) + 1))]);
        return out;
    }

    [[nodiscard]] RnnRbm::Memory memoryBefore(const Passage& passage) const {
        RnnRbm::Memory memory = model_.begin();
        const std::size_t warm = std::min(passage.first, size(std::max(1, training_.warmUp)));
        for (std::size_t t = passage.first - warm; t < passage.first; ++t)
            model_.advance(memory, sequences_[passage.sequence].frames[t]);
        return memory;
    }

    /// The negative phase: a chain in each frame, of the biases that the frames before it set.
    std::vector<std::vector<char>> dream(const Passage& passage, RnnRbm::Memory memory) {
        const RnnSequence& sequence = sequences_[passage.sequence];
        std::vector<std::vector<char>> out;
        for (std::size_t t = passage.first; t < passage.first + passage.count; ++t) {
            const Rbm::Biases biases =
                model_.rbm.biasesFor(model_.condition(memory, inputsOf(sequence, t)));
            std::vector<char> visible =
                training_.persistent ? chains_[passage.sequence][t] : sequence.frames[t];
            for (int step = 0; step < training_.steps; ++step)
                model_.rbm.gibbs(visible, biases, {}, {}, 1.0, random_);
            if (training_.persistent) chains_[passage.sequence][t] = visible;
            out.push_back(std::move(visible));
            model_.advance(memory, sequence.frames[t]);
        }
        return out;
    }

    void update(std::span<const Passage> passages) {
        for (auto& values : gradient_) std::fill(values.begin(), values.end(), 0.0F);
        std::size_t frames = 0;
        for (const Passage& passage : passages) {
            const RnnRbm::Memory memory = memoryBefore(passage);
            const auto negative = dream(passage, memory);
            addRnnRbmGradient(model_, sequences_[passage.sequence], passage.first, memory, negative,
                              gradient_);
            frames += passage.count;
        }
        double norm = 0.0;
        for (const auto& values : gradient_)
            for (const float one : values) norm += double(one) * one;
        norm = std::sqrt(norm) / static_cast<double>(frames);
        const double scale = (norm > training_.longest ? training_.longest / norm : 1.0) /
                             static_cast<double>(frames);
        step(static_cast<float>(scale));
    }

    void step(float scale) {
        constexpr float kFirst = 0.9F;
        constexpr float kSecond = 0.999F;
        ++steps_;
        const double correction = std::sqrt(1.0 - std::pow(double(kSecond), steps_)) /
                                  (1.0 - std::pow(double(kFirst), steps_));
        const auto rate = static_cast<float>(rate_ * correction);
        const auto all = model_.parameters();
        for (std::size_t p = 0; p < all.size(); ++p) {
            std::vector<float>& values = *all[p].second;
            const bool isWeight = p != kVisibleBias && p != kHiddenBias && p != kRecurrentBias;
            const auto shrink = isWeight ? static_cast<float>(rate_ * training_.decay) : 0.0F;
            for (std::size_t i = 0; i < values.size(); ++i) {
                const float slope = scale * gradient_[p][i];
                first_[p][i] = kFirst * first_[p][i] + (1.0F - kFirst) * slope;
                second_[p][i] = kSecond * second_[p][i] + (1.0F - kSecond) * slope * slope;
                values[i] -=
                    rate * first_[p][i] / (std::sqrt(second_[p][i]) + 1e-8F) + shrink * values[i];
            }
        }
    }

    RnnRbm& model_;
    std::span<const RnnSequence> sequences_;
    const RnnRbmTraining& training_;
    RandomStream random_;
    std::vector<std::vector<float>> gradient_;
    std::vector<std::vector<float>> first_;
    std::vector<std::vector<float>> second_;
    std::vector<std::vector<std::vector<char>>> chains_;
    double rate_ = 0.0;
    int steps_ = 0;
};

}  // namespace

void trainRnnRbm(RnnRbm& model, std::span<const RnnSequence> sequences,
                 const RnnRbmTraining& training) {
    std::size_t frames = 0;
    for (const RnnSequence& sequence : sequences)
        for (const auto& frame : sequence.frames) {
            ++frames;
            if (frame.size() != size(model.rbm.visible()))
                throw Error(ExitCode::Processing, "training an RNN-RBM: expected frames of " +
                                                      std::to_string(model.rbm.visible()) +
                                                      " units, found " +
                                                      std::to_string(frame.size()));
        }
    if (frames == 0)
        throw Error(ExitCode::Processing, "training an RNN-RBM: there is nothing to learn from");
    Trainer(model, sequences, training).run();
}

}  // namespace arioso::models
