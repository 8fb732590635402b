#include "tools/corpus/voice/acoustic_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace arioso::corpus {

AcousticModel::AcousticModel(PhoneStates states)
    : states_(std::move(states)),
      mixtures_(static_cast<std::size_t>(states_.states())),
      logStay_(mixtures_.size(), std::log(0.8F)),
      logLeave_(mixtures_.size(), std::log(0.2F)) {}

StateScores AcousticModel::scores(const Features& features, const Lattice& lattice) const {
    StateScores out(mixtures_.size());
    for (const LatticeNode& node : lattice.nodes) {
        const auto state = static_cast<std::size_t>(node.state);
        if (!out[state].empty()) continue;
        out[state].resize(static_cast<std::size_t>(features.frames));
        mixtures_[state].scores(features, out[state]);
    }
    return out;
}

StateScores AcousticModel::scores(const Features& features) const {
    StateScores out(mixtures_.size(),
                    std::vector<float>(static_cast<std::size_t>(features.frames)));
    for (std::size_t state = 0; state < out.size(); ++state)
        mixtures_[state].scores(features, out[state]);
    return out;
}

AcousticModel::Estimator::Estimator(const AcousticModel& model)
    : model_(&model), sums_(model.mixtures_.size()), visits_(model.mixtures_.size()) {
    for (std::size_t state = 0; state < sums_.size(); ++state)
        sums_[state].resize(model.mixtures_[state].size());
}

void AcousticModel::Estimator::add(const Features& features, std::span<const Occupancy> frames,
                                   std::span<const double> visits) {
    for (const Occupancy& found : frames) {
        const auto state = static_cast<std::size_t>(found.state);
        model_->mixtures_[state].accumulate(features, found.frame, found.weight, sums_[state]);
    }
    for (std::size_t state = 0; state < visits_.size(); ++state) visits_[state] += visits[state];
}

void AcousticModel::estimate(const Estimator& found, std::size_t parts) {
    std::vector<GaussianSums> groups(static_cast<std::size_t>(PhoneStates::groups()));
    const auto groupOf = [&](std::size_t state) {
        return static_cast<std::size_t>(states_.group(static_cast<int>(state)));
    };
    for (std::size_t state = 0; state < mixtures_.size(); ++state) {
        for (const GaussianSums& sums : found.sums_[state]) groups[groupOf(state)].add(sums);
    }
    for (std::size_t state = 0; state < mixtures_.size(); ++state) {
        mixtures_[state].estimate(found.sums_[state], groups[groupOf(state)]);
        if (mixtures_[state].size() < parts) mixtures_[state].split(found.sums_[state], parts);
        double frames = 0.0;
        for (const GaussianSums& sums : found.sums_[state]) frames += sums.frames;
        // Ten visits of five frames beforehand keep rare states from extremes.
        constexpr double kVisits = 10.0;
        constexpr double kFrames = 50.0;
        const double leave =
            std::clamp((found.visits_[state] + kVisits) / (frames + kFrames), 0.005, 0.9);
        logLeave_[state] = static_cast<float>(std::log(leave));
        logStay_[state] = static_cast<float>(std::log(1.0 - leave));
    }
}

}  // namespace arioso::corpus
