#include "dsp/watermark.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <filesystem>
#include <memory>
#include <numbers>

#include "dsp/audio_file.h"
#include "dsp/philox.h"
#include "dsp/resampler.h"
#include "dsp/stft.h"
#include "dsp/watermark_code.h"
#include "dsp/watermark_reader.h"
#include "tests/unit/dsp/blocks.h"

namespace arioso::dsp {
namespace {

constexpr std::uint64_t kPayload = 0x01A2B3C4D5E6F708ULL;

/// Notes of eight partials, one after another, four at a time, that fade; stereo.
AudioBuffer music(double seconds) {
    const auto frames = static_cast<std::size_t>(seconds * kSampleRate);
    AudioBuffer out(2, frames);
    const Philox random(5);
    const std::size_t step = kSampleRate / 4;
    for (std::size_t note = 0; note * step < frames; ++note) {
        const double hz = 220.0 * std::exp2(std::floor(random.uniform(note) * 25.0) / 12.0);
        const std::size_t last = std::min(frames, (note + 4) * step);
        for (int partial = 1; partial <= 8; ++partial) {
            const double turn = 2.0 * std::numbers::pi * hz * partial / kSampleRate;
            for (std::size_t i = note * step; i < last; ++i) {
                const auto at = static_cast<double>(i - note * step);
                const double level = std::min(1.0, at / 400.0) *
                                     std::min(1.0, static_cast<double>(last - i) / 2000.0) *
                                     std::exp(-at / 20000.0) / partial;
                const auto value = static_cast<float>(0.15 * level * std::sin(turn * at));
                out.channel(0)[i] += value;
                out.channel(1)[i] += 0.7F * value;
            }
        }
    }
    for (int c = 0; c < 2; ++c) {
        const auto hiss = test::whiteNoise(static_cast<std::uint64_t>(c) + 3, 0.002F, frames);
        for (std::size_t i = 0; i < frames; ++i) out.channel(c)[i] += hiss[i];
    }
    return out;
}

AudioBuffer cut(const AudioBuffer& in, double from, double to) {
    const auto first = static_cast<std::size_t>(from * kSampleRate);
    const auto last = std::min(static_cast<std::size_t>(to * kSampleRate), in.frames());
    AudioBuffer out(in.channels(), last - first);
    for (int c = 0; c < in.channels(); ++c)
        std::copy(in.channel(c).begin() + static_cast<std::ptrdiff_t>(first),
                  in.channel(c).begin() + static_cast<std::ptrdiff_t>(last),
                  out.channel(c).begin());
    return out;
}

class Watermark : public testing::Test {
  protected:
    static const AudioBuffer& plain() {
        static const AudioBuffer buffer = music(22.0);
        return buffer;
    }
    static const AudioBuffer& marked() {
        static const AudioBuffer buffer = watermarked(plain(), kPayload, key());
        return buffer;
    }
    static WatermarkKey key() { return watermarkKey("a secret"); }
    static void expectFound(const AudioBuffer& sound, int rate = kSampleRate) {
        const auto found = searchWatermark(sound, rate, key()).found;
        ASSERT_TRUE(found);
        EXPECT_EQ(found->payload, kPayload);
    }
};

TEST_F(Watermark, IsReadFromFifteenSecondsThatBeginAnywhere) {
    expectFound(cut(marked(), 4.321, 19.321));
}

TEST_F(Watermark, SurvivesOggVorbis) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("arioso-watermark-" + std::to_string(::getpid()) + ".ogg");
    {
        AudioBuffer sound = cut(marked(), 1.0, 16.0);
        AudioFileWriter writer(path, AudioFormat::OggVorbis, kSampleRate, 2, true);
        writer.write(sound.view());
        writer.commit();
    }
    expectFound(readAudioFile(path).buffer);
    std::filesystem::remove(path);
}

TEST_F(Watermark, SurvivesTheLossOfAllAboveFourKilohertz) {
    expectFound(resample(cut(marked(), 2.0, 20.0), kSampleRate, 8000), 8000);
}

TEST_F(Watermark, TellsHowMuchFasterAndHigherTheSoundIsPlayed) {
    // As a tape does it: the samples are taken for those of a higher rate.
    const auto found =
        searchWatermark(cut(marked(), 2.0, 20.0), kSampleRate * 103 / 100, key()).found;
    ASSERT_TRUE(found);
    EXPECT_EQ(found->payload, kPayload);
    EXPECT_NEAR(found->tempo, 1.03, 0.005);
    EXPECT_NEAR(found->pitch, 1.03, 0.016);
}

TEST_F(Watermark, MarksAStrokeFromItsBeginning) {
    // Once, a frame with silence in it had no mark at all, and drums hardly any.
    AudioBuffer stroke(1, 30000);
    const auto noise = test::whiteNoise(6, 0.3F, 20000);
    std::copy(noise.begin(), noise.end(), stroke.channel(0).begin() + 10000);
    const AudioBuffer out = watermarked(stroke, kPayload, key());
    const auto share = [&](std::size_t from, std::size_t to) {
        double change = 0.0;
        double sound = 0.0;
        for (std::size_t i = from; i < to; ++i) {
            const double before = stroke.channel(0)[i];
            change += std::pow(out.channel(0)[i] - before, 2);
            sound += before * before;
        }
        return std::sqrt(change / sound);
    };
    EXPECT_GT(share(10500, 11500), 0.5 * share(15000, 20000));
}

TEST_F(Watermark, IsNotFoundWhereThereIsNoneAndWithAnotherKey) {
    EXPECT_FALSE(searchWatermark(cut(plain(), 2.0, 17.0), kSampleRate, key()).found);
    EXPECT_FALSE(
        searchWatermark(cut(marked(), 2.0, 17.0), kSampleRate, watermarkKey("a Secret")).found);
    EXPECT_FALSE(
        searchWatermark(cut(marked(), 2.0, 17.0), kSampleRate, publicWatermarkKey()).found);
    EXPECT_FALSE(searchWatermark(AudioBuffer(1, 0), kSampleRate, key()).found);
    EXPECT_FALSE(searchWatermark(AudioBuffer(1, 9 * kSampleRate), kSampleRate, key()).found);
}

TEST_F(Watermark, LiesUnderTheMaskingThreshold) {
    MaskingModel model(static_cast<std::size_t>(kBins), kSampleRate);
    RealFft fft(kFftSize);
    const auto window = hannWindow(kFftSize);
    const auto powerOf = [&](auto sample) {
        std::vector<float> in(static_cast<std::size_t>(kFftSize));
        for (std::size_t i = 0; i < in.size(); ++i) in[i] = window[i] * sample(i);
        std::vector<std::complex<float>> bins(static_cast<std::size_t>(kBins));
        fft.forward(in, bins);
        std::vector<float> power;
        for (const auto bin : bins) power.push_back(std::norm(bin));
        return power;
    };
    std::size_t over = 0;
    std::size_t all = 0;
    const auto before = plain().channel(0);
    const auto after = marked().channel(0);
    for (std::size_t at = 0; at + kFftSize < before.size(); at += 3000) {
        model.analyse(powerOf([&](std::size_t i) { return before[at + i]; }));
        std::array<double, MaskingModel::kBands> change{};
        const auto power = powerOf([&](std::size_t i) { return after[at + i] - before[at + i]; });
        for (std::size_t k = 0; k < power.size(); ++k) change[model.bandOf(k)] += power[k];
        for (std::size_t band = 2; band < 22; ++band) {
            ++all;
            if (change[band] > model.threshold(band)) ++over;
        }
    }
    EXPECT_LT(static_cast<double>(over), 0.01 * static_cast<double>(all));
}

TEST_F(Watermark, ChangesNothingInSilenceAndBeforeTheFirstSound) {
    AudioBuffer quiet(1, 30000);
    const auto tone = test::sine(700.0, 0.5, 20000);
    std::copy(tone.begin(), tone.end(), quiet.channel(0).begin() + 10000);
    const AudioBuffer out = watermarked(quiet, kPayload, key());
    for (std::size_t i = 0; i < 10000; ++i) ASSERT_EQ(out.channel(0)[i], 0.0F) << i;
    EXPECT_NE(out.channel(0)[20000], quiet.channel(0)[20000]);
}

TEST_F(Watermark, IsTheSameBitForBitAtAnyBlockSize) {
    test::expectBlockIndependence(test::noiseBuffer(2, 9000, 0.3F), [] {
        auto marker = std::make_shared<Watermarker>();
        marker->prepare(2, kPayload, key());
        return [marker](AudioView block) { marker->process(block); };
    });
}

TEST(WatermarkCode, CheckIsTheUsualCrc) {
    EXPECT_EQ(watermarkCheck(0), 0x6522DF69U);
}

TEST(WatermarkCode, ReadsThroughNoiseThatTurnsAFifthOfTheBits) {
    const auto coded = encodeWatermark(kPayload);
    ASSERT_EQ(coded.size(), kWatermarkCodedBits);
    const Philox random(8);
    std::vector<float> soft;
    std::size_t turned = 0;
    for (std::size_t i = 0; i < coded.size(); ++i) {
        const float clean = coded[i] != 0 ? 1.0F : -1.0F;
        soft.push_back(clean + 1.2F * random.normal(i));
        if (soft.back() * clean < 0.0F) ++turned;
    }
    EXPECT_GT(turned, coded.size() / 6);
    const DecodedWatermark decoded = decodeWatermark(soft);
    EXPECT_TRUE(decoded.intact());
    EXPECT_EQ(decoded.payload, kPayload);
}

TEST(WatermarkCode, TellsWhatIsNoPayload) {
    const Philox random(9);
    std::vector<float> soft;
    for (std::size_t i = 0; i < kWatermarkCodedBits; ++i) soft.push_back(random.normal(i));
    EXPECT_FALSE(decodeWatermark(soft).intact());
    EXPECT_FALSE(decodeWatermark(std::vector<float>(kWatermarkCodedBits)).intact());
}

}  // namespace
}  // namespace arioso::dsp
