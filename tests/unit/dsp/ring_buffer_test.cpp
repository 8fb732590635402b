#include "dsp/ring_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/unit/dsp/blocks.h"

namespace arioso::dsp {
namespace {

TEST(FrameRing, TakesWhatFitsAndGivesWhatIsThere) {
    FrameRing ring(2, 5);
    EXPECT_EQ(ring.capacity(), 8U);
    AudioBuffer in = test::noiseBuffer(2, 6, 1.0F);
    EXPECT_EQ(ring.write(in.view()), 6U);
    EXPECT_EQ(ring.write(in.view()), 2U);
    EXPECT_EQ(ring.write(in.view()), 0U);
    EXPECT_EQ(ring.available(), 8U);
    AudioBuffer out(2, 7);
    EXPECT_EQ(ring.read(out.view()), 7U);
    EXPECT_EQ(out.channel(1)[5], in.channel(1)[5]);
    EXPECT_EQ(out.channel(1)[6], in.channel(1)[0]);
    EXPECT_EQ(ring.read(out.view()), 1U);
    EXPECT_EQ(ring.read(out.view()), 0U);
}

TEST(FrameRing, TwoThreadsPassEveryFrameOnceInOrder) {
    constexpr std::size_t kFrames = 200000;
    FrameRing ring(1, 512);
    std::thread writer([&ring] {
        AudioBuffer block(1, 97);
        std::size_t next = 0;
        while (next < kFrames) {
            const std::size_t count = std::min<std::size_t>(97, kFrames - next);
            for (std::size_t i = 0; i < count; ++i) {
                block.channel(0)[i] = static_cast<float>(next + i);
            }
            const std::size_t done = ring.write(test::Piece(block, 0, count).view());
            next += done;
            if (done == 0) std::this_thread::yield();
        }
    });
    AudioBuffer block(1, 64);
    std::size_t next = 0;
    bool inOrder = true;
    while (next < kFrames) {
        const std::size_t done = ring.read(block.view());
        for (std::size_t i = 0; i < done; ++i) {
            inOrder = inOrder && block.channel(0)[i] == static_cast<float>(next + i);
        }
        next += done;
        if (done == 0) std::this_thread::yield();
    }
    writer.join();
    EXPECT_TRUE(inOrder);
}

TEST(FrameRing, AThirdThreadNeverSeesMoreFramesThanTheRingHolds) {
    FrameRing ring(1, 4);
    std::atomic<bool> over{false};
    std::thread writer([&] {
        AudioBuffer block(1, 3);
        while (!over) ring.write(block.view());
    });
    std::thread reader([&] {
        AudioBuffer block(1, 4);
        while (!over) ring.read(block.view());
    });
    std::size_t most = 0;
    for (int i = 0; i < 200000; ++i) most = std::max(most, ring.available());
    over = true;
    writer.join();
    reader.join();
    EXPECT_LE(most, ring.capacity());
}

}  // namespace
}  // namespace arioso::dsp
