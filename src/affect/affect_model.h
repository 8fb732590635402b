#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "models/ridge.h"
#include "src/score/score.h"

namespace arioso {

/// What a feature adds to an estimate, in the estimate's units; 0 where it is as in the average
/// song.
struct AffectReason {
    std::size_t feature = 0;  ///< of affectFeatureList
    double value = 0.0;       ///< in the feature's unit; kUnknown
    double valence = 0.0;
    double arousal = 0.0;
};

/// A place on Russell's plane, each -1…1 among the songs that the model learnt from: ±1 are two
/// standard deviations of its estimates, 0 lies between the songs whose words are pleasant
/// (excited) and those whose words are not.
struct Affect {
    double valence = 0.0;
    double arousal = 0.0;
    std::vector<AffectReason> reasons;  ///< of all features, the weightiest first
};

/// Estimates for some bars.
struct AffectWindow {
    std::size_t firstBar = 0;  ///< index into Score::measures
    std::size_t bars = 0;
    Affect affect;
};

/// One axis: a ridge regression and how its estimates are read.
struct AffectAxis {
    models::Ridge ridge;
    double centre = 0.0;  ///< estimate that counts as 0
    double spread = 1.0;  ///< distance from it that counts as 1
};

/// Estimates valence and arousal of scores by affectFeatures. Immutable; any thread.
class AffectModel {
  public:
    AffectModel(AffectAxis valence, AffectAxis arousal);

    /// Error(Input) for a score without pitched notes.
    [[nodiscard]] Affect estimate(const Score& score) const;
    /// By the features' values.
    [[nodiscard]] Affect estimate(const std::vector<double>& features) const;
    /// Over windows of so many bars (the last may be shorter, from half of that on it stands
    /// alone); windows without pitched notes are left out.
    [[nodiscard]] std::vector<AffectWindow> curve(const Score& score, std::size_t bars) const;

    /// The weights "affect" of a composer's folder. Error(Model).
    static AffectModel load(const std::filesystem::path& folder);
    void save(const std::filesystem::path& folder, const std::string& version) const;

  private:
    std::array<AffectAxis, 2> axes_;
};

}  // namespace arioso
