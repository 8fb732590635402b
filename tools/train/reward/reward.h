#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>

#include "src/affect/affect_model.h"
#include "src/judge/listening_judge.h"
#include "src/likeness/joint_embedding.h"
#include "src/originality/tune_library.h"
#include "tools/train/reward/passage.h"

namespace arioso::train {

/// Terms of the reward, in order of rewardTermNames; the last ones are guards.
enum RewardTerm {
    RewardKey,
    RewardLeaps,
    RewardParallels,
    RewardAgreement,
    RewardClose,
    RewardReach,
    RewardMotif,
    RewardNovelty,
    RewardFeeling,
    RewardListener,
    RewardRepetition,
    RewardSounding,
    RewardDensity,
    kRewardTerms,
    kFirstGuard = RewardRepetition,
};
using RewardTerms = std::array<double, kRewardTerms>;
/// As in the settings and the curves: "key", "leaps", …
const std::array<const char*, kRewardTerms>& rewardTermNames();

/// What people wrote at a place, which is what a reward compares with.
struct RewardReference {
    double key = 1.0;
    double leaps = 1.0;
    double parallels = 0.0;
    double agreement = 1.0;
    double close = 0.0;
    double reach = 1.0;
    double motif = 0.0;
    double repetition = 0.0;
    double sounding = 1.0;
    double density = 0.0;
    std::optional<Affect> feeling;  ///< of the bars with what is around them
    std::optional<double> verdict;  ///< of the listening judge on the same bars
};

/// Who listens: the judge and the space that it judges in.
struct Listener {
    ListeningJudge judge;
    JointEmbedding embedding;
    /// From a composer's folder. Error(Model).
    static Listener load(const std::filesystem::path& folder);
};

/// Judges what was written into cells of a piece. Each term is 0…1. Nothing is asked for that the
/// people who wrote the piece did not do at this place: a share that should be high (key, leaps,
/// agreement, close, reach, sounding) costs what it falls short of theirs, one that should be low
/// (parallels, repetition) what it exceeds theirs by, the motifs cost by which they differ, density
/// half a point for each factor of 2, the listener a quarter of a point for each unit of log odds
/// by which theirs is preferred. So that the best a term can be is to be like people, and
/// emptiness, drones and torrents of notes lose. Immutable; any thread.
class Reward {
  public:
    /// The library, the model of affect and the listener must outlive it; nullptr: the term is 1
    /// throughout.
    /// Error(Input) for a weight below 0, and where no term but the guards weighs anything.
    Reward(const TuneLibrary* library, const AffectModel* affect, const Listener* listener,
           RewardTerms weights);

    /// Measures what stands in the cells now.
    [[nodiscard]] RewardReference reference(const EventPiece& human, const CutCells& cut) const;
    [[nodiscard]] RewardTerms terms(const EventPiece& written, const CutCells& cut,
                                    const RewardReference& reference) const;
    /// Mean of the terms by their weights, times each guard to the power of its weight: what is
    /// empty or a drone is worth nothing, however few rules it breaks. 0…1.
    [[nodiscard]] double total(const RewardTerms& terms) const;
    [[nodiscard]] const RewardTerms& weights() const { return weights_; }

  private:
    const TuneLibrary* library_;
    const AffectModel* affect_;
    const Listener* listener_;
    RewardTerms weights_;
};

}  // namespace arioso::train
