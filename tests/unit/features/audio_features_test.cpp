#include "src/features/audio_features.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <vector>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "models/random_stream.h"

namespace arioso {
namespace {

constexpr int kRate = 44100;
constexpr double kTwoPi = 6.283185307179586;

std::vector<float> silence(double seconds) {
    return std::vector<float>(static_cast<std::size_t>(seconds * kRate), 0.0F);
}

/// A tone with falling harmonics and short ramps.
void addTone(std::vector<float>& signal, double begin, double seconds, double midi,
             double level = 0.2, int harmonics = 6) {
    const double hz = 440.0 * std::exp2((midi - 69.0) / 12.0);
    const auto first = static_cast<std::size_t>(begin * kRate);
    const auto count = static_cast<std::size_t>(seconds * kRate);
    for (std::size_t i = 0; i < count && first + i < signal.size(); ++i) {
        const double t = static_cast<double>(i) / kRate;
        const double ramp = std::min({1.0, t / 0.004, (seconds - t) / 0.02});
        double sum = 0.0;
        for (int h = 1; h <= harmonics; ++h) sum += std::sin(kTwoPi * hz * h * t) / (h * h);
        signal[first + i] += static_cast<float>(level * std::max(0.0, ramp) * sum);
    }
}

void addClick(std::vector<float>& signal, double begin) {
    const auto first = static_cast<std::size_t>(begin * kRate);
    for (std::size_t i = 0; i < 600 && first + i < signal.size(); ++i)
        signal[first + i] +=
            static_cast<float>(0.8 * std::exp(-static_cast<double>(i) / 90.0) *
                               std::sin(kTwoPi * 1800.0 * static_cast<double>(i) / kRate + 1.0));
}

AudioFeatures of(const std::vector<float>& signal, int rate = kRate) {
    return audioFeatures({std::span<const float>(signal)}, rate);
}

TEST(AudioFeatures, SlowAttacksRiseLessSteeply) {
    std::vector<float> sharp = silence(4.0);
    std::vector<float> slow = silence(4.0);
    for (double t = 0.5; t < 3.5; t += 0.5) {
        addTone(sharp, t, 0.3, 69);
        addTone(slow, t, 0.3, 69);
        const auto first = static_cast<std::size_t>(t * kRate);
        for (std::size_t i = 0; i < 4410; ++i) slow[first + i] *= static_cast<float>(i) / 4410.0F;
    }
    // Both begin in silence: what a sharp one has after 10 ms, the slow one has not.
    EXPECT_GT(of(sharp).attack, of(slow).attack + 6.0);
    EXPECT_EQ(of(silence(2.0)).attack, 0.0);
    EXPECT_LT(of(sharp).attackTime, 0.03);
    EXPECT_NEAR(of(slow).attackTime, 0.08, 0.01) << "of a straight rise of 100 ms";
    EXPECT_EQ(of(silence(2.0)).attackTime, 0.0);
}

class Clicks : public testing::TestWithParam<double> {};

TEST_P(Clicks, TempoBeatsAndOnsetsAreFound) {
    const double period = 60.0 / GetParam();
    std::vector<float> signal = silence(20.0);
    std::vector<double> times;
    for (double t = 0.5; t < 19.5; t += period) times.push_back(t);
    for (const double t : times) addClick(signal, t);
    const AudioFeatures f = of(signal);
    EXPECT_NEAR(f.tempo, GetParam(), 0.01 * GetParam());
    ASSERT_EQ(f.onsets.size(), times.size());
    for (std::size_t i = 0; i < times.size(); ++i) EXPECT_NEAR(f.onsets[i], times[i], 0.005);
    EXPECT_NEAR(static_cast<double>(f.beats.size()), static_cast<double>(times.size()), 2.0);
    for (const double beat : f.beats) {
        double nearest = 1.0;
        for (const double t : times) nearest = std::min(nearest, std::abs(t - beat));
        EXPECT_LT(nearest, 0.04);
    }
}

INSTANTIATE_TEST_SUITE_P(Tempos, Clicks, testing::Values(72.0, 90.0, 120.0, 137.0));

TEST(AudioFeatures, AScaleIsHeardNoteByNote) {
    const std::vector<int> scale = {60, 62, 64, 65, 67, 69, 71, 72};
    std::vector<float> signal = silence(0.4 * 8 + 0.3);
    for (std::size_t i = 0; i < scale.size(); ++i)
        addTone(signal, 0.1 + 0.4 * static_cast<double>(i), 0.38, scale[i]);
    const AudioFeatures f = of(signal);
    ASSERT_EQ(f.tones.size(), scale.size());
    for (std::size_t i = 0; i < scale.size(); ++i) {
        EXPECT_EQ(f.tones[i].pitch, scale[i]);
        EXPECT_NEAR(f.tones[i].onset, 0.1 + 0.4 * static_cast<double>(i), 0.03);
        EXPECT_NEAR(f.tones[i].cents, 0.0, 8.0);
    }
    EXPECT_GT(f.voiced, 0.8);
    EXPECT_EQ(f.onsets.size(), scale.size());
    EXPECT_EQ(f.key.tonic, 0);
    EXPECT_FALSE(f.key.minor);
}

class Cadences : public testing::TestWithParam<int> {};

TEST_P(Cadences, KeyIsFoundInEveryTransposition) {
    const int shift = GetParam();
    for (const bool minor : {false, true}) {
        const std::vector<std::vector<int>> chords =
            minor ? std::vector<std::vector<int>>{{48, 60, 63, 67},
                                                  {53, 60, 65, 68},
                                                  {43, 59, 65, 67},
                                                  {48, 60, 63, 67}}
                  : std::vector<std::vector<int>>{
                        {48, 60, 64, 67}, {53, 60, 65, 69}, {43, 59, 65, 67}, {48, 60, 64, 67}};
        std::vector<float> signal = silence(4.2);
        for (std::size_t i = 0; i < chords.size(); ++i)
            for (const int pitch : chords[i])
                addTone(signal, static_cast<double>(i), 0.95, pitch + shift, 0.1);
        const AudioFeatures f = of(signal);
        EXPECT_EQ(f.key.tonic, shift) << (minor ? "minor" : "major");
        EXPECT_EQ(f.key.minor, minor);
    }
}

INSTANTIATE_TEST_SUITE_P(Keys, Cadences, testing::Values(0, 3, 7, 10));

TEST(AudioFeatures, TuningIsMeasuredAndTakenOut) {
    std::vector<float> signal = silence(3.0);
    for (int i = 0; i < 3; ++i) addTone(signal, i, 0.95, 60 + 4 * i + 0.3);
    const AudioFeatures f = of(signal);
    EXPECT_NEAR(f.tuning, 30.0, 6.0);
    EXPECT_GT(f.chroma[0] + f.chroma[4] + f.chroma[8], 0.6);
    ASSERT_EQ(f.tones.size(), 3U);
    EXPECT_EQ(f.tones[0].pitch, 60);
}

TEST(AudioFeatures, SpectrumOfToneAndNoise) {
    // It fades at its ends, or they would be clicks.
    std::vector<float> tone = silence(2.0);
    for (std::size_t i = 0; i < tone.size(); ++i)
        tone[i] =
            static_cast<float>(0.5 * std::sin(kTwoPi * 1000.0 * static_cast<double>(i) / kRate));
    for (std::size_t i = 0; i < 441; ++i) {
        tone[i] *= static_cast<float>(i) / 441.0F;
        tone[tone.size() - 1 - i] *= static_cast<float>(i) / 441.0F;
    }
    const AudioFeatures sine = of(tone);
    EXPECT_NEAR(sine.centroid, 1000.0, 60.0);
    EXPECT_NEAR(sine.rolloff, 1000.0, 40.0);
    EXPECT_LT(sine.flatness, 0.01);
    EXPECT_NEAR(sine.rms, -9.03, 0.1);
    EXPECT_LE(sine.onsets.size(), 1U);
    models::RandomStream random(1);
    std::vector<float> noise = silence(2.0);
    for (float& one : noise) one = static_cast<float>(random.between(-0.3, 0.3));
    const AudioFeatures hiss = of(noise);
    EXPECT_GT(hiss.flatness, 0.4);
    EXPECT_NEAR(hiss.centroid, 11025.0, 400.0);
}

TEST(AudioFeatures, SilenceHasNoTempoAndNoOnsets) {
    const AudioFeatures f = of(silence(5.0));
    EXPECT_EQ(f.tempo, 0.0);
    EXPECT_TRUE(f.onsets.empty());
    EXPECT_TRUE(f.tones.empty());
    EXPECT_THROW((void)of({}), Error);
    EXPECT_THROW((void)audioFeaturesOf("no-such-file.wav"), Error);
}

TEST(AudioFeatures, FilesOfOtherRatesAreRead) {
    const auto path = std::filesystem::temp_directory_path() / "arioso_features_test.flac";
    dsp::AudioBuffer stereo(2, 2 * 48000);
    for (int c = 0; c < 2; ++c)
        for (std::size_t i = 0; i < stereo.frames(); ++i)
            stereo.channel(c)[i] = static_cast<float>(
                0.25 * std::sin(kTwoPi * 440.0 * static_cast<double>(i) / 48000.0));
    dsp::AudioFileWriter writer(path, dsp::AudioFormat::Flac24, 48000, 2, true);
    writer.write(stereo.view());
    writer.commit();
    const AudioFeatures f = audioFeaturesOf(path);
    std::filesystem::remove(path);
    EXPECT_EQ(f.channels, 2);
    EXPECT_EQ(f.sampleRate, 48000);
    EXPECT_NEAR(f.seconds, 2.0, 1e-6);
    ASSERT_EQ(f.tones.size(), 1U);
    EXPECT_EQ(f.tones[0].pitch, 69);
    EXPECT_NEAR(f.tones[0].cents, 0.0, 2.0);
}

}  // namespace
}  // namespace arioso
