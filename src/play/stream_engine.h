#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "dsp/limiter.h"
#include "dsp/priority_mutex.h"
#include "dsp/resampler.h"
#include "dsp/reverb.h"
#include "src/play/passage.h"
#include "src/play/planner.h"
#include "src/play/player.h"
#include "src/play/render_pool.h"
#include "src/play/stream_reader.h"

namespace arioso::play {

/// The engine thread of a Player: passages on a time line -> mix, reverb, gain, limiter, rate of
/// the listener -> ring. One block of 512 samples after another, just before they are heard, so
/// that levels can be changed until then.
class StreamEngine {
  public:
    StreamEngine(Planner& planner, const MixSettings& mix, const RenderRequest& request,
                 const Player::Options& options);
    ~StreamEngine();
    StreamEngine(const StreamEngine&) = delete;
    StreamEngine& operator=(const StreamEngine&) = delete;

    /// The listener's end, for those that pull. It stays the same object until setOutput.
    [[nodiscard]] StreamReader& reader() { return *reader_; }
    /// The same for control threads, among whom one may change the output meanwhile.
    template <typename Use>
    auto withReader(Use&& use) {
        const std::lock_guard lock(mutex_);
        return use(*reader_);
    }
    void setOutput(int sampleRate, double latency);
    bool waitUntilReady(std::chrono::milliseconds atMost);
    void seek(const std::string& place);
    [[nodiscard]] bool ended() const { return ended_.load(); }
    PlayerStatus status();

  private:
    /// A passage that waits to take over: the rest is worked out when it does.
    struct Armed {
        std::unique_ptr<Passage> passage;
        Planner::Plan plan;
        std::optional<std::int64_t> target;  ///< sample of the plan; none = the place that is heard
        bool resync = false;                 ///< after an underrun: at the beat where time is
        std::int64_t notBefore = 0;          ///< sample of the plan from which it is rendered
        std::int64_t reserve = 0;            ///< samples that must be ready
    };
    /// What a stretch of the stream is a part of, for those who ask where the music is.
    struct Mark {
        std::int64_t stream = 0;
        Planner::Plan plan;
        std::int64_t origin = 0;
    };

    /// What is heard at this moment, and which sample of its plan. With `mutex_`.
    [[nodiscard]] std::optional<Mark> heard(std::int64_t& sample) const;
    void fillFromReader(PlayerStatus& out) const;
    void openOutput(int sampleRate, double latency);
    void run();
    void step();
    void takePlans();
    void arm(Planner::Plan plan, std::optional<std::int64_t> target, bool resync);
    [[nodiscard]] std::int64_t expectedWait(const PlayPlan& plan) const;
    void noticeUnderrun();
    bool takeOver();
    void schedule();
    void announceNeeds();
    bool produce();
    void finish();
    void mixBlock(std::int64_t frames);
    void deliver(dsp::AudioView block);
    void write(dsp::AudioView block);
    [[nodiscard]] std::int64_t contentAt(std::int64_t stream) const;
    [[nodiscard]] std::int64_t armedTarget() const;
    [[nodiscard]] std::int64_t missedSamples() const;
    [[nodiscard]] const Passage& current() const;
    void mark(const Passage& passage, std::int64_t stream);
    void pause(std::chrono::milliseconds time);

    Planner& planner_;
    MixSettings mix_;
    RenderRequest request_;
    ReverbChoice reverbChoice_;
    Player::Options options_;
    RenderPool pool_;
    std::unique_ptr<StreamReader> reader_;
    std::optional<dsp::Resampler> resampler_;
    std::optional<dsp::Reverb> reverb_;
    dsp::TruePeakLimiter limiter_;
    std::int64_t limiterLate_ = 0;
    float gain_;
    std::size_t target_ = 0;  // frames to keep in the ring

    // Of the engine thread.
    std::int64_t position_ = 0;                       // stream sample that is mixed next
    std::vector<std::unique_ptr<Passage>> passages_;  // by begin; the last is the newest scheduled
    std::optional<Armed> armed_;
    std::int64_t underrunsSeen_ = 0;
    std::int64_t missedBase_ = 0;
    std::int64_t needsAt_ = -1;
    std::int64_t tailLeft_ = -1;
    std::shared_ptr<const PlaySettings> settings_;
    dsp::AudioBuffer dry_;
    dsp::AudioBuffer send_;
    dsp::AudioBuffer resampled_;

    mutable dsp::PriorityMutex mutex_;  // what follows is shared with control threads
    dsp::PriorityCondition wake_;
    std::deque<Mark> marks_;
    std::int64_t streamBase_ = 0;   // stream sample of the reader's first frame
    std::optional<double> seekTo_;  // measures, as PlayPlan counts them
    std::atomic<double> lead_{0.0};
    std::atomic<bool> ended_{false};
    std::chrono::steady_clock::time_point started_;
    bool stop_ = false;
    bool held_ = false;     // the output is being changed
    bool holding_ = false;  // the engine thread has noticed
    std::thread thread_;
};

}  // namespace arioso::play
