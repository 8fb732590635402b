#include "models/wgan.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "dsp/error.h"

namespace arioso::models {
namespace {

constexpr int kTellEvery = 100;

std::size_t size(int count) {
    return static_cast<std::size_t>(count);
}

float sigmoid(float x) {
    return 1.0F / (1.0F + std::exp(-x));
}

std::vector<float> joined(std::span<const float> first, std::span<const float> second) {
    std::vector<float> out(first.begin(), first.end());
    out.insert(out.end(), second.begin(), second.end());
    return out;
}

/// Adam with the decay rates of the WGAN-GP paper.
class Adam {
  public:
    explicit Adam(const Perceptron& model)
        : first_(model.zeroGradient()), second_(model.zeroGradient()) {}

    void step(Perceptron& model, const Perceptron::Gradient& gradient, double rate, float scale) {
        ++steps_;
        for (std::size_t l = 0; l < model.weights.size(); ++l) {
            move(model.weights[l], gradient.weights[l], first_.weights[l], second_.weights[l], rate,
                 scale);
            move(model.biases[l], gradient.biases[l], first_.biases[l], second_.biases[l], rate,
                 scale);
        }
    }

  private:
    void move(std::vector<float>& values, const std::vector<float>& slopes,
              std::vector<float>& first, std::vector<float>& second, double rate,
              float scale) const {
        constexpr float kFirst = 0.0F;
        constexpr float kSecond = 0.9F;
        const auto corrected = static_cast<float>(
            rate * std::sqrt(1.0 - std::pow(double(kSecond), std::min(steps_, 1000))));
        for (std::size_t i = 0; i < values.size(); ++i) {
            const float slope = scale * slopes[i];
            first[i] = kFirst * first[i] + (1.0F - kFirst) * slope;
            second[i] = kSecond * second[i] + (1.0F - kSecond) * slope * slope;
            values[i] -= corrected * first[i] / (std::sqrt(second[i]) + 1e-8F);
        }
    }

    Perceptron::Gradient first_;
    Perceptron::Gradient second_;
    int steps_ = 0;
};

class Trainer {
  public:
    Trainer(Perceptron& generator, const WganShape& shape, std::span<const WganCase> cases,
            const WganTraining& training)
        : generator_(generator),
          critic_({shape.cells + shape.condition, 2 * shape.hidden, shape.hidden, 1}),
          shape_(shape),
          cases_(cases),
          training_(training),
          random_(training.seed, 0x57474E),
          generatorAdam_(generator),
          criticAdam_(critic_) {
        critic_.initialise(training.seed + 1);
    }

    void run() {
        for (int update = 0; update < training_.updates; ++update) {
            const double done = static_cast<double>(update) / std::max(1, training_.updates - 1);
            const double rate = training_.rate * (1.0 - 0.9 * done);
            double distance = 0.0;
            for (int k = 0; k < training_.criticUpdates; ++k) distance = updateCritic(rate);
            updateGenerator(rate);
            if ((update + 1) % kTellEvery == 0 && training_.progress &&
                !training_.progress(update + 1, distance, generator_))
                return;
        }
    }

  private:
    struct Made {
        Perceptron::Trace trace;
        std::vector<float> odds;
        std::vector<float> cells;
    };

    [[nodiscard]] const WganCase& anyCase() {
        return cases_[size(random_.below(static_cast<int>(cases_.size())))];
    }

    Made make(std::span<const float> condition) {
        Made out;
        out.trace = generator_.trace(joined(drawLatent(shape_.latent, random_), condition));
        for (const float value : out.trace.back()) {
            out.odds.push_back(sigmoid(value));
            out.cells.push_back(random_.chance(out.odds.back()) ? 1.0F : 0.0F);
        }
        return out;
    }

