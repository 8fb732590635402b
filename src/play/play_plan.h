#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "src/play/live_track.h"
#include "src/synth/mix_settings.h"
#include "src/synth/model_sets.h"
#include "src/synth/render_plan.h"

namespace arioso::play {

/// A piece, or a phrase of one, worked out for playing. Its stems are those of the plan, muted ones
/// included, so that they can be brought in. Never changes after it is made. Engine threads and
/// control threads.
class PlayPlan {
  public:
    /// Tracks that sound as in `before` (may be nullptr) are shared with it. The request's seed
    /// must be set. Planning thread.
    PlayPlan(const ModelSets& models, RenderPlan plan, const RenderRequest& request,
             const PlayPlan* before);
    PlayPlan(const PlayPlan&) = delete;
    PlayPlan& operator=(const PlayPlan&) = delete;

    struct Track {
        std::shared_ptr<LiveTrack> live;
        std::size_t scorePart = 0;
        bool requested = true;  ///< false: left out by the request, until it is brought in
    };

    [[nodiscard]] const RenderPlan& plan() const { return plan_; }
    /// In the order of tracksOf(plan().stems).
    [[nodiscard]] const std::vector<Track>& tracks() const { return tracks_; }
    /// Sample of the piece at which a listener begins: the request's `from`.
    [[nodiscard]] std::int64_t start() const { return start_; }
    /// Sample of its first beat: `start` and the little before it that attacks may need.
    [[nodiscard]] std::int64_t firstBeat() const { return firstBeat_; }
    /// Sample at which what follows may begin: the end of the last bar, or the request's `to`.
    [[nodiscard]] std::int64_t barsEnd() const { return barsEnd_; }

    /// Place in the score as measures and a fraction, counted from 0 over the measures as played;
    /// the same in every plan of the same score, whatever its tempo.
    [[nodiscard]] double measureAt(std::int64_t sample) const;
    [[nodiscard]] std::int64_t sampleAt(double measure) const;
    /// First beat at or after a sample.
    [[nodiscard]] std::int64_t nextBeat(std::int64_t sample) const;

  private:
    [[nodiscard]] double measureStart(std::size_t index) const;
    [[nodiscard]] double secondsOfBeat(std::size_t measure) const;

    RenderPlan plan_;
    std::vector<Track> tracks_;
    std::int64_t start_ = 0;
    std::int64_t firstBeat_ = 0;
    std::int64_t barsEnd_ = 0;
    double lastBarEnd_ = 0.0;
};

}  // namespace arioso::play
