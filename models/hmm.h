#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/random_stream.h"

namespace arioso::models {

/// A table of natural logarithms, row by row.
struct LogTable {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;

    LogTable() = default;
    LogTable(std::size_t r, std::size_t c, double value = 0.0)
        : rows(r), columns(c), values(r * c, value) {}
    [[nodiscard]] double at(std::size_t row, std::size_t column) const {
        return values[row * columns + column];
    }
    double& at(std::size_t row, std::size_t column) { return values[row * columns + column]; }
    bool operator==(const LogTable&) const = default;
};

/// log(sum of exp) without overflow; minus infinity for nothing.
double logSum(std::span<const double> logs);

/// A Markov chain of hidden states, in log space. What was observed comes as a table time × states
/// of log P(observation | state), so that any kind of evidence can be used; minus infinity forbids
/// a state at a time. Recursions as in Rabiner, "A tutorial on hidden Markov models", Proc. IEEE
/// 77(2), 1989, sections III.A to III.C. Pure functions of their arguments; any thread.
struct HiddenChain {
    std::vector<double> initial;  ///< log probabilities, one a state
    LogTable transition;          ///< from × to

    [[nodiscard]] std::size_t states() const { return initial.size(); }
    /// time × states: log P(observations up to t, state at t).
    [[nodiscard]] LogTable forward(const LogTable& evidence) const;
    /// time × states: log P(observations after t | state at t).
    [[nodiscard]] LogTable backward(const LogTable& evidence) const;
    /// log P(observations); minus infinity if they are impossible.
    [[nodiscard]] double logLikelihood(const LogTable& evidence) const;
    /// time × states: log P(state at t | all observations).
    [[nodiscard]] LogTable posterior(const LogTable& evidence) const;
    /// The likeliest sequence of states; ties go to the lower state. Empty if there is none.
    [[nodiscard]] std::vector<int> viterbi(const LogTable& evidence) const;
    /// The state that is likeliest at each time by itself.
    [[nodiscard]] std::vector<int> decodePosterior(const LogTable& evidence) const;
    /// A sequence of states from its exact posterior (forward filtering, backward sampling).
    /// Error(Processing) if the observations are impossible.
    [[nodiscard]] std::vector<int> sampleStates(const LogTable& evidence,
                                                RandomStream& random) const;
};

/// How Baum-Welch is run.
struct HmmTraining {
    int restarts = 5;         ///< random starts; the one of the best likelihood is kept
    int iterations = 100;     ///< at most, a start
    double tolerance = 1e-6;  ///< stops when the log likelihood per symbol gains less
    double smoothing = 0.0;   ///< added to every expected count, so that nothing becomes impossible
    std::uint64_t seed = 1;
};

/// Hidden Markov model with discrete symbols.
struct Hmm {
    HiddenChain chain;
    LogTable emission;  ///< states × symbols, log probabilities

    /// Probabilities drawn at random, near uniform.
    static Hmm random(std::size_t states, std::size_t symbols, std::uint64_t seed);
    /// Maximum likelihood by expectation and maximisation. `sequences` may differ in length; empty
    /// ones are passed over. Error(Processing) if there is no symbol at all or one is out of range.
    static Hmm train(std::span<const std::vector<int>> sequences, std::size_t states,
                     std::size_t symbols, const HmmTraining& training);

    [[nodiscard]] LogTable evidence(std::span<const int> symbols) const;
    [[nodiscard]] double logLikelihood(std::span<const int> symbols) const;
    /// One step of Baum-Welch over all sequences; returns the log likelihood before it.
    double reestimate(std::span<const std::vector<int>> sequences, double smoothing);

    struct Sample {
        std::vector<int> states;
        std::vector<int> symbols;
    };
    [[nodiscard]] Sample sample(std::size_t length, RandomStream& random) const;
};

}  // namespace arioso::models