    double updateCritic(double rate) {
        Perceptron::Gradient gradient = critic_.zeroGradient();
        double distance = 0.0;
        for (int i = 0; i < training_.batch; ++i) {
            const WganCase& real = anyCase();
            const std::vector<float> cells(real.cells.begin(), real.cells.end());
            const Made made = make(real.condition);
            const auto realTrace = critic_.trace(joined(cells, real.condition));
            const auto madeTrace = critic_.trace(joined(made.cells, real.condition));
            distance += realTrace.back()[0] - madeTrace.back()[0];
            constexpr float kLess = -1.0F;
            constexpr float kMore = 1.0F;
            critic_.backward(realTrace, {&kLess, 1}, gradient);
            critic_.backward(madeTrace, {&kMore, 1}, gradient);
            const auto share = static_cast<float>(random_.uniform());
            std::vector<float> between(cells.size());
            for (std::size_t k = 0; k < between.size(); ++k)
                between[k] = share * cells[k] + (1.0F - share) * made.cells[k];
            addGradientPenalty(critic_, joined(between, real.condition), cells.size(),
                               training_.penalty, gradient);
        }
        criticAdam_.step(critic_, gradient, rate, 1.0F / static_cast<float>(training_.batch));
        return distance / training_.batch;
    }

    void updateGenerator(double rate) {
        Perceptron::Gradient gradient = generator_.zeroGradient();
        Perceptron::Gradient unused = critic_.zeroGradient();
        for (int i = 0; i < training_.batch; ++i) {
            const WganCase& like = anyCase();
            const Made made = make(like.condition);
            const auto trace = critic_.trace(joined(made.cells, like.condition));
            constexpr float kLess = -1.0F;
            std::vector<float> error = critic_.backward(trace, {&kLess, 1}, unused);
            error.resize(made.cells.size());
            for (std::size_t k = 0; k < error.size(); ++k)
                error[k] *= made.odds[k] * (1.0F - made.odds[k]);
            generator_.backward(made.trace, error, gradient);
        }
        generatorAdam_.step(generator_, gradient, rate, 1.0F / static_cast<float>(training_.batch));
    }

    Perceptron& generator_;
    Perceptron critic_;
    const WganShape& shape_;
    std::span<const WganCase> cases_;
    const WganTraining& training_;
    RandomStream random_;
    Adam generatorAdam_;
    Adam criticAdam_;
};

}  // namespace

Perceptron wganGenerator(const WganShape& shape) {
    return Perceptron({shape.latent + shape.condition, shape.hidden, shape.hidden, shape.cells});
}

std::vector<float> drawLatent(int size, RandomStream& random) {
    constexpr double kTwoPi = 6.283185307179586;
    std::vector<float> out;
    for (int i = 0; i < size; ++i)
        out.push_back(static_cast<float>(std::sqrt(-2.0 * std::log(1.0 - random.uniform())) *
                                         std::cos(kTwoPi * random.uniform())));
    return out;
}

std::vector<char> wganCells(const Perceptron& generator, std::span<const float> latent,
                            std::span<const float> condition) {
    std::vector<char> out;
    for (const float value : generator.forward(joined(latent, condition)))
        out.push_back(value > 0.0F ? 1 : 0);
    return out;
}

double addGradientPenalty(const Perceptron& critic, std::span<const float> point, std::size_t cells,
                          double penalty, Perceptron::Gradient& gradient) {
    double value = 0.0;
    critic.slope(critic.trace(point), gradient, [&](const std::vector<float>& slope) {
        double squares = 0.0;
        for (std::size_t k = 0; k < cells; ++k) squares += double(slope[k]) * slope[k];
        const double length = std::sqrt(squares + 1e-12);
        value = penalty * (length - 1.0) * (length - 1.0);
        std::vector<float> out(slope.size(), 0.0F);
        const auto factor = static_cast<float>(2.0 * penalty * (length - 1.0) / length);
        for (std::size_t k = 0; k < cells; ++k) out[k] = factor * slope[k];
        return out;
    });
    return value;
}

void trainWgan(Perceptron& generator, const WganShape& shape, std::span<const WganCase> cases,
               const WganTraining& training) {
    if (cases.empty())
        throw Error(ExitCode::Processing, "training a GAN: there is nothing to learn from");
    for (const WganCase& one : cases)
        if (one.cells.size() != size(shape.cells) || one.condition.size() != size(shape.condition))
            throw Error(ExitCode::Processing,
                        "training a GAN: expected " + std::to_string(shape.cells) + " cells and " +
                            std::to_string(shape.condition) + " conditions, found " +
                            std::to_string(one.cells.size()) + " and " +
                            std::to_string(one.condition.size()));
    Trainer(generator, shape, cases, training).run();
}

}  // namespace arioso::models
