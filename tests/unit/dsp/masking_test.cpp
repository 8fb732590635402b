#include "dsp/masking.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "dsp/fft.h"
#include "dsp/stft.h"
#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

MaskingModel modelOf(const std::vector<float>& sound) {
    RealFft fft(kFftSize);
    const auto window = hannWindow(kFftSize);
    std::vector<float> in(static_cast<std::size_t>(kFftSize));
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = window[i] * sound[i];
    std::vector<std::complex<float>> bins(static_cast<std::size_t>(kBins));
    fft.forward(in, bins);
    std::vector<float> power;
    for (const auto bin : bins) power.push_back(std::norm(bin));
    MaskingModel model(power.size(), kSampleRate);
    model.analyse(power);
    return model;
}

double hiddenDb(const MaskingModel& model, std::size_t band) {
    return 10.0 * std::log10(model.threshold(band) / model.energy(band));
}

constexpr std::size_t kBandOf1kHz = 8;

TEST(MaskingModel, NoiseHidesMoreThanATone) {
    const MaskingModel noise = modelOf(test::whiteNoise(1, 0.1F, 2048));
    const MaskingModel tone = modelOf(test::sine(1000.0, 0.5, 2048));
    EXPECT_LT(noise.tonality(kBandOf1kHz), 0.3);
    EXPECT_GT(tone.tonality(kBandOf1kHz), 0.7);
    EXPECT_NEAR(hiddenDb(noise, kBandOf1kHz), -7.0, 2.5);
    EXPECT_LT(hiddenDb(tone, kBandOf1kHz), -15.0);
}

TEST(MaskingModel, AToneHidesMoreAboveThanBelow) {
    const MaskingModel tone = modelOf(test::sine(1000.0, 0.5, 2048));
    EXPECT_GT(tone.threshold(kBandOf1kHz + 2), 10.0 * tone.threshold(kBandOf1kHz - 2));
}

TEST(MaskingModel, SilenceHidesNothing) {
    const MaskingModel silence = modelOf(std::vector<float>(2048));
    for (std::size_t band = 0; band < MaskingModel::kBands; ++band)
        EXPECT_EQ(silence.threshold(band), 0.0);
}

}  // namespace
}  // namespace arioso::dsp
