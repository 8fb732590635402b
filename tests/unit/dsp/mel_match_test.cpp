#include "dsp/mel_match.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "dsp/excitation.h"
#include "dsp/mel.h"
#include "dsp/philox.h"
#include "dsp/stft.h"

namespace arioso::dsp {
namespace {

constexpr std::int64_t kFrames = 40;

std::vector<float> tone(double hz, float level) {
    std::vector<float> signal(kFrames * kHop);
    for (std::size_t i = 0; i < signal.size(); ++i) {
        signal[i] = level * static_cast<float>(std::sin(2.0 * std::numbers::pi * hz *
                                                        static_cast<double>(i) / kSampleRate));
    }
    return signal;
}

std::vector<std::complex<float>> spectrumOf(const std::vector<float>& signal) {
    std::vector<std::complex<float>> spectrum(kFrames * kBins);
    Stft().analyse(signal, 0, 0, kFrames, spectrum);
    return spectrum;
}

std::vector<float> melOf(const std::vector<float>& signal) {
    std::vector<float> mel(kFrames * kMelBands);
    MelAnalyser().analyse(signal, 0, 0, kFrames, mel);
    return mel;
}

/// Mean distance of log-mels away from the edges, in bands above the floor.
double distance(const std::vector<std::complex<float>>& spectrum,
                const std::vector<float>& wanted) {
    std::vector<float> samples((kFrames + 3) * kHop);
    Istft istft;
    istft.reset(0);
    for (std::int64_t f = 0; f < kFrames + 3; ++f) {
        const auto hop = std::span(samples).subspan(static_cast<std::size_t>(f * kHop), kHop);
        if (f < kFrames) {
            istft.push(std::span(spectrum).subspan(static_cast<std::size_t>(f * kBins), kBins),
                       hop);
        } else {
            istft.drain(hop);
        }
    }
    std::vector<float> mel(kFrames * kMelBands);
    MelAnalyser().analyse(samples, -kFftSize / 2, 0, kFrames, mel);
    double sum = 0.0;
    int count = 0;
    for (std::int64_t f = 10; f < kFrames - 10; ++f) {
        for (std::int64_t b = 0; b < kMelBands; ++b) {
            const auto at = static_cast<std::size_t>(f * kMelBands + b);
            if (wanted[at] < -4.0F) continue;
            sum += std::abs(mel[at] - wanted[at]);
            ++count;
        }
    }
    return sum / count;
}

TEST(MelMatch, BringsTheLevelOfASoundToTheMel) {
    const auto wanted = melOf(tone(440.0, 0.5F));
    auto spectrum = spectrumOf(tone(440.0, 0.25F));
    EXPECT_NEAR(distance(spectrum, wanted), std::log(2.0), 0.05);
    MelMatcher().match(spectrum, wanted, kFrames, 1);
    EXPECT_LT(distance(spectrum, wanted), 0.02);
}

TEST(MelMatch, EachRoundBringsNoiseCloserToTheMel) {
    std::vector<float> noise(kFrames * kHop), other(noise.size());
    const Philox a(1, 1), b(2, 1);
    for (std::size_t i = 0; i < noise.size(); ++i) {
        noise[i] = 0.1F * a.normalBlock(i)[0];
        other[i] = 0.1F * b.normalBlock(i)[0];
    }
    const auto wanted = melOf(noise);
    double before = distance(spectrumOf(other), wanted);
    for (const int rounds : {1, 2, 4}) {
        auto spectrum = spectrumOf(other);
        MelMatcher().match(spectrum, wanted, kFrames, rounds);
        const double after = distance(spectrum, wanted);
        EXPECT_LT(after, 0.9 * before) << rounds;
        before = after;
    }
}

TEST(MelMatch, NoRoundsLeaveTheSpectrumAlone) {
    const auto before = spectrumOf(tone(440.0, 0.25F));
    auto spectrum = before;
    MelMatcher().match(spectrum, melOf(tone(880.0, 0.5F)), kFrames, 0);
    EXPECT_EQ(spectrum, before);
}

TEST(MelMatch, FramesBeyondTheContextDoNotDependOnTheRange) {
    const auto wanted = melOf(tone(440.0, 0.5F));
    const auto whole = spectrumOf(tone(450.0, 0.25F));
    constexpr std::int64_t kCut = 5, kRounds = 2;
    constexpr std::int64_t kSafe = kRounds * MelMatcher::kContextFrames;
    auto all = whole;
    MelMatcher().match(all, wanted, kFrames, kRounds);
    std::vector<std::complex<float>> part(whole.begin() + kCut * kBins, whole.end());
    const std::vector<float> partMel(wanted.begin() + kCut * kMelBands, wanted.end());
    MelMatcher().match(part, partMel, kFrames - kCut, kRounds);
    for (std::int64_t f = kCut + kSafe; f < kFrames - kSafe; ++f) {
        for (std::int64_t bin = 0; bin < kBins; ++bin) {
            ASSERT_EQ(all[static_cast<std::size_t>(f * kBins + bin)],
                      part[static_cast<std::size_t>((f - kCut) * kBins + bin)])
                << f << " " << bin;
        }
    }
}

TEST(ExcitationNoise, JumpsAtAStruckNoteAndIsEvenUnderASwell) {
    const auto level = [](float attack, double from, double to) {
        ExcitationNote note;
        note.onset = 0.5;
        note.offset = 1.0;
        note.envelope.attack = attack;
        const Excitation excitation({note}, 3);
        std::vector<float> out(static_cast<std::size_t>((to - from) * kSampleRate));
        excitation.renderNoise(static_cast<std::int64_t>(from * kSampleRate), out);
        double sum = 0.0;
        for (const float x : out) sum += static_cast<double>(x) * x;
        return std::sqrt(sum / static_cast<double>(out.size()));
    };
    EXPECT_NEAR(level(0.001F, 0.49, 0.4999), 0.1, 0.02);
    EXPECT_GT(level(0.001F, 0.5, 0.505), 0.7);
    EXPECT_LT(level(0.001F, 0.8, 0.9), 0.13);
    EXPECT_NEAR(level(0.05F, 0.5, 0.6), 0.1, 0.02);
}

TEST(ExcitationNoise, DoesNotDependOnTheRange) {
    ExcitationNote note;
    note.onset = 0.01;
    note.offset = 0.02;
    const Excitation excitation({note}, 3);
    std::vector<float> whole(2000), part(777);
    excitation.renderNoise(-300, whole);
    excitation.renderNoise(-300 + 513, part);
    for (std::size_t i = 0; i < part.size(); ++i) ASSERT_EQ(part[i], whole[i + 513]) << i;
}

}  // namespace
}  // namespace arioso::dsp
