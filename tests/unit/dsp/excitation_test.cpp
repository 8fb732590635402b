#include "dsp/excitation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "dsp/fft.h"
#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

ExcitationNote heldNote(double hz, double onset = 0.0, double offset = 10.0) {
    ExcitationNote note;
    note.frequency = hz;
    note.onset = onset;
    note.offset = offset;
    return note;
}

std::vector<float> render(const Excitation& excitation, std::int64_t start, std::size_t samples) {
    std::vector<float> out(samples);
    excitation.render(start, out);
    return out;
}

ExcitationNote vibratoNote() {
    ExcitationNote note = heldNote(311.7, 0.1234567, 1.0);
    note.envelope.decayT60 = 3.0F;
    note.noise = 0.2F;
    note.key = 77;
    for (int i = 0; i < 200; ++i) {
        const double t = i * 0.0053;
        note.pitch.push_back({t, static_cast<float>(40.0 * std::sin(t * 35.0))});
    }
    return note;
}

class ExcitationPitch : public testing::TestWithParam<double> {};

TEST_P(ExcitationPitch, HasTheSameLevelWhateverThePitch) {
    const Excitation excitation({heldNote(GetParam())}, 1);
    EXPECT_NEAR(test::rms(render(excitation, 4410, 88200)), 0.1, 0.003);
}

// 65536 samples, Blackman-Harris: anything that is not within a few bins of a harmonic is aliasing.
TEST_P(ExcitationPitch, HoldsHarmonicsAndNothingBetweenThem) {
    constexpr std::size_t kSize = 65536;
    const double hz = GetParam();
    const Excitation excitation({heldNote(hz)}, 1);
    std::vector<float> signal = render(excitation, 4410, kSize);
    for (std::size_t i = 0; i < kSize; ++i) {
        const double x = 2.0 * std::numbers::pi * static_cast<double>(i) / kSize;
        signal[i] *= static_cast<float>(0.35875 - 0.48829 * std::cos(x) +
                                        0.14128 * std::cos(2 * x) - 0.01168 * std::cos(3 * x));
    }
    std::vector<std::complex<float>> bins(kSize / 2 + 1);
    RealFft(kSize).forward(signal, bins);
    const double binHz = static_cast<double>(kSampleRate) / kSize;
    double harmonic = 0.0;
    double between = 0.0;
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
        const double at = static_cast<double>(bin) * binHz;
        const double nearest = std::max(1.0, std::round(at / hz)) * hz;
        const double level = std::abs(bins[bin]);
        double& peak =
            std::abs(at - nearest) < 6.0 * binHz && nearest < 20001.0 ? harmonic : between;
        peak = std::max(peak, level);
    }
    EXPECT_LT(test::decibels(between / harmonic), -85.0);
}

INSTANTIATE_TEST_SUITE_P(Range, ExcitationPitch,
                         testing::Values(27.5, 55.0, 110.3, 261.6256, 440.0, 1046.5, 2489.1,
                                         4186.01));

TEST(Excitation, APulsePeakFallsOnTheOnset) {
    ExcitationNote note = heldNote(100.0, 0.5);
    note.envelope.attack = 0.0F;
    const std::vector<float> out = render(Excitation({note}, 1), 22050 - 300, 600);
    const auto peak = std::max_element(out.begin(), out.end()) - out.begin();
    EXPECT_EQ(peak, 300);
    for (std::size_t i = 0; i < 300; ++i) EXPECT_EQ(out[i], 0.0F);
}

TEST(Excitation, IsTheSameBitForBitAtAnyBlockSize) {
    ExcitationNote steep = heldNote(200.0, 0.3, 0.8);
    steep.pitch = {{0.1, 0.0F}, {0.1005, 2400.0F}, {0.2, -1200.0F}};
    const Excitation excitation({vibratoNote(), heldNote(55.0, 0.2, 0.7), steep}, 42);
    constexpr std::size_t kSamples = 60000;
    const std::vector<float> whole = render(excitation, 0, kSamples);
    for (const std::size_t block : test::kBlockSizes) {
        std::vector<float> pieces(kSamples);
        for (std::size_t at = 0; at < kSamples; at += block) {
            const std::size_t count = std::min(block, kSamples - at);
            excitation.render(static_cast<std::int64_t>(at), std::span(pieces).subspan(at, count));
        }
        EXPECT_EQ(whole, pieces) << "block " << block;
    }
}

// An octave in one second sweeps 100 harmonics through the upper limit: switched on hard, each
// would click. The spectrum between the harmonics' tracks is hard to bound, so compare with the
// harmonics summed one by one in double precision, weighted by the same definition of the limit.
TEST(Excitation, AGlideEqualsTheSumOfItsHarmonics) {
    ExcitationNote note = heldNote(200.0);
    note.envelope.attack = 0.0F;
    note.pitch = {{0.0, 0.0F}, {1.0, 1200.0F}};
    const std::vector<float> out = render(Excitation({note}, 1), 0, 44100);
    for (std::size_t i = 0; i < out.size(); i += 97) {
        const double t = static_cast<double>(i) / kSampleRate;
        const double cycles = 200.0 * std::expm1(std::numbers::ln2 * t) / std::numbers::ln2;
        const double limit = 20000.0 / (200.0 * std::exp2(t));
        const int top = static_cast<int>(limit);
        const double x = limit - top;
        const double fade = x * x * (3.0 - 2.0 * x);
        double sum = fade * std::cos(2.0 * std::numbers::pi * top * cycles);
        for (int k = 1; k < top; ++k) sum += std::cos(2.0 * std::numbers::pi * k * cycles);
        const double expected = 0.1 * std::sqrt(2.0 / (top - 1 + fade * fade)) * sum;
        ASSERT_NEAR(out[i], expected, 2e-3) << "sample " << i;
    }
}

