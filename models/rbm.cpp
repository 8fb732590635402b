#include "models/rbm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "dsp/error.h"
#include "models/hmm.h"

namespace arioso::models {
namespace {

constexpr int kMostEnumerated = 20;

double softplus(double x) {
    return x > 0.0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

float sigmoid(float x) {
    return 1.0F / (1.0F + std::exp(-x));
}

std::size_t size(int count) {
    return static_cast<std::size_t>(count);
}

/// to += factor · from.
void addScaled(std::span<float> to, std::span<const float> from, float factor) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * from[i];
}

/// Eight sums side by side, which a compiler may keep in a register as their order is fixed.
float dot(const float* a, const float* b, std::size_t count) {
    std::array<float, 8> lanes{};
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (std::size_t k = 0; k < 8; ++k) lanes[k] += a[i + k] * b[i + k];
    float sum = 0.0F;
    for (; i < count; ++i) sum += a[i] * b[i];
    for (const float lane : lanes) sum += lane;
    return sum;
}

double gaussian(RandomStream& random) {
    constexpr double kTwoPi = 6.283185307179586;
    return std::sqrt(-2.0 * std::log(1.0 - random.uniform())) * std::cos(kTwoPi * random.uniform());
}

}  // namespace

Rbm::Rbm(std::vector<int> groups, int hidden, int condition)
    : groups_(std::move(groups)),
      visible_(std::accumulate(groups_.begin(), groups_.end(), 0)),
      hidden_(hidden),
      condition_(condition) {
    weights.assign(size(visible_) * size(hidden_), 0.0F);
    visibleBias.assign(size(visible_), 0.0F);
    hiddenBias.assign(size(hidden_), 0.0F);
    visibleCondition.assign(size(condition_) * size(visible_), 0.0F);
    hiddenCondition.assign(size(condition_) * size(hidden_), 0.0F);
}

void Rbm::initialise(std::uint64_t seed, double deviation) {
    RandomStream random(seed, 0x52424D);
    for (float& weight : weights) weight = static_cast<float>(deviation * gaussian(random));
}

Rbm::Biases Rbm::biasesFor(std::span<const float> condition) const {
    Biases out{visibleBias, hiddenBias};
    for (std::size_t k = 0; k < condition.size(); ++k) {
        if (condition[k] == 0.0F) continue;
        addScaled(out.visible,
                  std::span(visibleCondition).subspan(k * size(visible_), size(visible_)),
                  condition[k]);
        addScaled(out.hidden, std::span(hiddenCondition).subspan(k * size(hidden_), size(hidden_)),
                  condition[k]);
    }
    return out;
}

void Rbm::activate(std::span<const char> visible, std::span<const float> bias,
                   std::vector<float>& out) const {
    out.assign(bias.begin(), bias.end());
    for (std::size_t i = 0; i < visible.size(); ++i)
        if (visible[i] != 0)
            addScaled(out, std::span(weights).subspan(i * size(hidden_), size(hidden_)), 1.0F);
}

std::vector<float> Rbm::hiddenMeans(std::span<const char> visible, const Biases& biases) const {
    std::vector<float> out;
    activate(visible, biases.hidden, out);
    for (float& value : out) value = sigmoid(value);
    return out;
}

double Rbm::freeEnergy(std::span<const char> visible, const Biases& biases) const {
    std::vector<float> inputs;
    activate(visible, biases.hidden, inputs);
    double sum = 0.0;
    for (std::size_t i = 0; i < visible.size(); ++i)
        if (visible[i] != 0) sum += biases.visible[i];
    for (const float input : inputs) sum += softplus(input);
    return -sum;
}

std::vector<double> Rbm::conditional(std::span<const char> visible, const Biases& biases,
                                     std::size_t group) const {
    std::size_t first = 0;
    for (std::size_t g = 0; g < group; ++g) first += size(groups_[g]);
    const std::size_t end = first + size(groups_[group]);
    const auto row = [&](std::size_t unit) {
        return std::span<const float>(weights).subspan(unit * size(hidden_), size(hidden_));
    };
    std::vector<float> bare;
    activate(visible, biases.hidden, bare);
    for (std::size_t i = first; i < end; ++i)
        if (visible[i] != 0) addScaled(bare, row(i), -1.0F);
    std::vector<double> logs;
    if (groups_[group] == 1) {
        double off = 0.0;
        for (const float value : bare) off += softplus(value);
        logs.push_back(off);
    }
    for (std::size_t i = first; i < end; ++i) {
        // The product of 1 + exp(input) in pieces that cannot overflow: one logarithm does for
        // many.
        double on = biases.visible[i];
        double product = 1.0;
        for (std::size_t h = 0; h < bare.size(); ++h) {
            const float input = bare[h] + row(i)[h];
            if (input > 30.0F) {
                on += input;
                continue;
            }
            product *= 1.0 + static_cast<double>(std::exp(input));
            if (product < 1e250) continue;
            on += std::log(product);
            product = 1.0;
        }
        logs.push_back(on + std::log(product));
    }
    const double total = logSum(logs);
    for (double& one : logs) one -= total;
    return logs;
}

double Rbm::pseudoLogLikelihood(std::span<const char> visible, const Biases& biases) const {
    double total = 0.0;
    std::size_t first = 0;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const std::vector<double> logs = conditional(visible, biases, g);
        const std::size_t count = size(groups_[g]);
        if (count == 1) {
            total += logs[visible[first] != 0 ? 1 : 0];
        } else {
            for (std::size_t i = 0; i < count; ++i)
                if (visible[first + i] != 0) total += logs[i];
        }
        first += count;
    }
    return total;
}

