#include "dsp/griffin_lim.h"

#include <gtest/gtest.h>

#include "dsp/excitation.h"
#include "dsp/mel.h"
#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

constexpr std::int64_t kFrames = 40;

std::vector<float> chord() {
    std::vector<ExcitationNote> notes(2);
    notes[0].frequency = 220.0;
    notes[1].frequency = 330.0;
    for (ExcitationNote& note : notes) {
        note.offset = 0.3;
        note.envelope.decayT60 = 1.0F;
    }
    std::vector<float> out(kFrames * kHop);
    Excitation(notes, 1).render(-2000, out);
    return out;
}

std::vector<float> magnitudesOf(const std::vector<float>& signal) {
    std::vector<std::complex<float>> bins(kFrames * kBins);
    Stft().analyse(signal, 0, 0, kFrames, bins);
    std::vector<float> out(bins.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::abs(bins[i]);
    return out;
}

double convergence(const std::vector<float>& wanted, const std::vector<float>& got) {
    double error = 0.0;
    double energy = 0.0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const double difference = static_cast<double>(wanted[i]) - static_cast<double>(got[i]);
        error += difference * difference;
        energy += static_cast<double>(wanted[i]) * wanted[i];
    }
    return std::sqrt(error / energy);
}

TEST(GriffinLim, FindsASignalWithTheMagnitudesAskedFor) {
    const std::vector<float> wanted = magnitudesOf(chord());
    std::vector<float> out(kFrames * kHop);
    const auto after = [&](int iterations, float momentum) {
        GriffinLim().fromMagnitudes(wanted, 0, kFrames, {iterations, momentum, 1, 1}, out);
        return convergence(wanted, magnitudesOf(out));
    };
    const double start = after(0, 0.99F);
    const double classic = after(32, 0.0F);
    const double fast = after(32, 0.99F);
    EXPECT_LT(fast, 0.25);
    EXPECT_LT(fast, classic);
    EXPECT_LT(classic, start);
}

TEST(GriffinLim, TheSameSeedGivesTheSameSound) {
    const std::vector<float> wanted = magnitudesOf(chord());
    std::vector<float> a(kFrames * kHop);
    std::vector<float> b(kFrames * kHop);
    GriffinLim first;
    first.fromMagnitudes(wanted, 8, kFrames, {4, 0.99F, 1, 1}, a);
    first.fromMagnitudes(wanted, 0, kFrames, {2, 0.99F, 9, 9}, b);
    first.fromMagnitudes(wanted, 8, kFrames, {4, 0.99F, 1, 1}, b);
    EXPECT_EQ(a, b);
    first.fromMagnitudes(wanted, 8, kFrames, {4, 0.99F, 2, 1}, b);
    EXPECT_NE(a, b);
}

TEST(MelInverse, MagnitudesHaveTheMelTheyWereMadeFrom) {
    const std::vector<float> signal = chord();
    std::vector<float> mel(kFrames * kMelBands);
    MelAnalyser().analyse(signal, 0, 0, kFrames, mel);
    std::vector<float> magnitudes(kFrames * kBins);
    MelInverse().invert(mel, kFrames, magnitudes);
    std::vector<std::complex<float>> bins(magnitudes.begin(), magnitudes.end());
    std::vector<float> back(mel.size());
    MelAnalyser().fromSpectrum(bins, kFrames, back);
    double error = 0.0;
    for (std::size_t i = 0; i < mel.size(); ++i) error += std::abs(back[i] - mel[i]);
    EXPECT_LT(error / static_cast<double>(mel.size()), 0.1);
    for (const float magnitude : magnitudes) ASSERT_GE(magnitude, 0.0F);
}

TEST(GriffinLim, FromLogMelSoundsLikeItsMel) {
    const std::vector<float> signal = chord();
    std::vector<float> mel(kFrames * kMelBands);
    MelAnalyser().analyse(signal, 0, 0, kFrames, mel);
    std::vector<float> out(kFrames * kHop);
    GriffinLim().fromLogMel(mel, 0, kFrames, {}, out);
    std::vector<float> back(mel.size());
    MelAnalyser().analyse(out, 0, 0, kFrames, back);
    // Within 60 dB of the loudest band; below, wrong phases leak.
    const float audible = *std::max_element(mel.begin(), mel.end()) - 6.9F;
    double error = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < mel.size(); ++i) {
        if (mel[i] < audible) continue;
        error += std::abs(back[i] - mel[i]);
        count += 1.0;
    }
    EXPECT_LT(error / count, 0.2);
}

TEST(GriffinLim, SilenceStaysSilent) {
    const std::vector<float> mel(10 * kMelBands, std::log(kLogFloor));
    std::vector<float> out(10 * kHop, 1.0F);
    GriffinLim().fromLogMel(mel, 0, 10, {}, out);
    for (const float sample : out) ASSERT_EQ(sample, 0.0F);
}

}  // namespace
}  // namespace arioso::dsp
