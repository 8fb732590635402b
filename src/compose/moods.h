#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "src/compose/steering.h"

namespace arioso {

/// A mood by its name: a place in the plane of valence and arousal, and what else belongs to it.
struct NamedMood {
    std::string name;
    std::string meaning;  ///< one line for help texts
    Steering steering;
};

/// The named moods of configs/moods.toml.
class MoodTable {
  public:
    /// Error(Input) names file, line and field.
    static MoodTable load(const std::filesystem::path& path);

    [[nodiscard]] const std::vector<NamedMood>& all() const { return moods_; }
    /// nullptr if there is none of that name.
    [[nodiscard]] const NamedMood* find(std::string_view name) const;
    /// A name of the table, or "valence,arousal" with both in -1…1. Error(Usage), one line, lists
    /// the names.
    [[nodiscard]] Steering steeringOf(std::string_view text) const;

  private:
    std::vector<NamedMood> moods_;
};

}  // namespace arioso
