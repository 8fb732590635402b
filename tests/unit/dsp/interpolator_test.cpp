#include "dsp/interpolator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace arioso::dsp {
namespace {

std::vector<float> sine(double cyclesPerSample) {
    std::vector<float> out(200);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<float>(
            std::sin(2.0 * std::numbers::pi * cyclesPerSample * static_cast<double>(i)));
    return out;
}

TEST(Interpolator, OnASampleItGivesThatSample) {
    const auto signal = sine(0.123);
    for (std::size_t i = 20; i < 100; ++i) {
        EXPECT_EQ(Interpolator::shared()(&signal[i], 0.0F), signal[i]);
        EXPECT_EQ(Interpolator::shared()(&signal[i], 1.0F), signal[i + 1]);
    }
}

TEST(Interpolator, BetweenSamplesItGivesTheToneThatWasSampled) {
    for (const double frequency : {0.01, 0.1, 0.25, 0.35}) {
        const auto signal = sine(frequency);
        double worst = 0.0;
        for (std::size_t i = 20; i < 100; ++i)
            for (const float fraction : {0.1F, 0.37F, 0.5F, 0.9F}) {
                const double exact =
                    std::sin(2.0 * std::numbers::pi * frequency *
                             (static_cast<double>(i) + static_cast<double>(fraction)));
                const auto found =
                    static_cast<double>(Interpolator::shared()(&signal[i], fraction));
                worst = std::max(worst, std::abs(found - exact));
            }
        EXPECT_LT(worst, 2e-3) << frequency;
    }
}

}  // namespace
}  // namespace arioso::dsp
