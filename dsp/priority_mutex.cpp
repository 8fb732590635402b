#include "dsp/priority_mutex.h"

#include <cerrno>

namespace arioso::dsp {

PriorityMutex::PriorityMutex() {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    // Where the system cannot do it, the mutex is a plain one.
    pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&mutex_, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

PriorityMutex::~PriorityMutex() {
    pthread_mutex_destroy(&mutex_);
}

PriorityCondition::PriorityCondition() {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&condition_, &attributes);
    pthread_condattr_destroy(&attributes);
}

PriorityCondition::~PriorityCondition() {
    pthread_cond_destroy(&condition_);
}

bool PriorityCondition::waitUntil(Lock& lock, std::chrono::steady_clock::time_point until) {
    using namespace std::chrono;
    const auto sinceBoot = until.time_since_epoch();
    const auto whole = duration_cast<seconds>(sinceBoot);
    const timespec at{static_cast<time_t>(whole.count()),
                      static_cast<long>(duration_cast<nanoseconds>(sinceBoot - whole).count())};
    return pthread_cond_timedwait(&condition_, &lock.mutex()->mutex_, &at) != ETIMEDOUT;
}

}  // namespace arioso::dsp
