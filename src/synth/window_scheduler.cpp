#include "src/synth/window_scheduler.h"

#include <algorithm>
#include <chrono>

#include "dsp/error.h"

namespace arioso {

WindowScheduler::WindowScheduler(Options options, Task task)
    : options_(std::move(options)), task_(std::move(task)), consumed_(options_.firstWindow) {
    const auto stems = static_cast<std::int64_t>(std::max<std::size_t>(1, options_.stems));
    const int threads = std::max(1, options_.threads);
    // Enough to keep every worker busy while the owner mixes a window.
    lookAhead_ = 1 + (threads + stems - 1) / stems;
    workers_.reserve(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
}

WindowScheduler::~WindowScheduler() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    workReady_.notify_all();
    for (auto& worker : workers_) worker.join();
}

void WindowScheduler::work() {
    const auto stems = static_cast<std::int64_t>(options_.stems);
    const std::int64_t tasks = (options_.endWindow - options_.firstWindow) * stems;
    bool started = false;
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto window = [&] { return options_.firstWindow + nextTask_ / stems; };
        workReady_.wait(lock, [&] {
            return stop_ || nextTask_ >= tasks || window() <= consumed_ + lookAhead_;
        });
        if (stop_ || nextTask_ >= tasks) return;
        const std::int64_t mine = window();
        const auto stem = static_cast<std::size_t>(nextTask_ % stems);
        ++nextTask_;
        lock.unlock();
        std::vector<float> samples;
        std::exception_ptr failure;
        try {
            if (!started && options_.threadStart) options_.threadStart();
            started = true;
            samples = task_(mine, stem);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        if (failure) {
            if (!failure_) failure_ = failure;
            stop_ = true;
            workReady_.notify_all();
        } else {
            Slot& slot = slots_[mine];
            slot.stems.resize(options_.stems);
            slot.stems[stem] = std::move(samples);
            ++slot.done;
            ++tasksDone_;
        }
        resultReady_.notify_all();
    }
}

std::vector<std::vector<float>> WindowScheduler::next(const Tick& tick) {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (failure_) std::rethrow_exception(failure_);
        const auto found = slots_.find(consumed_);
        const bool ready =
            options_.stems == 0 || (found != slots_.end() && found->second.done == options_.stems);
        const std::int64_t done = tasksDone_;
        lock.unlock();
        if (tick && !tick(done)) throw Error(ExitCode::Interrupted, "interrupted");
        lock.lock();
        if (ready) break;
        if (tasksDone_ == done && !failure_)
            resultReady_.wait_for(lock, std::chrono::milliseconds(50));
    }
    std::vector<std::vector<float>> stems;
    if (options_.stems > 0) {
        stems = std::move(slots_.at(consumed_).stems);
        slots_.erase(consumed_);
    }
    ++consumed_;
    workReady_.notify_all();
    return stems;
}

}  // namespace arioso
