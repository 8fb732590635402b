#include "dsp/pitch.h"

#include <gtest/gtest.h>

#include "dsp/excitation.h"
#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

class Yin : public testing::TestWithParam<double> {};

TEST_P(Yin, HearsASineToACent) {
    const double hz = GetParam();
    EXPECT_NEAR(centsAbove(medianPitch(test::sine(hz, 0.3, 22050)), hz), 0.0, 1.0);
}

TEST_P(Yin, HearsAPulseTrainInNoiseToTwoCents) {
    ExcitationNote note;
    note.frequency = GetParam();
    note.offset = 2.0;
    std::vector<float> signal(22050);
    Excitation({note}, 1).render(4410, signal);
    const auto noise = test::whiteNoise(2, 0.01F, signal.size());
    for (std::size_t i = 0; i < signal.size(); ++i) signal[i] += noise[i];
    EXPECT_NEAR(centsAbove(medianPitch(signal), GetParam()), 0.0, 2.0);
}

INSTANTIATE_TEST_SUITE_P(Keys, Yin,
                         testing::Values(32.703, 55.0, 123.47, 261.63, 440.0, 447.3, 1046.5, 2093.0,
                                         3729.31, 4186.01));

TEST(Yin, HearsAQuarterToneOffAsFiftyCents) {
    const auto signal = test::sine(440.0 * std::exp2(0.5 / 12.0), 0.3, 22050);
    EXPECT_NEAR(centsAbove(medianPitch(signal), 440.0), 50.0, 1.0);
}

TEST(Yin, HearsTheFundamentalThoughItIsMissing) {
    std::vector<float> signal(22050);
    for (const int harmonic : {2, 3, 4, 5}) {
        const auto partial = test::sine(196.0 * harmonic, 0.1, signal.size());
        for (std::size_t i = 0; i < signal.size(); ++i) signal[i] += partial[i];
    }
    EXPECT_NEAR(centsAbove(medianPitch(signal), 196.0), 0.0, 2.0);
}

TEST(Yin, HearsNoPitchInNoiseSilenceOrNothing) {
    EXPECT_TRUE(std::isnan(medianPitch(test::whiteNoise(1, 0.3F, 22050))));
    EXPECT_TRUE(std::isnan(medianPitch(std::vector<float>(22050))));
    EXPECT_TRUE(std::isnan(medianPitch({})));
}

}  // namespace
}  // namespace arioso::dsp
