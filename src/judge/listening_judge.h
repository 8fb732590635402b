#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "models/ridge.h"
#include "src/likeness/feature_row.h"
#include "src/likeness/joint_embedding.h"
#include "src/score/score.h"

namespace arioso {

/// What the judge looks at in some bars: scoreRow, craftRow, and the place in the joint embedding.
FeatureRow judgeRow(const Score& window, const JointEmbedding& embedding);

/// What a feature adds to a verdict.
struct JudgeReason {
    std::string feature;
    double value = 0.0;  ///< as measured; kUnknown
    double adds = 0.0;   ///< to the score
};

struct Verdict {
    /// Log odds that a listener takes these bars for finished music rather than for spoilt music,
    /// less those of the average human piece: 0 = as good as that, negative = worse.
    double score = 0.0;
    std::vector<JudgeReason> reasons;  ///< the weightiest first
};

/// Ranks music by a model of listeners' preferences (Bradley and Terry, Biometrika 39, 1952),
/// linear in features and their squares, learnt from pairs of human music and the same music
/// spoilt. It knows craft, not beauty: what spoils no feature it does not hear. Immutable; any
/// thread.
class ListeningJudge {
  public:
    /// Weights of features and of their squares, standardised by `scaling`.
    ListeningJudge(std::vector<std::string> names, models::Ridge scaling,
                   std::vector<double> squares, double humans);

    /// Mean over windows of eight bars. Error(Input) if nothing but drums sounds.
    [[nodiscard]] Verdict judge(const Score& score, const JointEmbedding& embedding) const;
    /// By the features' values.
    [[nodiscard]] double score(const std::vector<double>& row) const;
    /// A standardised value as the judge takes it: no feature by itself makes music very good or
    /// very bad.
    static double held(double standardised) { return std::clamp(standardised, -2.0, 2.0); }

    /// The weights "judge" of a composer's folder. Error(Model).
    static ListeningJudge load(const std::filesystem::path& folder);
    void save(const std::filesystem::path& folder, const std::string& version) const;

  private:
    std::vector<std::string> names_;
    models::Ridge linear_;         // its offset is not used
    std::vector<double> squares_;  // of the standardised values, less 1
    double humans_;                // median score of human windows
};

}  // namespace arioso
