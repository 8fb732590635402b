#include "dsp/voice_analysis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "dsp/spectral_envelope.h"
#include "dsp/voice_timbre.h"
#include "tests/unit/dsp/signals.h"
#include "tests/unit/dsp/synthetic_vowel.h"

namespace arioso::dsp {
namespace {

constexpr double kBinHz = 44100.0 / 2048.0;

/// Where the envelope peaks within 15 % of `hz`, by a parabola through the logarithms.
double peakNear(std::span<const float> envelope, double hz) {
    const auto low = static_cast<std::size_t>(0.85 * hz / kBinHz);
    const auto high = static_cast<std::size_t>(1.15 * hz / kBinHz);
    const auto top = static_cast<std::size_t>(
        std::max_element(envelope.begin() + static_cast<std::ptrdiff_t>(low),
                         envelope.begin() + static_cast<std::ptrdiff_t>(high)) -
        envelope.begin());
    const double a = std::log(envelope[top - 1]);
    const double b = std::log(envelope[top]);
    const double c = std::log(envelope[top + 1]);
    return (static_cast<double>(top) + 0.5 * (a - c) / (a - 2.0 * b + c)) * kBinHz;
}

TEST(SpectralEnvelope, PeaksAtTheFormants) {
    // Harmonics this near each other show where the formants are; wider ones leave it open.
    for (const double hz : {70.0, 80.0, 100.0}) {
        const auto frames = analyseVoice(test::vowel([hz](double) { return hz; }, 0.3));
        for (const test::Formant& formant : test::kVowelA) {
            const double found = peakNear(frames.envelopeOf(30), formant.hz);
            EXPECT_NEAR(found / formant.hz, 1.0, 0.03) << hz << " Hz, formant " << formant.hz;
        }
    }
}

TEST(SpectralEnvelope, OfWhiteNoiseIsItsVariance) {
    EnvelopeEstimator estimator(44100, 2048);
    const auto noise = test::whiteNoise(3, 0.1F, 44100);
    std::vector<float> envelope(1025);
    double sum = 0.0;
    double low = 0.0;
    for (int i = 0; i < 150; ++i) {
        estimator.estimate(noise, 0.1 + 0.005 * i, 0.0, envelope);
        for (std::size_t k = 50; k < 975; ++k) sum += envelope[k] / 925.0;
        for (std::size_t k = 7; k < 25; ++k) low += envelope[k] / 18.0;
    }
    // Taking the mean out of 6 ms costs a little from 150 to 540 Hz.
    EXPECT_NEAR(10.0 * std::log10(low / 150.0 / 0.01), -1.0, 1.0);
    EXPECT_NEAR(10.0 * std::log10(sum / 150.0 / 0.01), 0.0, 0.3);
}

TEST(SpectralEnvelope, IsAboveZeroInSilence) {
    EnvelopeEstimator estimator(44100, 2048);
    std::vector<float> envelope(1025);
    estimator.estimate(std::vector<float>(4096), 0.04, 0.0, envelope);
    for (const float power : envelope) {
        EXPECT_GT(power, 0.0F);
        EXPECT_LT(power, 1e-12F);
    }
}

TEST(Aperiodicity, IsLowForAVowelAndHighForNoise) {
    const auto voice = analyseVoice(test::vowel([](double) { return 160.0; }, 0.3));
    const auto a = voice.aperiodicityOf(30);
    for (double hz = 0.0; hz < 12000.0; hz += 500.0) {
        EXPECT_LT(a[static_cast<std::size_t>(hz / kBinHz)], 0.1F) << hz;
    }
    const auto noise = analyseVoice(test::whiteNoise(5, 0.1F, 13230));
    for (const float share : noise.aperiodicityOf(30)) EXPECT_EQ(share, 1.0F);
}

TEST(Aperiodicity, GrowsWithTheNoiseInAVowel) {
    const auto clean = test::vowel([](double) { return 160.0; }, 0.3);
    const auto noise = test::whiteNoise(5, 1.0F, clean.size());
    const std::vector<float> f0(60, 160.0F);
    double before = 0.0;
    for (const float level : {0.01F, 0.1F, 1.0F}) {
        auto mixed = clean;
        for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] += level * noise[i];
        const auto frames = analyseVoice(mixed, 44100, 0.005, f0);
        double share = 0.0;
        for (std::size_t i = 20; i < 40; ++i) {
            share += frames.aperiodicityOf(i)[static_cast<std::size_t>(6000.0 / kBinHz)] / 20.0;
        }
        EXPECT_GT(share, before + 0.05) << level;
        before = share;
    }
}

TEST(VoiceFrames, BetweenTwoFramesLieTheirMeans) {
    VoiceFrames frames;
    frames.resize(2);
    frames.f0 = {100.0F, 400.0F};
    std::fill(frames.envelopeOf(0).begin(), frames.envelopeOf(0).end(), 1e-6F);
    std::fill(frames.envelopeOf(1).begin(), frames.envelopeOf(1).end(), 1e-2F);
    std::fill(frames.aperiodicityOf(0).begin(), frames.aperiodicityOf(0).end(), 0.2F);
    std::fill(frames.aperiodicityOf(1).begin(), frames.aperiodicityOf(1).end(), 0.4F);
    const VoiceFrame middle = frames.frameAt(0.0025);
    EXPECT_NEAR(middle.f0, 200.0F, 0.01F);
    EXPECT_NEAR(middle.envelope[500], 1e-4F, 1e-7F);
    EXPECT_NEAR(middle.aperiodicity[500], 0.3F, 1e-5F);
    EXPECT_EQ(frames.frameAt(-1.0).f0, 100.0F);
    EXPECT_EQ(frames.frameAt(9.0).f0, 400.0F);
    frames.f0[1] = 0.0F;
    EXPECT_EQ(frames.frameAt(0.002).f0, 100.0F);
    EXPECT_EQ(frames.frameAt(0.003).f0, 0.0F);
}

TEST(VoiceTimbre, FormantsMoveByTheFactor) {
    auto frames = analyseVoice(test::vowel([](double) { return 100.0; }, 0.3));
    warpFormants(frames.envelopeOf(30), 1.2);
    for (const test::Formant& formant : test::kVowelA) {
        EXPECT_NEAR(peakNear(frames.envelopeOf(30), 1.2 * formant.hz) / formant.hz, 1.2, 0.036);
    }
}

TEST(VoiceTimbre, BreathinessRaisesTheNoiseAndNotThePower) {
    const auto frames = analyseVoice(test::vowel([](double) { return 160.0; }, 0.3));
    VoiceFrame frame = frames.frameAt(0.15);
    const auto measured = [&] {
        return measureVoice(frame.f0, frame.envelope, frame.aperiodicity, kBinHz);
    };
    const VoiceMeasures plain = measured();
    changeBreathiness(frame.aperiodicity, 0.8);
    const VoiceMeasures breathy = measured();
    EXPECT_GT(breathy.breathiness, plain.breathiness + 12.0);
    EXPECT_NEAR(breathy.energy, plain.energy, 1e-6);
    frame = frames.frameAt(0.15);
    changeBreathiness(frame.aperiodicity, -0.5);
    EXPECT_LT(measured().breathiness, plain.breathiness - 6.0);
}

TEST(VoiceTimbre, TensionTiltsTheHarmonicsAndKeepsTheirPower) {
    const auto frames = analyseVoice(test::vowel([](double) { return 160.0; }, 0.3));
    VoiceFrame frame = frames.frameAt(0.15);
    const VoiceMeasures plain = measureVoice(frame.f0, frame.envelope, frame.aperiodicity, kBinHz);
    double before = -100.0;
    for (const double amount : {-1.0, -0.5, 0.5, 1.0}) {
        frame = frames.frameAt(0.15);
        changeTension(frame.envelope, frame.aperiodicity, kBinHz, amount);
        const VoiceMeasures changed =
            measureVoice(frame.f0, frame.envelope, frame.aperiodicity, kBinHz);
        EXPECT_GT(changed.tension, before);
        EXPECT_NEAR(changed.voicing, plain.voicing, 0.05);
        EXPECT_NEAR(changed.breathiness, plain.breathiness, 0.05);
        before = changed.tension;
    }
}

TEST(VoiceTimbre, LevelsAreThoseOfTheSound) {
    const auto signal = test::vowel([](double) { return 160.0; }, 0.3);
    const auto frames = analyseVoice(signal);
    const VoiceFrame frame = frames.frameAt(0.15);
    const auto measures = measureVoice(frame.f0, frame.envelope, frame.aperiodicity, kBinHz);
    const double level = test::decibels(test::rms(std::span(signal).subspan(4410, 4410)));
    EXPECT_NEAR(measures.energy, level, 0.5);
    EXPECT_NEAR(measures.voicing, level, 0.5);
}

}  // namespace
}  // namespace arioso::dsp
