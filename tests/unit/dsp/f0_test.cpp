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
        if (seconds > 0.208 && seconds < 0.392) {
            EXPECT_GT(track[i], 0.0F) << seconds;
        }
        if (seconds < 0.192 || seconds > 0.408) {
            EXPECT_EQ(track[i], 0.0F) << seconds;
        }
    }
}

TEST(F0Track, OfSpeechKeepsNoFarNotes) {
    // A spoken tone that breaks into one of less than half its pitch, as creak does.
    const auto pitch = [](double t) { return t < 0.7 ? 150.0 : 68.0; };
    const auto signal = test::vowel(pitch, 0.9);
    EXPECT_NEAR(estimateF0(signal)[165], 68.0, 0.5);
    F0Settings settings;
    settings.speech = true;
    const auto track = estimateF0(signal, settings);
    EXPECT_NEAR(track[100], 150.0, 0.1);
    for (const float hz : track) EXPECT_TRUE(hz == 0.0F || hz > 83.0F) << hz;
}

TEST(F0Track, IsZeroForAResonanceHitByNoise) {
    // One pole pair at 600 Hz, 110 Hz wide: repeats for two or three periods and forgets.
    const auto noise = test::whiteNoise(4, 0.01F, 22050);
    std::vector<float> signal(noise.size());
    const double radius = std::exp(-std::numbers::pi * 110.0 / kSampleRate);
    const double turn = 2.0 * std::numbers::pi * 600.0 / kSampleRate;
    for (std::size_t i = 2; i < signal.size(); ++i) {
        signal[i] = static_cast<float>(noise[i] + 2.0 * radius * std::cos(turn) * signal[i - 1] -
                                       radius * radius * signal[i - 2]);
    }
    const auto track = estimateF0(signal);
    EXPECT_LT(std::count_if(track.begin(), track.end(), [](float hz) { return hz > 0.0F; }), 15);
}

TEST(F0Track, RefusesARangeUpsideDown) {
    F0Settings settings;
    settings.lowestHz = 500.0;
    settings.highestHz = 100.0;
    EXPECT_THROW(estimateF0(std::vector<float>(1000), settings), Error);
}

}  // namespace
}  // namespace arioso::dsp
