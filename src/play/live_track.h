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
    /// Lets the windows begin at a sample of the piece, or a little before it, unless they are
    /// fixed already: whoever waits for the sound there waits for the shortest time. Engine thread,
    /// before the pool gets the track.
    void anchor(std::int64_t sample);
    /// Windows stay where they are, from sample 0 on if nothing was said before. Engine thread.
    void fix() { fixed_ = true; }

  private:
    friend class RenderPool;

    PerformedPart part_;  // without level and place
    std::string instrument_;
    StemOptions options_;
    StemRenderer renderer_;
    bool fixed_ = false;
    struct Window {
        Samples samples;  // nullptr while a thread makes it
    };
    std::map<std::int64_t, Window> windows_;
};

}  // namespace arioso::play
