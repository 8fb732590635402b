#include "src/synth/once_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace arioso {
namespace {

/// Runs `work(i)` on so many threads that start together.
template <typename Work>
void together(int threads, const Work& work) {
    std::atomic<int> waiting{threads};
    std::vector<std::thread> pool;
    for (int i = 0; i < threads; ++i) {
        pool.emplace_back([&, i] {
            --waiting;
            while (waiting > 0) std::this_thread::yield();
            work(i);
        });
    }
    for (auto& thread : pool) thread.join();
}

TEST(OnceCache, ThreadsThatAskForTheSameValueComputeItOnce) {
    OnceCache<std::vector<int>> cache(3);
    std::atomic<int> computed{0};
    together(4, [&](int) {
        for (std::int64_t key = 0; key < 50; ++key) {
            const auto value = cache.get(key, [&] {
                ++computed;
                return std::vector<int>(100, static_cast<int>(key));
            });
            ASSERT_EQ(value->size(), 100U);
            EXPECT_EQ(value->back(), static_cast<int>(key));
        }
    });
    // A thread that falls behind by more than the capacity computes again, and no other reason is.
    EXPECT_GE(computed, 50);
    EXPECT_LE(computed, 4 * 50);
    OnceCache<int> roomy(50);
    computed = 0;
    together(4, [&](int) {
        for (std::int64_t key = 0; key < 50; ++key) roomy.get(key, [&] { return ++computed; });
    });
    EXPECT_EQ(computed, 50);
}

TEST(OnceCache, AValueStaysForThoseWhoHoldItWhenItIsDropped) {
    OnceCache<int> cache(1);
    const auto first = cache.get(1, [] { return 11; });
    cache.get(2, [] { return 22; });
    EXPECT_EQ(*first, 11);
    EXPECT_EQ(*cache.get(1, [] { return 12; }), 12);
}

TEST(OnceCache, WhatWasUsedLastStays) {
    OnceCache<int> cache(2);
    cache.get(1, [] { return 1; });
    cache.get(2, [] { return 2; });
    cache.get(1, [] { return -1; });
    cache.get(3, [] { return 3; });
    EXPECT_EQ(*cache.get(1, [] { return -1; }), 1);
    EXPECT_EQ(*cache.get(2, [] { return -2; }), -2);
}

TEST(OnceCache, AFailureReachesEveryoneWhoWaitedAndIsForgotten) {
    OnceCache<int> cache(4);
    std::atomic<int> failures{0};
    together(4, [&](int) {
        try {
            cache.get(7, []() -> int { throw std::runtime_error("no"); });
        } catch (const std::runtime_error&) {
            ++failures;
        }
    });
    EXPECT_EQ(failures, 4);
    EXPECT_EQ(*cache.get(7, [] { return 70; }), 70);
}

}  // namespace
}  // namespace arioso