TEST(Excitation, VibratoReturnsToPitchWithoutDrift) {
    ExcitationNote note = heldNote(440.0, 0.0, 20.0);
    note.envelope.attack = 0.0F;
    // Up and down by the same cents: over a whole cycle the mean ratio is sinh-like and known.
    for (int i = 0; i <= 400; ++i) note.pitch.push_back({i * 0.025, i % 2 == 0 ? 0.0F : 100.0F});
    const double a = 100.0 * std::numbers::ln2 / 1200.0;
    const double cycles = 440.0 * 10.0 * std::expm1(a) / a;
    const double left = std::ceil(cycles) - cycles;
    const double peak = (10.0 + left / 440.0) * kSampleRate;
    const std::vector<float> out =
        render(Excitation({note}, 1), static_cast<std::int64_t>(peak) - 40, 80);
    EXPECT_NEAR(std::max_element(out.begin(), out.end()) - out.begin(), 40, 1);
}

TEST(Excitation, DecaysAndReleasesByTheTimesAskedFor) {
    ExcitationNote note = heldNote(441.0, 0.0, 1.0);
    note.envelope.decayT60 = 2.0F;
    note.envelope.releaseT60 = 0.5F;
    const Excitation excitation({note}, 1);
    const auto level = [&](double seconds) {
        return test::decibels(
            test::rms(render(excitation, static_cast<std::int64_t>(seconds * kSampleRate), 1000)));
    };
    EXPECT_NEAR(level(0.8) - level(0.3), -15.0, 0.1);
    EXPECT_NEAR(level(1.2) - level(1.1), -12.0, 0.1);
    EXPECT_EQ(excitation.end(), std::llround(44100.0 * (1.0 + 50.0 / 60.0 * 0.5)));
}

TEST(Excitation, EndsInSilenceWithoutAStep) {
    ExcitationNote note = heldNote(100.0, 0.0, 0.1);
    const Excitation excitation({note}, 1);
    const std::vector<float> tail = render(excitation, excitation.end() - 4, 4);
    for (const float sample : tail) EXPECT_LT(std::abs(sample), 2e-6F);
    EXPECT_FALSE(excitation.sounds(excitation.end(), 100000));
    EXPECT_TRUE(excitation.sounds(excitation.end() - 1, 1));
    EXPECT_FALSE(excitation.sounds(-5000, 5000));
    EXPECT_TRUE(excitation.sounds(-5000, 5001));
}

TEST(Excitation, NoiseHasItsLevelAndDependsOnSeedAndKey) {
    ExcitationNote note = heldNote(440.0);
    note.noise = 1.0F;
    note.key = 3;
    const std::vector<float> a = render(Excitation({note}, 1), 4410, 44100);
    EXPECT_NEAR(test::rms(a), 0.1, 0.002);
    EXPECT_EQ(a, render(Excitation({note}, 1), 4410, 44100));
    EXPECT_NE(a, render(Excitation({note}, 2), 4410, 44100));
    note.key = 4;
    EXPECT_NE(a, render(Excitation({note}, 1), 4410, 44100));
    note.key = 3;
    note.onset += 1000.0 / kSampleRate;
    EXPECT_EQ(a, render(Excitation({note}, 1), 5410, 44100)) << "noise travels with its note";
}

TEST(Excitation, HostileNotesAreSilentOrFinite) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    constexpr float kInf = std::numeric_limits<float>::infinity();
    std::vector<ExcitationNote> silent;
    for (const double hz : {0.0, -5.0, 7.9, 20001.0, kNan, 1e300}) silent.push_back(heldNote(hz));
    silent.push_back(heldNote(440.0, kNan));
    silent.push_back(heldNote(440.0, 1e300));
    const Excitation nothing(silent, 1);
    EXPECT_EQ(nothing.end(), 0);

    ExcitationNote wild = heldNote(15000.0, 0.0, 0.5);
    wild.pitch = {{0.0, 0.0F}, {0.0, 500.0F}, {1e-9, -9e9F},
                  {0.1, 9e9F}, {kNan, 1.0F},  {0.2, kInf}};
    wild.envelope = {std::numeric_limits<float>::quiet_NaN(), 1e-30F, kInf};
    const Excitation odd({wild, heldNote(440.0, 0.4, 0.1)}, 1);
    for (const float sample : render(odd, 0, 44100)) ASSERT_TRUE(std::isfinite(sample));
}

}  // namespace
}  // namespace arioso::dsp
