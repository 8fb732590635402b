#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "dsp/priority_mutex.h"

namespace arioso::play {

/// Where a real-time thread leaves what it was the last to hold. To free a large object takes locks
/// of the allocator, which know no priorities: a thread that may wait does it. Any thread.
class DiscardQueue {
  public:
    /// A pointer to the same object which, when its last copy goes, leaves the object in `queue`;
    /// when there is no queue any more, frees it on the spot.
    template <typename T>
    static std::shared_ptr<T> guard(std::shared_ptr<T> object,
                                    const std::shared_ptr<DiscardQueue>& queue) {
        if (object == nullptr) return nullptr;
        T* const address = object.get();
        return std::shared_ptr<T>(
            address, [held = std::move(object), to = std::weak_ptr(queue)](T*) mutable {
                if (const auto alive = to.lock()) alive->put(std::move(held));
            });
    }

    void put(std::shared_ptr<const void> object) {
        const std::lock_guard lock(mutex_);
        objects_.push_back(std::move(object));
    }
    /// Frees what has been left so far.
    void clear() {
        std::vector<std::shared_ptr<const void>> objects;
        {
            const std::lock_guard lock(mutex_);
            objects.swap(objects_);
        }
    }
    [[nodiscard]] bool empty() const {
        const std::lock_guard lock(mutex_);
        return objects_.empty();
    }

  private:
    mutable dsp::PriorityMutex mutex_;
    std::vector<std::shared_ptr<const void>> objects_;
};

}  // namespace arioso::play
