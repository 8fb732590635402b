#include "src/synth/mel_tilt.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "dsp/audio_format.h"

namespace arioso {
namespace {

constexpr std::size_t kBands = dsp::kMelBands;

TEST(MelTilt, RaisesTheTopByItsDecibelsAndLeavesTheBottom) {
    std::vector<float> mel(2 * kBands, -3.0F);
    // A second has 86.13 frames: the curve reaches 6 dB at the last of these two.
    const double hop = static_cast<double>(dsp::kHop) / dsp::kSampleRate;
    const std::vector<CurvePoint> curve{{10 * hop, 0.0F}, {11 * hop, 6.0F}};
    tiltMel(curve, 10, mel);
    EXPECT_EQ(mel[0], -3.0F);
    EXPECT_EQ(mel[kBands - 1], -3.0F);
    EXPECT_EQ(mel[kBands], -3.0F);
    EXPECT_NEAR(mel[2 * kBands - 1], -3.0F + std::log(10.0F) * 6.0F / 20.0F, 1e-5F);
    for (std::size_t band = 1; band < kBands; ++band)
        EXPECT_GE(mel[kBands + band], mel[kBands + band - 1]);
}

TEST(MelTilt, WithoutACurveNothingChanges) {
    std::vector<float> mel(kBands, 0.123456F);
    tiltMel({}, 0, mel);
    EXPECT_EQ(mel, std::vector<float>(kBands, 0.123456F));
}

}  // namespace
}  // namespace arioso
