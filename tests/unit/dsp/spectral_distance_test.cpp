#include "dsp/spectral_distance.h"

#include <gtest/gtest.h>

#include "dsp/mel.h"
#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

std::vector<float> scaled(std::vector<float> signal, float gain) {
    for (float& sample : signal) sample *= gain;
    return signal;
}

TEST(StftDistance, IsZeroForEqualSignalsAndKnownForAGain) {
    const auto noise = test::whiteNoise(1, 0.1F, 30000);
    EXPECT_EQ(stftDistance(noise, noise).total(), 0.0);
    const StftDistance half = stftDistance(scaled(noise, 0.5F), noise);
    EXPECT_NEAR(half.convergence, 0.5, 1e-3);
    EXPECT_NEAR(half.logMagnitude, std::log(2.0), 0.01);
    const StftDistance none = stftDistance({}, noise);
    EXPECT_NEAR(none.convergence, 1.0, 1e-6);
}

TEST(StftDistance, DoesNotMindPhaseButMindsPitch) {
    const auto reference = test::sine(440.0, 0.3, 44100);
    std::vector<float> shifted(reference.begin() + 40, reference.end());
    shifted.resize(reference.size());
    const double phase = stftDistance(scaled(reference, -1.0F), reference).total();
    EXPECT_EQ(phase, 0.0);
    const double semitone = stftDistance(test::sine(466.16, 0.3, 44100), reference).total();
    const double later = stftDistance(shifted, reference).total();
    EXPECT_GT(semitone, 0.5);
    EXPECT_LT(later, 0.25 * semitone);
}

TEST(StftDistance, WhatNobodyHearsDoesNotCount) {
    const auto reference = test::sine(440.0, 0.3, 44100);
    std::vector<float> hiss = test::whiteNoise(5, 1e-7F, 44100);
    for (std::size_t i = 0; i < hiss.size(); ++i) hiss[i] += reference[i];
    EXPECT_LT(stftDistance(hiss, reference).total(), 1e-3);
    EXPECT_EQ(stftDistance(std::vector<float>(5000), std::vector<float>(5000)).total(), 0.0);
}

std::vector<float> flatMel(std::size_t frames, float level) {
    return std::vector<float>(frames * kMelBands, level);
}

// A ripple of one cosine over the bands is one cepstral coefficient: 20 / ln 10 times its amplitude
// over sqrt 2 is the root mean square difference in dB, which is what the figure means.
TEST(MelCepstralDistortion, IsTheRippleInDecibels) {
    const auto reference = flatMel(10, -2.0F);
    const auto rippled = [&](int coefficient) {
        auto mel = reference;
        for (std::size_t i = 0; i < mel.size(); ++i) {
            const double band = static_cast<double>(i % kMelBands) + 0.5;
            mel[i] += 0.5F * static_cast<float>(
                                 std::cos(std::numbers::pi * coefficient * band / kMelBands));
        }
        return mel;
    };
    const double expected = 20.0 / std::log(10.0) * 0.5 / std::sqrt(2.0);
    EXPECT_NEAR(melCepstralDistortion(rippled(1), reference), expected, 1e-3);
    EXPECT_NEAR(melCepstralDistortion(rippled(13), reference), expected, 1e-3);
    EXPECT_NEAR(melCepstralDistortion(rippled(14), reference), 0.0, 1e-3);
    CepstralSettings fine;
    fine.coefficients = 24;
    EXPECT_NEAR(melCepstralDistortion(rippled(14), reference, fine), expected, 1e-3);
    EXPECT_NEAR(logSpectralDistance(rippled(40), reference), expected, 1e-3);
}

TEST(MelCepstralDistortion, LeavesOutLevelSilentFramesAndWhatIsFarBelow) {
    auto reference = flatMel(10, -2.0F);
    EXPECT_NEAR(melCepstralDistortion(flatMel(10, -3.0F), reference), 0.0, 1e-4);
    EXPECT_NEAR(logSpectralDistance(flatMel(10, -3.0F), reference), 20.0 / std::log(10.0), 1e-3);
    std::fill(reference.begin() + 5 * kMelBands, reference.end(), std::log(kLogFloor));
    auto other = reference;
    other.back() = -1.0F;
    EXPECT_EQ(melCepstralDistortion(other, reference), 0.0);
    const auto silence = flatMel(10, std::log(kLogFloor));
    EXPECT_TRUE(std::isnan(melCepstralDistortion(silence, silence)));
    EXPECT_TRUE(std::isnan(melCepstralDistortion({}, {})));
}

TEST(LogMelStatistics, AreMeanAndDeviationOfTheAudibleFrames) {
    auto mel = flatMel(4, 1.0F);
    std::fill(mel.begin() + 2 * kMelBands, mel.begin() + 3 * kMelBands, 3.0F);
    std::fill(mel.begin() + 3 * kMelBands, mel.end(), std::log(kLogFloor));
    mel.resize(3 * kMelBands + kMelBands);
    const LogMelStatistics out = logMelStatistics(mel);
    EXPECT_EQ(out.frames, 3);
    EXPECT_NEAR(out.mean[7], 5.0 / 3.0, 1e-6);
    EXPECT_NEAR(out.deviation[7], std::sqrt(8.0 / 9.0), 1e-6);
    EXPECT_TRUE(logMelStatistics({}).mean.empty());
}

TEST(IntegratedLoudness, ReadsAToneAndItsHalf) {
    const auto tone = test::sine(997.0, 0.1, 5 * kSampleRate);
    // One channel at -20 dBFS reads 3 LU less than the stereo reference.
    EXPECT_NEAR(integratedLoudness(tone, kSampleRate), -23.0, 0.15);
    EXPECT_NEAR(
        integratedLoudness(tone, kSampleRate) - integratedLoudness(scaled(tone, 0.5F), kSampleRate),
        6.02, 0.1);
    EXPECT_EQ(integratedLoudness({}, kSampleRate), -70.0);
}

}  // namespace
}  // namespace arioso::dsp
