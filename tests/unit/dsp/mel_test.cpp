#include "dsp/mel.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

TEST(MelFilterBank, NoBandIsEmptyAndEveryBinInsideTheRangeIsHeard) {
    const std::vector<float> bank = melFilterBank();
    ASSERT_EQ(bank.size(), static_cast<std::size_t>(kMelBands * kBins));
    std::vector<float> heard(kBins);
    for (std::size_t band = 0; band < kMelBands; ++band) {
        const auto row = std::span(bank).subspan(band * kBins, kBins);
        const float peak = *std::max_element(row.begin(), row.end());
        EXPECT_GT(peak, 0.5F) << "band " << band;
        EXPECT_LE(peak, 1.0F) << "band " << band;
        for (std::size_t bin = 0; bin < kBins; ++bin) heard[bin] += row[bin];
    }
    // Between the first and the last centre neighbouring triangles add up to one.
    for (std::size_t bin = 3; bin < 980; ++bin) EXPECT_NEAR(heard[bin], 1.0F, 1e-5F) << bin;
}

TEST(MelAnalyser, ASineIsLoudestInTheBandAroundItAndRisesByItsGain) {
    MelAnalyser mel;
    const auto frameOf = [&](double amplitude) {
        std::vector<float> out(kMelBands);
        mel.analyse(test::sine(1000.0, amplitude, 22050), 0, 20, 1, out);
        return out;
    };
    const std::vector<float> soft = frameOf(0.1);
    const std::vector<float> loud = frameOf(0.2);
    const auto peak = std::max_element(soft.begin(), soft.end()) - soft.begin();
    // Slaney: 1 kHz is 15 mel of 59.96, so 0.2489 of the way through the 129 steps.
    EXPECT_EQ(peak, 31);
    const auto at = static_cast<std::size_t>(peak);
    EXPECT_NEAR(loud[at] - soft[at], std::log(2.0F), 1e-3F);
    // A sine of amplitude a peaks at a * sum(window) / 2 = a * 512 in its own bin.
    EXPECT_NEAR(soft[at], std::log(0.1F * 512.0F), 0.5F);
}

TEST(MelAnalyser, SilenceIsTheFloor) {
    MelAnalyser mel;
    std::vector<float> out(3 * kMelBands);
    mel.analyse({}, 0, -1, 3, out);
    for (const float value : out) EXPECT_FLOAT_EQ(value, std::log(kLogFloor));
}

TEST(MelAnalyser, FromSpectrumAgreesWithFromSignal) {
    const std::vector<float> signal = test::whiteNoise(9, 0.1F, 8000);
    MelAnalyser mel;
    std::vector<float> direct(10 * kMelBands);
    mel.analyse(signal, 0, 2, 10, direct);
    std::vector<std::complex<float>> spectrum(10 * kBins);
    Stft().analyse(signal, 0, 2, 10, spectrum);
    std::vector<float> indirect(10 * kMelBands);
    mel.fromSpectrum(spectrum, 10, indirect);
    EXPECT_EQ(direct, indirect);
}

}  // namespace
}  // namespace arioso::dsp
