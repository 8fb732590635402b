#include "dsp/f0.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "dsp/pitch.h"
#include "tests/unit/dsp/signals.h"
#include "tests/unit/dsp/synthetic_vowel.h"

namespace arioso::dsp {
namespace {

class F0 : public testing::TestWithParam<double> {};

TEST_P(F0, OfASteadyVowelIsRightToHalfACent) {
    const double hz = GetParam();
    const auto track = estimateF0(test::vowel([hz](double) { return hz; }, 0.4));
    ASSERT_EQ(track.size(), 80);
    for (std::size_t i = 6; i < 74; ++i) {
        ASSERT_GT(track[i], 0.0F) << i;
        EXPECT_NEAR(centsAbove(track[i], hz), 0.0, 0.5) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Voices, F0,
                         testing::Values(65.4, 98.0, 146.83, 207.65, 311.13, 440.0, 587.33,
                                         783.99));

TEST(F0Track, FollowsVibratoAndGlides) {
    const auto pitch = [](double t) {
        return 220.0 * std::exp2(0.4 * t + 0.04 * std::sin(2.0 * std::numbers::pi * 5.5 * t));
    };
    const auto track = estimateF0(test::vowel(pitch, 1.0));
    for (std::size_t i = 10; i < 190; ++i) {
        EXPECT_NEAR(centsAbove(track[i], pitch(0.005 * static_cast<double>(i))), 0.0, 10.0) << i;
    }
}

TEST(F0Track, IsZeroInNoiseAndSilence) {
    const auto noise = estimateF0(test::whiteNoise(1, 0.1F, 22050));
    EXPECT_LT(std::count_if(noise.begin(), noise.end(), [](float hz) { return hz > 0.0F; }), 3);
    for (const float hz : estimateF0(std::vector<float>(22050))) EXPECT_EQ(hz, 0.0F);
    EXPECT_TRUE(estimateF0({}).empty());
}

TEST(F0Track, TellsTheVoicedPartFromPauses) {
    auto signal = test::vowel([](double) { return 180.0; }, 0.6);
    std::fill(signal.begin(), signal.begin() + 8820, 0.0F);  // to 0.2 s
    std::fill(signal.begin() + 17640, signal.end(), 0.0F);   // from 0.4 s
    const auto track = estimateF0(signal);
    for (std::size_t i = 0; i < track.size(); ++i) {
        const double seconds = 0.005 * static_cast<double>(i);
        if (seconds > 0.215 && seconds < 0.385) {
            EXPECT_GT(track[i], 0.0F) << seconds;
        }
        if (seconds < 0.185 || seconds > 0.415) {
            EXPECT_EQ(track[i], 0.0F) << seconds;
        }
    }
}

TEST(F0Track, RefusesARangeUpsideDown) {
    F0Settings settings;
    settings.lowestHz = 500.0;
    settings.highestHz = 100.0;
    EXPECT_THROW(estimateF0(std::vector<float>(1000), settings), Error);
}

}  // namespace
}  // namespace arioso::dsp