double Rbm::logGroupSums(std::span<const float> inputs) const {
    double total = 0.0;
    std::size_t first = 0;
    std::vector<double> logs;
    for (const int group : groups_) {
        if (group == 1) {
            total += softplus(inputs[first]);
        } else {
            logs.assign(inputs.begin() + static_cast<std::ptrdiff_t>(first),
                        inputs.begin() + static_cast<std::ptrdiff_t>(first + size(group)));
            total += logSum(logs);
        }
        first += size(group);
    }
    return total;
}

void Rbm::drawVisible(std::span<char> visible, std::span<const float> inputs,
                      std::span<const char> clamped, std::span<const char> allowed, double scale,
                      RandomStream& random) const {
    std::size_t first = 0;
    std::vector<double> chances;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const std::size_t count = size(groups_[g]);
        const std::size_t begin = first;
        first += count;
        if (!clamped.empty() && clamped[g] != 0) continue;
        const auto mayBeOn = [&](std::size_t i) { return allowed.empty() || allowed[i] != 0; };
        if (count == 1) {
            const double on = 1.0 / (1.0 + std::exp(-scale * inputs[begin]));
            visible[begin] = mayBeOn(begin) && random.chance(on) ? 1 : 0;
            continue;
        }
        double top = -1e30;
        for (std::size_t i = begin; i < first; ++i)
            if (mayBeOn(i)) top = std::max(top, scale * inputs[i]);
        double sum = 0.0;
        chances.assign(count, 0.0);
        for (std::size_t i = begin; i < first; ++i)
            if (mayBeOn(i)) sum += chances[i - begin] = std::exp(scale * inputs[i] - top);
        if (sum == 0.0) continue;
        double place = random.uniform() * sum;
        std::size_t chosen = count;
        for (std::size_t i = 0; i < count; ++i) {
            if (chances[i] == 0.0) continue;
            chosen = i;
            place -= chances[i];
            if (place < 0.0) break;
        }
        for (std::size_t i = 0; i < count; ++i) visible[begin + i] = i == chosen ? 1 : 0;
    }
}

void Rbm::gibbs(std::span<char> visible, const Biases& biases, std::span<const char> clamped,
                std::span<const char> allowed, double temperature, RandomStream& random) const {
    const double scale = 1.0 / temperature;
    std::vector<float> hidden;
    activate(visible, biases.hidden, hidden);
    std::vector<float> inputs = biases.visible;
    for (float& unit : hidden)
        unit = random.chance(1.0 / (1.0 + std::exp(-scale * unit))) ? 1.0F : 0.0F;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        inputs[i] += dot(&weights[i * size(hidden_)], hidden.data(), hidden.size());
    drawVisible(visible, inputs, clamped, allowed, scale, random);
}

