#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "src/synth/render_plan.h"
#include "src/synth/stem_renderer.h"

namespace arioso::play {

/// One track of a piece that is being played: its renderer, and the windows made ahead. Two plans
/// in which the track sounds the same share it, and so what has been rendered. The windows belong
/// to the RenderPool.
class LiveTrack {
  public:
    using Samples = std::shared_ptr<const std::vector<float>>;

    LiveTrack(std::shared_ptr<const models::ModelSet> models, const RenderTrack& track,
              const StemOptions& options);

    /// Whether a track with these options would sound the same, level and place in the stereo
    /// picture apart.
    [[nodiscard]] bool soundsLike(const RenderTrack& track, const StemOptions& options) const;
    [[nodiscard]] const StemRenderer& renderer() const { return renderer_; }

  private:
    friend class RenderPool;

    PerformedPart part_;  // without level and place
    std::string instrument_;
    StemOptions options_;
    StemRenderer renderer_;
    struct Window {
        Samples samples;  // nullptr while a thread makes it
    };
    std::map<std::int64_t, Window> windows_;
};

}  // namespace arioso::play
