#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/play/play_plan.h"
#include "src/play/play_settings.h"

namespace arioso::play {

/// What a player plays, one plan after another: a score once or in a loop, or music that is being
/// composed. Called on the planning thread, one call at a time; may take a while.
class Programme {
  public:
    virtual ~Programme() = default;

    /// Names of the parts, in order. Any thread.
    [[nodiscard]] virtual std::vector<std::string> partNames() const = 0;
    /// The plan to begin with.
    virtual std::shared_ptr<const PlayPlan> first(const PlaySettings& settings) = 0;
    /// The same music as `current` with other settings.
    virtual std::shared_ptr<const PlayPlan> revised(const PlayPlan& current,
                                                    const PlaySettings& settings) = 0;
    /// What begins where the bars of `current` end; nullptr = nothing more.
    virtual std::shared_ptr<const PlayPlan> next(const PlayPlan& current,
                                                 const PlaySettings& settings) = 0;
    /// Changes what comes next, for programmes that can: Error(Usage) for one that cannot, or for a
    /// value out of range. Any control thread.
    virtual void steer(const nlohmann::json& change);
    /// What has been played, as a score. Any control thread; may take a while.
    [[nodiscard]] virtual Score played() const = 0;
};

}  // namespace arioso::play
