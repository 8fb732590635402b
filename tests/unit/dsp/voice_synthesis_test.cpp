#include "dsp/voice_synthesis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "dsp/pitch.h"
#include "dsp/voice_analysis.h"
#include "tests/unit/dsp/signals.h"
#include "tests/unit/dsp/synthetic_vowel.h"

namespace arioso::dsp {
namespace {

constexpr double kBinHz = 44100.0 / 2048.0;

/// Root mean square difference of two frames' envelopes in dB, up to `highestHz`.
double distance(std::span<const float> a, std::span<const float> b, double highestHz) {
    double sum = 0.0;
    const auto bins = static_cast<std::size_t>(highestHz / kBinHz);
    for (std::size_t k = 2; k < bins; ++k) {
        const double decibels = 10.0 * std::log10(static_cast<double>(a[k]) / b[k]);
        sum += decibels * decibels;
    }
    return std::sqrt(sum / static_cast<double>(bins - 2));
}

class VoiceCopy : public testing::TestWithParam<double> {};

TEST_P(VoiceCopy, OfAVowelKeepsLevelSpectrumAndPitch) {
    const double hz = GetParam();
    const auto signal = test::vowel([hz](double) { return hz; }, 0.5);
    const auto frames = analyseVoice(signal);
    const auto copy = synthesiseVoice(frames);
    ASSERT_EQ(copy.size(), 22050);
    const auto middle = [](const std::vector<float>& x) {
        return std::span(x).subspan(6615, 8820);
    };
    EXPECT_NEAR(test::decibels(test::rms(middle(copy)) / test::rms(middle(signal))), 0.0, 1.0);
    const auto again = analyseVoice(copy);
    for (std::size_t i = 30; i < 70; ++i) {
        EXPECT_NEAR(centsAbove(again.f0[i], hz), 0.0, 1.0);
        EXPECT_LT(distance(again.envelopeOf(i), frames.envelopeOf(i), 8000.0), 1.5) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Voices, VoiceCopy, testing::Values(90.0, 150.0, 230.0, 400.0));

TEST(VoiceSynthesis, SevenSemitonesMoveThePitchAndLeaveTheFormants) {
    auto frames = analyseVoice(test::vowel([](double) { return 130.0; }, 0.5));
    const float fifth = std::exp2(7.0F / 12.0F);
    for (float& hz : frames.f0) hz *= fifth;
    const auto high = analyseVoice(synthesiseVoice(frames));
    for (std::size_t i = 30; i < 70; ++i) {
        EXPECT_NEAR(centsAbove(high.f0[i], 130.0), 700.0, 1.0);
        EXPECT_LT(distance(high.envelopeOf(i), frames.envelopeOf(i), 5000.0), 2.0) << i;
    }
}

TEST(VoiceSynthesis, AMovingPitchIsFollowed) {
    auto frames = analyseVoice(test::vowel([](double) { return 200.0; }, 0.8));
    const auto pitch = [](double t) {
        return 260.0 * std::exp2(0.05 * std::sin(2.0 * std::numbers::pi * 6.0 * t));
    };
    for (std::size_t i = 0; i < frames.size(); ++i) {
        frames.f0[i] = static_cast<float>(pitch(0.005 * static_cast<double>(i)));
    }
    const auto track = estimateF0(synthesiseVoice(frames));
    for (std::size_t i = 10; i < 150; ++i) {
        EXPECT_NEAR(centsAbove(track[i], pitch(0.005 * static_cast<double>(i))), 0.0, 10.0) << i;
    }
}

TEST(VoiceSynthesis, NoiseStaysNoiseWithItsSpectrum) {
    const auto white = test::whiteNoise(8, 0.1F, 44100);
    // Dull by one pole: 12 dB less at the top than at the bottom.
    std::vector<float> signal(white.size());
    for (std::size_t i = 1; i < signal.size(); ++i) signal[i] = white[i] + 0.6F * signal[i - 1];
    const auto frames = analyseVoice(signal);
    const auto copy = synthesiseVoice(frames, 5);
    EXPECT_NEAR(test::decibels(test::rms(copy) / test::rms(signal)), 0.0, 1.5);
    const auto again = analyseVoice(copy);
    EXPECT_LT(std::count_if(again.f0.begin(), again.f0.end(), [](float hz) { return hz > 0.0F; }),
              4);
    const auto mean = [](const VoiceFrames& voice, double hz) {
        double sum = 0.0;
        const auto bin = static_cast<std::size_t>(hz / kBinHz);
        for (std::size_t i = 20; i < 180; ++i) sum += std::log(voice.envelopeOf(i)[bin]) / 160.0;
        return 10.0 / std::log(10.0) * sum;
    };
    const double offset = mean(again, 3000.0) - mean(frames, 3000.0);
    EXPECT_NEAR(offset, 0.0, 3.0);
    for (const double hz : {500.0, 1000.0, 6000.0, 12000.0, 20000.0}) {
        EXPECT_NEAR(mean(again, hz) - mean(frames, hz), offset, 1.5) << hz;
    }
}

TEST(VoiceSynthesis, TheSameFramesAndSeedGiveTheSameBytes) {
    auto signal = test::vowel([](double) { return 200.0; }, 0.3);
    const auto noise = test::whiteNoise(8, 0.01F, signal.size());
    for (std::size_t i = 0; i < signal.size(); ++i) signal[i] += noise[i];
    const auto frames = analyseVoice(signal);
    EXPECT_EQ(frames.envelope, analyseVoice(signal).envelope);
    EXPECT_EQ(synthesiseVoice(frames, 1), synthesiseVoice(frames, 1));
    EXPECT_NE(synthesiseVoice(frames, 1), synthesiseVoice(frames, 2));
    VoiceSynthesiser used(44100, 2048);
    static_cast<void>(used.synthesise(frames, 7));
    EXPECT_EQ(used.synthesise(frames, 1), synthesiseVoice(frames, 1));
}

TEST(VoiceSynthesis, AVowelHeldTwiceAsLongSoundsTwiceAsLong) {
    const auto frames = analyseVoice(test::vowel([](double) { return 200.0; }, 0.3));
    std::vector<double> times(120);
    for (std::size_t i = 0; i < times.size(); ++i) times[i] = 0.0025 * static_cast<double>(i);
    const auto sound = synthesiseVoice(frames.warped(times));
    EXPECT_EQ(sound.size(), 26460);
    EXPECT_NEAR(centsAbove(medianPitch(sound), 200.0), 0.0, 1.0);
}

TEST(VoiceSynthesis, RefusesFramesItWasNotMadeFor) {
    VoiceFrames frames;
    frames.resize(3);
    VoiceSynthesiser synthesiser(44100, 1024);
    EXPECT_THROW(static_cast<void>(synthesiser.synthesise(frames, 0)), Error);
    frames.framePeriod = 0.05;
    EXPECT_THROW(static_cast<void>(synthesiseVoice(frames)), Error);
    VoiceFrame odd;
    odd.envelope.resize(5);
    EXPECT_THROW(frames.append(odd), Error);
}

}  // namespace
}  // namespace arioso::dsp
