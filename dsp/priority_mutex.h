#pragma once

#include <pthread.h>

#include <chrono>
#include <mutex>

namespace arioso::dsp {

/// A mutex whose holder runs with the priority of whoever waits for it (priority inheritance, Sha,
/// Rajkumar and Lehoczky 1990; PTHREAD_PRIO_INHERIT of POSIX): a real-time thread then never waits
/// for a lower thread that other programs keep from running. Meets BasicLockable and Lockable.
class PriorityMutex {
  public:
    PriorityMutex();
    ~PriorityMutex();
    PriorityMutex(const PriorityMutex&) = delete;
    PriorityMutex& operator=(const PriorityMutex&) = delete;

    // The names are those that std::lock_guard and std::unique_lock call.
    void lock() { pthread_mutex_lock(&mutex_); }
    bool try_lock() { return pthread_mutex_trylock(&mutex_) == 0; }
    void unlock() { pthread_mutex_unlock(&mutex_); }

  private:
    friend class PriorityCondition;
    pthread_mutex_t mutex_{};
};

/// A condition variable for a PriorityMutex, on the monotonic clock. std::condition_variable_any
/// would bring a second mutex along that knows nothing of priorities.
class PriorityCondition {
  public:
    using Lock = std::unique_lock<PriorityMutex>;

    PriorityCondition();
    ~PriorityCondition();
    PriorityCondition(const PriorityCondition&) = delete;
    PriorityCondition& operator=(const PriorityCondition&) = delete;

    void notify_one() { pthread_cond_signal(&condition_); }
    void notify_all() { pthread_cond_broadcast(&condition_); }

    /// Until `holds` is true. The lock is held while it is asked.
    template <typename Predicate>
    void wait(Lock& lock, Predicate holds) {
        while (!holds()) pthread_cond_wait(&condition_, &lock.mutex()->mutex_);
    }
    /// The same, for so long at most. Returns what `holds` says at last.
    template <typename Rep, typename Period, typename Predicate>
    bool wait_for(Lock& lock, std::chrono::duration<Rep, Period> atMost, Predicate holds) {
        const auto until = std::chrono::steady_clock::now() +
                           std::chrono::duration_cast<std::chrono::nanoseconds>(atMost);
        while (!holds())
            if (!waitUntil(lock, until)) return holds();
        return true;
    }

  private:
    /// False when the time is over.
    bool waitUntil(Lock& lock, std::chrono::steady_clock::time_point until);

    pthread_cond_t condition_{};
};

}  // namespace arioso::dsp
