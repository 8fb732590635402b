#include "dsp/mixer.h"

#include <gtest/gtest.h>

#include "tests/unit/dsp/blocks.h"

namespace arioso::dsp {
namespace {

AudioBuffer mixed(const StripSettings& settings, const std::vector<float>& stem,
                  std::int64_t start = 0) {
    AudioBuffer out(2, stem.size());
    ChannelStrip(settings).add(stem, start, out.view());
    return out;
}

TEST(ControlCurve, IsLinearBetweenPointsAndHeldOutside) {
    const ControlCurve curve({{1.0, -10.0F}, {3.0, 10.0F}}, 0.0F);
    EXPECT_FLOAT_EQ(curve.at(0.0), -10.0F);
    EXPECT_NEAR(curve.at(1.5), -5.0F, 1e-4F);
    EXPECT_NEAR(curve.at(2.0), 0.0F, 1e-4F);
    EXPECT_FLOAT_EQ(curve.at(9.0), 10.0F);
    EXPECT_FLOAT_EQ(ControlCurve({}, 0.7F).at(5.0), 0.7F);
}

TEST(ControlCurve, AJumpBecomesARampOfTheSmoothingTime) {
    const ControlCurve curve({{1.0, 0.0F}, {1.0, 10.0F}}, 0.0F);
    EXPECT_FLOAT_EQ(curve.at(0.994), 0.0F);
    EXPECT_NEAR(curve.at(0.9975), 2.5F, 1e-3F);
    EXPECT_NEAR(curve.at(1.0), 5.0F, 1e-3F);
    EXPECT_FLOAT_EQ(curve.at(1.006), 10.0F);
}

TEST(ControlCurve, PointsThatAreNotFiniteAreLeftOut) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const ControlCurve curve({{0.0, nan}, {1.0, 3.0F}, {std::nan(""), 1.0F}}, 0.0F);
    EXPECT_FLOAT_EQ(curve.at(0.0), 3.0F);
}

TEST(ChannelStrip, PanKeepsThePower) {
    const std::vector<float> one(1000, 1.0F);
    for (const float pan : {-1.0F, -0.5F, 0.0F, 0.3F, 1.0F}) {
        StripSettings settings;
        settings.pan = pan;
        const AudioBuffer out = mixed(settings, one);
        const float left = out.channel(0)[500];
        const float right = out.channel(1)[500];
        EXPECT_NEAR(left * left + right * right, 1.0F, 1e-5F) << pan;
        EXPECT_NEAR(std::atan2(right, left), (pan + 1.0F) * 0.785398F, 1e-5F) << pan;
    }
}

TEST(ChannelStrip, GainIsInDecibelsAndMinusNinetyIsSilence) {
    const std::vector<float> one(44100, 1.0F);
    StripSettings settings;
    settings.gainDb = -6.0206F;
    settings.pan = -1.0F;
    settings.levels = {{0.0, 0.0F}, {0.5, -20.0F}, {0.6, -90.0F}};
    const AudioBuffer out = mixed(settings, one);
    EXPECT_NEAR(out.channel(0)[100], 0.494F, 1e-3F);
    EXPECT_NEAR(out.channel(0)[11025], 0.5F * 0.31623F, 1e-3F);
    EXPECT_EQ(out.channel(0)[40000], 0.0F);
}

TEST(ChannelStrip, AHairpinHasNoSteps) {
    const std::vector<float> one(44100, 1.0F);
    StripSettings settings;
    settings.pan = -1.0F;
    settings.levels = {{0.2, -30.0F}, {0.2, 0.0F}, {0.6, -40.0F}};
    const AudioBuffer out = mixed(settings, one);
    for (std::size_t i = 1; i < 44100; ++i) {
        ASSERT_LT(std::abs(out.channel(0)[i] - out.channel(0)[i - 1]), 0.01F) << i;
    }
}

TEST(ChannelStrip, IsTheSameBitForBitAtAnyBlockSize) {
    StripSettings settings;
    settings.levels = {{0.01, -30.0F}, {0.1, 0.0F}, {0.1, -3.0F}, {0.3, -40.0F}};
    settings.pans = {{0.0, -1.0F}, {0.35, 1.0F}};
    const ChannelStrip strip(settings);
    const std::vector<float> stem = test::whiteNoise(1, 0.2F, 20000);
    AudioBuffer whole(2, stem.size());
    strip.add(stem, -777, whole.view());
    for (const std::size_t block : test::kBlockSizes) {
        AudioBuffer pieces(2, stem.size());
        for (std::size_t at = 0; at < stem.size(); at += block) {
            const std::size_t count = std::min(block, stem.size() - at);
            strip.add(std::span(stem).subspan(at, count), static_cast<std::int64_t>(at) - 777,
                      test::Piece(pieces, at, count).view());
        }
        test::expectSame(whole, pieces, block);
    }
}

TEST(Mix, AddsAndScales) {
    AudioBuffer a(2, 3);
    AudioBuffer b(2, 3);
    a.channel(1)[2] = 1.0F;
    b.channel(1)[2] = 4.0F;
    addInto(a.view(), b.view(), 0.5F);
    EXPECT_FLOAT_EQ(a.channel(1)[2], 3.0F);
    scale(a.view(), 2.0F);
    EXPECT_FLOAT_EQ(a.channel(1)[2], 6.0F);
    EXPECT_FLOAT_EQ(a.channel(0)[2], 0.0F);
}

}  // namespace
}  // namespace arioso::dsp
