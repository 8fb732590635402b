#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "dsp/priority_mutex.h"
#include "src/play/live_track.h"

namespace arioso::play {

/// Threads that render windows of tracks ahead of the moment they are heard, most urgent first. The
/// engine thread says again and again what it will need; what nobody needs any more is dropped.
/// What a window sounds like does not depend on any of that.
class RenderPool {
  public:
    struct Need {
        std::shared_ptr<LiveTrack> track;
        std::int64_t window = 0;
        std::int64_t deadline = 0;  ///< stream sample at which it is heard
        /// So far ahead that it is given up, and made again later, when something is wanted at
        /// once. Somebody who changes the music does not wait for what nobody will hear.
        bool patient = false;
    };
    /// The deadline of what is wanted at once.
    static constexpr std::int64_t kAtOnce = std::numeric_limits<std::int64_t>::min();
    /// `threadStart` runs once on each thread.
    RenderPool(int threads, std::function<void()> threadStart);
    /// Waits for the windows in hand.
    ~RenderPool();
    RenderPool(const RenderPool&) = delete;
    RenderPool& operator=(const RenderPool&) = delete;

    /// Replaces what is wanted. Engine thread.
    void want(std::vector<Need> needs);
    /// A window's samples: nullptr while it is not ready, an empty vector where nothing sounds. Any
    /// thread.
    LiveTrack::Samples get(LiveTrack& track, std::int64_t window);
    /// Drops the windows of a track before `window` or after `last`. Any thread.
    void keep(LiveTrack& track, std::int64_t window, std::int64_t last);
    /// Waits until some window is finished, at most so long. Engine thread.
    void waitForProgress(std::chrono::milliseconds atMost);
    /// What went wrong in a render, once; empty = nothing. Any thread.
    std::string takeFailure();
    /// Seconds of audio that have been rendered, and seconds that threads spent on it. Any thread.
    struct Work {
        double audioSeconds = 0.0;
        double threadSeconds = 0.0;
    };
    [[nodiscard]] Work work() const;

  private:
    void run();
    [[nodiscard]] bool somebodyWaits() const;

    std::function<void()> threadStart_;
    // The engine thread, which may run in real time, takes it while render threads hold it.
    mutable dsp::PriorityMutex mutex_;
    dsp::PriorityCondition wanted_;
    dsp::PriorityCondition progress_;
    std::vector<Need> needs_;  // by deadline, the most urgent last
    // What nobody needs any more. Render threads free it: the allocator's locks know no priority.
    std::vector<std::shared_ptr<const void>> dropped_;
    std::string failure_;
    Work work_;
    std::int64_t finished_ = 0;
    std::int64_t seen_ = 0;
    bool stop_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace arioso::play
