#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "models/ridge.h"

namespace arioso {

/// What a feature adds to an estimate, in the estimate's units; 0 where it is as in the average
/// song.
struct AffectReason {
    std::size_t feature = 0;  ///< column of the model
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

/// One axis: a ridge regression and how its estimates are read.
struct AffectAxis {
    models::Ridge ridge;
    double centre = 0.0;  ///< estimate that counts as 0
    double spread = 1.0;  ///< distance from it that counts as 1
};

/// Two axes over columns with names: what the models of affect have in common. Immutable; any
/// thread.
class AffectAxes {
  public:
    AffectAxes(std::vector<std::string> columns, AffectAxis valence, AffectAxis arousal);

    [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
    /// By the columns' values.
    [[nodiscard]] Affect estimate(const std::vector<double>& row) const;

    /// The weights `name` of a composer's folder. Error(Model), also where they are of other
    /// columns.
    static AffectAxes load(const std::filesystem::path& folder, const std::string& name,
                           const std::vector<std::string>& columns);
    void save(const std::filesystem::path& folder, const std::string& name,
              const std::string& version) const;

  private:
    std::vector<std::string> columns_;
    std::array<AffectAxis, 2> axes_;
};

}  // namespace arioso
