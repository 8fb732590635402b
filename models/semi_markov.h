#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/hmm.h"
#include "models/random_stream.h"

namespace arioso::models {

/// A stretch of time that a semi-Markov chain spends in one state.
struct Segment {
    std::size_t begin = 0;
    std::size_t length = 1;
    int state = 0;
    bool operator==(const Segment&) const = default;
};

/// Hidden Markov chain with explicit durations (hidden semi-Markov model), in log space: a state is
/// entered, its length is drawn, it emits for so long, the next one is entered. Recursions as in
/// Rabiner, Proc. IEEE 77(2), 1989, section IV.D, and Yu, "Hidden semi-Markov models", Artificial
/// Intelligence 174, 2010. Evidence is a table time × states as for HiddenChain; minus infinity
/// forbids. Time costs O(length · states · (states + longest)). Pure functions of their arguments;
/// any thread if `duration` may be called on any.
struct SemiMarkovChain {
    std::vector<double> initial;        ///< log probabilities, one a state
    std::vector<LogTable> transitions;  ///< from × to, of entering a state; one or several
    /// Which of the tables is used for a segment that begins at a time; empty = the first always.
    std::vector<std::uint16_t> tableAt;
    std::vector<double> final;  ///< log weight of the last state; empty = 0
    std::size_t longest = 1;    ///< no segment lasts longer
    /// log P(length | a segment of the state begins at `begin`), length 1 … longest.
    std::function<double(std::size_t begin, std::size_t state, std::size_t length)> duration;

    [[nodiscard]] std::size_t states() const { return initial.size(); }
    /// log P(observations), summed over all segmentations; minus infinity if they are impossible.
    [[nodiscard]] double logLikelihood(const LogTable& evidence) const;
    /// time × states: log P(state at t | all observations).
    [[nodiscard]] LogTable posterior(const LogTable& evidence) const;
    /// The likeliest segmentation; empty if there is none.
    [[nodiscard]] std::vector<Segment> viterbi(const LogTable& evidence) const;
    /// A segmentation from its exact posterior (forward filtering, backward sampling).
    /// Error(Processing) if the observations are impossible.
    [[nodiscard]] std::vector<Segment> sample(const LogTable& evidence, RandomStream& random) const;
    /// Joint log probability of a segmentation and the observations.
    [[nodiscard]] double score(const std::vector<Segment>& segments,
                               const LogTable& evidence) const;

  private:
    struct Forward {
        LogTable begin;  // log P(observations before t, a segment of the state begins at t)
        LogTable end;    // log P(observations up to t, a segment of the state ends at t)
    };
    [[nodiscard]] Forward forward(const LogTable& evidence) const;
    [[nodiscard]] const LogTable& tableFor(std::size_t begin) const;
    [[nodiscard]] double finalOf(std::size_t state) const;
};

/// The states of a segmentation, one a time.
std::vector<int> statesOf(const std::vector<Segment>& segments);

}  // namespace arioso::models
