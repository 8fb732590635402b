#include "dsp/limiter.h"

#include <gtest/gtest.h>

#include <memory>

#include "dsp/loudness.h"
#include "tests/unit/dsp/blocks.h"

namespace arioso::dsp {
namespace {

AudioBuffer limited(AudioBuffer buffer, float ceilingDb = -1.0F) {
    TruePeakLimiter limiter;
    limiter.prepare(buffer.channels(), kSampleRate, ceilingDb);
    limiter.process(buffer.view());
    return buffer;
}

double truePeak(AudioBuffer buffer) {
    LoudnessMeter meter(buffer.channels(), kSampleRate);
    meter.add(buffer.view());
    return meter.truePeak();
}

AudioBuffer mono(const std::vector<float>& signal) {
    AudioBuffer out(1, signal.size());
    std::copy(signal.begin(), signal.end(), out.channel(0).begin());
    return out;
}

TEST(TruePeakLimiter, NoMaterialPassesTheCeiling) {
    std::vector<AudioBuffer> cases;
    cases.push_back(test::noiseBuffer(2, 44100, 0.5F));
    cases.push_back(test::noiseBuffer(2, 44100, 4.0F));
    for (const double hz : {60.0, 997.0, 5512.5, 11025.0, 14700.0, 18000.0}) {
        cases.push_back(mono(test::sine(hz, 2.0, 22050)));
    }
    // Full-scale samples 45 degrees off the crest of fs/4: the waveform peaks at +3 dB.
    std::vector<float> between(22050);
    for (std::size_t i = 0; i < between.size(); ++i) between[i] = i % 4 < 2 ? 1.0F : -1.0F;
    cases.push_back(mono(between));
    std::vector<float> bursts(22050);
    for (std::size_t i = 5000; i < bursts.size(); i += 3000) bursts[i] = 8.0F;
    cases.push_back(mono(bursts));
    for (std::size_t i = 0; i < cases.size(); ++i) {
        EXPECT_LT(truePeak(limited(cases[i])), -0.999) << "case " << i;
    }
}

TEST(TruePeakLimiter, QuietMaterialPassesBitForBit) {
    const AudioBuffer input = test::noiseBuffer(2, 20000, 0.1F);
    const AudioBuffer out = limited(input);
    TruePeakLimiter limiter;
    limiter.prepare(2, kSampleRate);
    const std::size_t lag = limiter.latency();
    EXPECT_LT(lag, 200U);
    for (std::size_t i = lag; i < out.frames(); ++i) {
        ASSERT_EQ(out.channel(0)[i], input.channel(0)[i - lag]);
    }
}

TEST(TruePeakLimiter, RecoversItsGainAfterAPeakAndKeepsTheBalance) {
    AudioBuffer input(2, 44100);
    const auto tone = test::sine(500.0, 0.4, 44100);
    for (std::size_t i = 0; i < tone.size(); ++i) {
        input.channel(0)[i] = tone[i] * (i < 4000 ? 5.0F : 1.0F);
        input.channel(1)[i] = 0.5F * input.channel(0)[i];
    }
    const AudioBuffer out = limited(input);
    EXPECT_NEAR(test::rms(out.channel(0).subspan(40000)), 0.4 / std::sqrt(2.0), 1e-3);
    for (std::size_t i = 0; i < out.frames(); ++i) {
        ASSERT_FLOAT_EQ(out.channel(1)[i], 0.5F * out.channel(0)[i]);
    }
}

TEST(TruePeakLimiter, IsTheSameBitForBitAtAnyBlockSize) {
    test::expectBlockIndependence(test::noiseBuffer(2, 14000, 0.7F), [] {
        auto limiter = std::make_shared<TruePeakLimiter>();
        limiter->prepare(2, kSampleRate);
        return [limiter](AudioView block) { limiter->process(block); };
    });
}

}  // namespace
}  // namespace arioso::dsp
