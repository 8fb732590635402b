#include "dsp/reverb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/impulse_response.h"
#include "dsp/stft.h"
#include "tests/unit/dsp/blocks.h"

namespace arioso::dsp {
namespace {

constexpr ReverbPreset kPresets[] = {ReverbPreset::Room, ReverbPreset::Hall, ReverbPreset::Church,
                                     ReverbPreset::Plate};

std::vector<float> response(std::size_t length) {
    std::vector<float> out = test::whiteNoise(8, 0.1F, length);
    std::fill_n(out.begin(), std::min<std::size_t>(length, Convolver::kLatency), 0.0F);
    return out;
}

TEST(Convolver, EqualsTheSumOfItsDefinition) {
    for (const std::size_t length : {1U, 300U, 4095U, 4097U, 10000U}) {
        const std::vector<float> h = response(length);
        const std::vector<float> x = test::whiteNoise(9, 0.5F, 12000);
        Convolver convolver;
        convolver.prepare(h);
        std::vector<float> y(x.size());
        convolver.process(x, y);
        for (const std::size_t n :
             {0U, 255U, 256U, 257U, 4095U, 4096U, 4352U, 8191U, 8192U, 11999U}) {
            double sum = 0.0;
            for (std::size_t k = 0; k < h.size() && k <= n; ++k) {
                sum += static_cast<double>(h[k]) * x[n - k];
            }
            EXPECT_NEAR(y[n], sum, 2e-5) << "length " << length << " sample " << n;
        }
    }
}

TEST(Convolver, RefusesAResponseThatSoundsAtOnce) {
    Convolver convolver;
    EXPECT_THROW(convolver.prepare(std::vector<float>(1000, 1.0F)), Error);
}

// Backward integration (Schroeder) of one octave of the response, from -5 to -25 dB.
double measuredT60(std::span<const float> signal, double hz) {
    const std::int64_t frames = framesFor(static_cast<long>(signal.size()));
    std::vector<std::complex<float>> spectrum(static_cast<std::size_t>(frames) * kBins);
    Stft().analyse(signal, 0, 0, frames, spectrum);
    const auto low = static_cast<std::size_t>(hz / std::sqrt(2.0) / kSampleRate * kFftSize);
    const auto high = static_cast<std::size_t>(hz * std::sqrt(2.0) / kSampleRate * kFftSize);
    std::vector<double> left(static_cast<std::size_t>(frames) + 1);
    for (std::size_t frame = static_cast<std::size_t>(frames); frame-- > 0;) {
        left[frame] = left[frame + 1];
        for (std::size_t bin = low; bin <= high; ++bin) {
            left[frame] += static_cast<double>(std::norm(spectrum[frame * kBins + bin]));
        }
    }
    const auto passes = [&](double db) {
        std::size_t frame = 0;
        while (10.0 * std::log10(left[frame + 1] / left[0]) > db) ++frame;
        const double a = 10.0 * std::log10(left[frame] / left[0]);
        const double b = 10.0 * std::log10(left[frame + 1] / left[0]);
        return (static_cast<double>(frame) + (a - db) / (a - b)) * kHop / kSampleRate;
    };
    return 3.0 * (passes(-30.0) - passes(-10.0));
}

TEST(ImpulseResponse, DiesAwayInEachBandAsTheSpaceAsks) {
    for (const ReverbPreset preset : kPresets) {
        const ReverbSpace space = reverbSpace(preset);
        const AudioBuffer out = makeImpulseResponse(space, 1);
        EXPECT_NEAR(measuredT60(out.channel(0), 1000.0) / space.t60Mid, 1.0, 0.15);
        EXPECT_NEAR(measuredT60(out.channel(1), 8000.0) / space.t60High, 1.0, 0.15);
    }
}

TEST(ImpulseResponse, IsSilentFirstHasUnitEnergyAndWideSides) {
    for (const ReverbPreset preset : kPresets) {
        const ReverbSpace space = reverbSpace(preset);
        const AudioBuffer out = makeImpulseResponse(space, 1);
        const auto start = static_cast<std::size_t>(space.preDelay * kSampleRate);
        double cross = 0.0;
        double energy[2] = {0.0, 0.0};
        for (std::size_t i = 0; i < out.frames(); ++i) {
            const double left = out.channel(0)[i];
            const double right = out.channel(1)[i];
            if (i < start) {
                ASSERT_EQ(std::abs(left) + std::abs(right), 0.0);
            }
            cross += left * right;
            energy[0] += left * left;
            energy[1] += right * right;
        }
        EXPECT_NEAR(energy[0], 1.0, 1e-4);
        EXPECT_NEAR(energy[1], 1.0, 1e-4);
        EXPECT_LT(std::abs(cross), 0.3);
    }
}

TEST(ImpulseResponse, DependsOnTheSeedAlone) {
    const ReverbSpace space = reverbSpace(ReverbPreset::Room);
    test::expectSame(makeImpulseResponse(space, 5), makeImpulseResponse(space, 5), 0);
    const AudioBuffer a = makeImpulseResponse(space, 5);
    const AudioBuffer b = makeImpulseResponse(space, 6);
    EXPECT_FALSE(std::equal(a.channel(0).begin(), a.channel(0).end(), b.channel(0).begin()));
}

TEST(Reverb, IsTheSameBitForBitAtAnyBlockSize) {
    const AudioBuffer space = makeImpulseResponse(reverbSpace(ReverbPreset::Hall), 1);
    test::expectBlockIndependence(test::noiseBuffer(2, 14000, 0.1F), [&] {
        auto reverb = std::make_shared<Reverb>();
        reverb->prepare(space);
        return [reverb](AudioView block) { reverb->process(block); };
    });
}

TEST(Reverb, KeepsThePowerAndReachesBothSides) {
    Reverb reverb;
    reverb.prepare(makeImpulseResponse(reverbSpace(ReverbPreset::Room), 1));
    AudioBuffer buffer = test::noiseBuffer(2, 88200, 0.1F);
    std::fill(buffer.channel(1).begin(), buffer.channel(1).end(), 0.0F);
    reverb.process(buffer.view());
    const double left = test::rms(buffer.channel(0).subspan(44100));
    const double right = test::rms(buffer.channel(1).subspan(44100));
    EXPECT_NEAR(left, 0.08, 0.01);
    EXPECT_NEAR(right, 0.06, 0.01);
}

TEST(Reverb, ForgetsOnReset) {
    Reverb reverb;
    reverb.prepare(makeImpulseResponse(reverbSpace(ReverbPreset::Hall), 1));
    AudioBuffer buffer = test::noiseBuffer(2, 10000, 0.1F);
    reverb.process(buffer.view());
    reverb.reset();
    AudioBuffer silence(2, 10000);
    reverb.process(silence.view());
    EXPECT_EQ(test::rms(silence.channel(0)), 0.0);
}

TEST(ReverbPresetNames, AreParsedOrListed) {
    EXPECT_EQ(parseReverbPreset("church"), ReverbPreset::Church);
    try {
        parseReverbPreset("cave");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("room, hall, church, plate, found 'cave'"));
    }
}

}  // namespace
}  // namespace arioso::dsp
