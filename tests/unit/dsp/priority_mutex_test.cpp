#include "dsp/priority_mutex.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace arioso::dsp {
namespace {

using std::chrono::milliseconds;

TEST(PriorityMutex, WhoWaitsIsWoken) {
    PriorityMutex mutex;
    PriorityCondition condition;
    bool done = false;
    std::thread other([&] {
        {
            const std::lock_guard lock(mutex);
            done = true;
        }
        condition.notify_all();
    });
    {
        std::unique_lock lock(mutex);
        condition.wait(lock, [&] { return done; });
        EXPECT_TRUE(lock.owns_lock());
    }
    other.join();
}

TEST(PriorityMutex, AWaitEndsWhenItsTimeIsOver) {
    PriorityMutex mutex;
    PriorityCondition condition;
    std::unique_lock lock(mutex);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(condition.wait_for(lock, milliseconds(20), [] { return false; }));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(20));
    EXPECT_TRUE(condition.wait_for(lock, milliseconds(0), [] { return true; }));
    EXPECT_TRUE(lock.owns_lock());
}

TEST(PriorityMutex, OneHolderAtATime) {
    PriorityMutex mutex;
    const std::lock_guard lock(mutex);
    bool taken = true;
    std::thread([&] { taken = mutex.try_lock(); }).join();
    EXPECT_FALSE(taken);
}

}  // namespace
}  // namespace arioso::dsp
