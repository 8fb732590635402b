#pragma once

#include <span>
#include <vector>

#include "tools/corpus/voice/features.h"
#include "tools/corpus/voice/gaussian_mixture.h"
#include "tools/corpus/voice/lattice.h"

namespace arioso::corpus {

/// Log densities of the states of one utterance; states that it has not are empty.
using StateScores = std::vector<std::vector<float>>;

/// How likely it is that a frame belongs to a state.
struct Occupancy {
    int frame = 0;
    int state = 0;
    double weight = 1.0;
};

/// Hidden Markov models of one speaker's sounds, context-independent: a Gaussian mixture and a mean
/// length for each state.
class AcousticModel {
  public:
    explicit AcousticModel(PhoneStates states);

    [[nodiscard]] const PhoneStates& states() const { return states_; }
    [[nodiscard]] StateScores scores(const Features& features, const Lattice& lattice) const;
    /// Of every state of the model.
    [[nodiscard]] StateScores scores(const Features& features) const;
    /// Log chances that the next frame is in the same state, and that it is not.
    [[nodiscard]] float logStay(int state) const {
        return logStay_[static_cast<std::size_t>(state)];
    }
    [[nodiscard]] float logLeave(int state) const {
        return logLeave_[static_cast<std::size_t>(state)];
    }

    /// Collects what utterances say about the states; in order, so that sums do not vary.
    class Estimator {
      public:
        explicit Estimator(const AcousticModel& model);
        /// `visits`: how many of the utterance's frames are the first in their state, by state.
        void add(const Features& features, std::span<const Occupancy> frames,
                 std::span<const double> visits);

      private:
        friend class AcousticModel;
        const AcousticModel* model_;
        std::vector<std::vector<GaussianSums>> sums_;
        std::vector<double> visits_;
    };
    /// New values by maximum likelihood; first splits mixtures up to `parts` if they have fewer.
    void estimate(const Estimator& found, std::size_t parts);

  private:
    PhoneStates states_;
    std::vector<GaussianMixture> mixtures_;
    std::vector<float> logStay_;
    std::vector<float> logLeave_;
};

}  // namespace arioso::corpus
