#include "dsp/mfcc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "dsp/error.h"
#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

constexpr int kRate = 16000;

std::vector<float> cepstra(std::span<const float> signal, int sampleRate = kRate) {
    MfccOptions options;
    options.sampleRate = sampleRate;
    return MfccAnalyser(options).analyse(signal);
}

double distance(std::span<const float> a, std::span<const float> b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(a[i] - b[i], 2.0);
    return std::sqrt(sum);
}

TEST(Mfcc, AFrameEveryFiveMillisecondsAndTheLastMayBeHalfEmpty) {
    MfccOptions options;
    options.sampleRate = kRate;
    const MfccAnalyser analyser(options);
    EXPECT_EQ(analyser.frames(0), 0);
    EXPECT_EQ(analyser.frames(80), 1);
    EXPECT_EQ(analyser.frames(81), 2);
    EXPECT_EQ(analyser.frames(kRate), 200);
}

TEST(Mfcc, LoudnessIsInTheZerothAlone) {
    auto signal = test::whiteNoise(1, 0.1F, 1600);
    const auto soft = cepstra(signal);
    for (float& sample : signal) sample *= 2.0F;
    const auto loud = cepstra(signal);
    const double gain = std::log(4.0) * std::sqrt(28.0);
    for (std::size_t i = 0; i < soft.size(); ++i)
        EXPECT_NEAR(loud[i] - soft[i], i % 13 == 0 ? gain : 0.0, 1e-3);
}

TEST(Mfcc, TheSameSoundAtAnotherSampleRateIsAlike) {
    const auto low = cepstra(test::sine(1000.0, 0.3, 1600, 16000), 16000);
    const auto high = cepstra(test::sine(1000.0, 0.3, 4800, 48000), 48000);
    const auto other = cepstra(test::sine(3000.0, 0.3, 1600, 16000), 16000);
    const auto frame = [](const std::vector<float>& all) {
        return std::span(all).subspan(10 * 13 + 1, 12);
    };
    EXPECT_LT(distance(frame(low), frame(high)), 0.2 * distance(frame(low), frame(other)));
}

TEST(Mfcc, AClickIsInTheMiddleOfItsFrame) {
    std::vector<float> signal(1600);
    signal[1000] = 1.0F;  // 62.5 ms: the middle of the frame from 60 to 65 ms
    const auto found = cepstra(signal);
    std::size_t loudest = 0;
    for (std::size_t t = 0; t < 20; ++t) {
        if (found[t * 13] > found[loudest * 13]) loudest = t;
    }
    EXPECT_EQ(loudest, 12U);
    EXPECT_NEAR(found[11 * 13], found[13 * 13], 1e-2);
}

TEST(Mfcc, DigitalSilenceIsFinite) {
    for (const float value : cepstra(std::vector<float>(800))) EXPECT_TRUE(std::isfinite(value));
    EXPECT_TRUE(cepstra({}).empty());
}

TEST(Mfcc, DeltasOfARampAreItsSlope) {
    std::vector<float> ramp;
    for (int i = 0; i < 20; ++i) ramp.push_back(0.5F * static_cast<float>(i));
    const auto found = withDeltas(ramp, 1, 3);
    ASSERT_EQ(found.size(), 60U);
    EXPECT_FLOAT_EQ(found[10 * 3], 5.0F);
    EXPECT_NEAR(found[10 * 3 + 1], 0.5, 1e-6);
    EXPECT_NEAR(found[10 * 3 + 2], 0.0, 1e-6);
}

TEST(Mfcc, NormalisedValuesHaveZeroMeanAndUnitVariance) {
    std::vector<float> frames;
    for (int i = 0; i < 100; ++i) {
        frames.push_back(3.0F + static_cast<float>(i % 10));
        frames.push_back(7.0F);
    }
    normaliseMeanVariance(frames, 2);
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < frames.size(); i += 2) {
        sum += frames[i];
        squares += std::pow(frames[i], 2.0);
        EXPECT_EQ(frames[i + 1], 0.0F);
    }
    EXPECT_NEAR(sum / 100.0, 0.0, 1e-6);
    EXPECT_NEAR(squares / 100.0, 1.0, 1e-5);
}

TEST(Mfcc, ARateTooLowIsRefused) {
    MfccOptions options;
    options.sampleRate = 4000;
    EXPECT_THROW(MfccAnalyser{options}, Error);
}

}  // namespace
}  // namespace arioso::dsp
