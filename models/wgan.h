#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/perceptron.h"
#include "models/random_stream.h"

namespace arioso::models {

/// A pattern of cells that are on or off, and what it is known by.
struct WganCase {
    std::vector<char> cells;
    std::vector<float> condition;
};

/// Sizes of a conditional generator of such patterns.
struct WganShape {
    int cells = 0;
    int condition = 0;
    int latent = 24;
    int hidden = 128;  ///< of the generator's two hidden layers, and of the critic's
};

/// A generator whose input is (latent, condition) and whose output is the log-odds of the cells.
Perceptron wganGenerator(const WganShape& shape);
/// Standard normal numbers.
std::vector<float> drawLatent(int size, RandomStream& random);
/// The cells that are likelier on than off.
std::vector<char> wganCells(const Perceptron& generator, std::span<const float> latent,
                            std::span<const float> condition);

/// How a generator is trained against a critic: the Wasserstein distance with gradient penalty
/// (WGAN-GP: Gulrajani et al., NIPS 2017), steps by Adam without momentum.
struct WganTraining {
    int updates = 4000;  ///< of the generator
    int criticUpdates = 5;
    int batch = 32;
    double penalty = 10.0;
    double rate = 5e-4;  ///< falls to a tenth
    std::uint64_t seed = 1;
    /// Told at every hundredth update: the critic's estimate of the distance; false stops.
    std::function<bool(int update, double distance, const Perceptron& generator)> progress = {};
};

/// Trains from the generator's present weights. The critic sees cells that are drawn from the
/// generator's odds, on or off like the real ones, and their gradient goes straight through to the
/// odds (Bengio et al. 2013; as in BinaryMuseGAN, Dong and Yang, ISMIR 2018). The same seed gives
/// the same weights on one machine. Error(Processing) if there is nothing to learn from or a case
/// has another size.
void trainWgan(Perceptron& generator, const WganShape& shape, std::span<const WganCase> cases,
               const WganTraining& training);

/// Adds `penalty` · (|slope by the first `cells` inputs| - 1)² to the gradient of a critic at a
/// point; returns its value. For the training, and tests.
double addGradientPenalty(const Perceptron& critic, std::span<const float> point, std::size_t cells,
                          double penalty, Perceptron::Gradient& gradient);

}  // namespace arioso::models
