#include "dsp/resampler.h"

#include <gtest/gtest.h>

#include "dsp/error.h"
#include "tests/unit/dsp/blocks.h"

namespace arioso::dsp {
namespace {

AudioBuffer streamed(AudioBuffer in, int from, int to, std::size_t block) {
    Resampler resampler(from, to, in.channels());
    std::vector<std::vector<float>> planes(static_cast<std::size_t>(in.channels()));
    AudioBuffer part;
    const auto collect = [&] {
        for (std::size_t c = 0; c < planes.size(); ++c) {
            const auto plane = part.channel(static_cast<int>(c));
            planes[c].insert(planes[c].end(), plane.begin(), plane.end());
        }
    };
    for (std::size_t at = 0; at < in.frames(); at += block) {
        resampler.process(test::Piece(in, at, std::min(block, in.frames() - at)).view(), part);
        collect();
    }
    resampler.finish(part);
    collect();
    AudioBuffer out(in.channels(), planes[0].size());
    for (std::size_t c = 0; c < planes.size(); ++c) {
        std::copy(planes[c].begin(), planes[c].end(), out.channel(static_cast<int>(c)).begin());
    }
    return out;
}

TEST(Resampler, KeepsASineInPitchPlaceAndLevel) {
    for (const int rate : {22050, 48000, 96000}) {
        AudioBuffer in(1, 44100);
        const auto tone = test::sine(997.0, 0.5, 44100);
        std::copy(tone.begin(), tone.end(), in.channel(0).begin());
        const AudioBuffer out = resample(in, 44100, rate);
        ASSERT_EQ(out.frames(), static_cast<std::size_t>(rate));
        const auto expected = test::sine(997.0, 0.5, static_cast<std::size_t>(rate), rate);
        for (std::size_t i = 1000; i + 1000 < expected.size(); ++i) {
            ASSERT_NEAR(out.channel(0)[i], expected[i], 1e-5F) << rate << " sample " << i;
        }
    }
}

TEST(Resampler, IsTheSameBitForBitAtAnyBlockSizeAndExactlyAsLong) {
    const AudioBuffer in = test::noiseBuffer(2, 10007, 0.2F);
    for (const int rate : {32000, 48000}) {
        const AudioBuffer whole = resample(in, 44100, rate);
        EXPECT_EQ(whole.frames(), static_cast<std::size_t>(std::llround(10007.0 * rate / 44100.0)));
        for (const std::size_t block : test::kBlockSizes) {
            test::expectSame(whole, streamed(in, 44100, rate, block), block);
        }
    }
}

TEST(Resampler, EqualRatesPassUntouched) {
    const AudioBuffer in = test::noiseBuffer(2, 1000, 0.2F);
    test::expectSame(in, resample(in, 48000, 48000), 0);
    EXPECT_EQ(resample(AudioBuffer(2, 0), 44100, 48000).frames(), 0U);
}

TEST(Resampler, RefusesImpossibleRates) {
    EXPECT_THROW(Resampler(0, 44100, 2), Error);
    EXPECT_THROW(Resampler(44100, 2000000, 2), Error);
    EXPECT_THROW(Resampler(44100, 48000, 0), Error);
}

}  // namespace
}  // namespace arioso::dsp
