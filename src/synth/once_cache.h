#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace arioso {

/// Keeps the `capacity` values used last; several threads that ask for the same absent key get one
/// computation, the others wait for it. A computation that throws is forgotten, and its exception
/// reaches every thread that waited. Any thread.
template <typename Value>
class OnceCache {
  public:
    using Pointer = std::shared_ptr<const Value>;

    explicit OnceCache(std::size_t capacity) : capacity_(capacity) {}

    Pointer get(std::int64_t key, const std::function<Value()>& compute) {
        std::promise<Pointer> promise;
        std::shared_future<Pointer> future;
        bool mine = false;
        {
            const std::lock_guard lock(mutex_);
            const auto found = entries_.find(key);
            if (found != entries_.end()) {
                order_.splice(order_.begin(), order_, found->second.place);
                future = found->second.future;
            } else {
                mine = true;
                future = promise.get_future().share();
                order_.push_front(key);
                entries_.emplace(key, Entry{future, order_.begin()});
                // Waiters hold their own future, so dropping an unfinished entry harms nobody.
                while (entries_.size() > capacity_) {
                    entries_.erase(order_.back());
                    order_.pop_back();
                }
            }
        }
        if (mine) {
            try {
                promise.set_value(std::make_shared<const Value>(compute()));
            } catch (...) {
                promise.set_exception(std::current_exception());
                forget(key);
            }
        }
        return future.get();
    }

    /// Whether some thread is computing the value of `key` at this moment.
    [[nodiscard]] bool pending(std::int64_t key) const {
        const std::lock_guard lock(mutex_);
        const auto found = entries_.find(key);
        return found != entries_.end() &&
               found->second.future.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
    }

  private:
    struct Entry {
        std::shared_future<Pointer> future;
        std::list<std::int64_t>::iterator place;
    };

    void forget(std::int64_t key) {
        const std::lock_guard lock(mutex_);
        const auto found = entries_.find(key);
        if (found == entries_.end()) return;
        order_.erase(found->second.place);
        entries_.erase(found);
    }

    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::list<std::int64_t> order_;
    std::unordered_map<std::int64_t, Entry> entries_;
};

}  // namespace arioso