double Rbm::logPartition(const Biases& biases) const {
    if (hidden_ > kMostEnumerated)
        throw Error(ExitCode::Processing,
                    "partition function: expected at most " + std::to_string(kMostEnumerated) +
                        " hidden units to enumerate, found " + std::to_string(hidden_));
    std::vector<double> logs;
    std::vector<float> inputs;
    for (std::uint32_t state = 0; state < (1U << static_cast<unsigned>(hidden_)); ++state) {
        inputs = biases.visible;
        double sum = 0.0;
        for (std::size_t h = 0; h < size(hidden_); ++h) {
            if (((state >> h) & 1U) == 0) continue;
            sum += biases.hidden[h];
            for (std::size_t i = 0; i < inputs.size(); ++i)
                inputs[i] += weights[i * size(hidden_) + h];
        }
        logs.push_back(sum + logGroupSums(inputs));
    }
    return logSum(logs);
}

double Rbm::estimateLogPartition(const Biases& biases, int temperatures, int chains,
                                 RandomStream& random) const {
    // The chains begin at the model without weights or hidden biases: visible units by their
    // biases, hidden ones even.
    const double base = logGroupSums(biases.visible) + static_cast<double>(hidden_) * std::log(2.0);
    std::vector<double> logs;
    std::vector<float> inputs;
    std::vector<float> scaled(size(hidden_));
    for (int chain = 0; chain < chains; ++chain) {
        std::vector<char> visible(size(visible_), 0);
        drawVisible(visible, biases.visible, {}, {}, 1.0, random);
        double weight = 0.0;
        for (int step = 1; step <= temperatures; ++step) {
            const double now = static_cast<double>(step) / temperatures;
            const double before = static_cast<double>(step - 1) / temperatures;
            activate(visible, biases.hidden, inputs);
            for (const float input : inputs)
                weight += softplus(now * input) - softplus(before * input);
            for (std::size_t h = 0; h < inputs.size(); ++h)
                scaled[h] = random.chance(1.0 / (1.0 + std::exp(-now * inputs[h])))
                                ? static_cast<float>(now)
                                : 0.0F;
            std::vector<float> visibleInputs = biases.visible;
            for (std::size_t i = 0; i < visibleInputs.size(); ++i)
                visibleInputs[i] += dot(&weights[i * size(hidden_)], scaled.data(), scaled.size());
            drawVisible(visible, visibleInputs, {}, {}, 1.0, random);
        }
        logs.push_back(weight);
    }
    return base + logSum(logs) - std::log(static_cast<double>(chains));
}

namespace {

/// Sums of v, h and v·h over a batch, with the data's sign or the model's.
struct Statistics {
    explicit Statistics(const Rbm& rbm)
        : weights(rbm.weights.size()),
          visible(rbm.visibleBias.size()),
          hidden(rbm.hiddenBias.size()),
          visibleCondition(rbm.visibleCondition.size()),
          hiddenCondition(rbm.hiddenCondition.size()) {}

    void add(std::span<const char> v, std::span<const float> h, std::span<const float> condition,
             float sign) {
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (v[i] == 0) continue;
            visible[i] += sign;
            addScaled(std::span(weights).subspan(i * h.size(), h.size()), h, sign);
        }
        addScaled(hidden, h, sign);
        for (std::size_t k = 0; k < condition.size(); ++k) {
            if (condition[k] == 0.0F) continue;
            const float factor = sign * condition[k];
            for (std::size_t i = 0; i < v.size(); ++i)
                if (v[i] != 0) visibleCondition[k * v.size() + i] += factor;
            addScaled(std::span(hiddenCondition).subspan(k * h.size(), h.size()), h, factor);
        }
    }

    std::vector<float> weights;
    std::vector<float> visible;
    std::vector<float> hidden;
    std::vector<float> visibleCondition;
    std::vector<float> hiddenCondition;
};

