#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "src/affect/affect_axes.h"
#include "src/score/score.h"

namespace arioso {

/// Estimates for some bars.
struct AffectWindow {
    std::size_t firstBar = 0;  ///< index into Score::measures
    std::size_t bars = 0;
    Affect affect;
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
    explicit AffectModel(AffectAxes axes);
    AffectAxes axes_;
};

}  // namespace arioso
