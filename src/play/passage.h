#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "dsp/audio_buffer.h"
#include "src/play/play_plan.h"
#include "src/play/play_settings.h"
#include "src/play/render_pool.h"
#include "src/synth/mixdown.h"

namespace arioso::play {

/// A plan placed on the stream's time line: where its first sample would lie, when it comes in and
/// when it goes. Engine thread.
class Passage {
  public:
    /// Samples over which one passage gives way to another.
    static constexpr std::int64_t kCrossfade = 1024;

    struct Place {
        std::int64_t origin = 0;  ///< stream sample of the plan's sample 0
        std::int64_t begin = 0;   ///< stream sample from which it is heard
        bool fadeIn = false;
        /// Sample of the plan before which a range asked for by the user is silent (TrackMixer).
        std::int64_t rangeStart = 0;
    };
    Passage(std::shared_ptr<const PlayPlan> plan, const MixSettings& mix,
            const ReverbChoice& reverb, const Place& place, const PlaySettings& settings);

    [[nodiscard]] const std::shared_ptr<const PlayPlan>& plan() const { return plan_; }
    /// Before it has sounded.
    void moveTo(const Place& place) { place_ = place; }
    /// New tracks get windows that begin at the sample of the plan where it will be heard first.
    void anchorTracks(std::int64_t sample);
    /// New tracks get the windows of a render to a file.
    void fixTracks();
    [[nodiscard]] std::int64_t origin() const { return place_.origin; }
    [[nodiscard]] std::int64_t begin() const { return place_.begin; }
    /// Gives way from `at` on.
    void endAt(std::int64_t at);
    [[nodiscard]] bool ending() const { return fadeOut_ != kNever; }
    /// Stream sample after which nothing of it sounds, given who is heard.
    [[nodiscard]] std::int64_t end(const PlaySettings& settings) const;

    /// Adds to `needs` what it takes to sound in stream samples [from, to).
    void need(std::int64_t from, std::int64_t to, const PlaySettings& settings,
              std::vector<RenderPool::Need>& needs) const;
    /// Whether [from, to) can be mixed without waiting.
    [[nodiscard]] bool ready(std::int64_t from, std::int64_t to, const PlaySettings& settings,
                             RenderPool& pool) const;
    /// Adds stream samples [from, from + dry.frames()) to the dry sound and to what the reverb
    /// gets.
    void mix(std::int64_t from, const PlaySettings& settings, RenderPool& pool, dsp::AudioView dry,
             dsp::AudioView send);
    /// First and last window that somebody will hear of each track.
    using Claims = std::map<LiveTrack*, std::pair<std::int64_t, std::int64_t>>;
    /// Widens `claims` by what sounds of it in stream samples [from, to].
    void claim(std::int64_t from, std::int64_t to, Claims& claims) const;

  private:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    /// The last window is heard to its end, as in a render: what the vocoder leaves there is not
    /// silence, bit for bit.
    [[nodiscard]] std::int64_t lastSample() const;
    /// Windows of a track that reach into stream samples [from, to).
    struct Windows {
        std::int64_t first = 0;
        std::int64_t last = -1;
    };
    [[nodiscard]] Windows windowsIn(const LiveTrack& track, std::int64_t from,
                                    std::int64_t to) const;
    [[nodiscard]] bool waitsFor(std::size_t track, const PlaySettings& settings) const;
    void mixTrack(std::size_t track, std::int64_t from, std::int64_t to, float target,
                  RenderPool& pool, dsp::AudioView dry, dsp::AudioView send);
    void mixSamples(std::size_t track, std::span<const float> samples, std::int64_t from,
                    float target, dsp::AudioView dry, dsp::AudioView send);
    void fade(dsp::AudioView block, std::int64_t from) const;

    std::shared_ptr<const PlayPlan> plan_;
    TrackMixer mixer_;
    Place place_;
    std::int64_t fadeOut_ = kNever;
    std::vector<float> gains_;  // by track, as they are at this moment
};

}  // namespace arioso::play
