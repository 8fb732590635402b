#include "src/play/stream_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace arioso::play {
namespace {

constexpr int kRate = 48000;

/// A reader and a listener with a block of its own; what is written is a constant or a ramp.
class StreamReaderTest : public testing::Test {
  protected:
    void write(std::size_t frames, float value) {
        dsp::AudioBuffer block(2, frames);
        for (int c = 0; c < 2; ++c)
            for (float& sample : block.channel(c)) sample = value;
        ASSERT_EQ(reader_.ring().write(block.view()), frames);
    }
    std::vector<float> read(std::size_t frames) {
        dsp::AudioBuffer block(2, frames);
        music_ = reader_.read(block.view());
        return {block.channel(0).begin(), block.channel(0).end()};
    }
    static float steepest(const std::vector<float>& samples, float before) {
        float most = 0.0F;
        for (const float sample : samples) {
            most = std::max(most, std::abs(sample - before));
            before = sample;
        }
        return most;
    }

    StreamReader reader_{kRate, 16384};
    std::size_t music_ = 0;
};

TEST_F(StreamReaderTest, SamplesPassBitForBit) {
    dsp::AudioBuffer block(2, 1000);
    for (std::size_t i = 0; i < 1000; ++i) {
        block.channel(0)[i] = std::sin(0.1F * static_cast<float>(i));
        block.channel(1)[i] = -block.channel(0)[i] / 3.0F;
    }
    reader_.ring().write(block.view());
    dsp::AudioBuffer out(2, 1000);
    EXPECT_EQ(reader_.read(out.view()), 1000U);
    for (int c = 0; c < 2; ++c)
        EXPECT_TRUE(
            std::equal(out.channel(c).begin(), out.channel(c).end(), block.channel(c).begin()));
    EXPECT_EQ(reader_.underruns(), 0);
    EXPECT_EQ(reader_.framesPlayed(), 1000);
}

TEST_F(StreamReaderTest, RunningDryDiesAwayIsCountedAndComesBackSoftly) {
    reader_.setRefill(512);
    write(256, 0.8F);
    const auto dry = read(1024);
    EXPECT_EQ(music_, 256U);
    EXPECT_LT(steepest(dry, 0.8F), 0.02F);
    EXPECT_NEAR(dry[256 + 240], 0.0F, 0.01F);  // 5 ms later
    EXPECT_EQ(read(512), std::vector<float>(512, 0.0F));
    EXPECT_EQ(reader_.underruns(), 1);
    EXPECT_EQ(reader_.missedFrames(), 768 + 512);
    write(256, 0.8F);
    read(128);
    EXPECT_EQ(music_, 0U) << "too little has gathered to go on";
    write(512, 0.8F);
    const auto back = read(512);
    EXPECT_EQ(music_, 512U);
    EXPECT_LT(steepest(back, 0.0F), 0.02F);
    EXPECT_FLOAT_EQ(back.back(), 0.8F);
    EXPECT_EQ(reader_.underruns(), 1);
}

TEST_F(StreamReaderTest, PauseFadesAndLosesNothing) {
    write(4096, 0.5F);
    read(256);
    reader_.setPaused(true);
    const auto fading = read(2048);
    EXPECT_LT(steepest(fading, 0.5F), 0.01F);
    EXPECT_EQ(fading.back(), 0.0F);
    EXPECT_EQ(read(512), std::vector<float>(512, 0.0F));
    const auto left = reader_.ring().available();
    EXPECT_GT(left, 4096U - 256U - 600U) << "a fade of 10 ms takes 480 frames";
    EXPECT_EQ(reader_.underruns(), 0);
    reader_.setPaused(false);
    const auto back = read(1024);
    EXPECT_LT(steepest(back, 0.0F), 0.01F);
    EXPECT_FLOAT_EQ(back.back(), 0.5F);
}

TEST_F(StreamReaderTest, VolumeMovesWithoutAClick) {
    write(4096, 0.5F);
    reader_.setVolume(0.1F);
    const auto out = read(2048);
    EXPECT_LT(steepest(out, 0.5F), 0.01F);
    EXPECT_NEAR(out.back(), 0.05F, 1e-6F);
}

TEST_F(StreamReaderTest, TheEndIsNoUnderrun) {
    write(100, 0.25F);
    reader_.setEnded(true);
    read(256);
    EXPECT_EQ(music_, 100U);
    EXPECT_TRUE(reader_.finished());
    EXPECT_EQ(reader_.underruns(), 0);
    EXPECT_EQ(reader_.missedFrames(), 0);
}

TEST_F(StreamReaderTest, StopFadesOutEvenWhenNothingIsThere) {
    write(2048, 0.5F);
    read(64);
    reader_.stop();
    const auto out = read(1024);
    EXPECT_LT(steepest(out, 0.5F), 0.01F);
    read(64);
    EXPECT_TRUE(reader_.finished());
    StreamReader empty(kRate, 1024);
    empty.stop();
    dsp::AudioBuffer block(2, 64);
    empty.read(block.view());
    empty.read(block.view());
    EXPECT_TRUE(empty.finished());
}

TEST_F(StreamReaderTest, PeaksAreToldOnce) {
    write(256, 0.75F);
    read(256);
    EXPECT_FLOAT_EQ(reader_.takePeak(0), 0.75F);
    EXPECT_EQ(reader_.takePeak(0), 0.0F);
}

}  // namespace
}  // namespace arioso::play
