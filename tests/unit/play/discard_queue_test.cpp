#include "src/play/discard_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace arioso::play {
namespace {

struct Watched {
    explicit Watched(std::thread::id* thread) : freedBy(thread) {}
    ~Watched() { *freedBy = std::this_thread::get_id(); }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    std::thread::id* freedBy;
};

TEST(DiscardQueue, TheThreadThatClearsFrees) {
    std::thread::id freedBy;
    const auto queue = std::make_shared<DiscardQueue>();
    auto guarded = DiscardQueue::guard(std::make_shared<const Watched>(&freedBy), queue);
    auto copy = guarded;
    guarded.reset();
    EXPECT_TRUE(queue->empty());
    std::thread([&] { copy.reset(); }).join();
    EXPECT_FALSE(queue->empty());
    EXPECT_EQ(freedBy, std::thread::id{});
    queue->clear();
    EXPECT_EQ(freedBy, std::this_thread::get_id());
}

TEST(DiscardQueue, WithoutAQueueTheLastHolderFrees) {
    std::thread::id freedBy;
    auto queue = std::make_shared<DiscardQueue>();
    auto guarded = DiscardQueue::guard(std::make_shared<const Watched>(&freedBy), queue);
    queue.reset();
    guarded.reset();
    EXPECT_EQ(freedBy, std::this_thread::get_id());
}

TEST(DiscardQueue, NothingStaysNothing) {
    EXPECT_EQ(
        DiscardQueue::guard(std::shared_ptr<const Watched>(), std::make_shared<DiscardQueue>()),
        nullptr);
}

}  // namespace
}  // namespace arioso::play
