#include "tools/train/reward/reward.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dsp/error.h"
#include "tools/train/reward/form_shares.h"
#include "tools/train/reward/theory_shares.h"

namespace arioso::train {
namespace {

/// 1, less what is missing to what people did.
double atLeast(double share, double human) {
    return std::clamp(1.0 - (human - share), 0.0, 1.0);
}

double atMost(double share, double human) {
    return std::clamp(1.0 - (share - human), 0.0, 1.0);
}

std::optional<Affect> feelingOf(const AffectModel* model, const EventPiece& piece) {
    if (model == nullptr) return std::nullopt;
    try {
        return model->estimate(scoreOf(piece));
    } catch (const Error&) {  // nothing sounds
        return std::nullopt;
    }
}

std::optional<double> verdictOf(const Listener* listener, const EventPiece& piece) {
    if (listener == nullptr) return std::nullopt;
    try {
        return listener->judge.judge(scoreOf(piece), listener->embedding).score;
    } catch (const Error&) {  // nothing sounds
        return std::nullopt;
    }
}

}  // namespace

const std::array<const char*, kRewardTerms>& rewardTermNames() {
    static constexpr std::array<const char*, kRewardTerms> kNames = {
        "key",     "leaps",   "parallels", "agreement",  "close",    "reach",  "motif",
        "novelty", "feeling", "listener",  "repetition", "sounding", "density"};
    return kNames;
}

Listener Listener::load(const std::filesystem::path& folder) {
    return {ListeningJudge::load(folder), JointEmbedding::load(folder)};
}

Reward::Reward(const TuneLibrary* library, const AffectModel* affect, const Listener* listener,
               RewardTerms weights)
    : library_(library), affect_(affect), listener_(listener), weights_(weights) {
    for (const double weight : weights_)
        if (!(weight >= 0.0) || !std::isfinite(weight))
            throw Error(ExitCode::Input, "reward: expected weights of 0 or more");
    if (!(std::accumulate(weights_.begin(), weights_.begin() + kFirstGuard, 0.0) > 0.0))
        throw Error(ExitCode::Input, "reward: expected a weight above 0, found none");
}

RewardReference Reward::reference(const EventPiece& human, const CutCells& cut) const {
    const Passage passage = passageOf(human, cut);
    RewardReference out;
    out.key = keyShare(passage);
    out.leaps = resolvedShare(passage);
    out.parallels = parallelShare(passage);
    out.agreement = agreementShare(passage, human);
    out.close = closeShare(passage);
    out.reach = reachShare(passage);
    out.motif = motifShare(passage);
    out.repetition = repetitionShare(passage, human);
    out.sounding = soundingShare(passage);
    out.density = freshDensity(passage);
    out.feeling = feelingOf(affect_, human);
    out.verdict = verdictOf(listener_, human);
    return out;
}

RewardTerms Reward::terms(const EventPiece& written, const CutCells& cut,
                          const RewardReference& reference) const {
    const Passage passage = passageOf(written, cut);
    RewardTerms out{};
    out[RewardKey] = atLeast(keyShare(passage), reference.key);
    out[RewardLeaps] = atLeast(resolvedShare(passage), reference.leaps);
    out[RewardParallels] = atMost(parallelShare(passage), reference.parallels);
    out[RewardAgreement] = atLeast(agreementShare(passage, written), reference.agreement);
    out[RewardClose] = atLeast(closeShare(passage), reference.close);
    out[RewardReach] = atLeast(reachShare(passage), reference.reach);
    out[RewardMotif] = 1.0 - std::abs(motifShare(passage) - reference.motif);
    out[RewardNovelty] = library_ == nullptr ? 1.0 : novelShare(passage, *library_);
    out[RewardFeeling] = 1.0;
    if (reference.feeling) {
        const auto feeling = feelingOf(affect_, written);
        out[RewardFeeling] = feeling ? likeFeeling(*feeling, *reference.feeling) : 0.0;
    }
    out[RewardListener] = 1.0;
    if (reference.verdict) {
        constexpr double kUnit = 0.25;
        const auto verdict = verdictOf(listener_, written);
        out[RewardListener] = verdict ? atLeast(kUnit * *verdict, kUnit * *reference.verdict) : 0.0;
    }
    out[RewardRepetition] = atMost(repetitionShare(passage, written), reference.repetition);
    out[RewardSounding] = atLeast(soundingShare(passage), reference.sounding);
    // A note in four quarters more on both sides: from none to one is not without bounds.
    constexpr double kOne = 0.25;
    const double factor = (freshDensity(passage) + kOne) / (reference.density + kOne);
    out[RewardDensity] = std::clamp(1.0 - 0.5 * std::abs(std::log2(factor)), 0.0, 1.0);
    return out;
}

double Reward::total(const RewardTerms& terms) const {
    double sum = 0.0;
    double weights = 0.0;
    double guard = 1.0;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        if (i >= kFirstGuard) {
            guard *= std::pow(terms[i], weights_[i]);
            continue;
        }
        sum += weights_[i] * terms[i];
        weights += weights_[i];
    }
    return guard * sum / weights;
}

}  // namespace arioso::train
