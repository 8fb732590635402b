#include "dsp/envelope.h"

#include <gtest/gtest.h>

#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

/// A tone that rises along a straight line of `attack` seconds from `onset` on, then falls.
std::vector<float> tone(double onset, double attack, double fallDbPerSecond, double hz = 440.0) {
    std::vector<float> out = test::sine(hz, 0.3, 88200);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / kSampleRate - onset;
        const double rise =
            attack > 0.0 ? std::clamp(t / attack, 0.0, 1.0) : (t >= 0.0 ? 1.0 : 0.0);
        const double fall = std::pow(10.0, -fallDbPerSecond * std::max(0.0, t - attack) / 20.0);
        out[i] = static_cast<float>(out[i] * rise * fall);
    }
    return out;
}

TEST(OnsetTime, FindsAnAbruptBeginningToAMillisecond) {
    for (const double onset : {0.3, 0.4567, 0.7001}) {
        const auto curve = levelCurve(tone(onset, 0.0, 0.0), kSampleRate, onset - 0.1, onset + 0.1);
        EXPECT_NEAR(onsetTime(curve), onset, 0.001);
    }
}

TEST(OnsetTime, FindsANoteThatBeginsWhileAnotherSounds) {
    std::vector<float> both = tone(0.5, 0.0, 0.0, 660.0);
    const auto quiet = tone(0.0, 0.0, 0.0, 200.0);
    for (std::size_t i = 0; i < both.size(); ++i) both[i] += 0.2F * quiet[i];
    EXPECT_NEAR(onsetTime(levelCurve(both, kSampleRate, 0.4, 0.6, 0.012)), 0.5, 0.0015);
}

TEST(OnsetTime, FindsNoneInASteadyToneOrInSilence) {
    const auto steady = test::sine(440.0, 0.3, 44100);
    EXPECT_TRUE(std::isnan(onsetTime(levelCurve(steady, kSampleRate, 0.3, 0.6))));
    EXPECT_TRUE(std::isnan(onsetTime(levelCurve({}, kSampleRate, 0.3, 0.6))));
    EXPECT_TRUE(std::isnan(onsetTime(LevelCurve{})));
}

TEST(AttackTime, IsEightTenthsOfAStraightRise) {
    for (const double attack : {0.02, 0.05, 0.2}) {
        const auto curve = levelCurve(tone(0.5, attack, 0.0), kSampleRate, 0.4, 0.9);
        EXPECT_NEAR(attackTime(curve) / (0.8 * attack), 1.0, 0.06) << attack;
    }
    EXPECT_LT(attackTime(levelCurve(tone(0.5, 0.0, 0.0), kSampleRate, 0.4, 0.9)), 0.002);
}

TEST(DecaySlope, IsTheFallInDecibelsASecond) {
    for (const double fall : {6.0, 30.0, 120.0}) {
        const auto curve = levelCurve(tone(0.1, 0.005, fall), kSampleRate, 0.1, 1.5);
        EXPECT_NEAR(decaySlope(curve) / -fall, 1.0, 0.02) << fall;
    }
    EXPECT_NEAR(decaySlope(levelCurve(tone(0.0, 0.0, 0.0), kSampleRate, 0.1, 1.5)), 0.0, 0.05);
    EXPECT_TRUE(std::isnan(decaySlope(levelCurve({}, kSampleRate, 0.0, 1.0))));
}

}  // namespace
}  // namespace arioso::dsp
