#include "dsp/loudness.h"

#include <gtest/gtest.h>

#include "dsp/error.h"
#include "tests/unit/dsp/blocks.h"

namespace arioso::dsp {
namespace {

AudioBuffer stereoSine(double db, double seconds) {
    const auto tone = test::sine(1000.0, std::pow(10.0, db / 20.0),
                                 static_cast<std::size_t>(seconds * kSampleRate));
    AudioBuffer out(2, tone.size());
    for (int c = 0; c < 2; ++c) std::copy(tone.begin(), tone.end(), out.channel(c).begin());
    return out;
}

// EBU Tech 3341, case 1: a 1 kHz stereo sine at -23 dBFS reads -23 LUFS.
TEST(LoudnessMeter, ReadsTheReferenceTone) {
    LoudnessMeter meter(2, kSampleRate);
    AudioBuffer tone = stereoSine(-23.0, 20.0);
    meter.add(tone.view());
    EXPECT_NEAR(meter.integrated(), -23.0, 0.1);
    EXPECT_NEAR(meter.truePeak(), -23.0, 0.1);
}

// EBU Tech 3342, case 1: 20 s at -20 dBFS, then 20 s at -30 dBFS, are 10 LU apart.
TEST(LoudnessMeter, ReadsTheLoudnessRange) {
    LoudnessMeter meter(2, kSampleRate);
    AudioBuffer loud = stereoSine(-20.0, 20.0);
    AudioBuffer soft = stereoSine(-30.0, 20.0);
    meter.add(loud.view());
    meter.add(soft.view());
    EXPECT_NEAR(meter.range(), 10.0, 1.0);
}

TEST(LoudnessMeter, IsTheSameAtAnyBlockSize) {
    AudioBuffer noise = test::noiseBuffer(2, 50000, 0.1F);
    LoudnessMeter whole(2, kSampleRate);
    whole.add(noise.view());
    for (const std::size_t block : test::kBlockSizes) {
        LoudnessMeter meter(2, kSampleRate);
        for (std::size_t at = 0; at < noise.frames(); at += block) {
            meter.add(test::Piece(noise, at, std::min(block, noise.frames() - at)).view());
        }
        EXPECT_EQ(meter.integrated(), whole.integrated()) << block;
        EXPECT_EQ(meter.truePeak(), whole.truePeak()) << block;
    }
}

TEST(LoudnessMeter, SilenceHasNoLoudnessAndAsksForNoGain) {
    LoudnessMeter meter(1, kSampleRate);
    AudioBuffer silence(1, 44100);
    meter.add(silence.view());
    EXPECT_FALSE(std::isfinite(meter.integrated()));
    EXPECT_FALSE(std::isfinite(meter.truePeak()));
    EXPECT_EQ(loudnessGain(meter.integrated(), -16.0), 1.0F);
    EXPECT_NEAR(loudnessGain(-22.0, -16.0), 1.9953F, 1e-3F);
    EXPECT_THROW(LoudnessMeter(0, kSampleRate), Error);
}

}  // namespace
}  // namespace arioso::dsp
