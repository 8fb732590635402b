#include "dsp/stft.h"

#include <gtest/gtest.h>

#include "dsp/error.h"
#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

using Bins = std::vector<std::complex<float>>;

TEST(RealFft, FindsTheOneFrequencyOfACosine) {
    RealFft fft(64);
    std::vector<float> signal(64);
    for (std::size_t i = 0; i < signal.size(); ++i) {
        signal[i] = static_cast<float>(std::cos(2.0 * std::numbers::pi * 5.0 * i / 64.0));
    }
    Bins bins(33);
    fft.forward(signal, bins);
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
        EXPECT_NEAR(std::abs(bins[bin]), bin == 5 ? 32.0F : 0.0F, 1e-4F) << "bin " << bin;
    }
}

TEST(RealFft, InverseRestoresTheSignalAndLeavesItsInputAlone) {
    RealFft fft(2048);
    const std::vector<float> signal = test::whiteNoise(1, 0.5F, 2048);
    Bins bins(1025);
    fft.forward(signal, bins);
    const Bins before = bins;
    std::vector<float> back(2048);
    fft.inverse(bins, back);
    EXPECT_EQ(bins, before);
    for (std::size_t i = 0; i < back.size(); ++i) EXPECT_NEAR(back[i], signal[i], 1e-6F);
}

TEST(RealFft, RefusesAnOddSize) {
    EXPECT_THROW(RealFft(7), Error);
    EXPECT_THROW(RealFft(0), Error);
}

// The definition of torch.stft(center=True, pad_mode="constant"), worked out term by term.
TEST(Stft, EqualsTheDefinitionBinByBin) {
    const std::vector<float> signal = test::whiteNoise(2, 0.3F, 3000);
    Stft stft;
    constexpr std::int64_t kFrames = 6;
    Bins frames(kFrames * kBins);
    stft.analyse(signal, 0, 0, kFrames, frames);
    for (const int frame : {0, 1, 3, 5}) {
        for (const int bin : {0, 1, 17, 512, 1024}) {
            std::complex<double> sum;
            for (int n = 0; n < kFftSize; ++n) {
                const int at = frame * kHop - kFftSize / 2 + n;
                if (at < 0 || at >= static_cast<int>(signal.size())) continue;
                const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * n / kFftSize);
                sum += window * signal[static_cast<std::size_t>(at)] *
                       std::polar(1.0, -2.0 * std::numbers::pi * n * bin / kFftSize);
            }
            const std::complex<float> got = frames[static_cast<std::size_t>(frame * kBins + bin)];
            EXPECT_NEAR(got.real(), sum.real(), 1e-4) << "frame " << frame << " bin " << bin;
            EXPECT_NEAR(got.imag(), sum.imag(), 1e-4) << "frame " << frame << " bin " << bin;
        }
    }
}

TEST(Stft, AFrameIsTheSameFromAnyPieceOfTheSignalThatHoldsIt) {
    const std::vector<float> signal = test::whiteNoise(3, 0.3F, 20000);
    Stft stft;
    Bins whole(40 * kBins);
    stft.analyse(signal, 0, 0, 40, whole);
    Bins piece(3 * kBins);
    const std::int64_t start = 20 * kHop - kFftSize / 2;
    stft.analyse(std::span(signal).subspan(static_cast<std::size_t>(start), 2 * kHop + kFftSize),
                 start, 20, 3, piece);
    EXPECT_TRUE(std::equal(piece.begin(), piece.end(), whole.begin() + 20 * kBins));
}

TEST(Istft, RestoresTheSignalExactlyFromItsFirstSample) {
    constexpr std::size_t kSamples = 10000;
    const std::vector<float> signal = test::whiteNoise(4, 0.3F, kSamples);
    const std::int64_t frames = framesFor(kSamples) + 4;
    Bins spectrum(static_cast<std::size_t>(frames) * kBins);
    Stft stft;
    stft.analyse(signal, 0, 0, frames, spectrum);
    Istft istft;
    std::vector<float> hop(kHop);
    std::vector<float> back(kSamples + 8 * kHop);
    for (std::int64_t frame = 0; frame < frames; ++frame) {
        const std::int64_t position = istft.position();
        istft.push(std::span(spectrum).subspan(static_cast<std::size_t>(frame) * kBins, kBins),
                   hop);
        for (std::int64_t i = 0; i < kHop; ++i) {
            if (position + i >= 0) {
                back[static_cast<std::size_t>(position + i)] = hop[static_cast<std::size_t>(i)];
            }
        }
    }
    for (std::size_t i = 0; i < kSamples; ++i) EXPECT_NEAR(back[i], signal[i], 1e-5F) << i;
}

TEST(Istft, AStreamBegunLaterMeetsTheWholeOneBitForBitOnceAllWindowsOverlap) {
    const std::vector<float> signal = test::whiteNoise(5, 0.3F, 20000);
    Bins spectrum(30 * kBins);
    Stft stft;
    stft.analyse(signal, 0, 0, 30, spectrum);
    const auto synthesise = [&](std::int64_t first) {
        Istft istft;
        istft.reset(first);
        std::vector<float> out;
        std::vector<float> hop(kHop);
        for (std::int64_t frame = first; frame < 30; ++frame) {
            istft.push(std::span(spectrum).subspan(static_cast<std::size_t>(frame) * kBins, kBins),
                       hop);
            out.insert(out.end(), hop.begin(), hop.end());
        }
        return out;
    };
    const std::vector<float> whole = synthesise(0);
    const std::vector<float> late = synthesise(10);
    EXPECT_TRUE(std::equal(late.begin() + 3 * kHop, late.end(), whole.begin() + 13 * kHop));
}

}  // namespace
}  // namespace arioso::dsp
