#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace arioso::corpus {

/// Calls `makeWorker()` on each of `threads` threads and its result for every index in [0, count).
/// The first exception ends the work and is thrown here.
template <class MakeWorker>
void forEachParallel(std::size_t count, int threads, MakeWorker makeWorker) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        try {
            auto worker = makeWorker();
            for (std::size_t i = next++; i < count; i = next++) worker(i);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace arioso::corpus
