#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace arioso {

/// Hands (window, stem) tasks in time order to worker threads and their results, window by window,
/// to the thread that owns the scheduler. Workers stay a few windows ahead of the owner and no
/// more, so a piece of any length takes the same memory. What a task computes must not depend on
/// the order; then neither does anything else.
class WindowScheduler {
  public:
    /// Samples of one stem in one window; empty = silence. Runs on worker threads.
    using Task = std::function<std::vector<float>(std::int64_t window, std::size_t stem)>;
    /// Called on the owner's thread while it waits, at least every 50 ms, with the number of tasks
    /// done; false gives up.
    using Tick = std::function<bool(std::int64_t tasksDone)>;

    struct Options {
        std::int64_t firstWindow = 0;
        std::int64_t endWindow = 0;
        std::size_t stems = 0;
        int threads = 1;
        std::function<void()> threadStart;  ///< once on each worker
    };

    WindowScheduler(Options options, Task task);
    /// Stops after the tasks in hand.
    ~WindowScheduler();
    WindowScheduler(const WindowScheduler&) = delete;
    WindowScheduler& operator=(const WindowScheduler&) = delete;

    /// The next window's samples, one entry a stem. Rethrows what a task threw; throws
    /// Error(Interrupted) if `tick` gives up. Call endWindow - firstWindow times.
    std::vector<std::vector<float>> next(const Tick& tick);

  private:
    struct Slot {
        std::vector<std::vector<float>> stems;
        std::size_t done = 0;
    };

    void work();

    Options options_;
    Task task_;
    std::int64_t lookAhead_;
    std::mutex mutex_;
    std::condition_variable workReady_;
    std::condition_variable resultReady_;
    std::map<std::int64_t, Slot> slots_;
    std::int64_t consumed_;      // windows before this one have been handed out
    std::int64_t nextTask_ = 0;  // counts (window, stem) pairs in order
    std::int64_t tasksDone_ = 0;
    std::exception_ptr failure_;
    bool stop_ = false;
    std::vector<std::thread> workers_;
};

}  // namespace arioso