class Trainer {
  public:
    Trainer(Rbm& rbm, std::span<const RbmCase> cases, const RbmTraining& training)
        : rbm_(rbm),
          cases_(cases),
          training_(training),
          random_(training.seed, 0x434424),
          speed_(rbm),
          order_(cases.size()) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
    }

    void run() {
        startBiases();
        for (int epoch = 0; epoch < training_.epochs; ++epoch) {
            for (std::size_t i = order_.size(); i-- > 1;)
                std::swap(order_[i],
                          order_[static_cast<std::size_t>(random_.below(static_cast<int>(i) + 1))]);
            const double done = static_cast<double>(epoch) / std::max(1, training_.epochs - 1);
            rate_ = training_.rate * (1.0 - 0.9 * done);
            momentum_ = epoch == 0 ? 0.5 : training_.momentum;
            const std::size_t batch = size(std::max(1, training_.batch));
            for (std::size_t at = 0; at < order_.size(); at += batch)
                update(at, std::min(order_.size(), at + batch));
            if (training_.progress && !training_.progress(epoch, rbm_)) return;
        }
    }

  private:
    void startBiases() {
        const auto isZero = [](float value) { return value == 0.0F; };
        if (!std::all_of(rbm_.visibleBias.begin(), rbm_.visibleBias.end(), isZero)) return;
        std::vector<double> counts(size(rbm_.visible()), 0.0);
        for (const RbmCase& one : cases_)
            for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += one.visible[i];
        std::size_t unit = 0;
        const auto total = static_cast<double>(cases_.size());
        for (const int group : rbm_.groups())
            for (int i = 0; i < group; ++i, ++unit) {
                const double on = (counts[unit] + 0.5) / (total + 1.0);
                rbm_.visibleBias[unit] =
                    static_cast<float>(group == 1 ? std::log(on / (1.0 - on)) : std::log(on));
            }
    }

    void update(std::size_t begin, std::size_t end) {
        Statistics gradient(rbm_);
        for (std::size_t i = begin; i < end; ++i) {
            const RbmCase& one = cases_[order_[i]];
            const Rbm::Biases biases = rbm_.biasesFor(one.condition);
            gradient.add(one.visible, rbm_.hiddenMeans(one.visible, biases), one.condition, 1.0F);
            std::vector<char> visible = one.visible;
            if (training_.persistent) {
                if (chains_.size() <= i - begin) chains_.push_back(one.visible);
                visible = chains_[i - begin];
            }
            for (int step = 0; step < training_.steps; ++step)
                rbm_.gibbs(visible, biases, {}, {}, 1.0, random_);
            gradient.add(visible, rbm_.hiddenMeans(visible, biases), one.condition, -1.0F);
            if (training_.persistent) chains_[i - begin] = std::move(visible);
        }
        const auto count = static_cast<double>(end - begin);
        move(rbm_.weights, speed_.weights, gradient.weights, count, training_.decay);
        move(rbm_.visibleBias, speed_.visible, gradient.visible, count, 0.0);
        move(rbm_.hiddenBias, speed_.hidden, gradient.hidden, count, 0.0);
        move(rbm_.visibleCondition, speed_.visibleCondition, gradient.visibleCondition, count,
             training_.decay);
        move(rbm_.hiddenCondition, speed_.hiddenCondition, gradient.hiddenCondition, count,
             training_.decay);
    }

    void move(std::vector<float>& parameters, std::vector<float>& speed,
              const std::vector<float>& gradient, double count, double decay) const {
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            speed[i] = static_cast<float>(momentum_ * speed[i] +
                                          rate_ * (gradient[i] / count - decay * parameters[i]));
            parameters[i] += speed[i];
        }
    }

    Rbm& rbm_;
    std::span<const RbmCase> cases_;
    const RbmTraining& training_;
    RandomStream random_;
    Statistics speed_;
    std::vector<std::size_t> order_;
    std::vector<std::vector<char>> chains_;
    double rate_ = 0.0;
    double momentum_ = 0.0;
};

}  // namespace

void trainRbm(Rbm& rbm, std::span<const RbmCase> cases, const RbmTraining& training) {
    if (cases.empty())
        throw Error(ExitCode::Processing, "training an RBM: there is nothing to learn from");
    for (const RbmCase& one : cases)
        if (one.visible.size() != size(rbm.visible()) ||
            one.condition.size() != size(rbm.condition()))
            throw Error(ExitCode::Processing,
                        "training an RBM: expected " + std::to_string(rbm.visible()) +
                            " visible units and " + std::to_string(rbm.condition()) +
                            " of the condition, found " + std::to_string(one.visible.size()) +
                            " and " + std::to_string(one.condition.size()));
    Trainer(rbm, cases, training).run();
}

}  // namespace arioso::models
