#include "src/play/render_pool.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include "dsp/audio_format.h"

namespace arioso::play {

RenderPool::RenderPool(int threads, std::function<void()> threadStart)
    : threadStart_(std::move(threadStart)) {
    for (int i = 0; i < std::max(1, threads); ++i) threads_.emplace_back([this] { run(); });
}

RenderPool::~RenderPool() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wanted_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void RenderPool::want(std::vector<Need> needs) {
    std::ranges::stable_sort(needs, std::greater{}, &Need::deadline);
    {
        const std::lock_guard lock(mutex_);
        needs_.swap(needs);
        // One of them may be the last to hold a track.
        for (Need& before : needs) dropped_.push_back(std::move(before.track));
    }
    wanted_.notify_all();
}

LiveTrack::Samples RenderPool::get(LiveTrack& track, std::int64_t window) {
    static const auto silence = std::make_shared<const std::vector<float>>();
    if (!track.renderer().sounds(window)) return silence;
    const std::lock_guard lock(mutex_);
    const auto found = track.windows_.find(window);
    return found == track.windows_.end() ? nullptr : found->second.samples;
}

void RenderPool::keep(LiveTrack& track, std::int64_t window, std::int64_t last) {
    const std::lock_guard lock(mutex_);
    std::erase_if(track.windows_, [&](auto& entry) {
        if (entry.second.samples == nullptr || (entry.first >= window && entry.first <= last))
            return false;
        dropped_.push_back(std::move(entry.second.samples));
        return true;
    });
}

void RenderPool::waitForProgress(std::chrono::milliseconds atMost) {
    std::unique_lock lock(mutex_);
    progress_.wait_for(lock, atMost, [this] { return finished_ != seen_; });
    seen_ = finished_;
}

std::string RenderPool::takeFailure() {
    const std::lock_guard lock(mutex_);
    return std::exchange(failure_, {});
}

RenderPool::Work RenderPool::work() const {
    const std::lock_guard lock(mutex_);
    return work_;
}

bool RenderPool::somebodyWaits() const {
    const std::lock_guard lock(mutex_);
    return !needs_.empty() && needs_.back().deadline == kAtOnce;
}

void RenderPool::run() {
    bool started = false;
    std::unique_lock lock(mutex_);
    for (;;) {
        wanted_.wait(lock, [this] { return stop_ || !needs_.empty() || !dropped_.empty(); });
        if (stop_) return;
        if (!dropped_.empty()) {
            std::vector<std::shared_ptr<const void>> dropped;
            dropped.swap(dropped_);
            lock.unlock();
            dropped.clear();
            lock.lock();
            continue;
        }
        const Need need = std::move(needs_.back());
        needs_.pop_back();
        LiveTrack& track = *need.track;
        if (track.windows_.contains(need.window)) continue;
        track.windows_[need.window];
        lock.unlock();
        const auto begin = std::chrono::steady_clock::now();
        LiveTrack::Samples samples;
        std::string failure;
        try {
            if (!started && threadStart_) threadStart_();
            started = true;
            std::vector<float> window(
                static_cast<std::size_t>(track.renderer().windowSamples(need.window)));
            std::function<bool()> abandoned;
            if (need.patient) abandoned = [this] { return somebodyWaits(); };
            track.renderer().renderWindow(need.window, window, abandoned);
            samples = std::make_shared<const std::vector<float>>(std::move(window));
        } catch (const models::Abandoned&) {
            lock.lock();
            track.windows_.erase(need.window);
            continue;
        } catch (const std::exception& error) {
            failure = error.what();
            // Silence instead: the music goes on, and whoever plays it is told.
            samples = std::make_shared<const std::vector<float>>();
        }
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
        lock.lock();
        track.windows_[need.window].samples = std::move(samples);
        if (!failure.empty()) failure_ = failure;
        work_.audioSeconds +=
            static_cast<double>(track.renderer().windowSamples(need.window)) / dsp::kSampleRate;
        work_.threadSeconds += spent.count();
        ++finished_;
        progress_.notify_all();
    }
}

}  // namespace arioso::play
