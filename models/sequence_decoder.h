#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "models/random_stream.h"
#include "models/sampling.h"

namespace arioso::models {

/// A sequence that is being written, with the model and the rules that go on with it.
class DecodingState {
  public:
    virtual ~DecodingState() = default;
    /// Goes on by itself from the same place.
    [[nodiscard]] virtual std::unique_ptr<DecodingState> clone() const = 0;
    [[nodiscard]] virtual int alphabet() const = 0;
    /// Nothing more is to be written.
    [[nodiscard]] virtual bool finished() const = 0;
    /// Natural logarithm of P(next symbol), rules aside.
    virtual void predict(std::span<double> logs) = 0;
    /// Hard rules: 1 for what may come next. All 0: what has been written leads nowhere.
    virtual void allow(std::span<char> allowed) = 0;
    virtual void push(int symbol) = 0;
};

struct DecodingOptions {
    SamplingOptions sampling;
    /// Symbols that would say again what has been said in this many (with the new one) lose
    /// `repeatPenalty` nats for each time; 0 = off.
    int repeatLength = 0;
    double repeatPenalty = 0.0;
    std::size_t longest = 4096;  ///< symbols; what is not finished by then has failed
    /// Dead ends that are turned back from before giving up.
    std::size_t retreats = 10'000;
};

struct Decoded {
    std::vector<int> symbols;
    double logProbability = 0.0;  ///< under the model, untempered, among what the rules allowed
};

/// Draws one sequence (ancestral sampling). The rules' mask comes before temperature, top-k and
/// top-p, and a dead end is turned back from and not entered again, so that a sequence is found
/// wherever there is one. Error(Processing) if none keeps the rules.
Decoded sampleSequence(const DecodingState& start, const DecodingOptions& options,
                       RandomStream& random);

struct BeamOptions {
    int beams = 4;   ///< hypotheses kept, 1…64
    int groups = 1;  ///< that differ from each other (diverse beam search, Vijayakumar et al. 2018)
    double diversity = 0.5;      ///< nats that a symbol costs for each earlier group that chose it
    double lengthPenalty = 0.6;  ///< exponent of Wu et al. 2016; 0 = plain log probability
};

/// The likeliest sequences found by beam search, best first, by log probability over
/// ((5 + length) / 6)^lengthPenalty. Repeats are penalised as in `options`; its sampling is not
/// used. Error(Processing) if none keeps the rules.
std::vector<Decoded> beamSearch(const DecodingState& start, const DecodingOptions& options,
                                const BeamOptions& beam);

}  // namespace arioso::models
