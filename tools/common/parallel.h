#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace arioso {

/// Runs `work(i)` for i in [0, count) on `threads` threads, each of which calls `prepare` first.
/// The first exception stops the handing out of further work and is thrown again here, when all
/// threads are done.
template <typename Prepare, typename Work>
void parallelFor(std::size_t count, int threads, const Prepare& prepare, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto loop = [&] {
        prepare();
        for (std::size_t i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
                next = count;
            }
        }
    };
    std::vector<std::thread> pool;
    pool.reserve(static_cast<std::size_t>(std::max(0, threads)));
    for (int i = 0; i < threads; ++i) pool.emplace_back(loop);
    for (auto& thread : pool) thread.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace arioso
