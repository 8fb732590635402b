#include "src/synth/window_scheduler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

#include "dsp/error.h"

namespace arioso {
namespace {

WindowScheduler::Options grid(std::int64_t windows, std::size_t stems, int threads) {
    WindowScheduler::Options options;
    options.endWindow = windows;
    options.stems = stems;
    options.threads = threads;
    return options;
}

std::vector<float> label(std::int64_t window, std::size_t stem) {
    return {static_cast<float>(window), static_cast<float>(stem)};
}

TEST(WindowScheduler, ResultsComeInOrderWhateverTheThreads) {
    for (const int threads : {1, 2, 7}) {
        WindowScheduler scheduler(grid(20, 3, threads), label);
        for (std::int64_t window = 0; window < 20; ++window) {
            const auto stems = scheduler.next({});
            ASSERT_EQ(stems.size(), 3U);
            for (std::size_t stem = 0; stem < 3; ++stem)
                EXPECT_EQ(stems[stem], label(window, stem));
        }
    }
}

TEST(WindowScheduler, WorkersStayCloseToTheOwner) {
    std::atomic<std::int64_t> furthest{0};
    WindowScheduler scheduler(grid(1000, 1, 2), [&](std::int64_t window, std::size_t) {
        furthest = std::max<std::int64_t>(furthest, window);
        return std::vector<float>();
    });
    scheduler.next({});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_LE(furthest, 6);
}

TEST(WindowScheduler, ATasksErrorReachesTheOwner) {
    WindowScheduler scheduler(grid(4, 2, 2), [](std::int64_t window, std::size_t) {
        if (window == 1) throw Error(ExitCode::Processing, "no more");
        return std::vector<float>();
    });
    try {
        for (int i = 0; i < 4; ++i) scheduler.next({});
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "no more");
    }
}

TEST(WindowScheduler, ATickThatGivesUpInterrupts) {
    WindowScheduler scheduler(grid(1000, 2, 2), label);
    scheduler.next({});
    try {
        scheduler.next([](std::int64_t) { return false; });
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Interrupted);
    }
}

}  // namespace
}  // namespace arioso
