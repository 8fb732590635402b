#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "tools/corpus/sample_map.h"
#include "tools/corpus/teacher.h"

namespace arioso::corpus {
namespace {

namespace fs = std::filesystem;
constexpr double kMiddleC = 261.6255653;

class Sampler : public testing::Test {
  protected:
    void SetUp() override {
        root_ = fs::path(ARIOSO_BINARY_DIR) / "sampler_test" /
                testing::UnitTest::GetInstance()->current_test_info()->name();
        fs::remove_all(root_);
        fs::create_directories(root_ / "reed");
    }
    void writeText(const std::string& name, const std::string& text) {
        std::ofstream(root_ / name) << text;
    }
    /// A second of sine after 8 ms of silence, fading out over its last tenth.
    void writeSine(const std::string& name, double hz, float level, int rate = dsp::kSampleRate) {
        dsp::AudioBuffer buffer(1, static_cast<std::size_t>(rate));
        const auto sound = buffer.channel(0);
        const auto silence = static_cast<std::size_t>(0.008 * rate);
        for (std::size_t i = silence; i < sound.size(); ++i) {
            const double seconds = static_cast<double>(i - silence) / rate;
            const double fade = std::min(1.0, (1.0 - seconds) / 0.1);
            sound[i] =
                level * static_cast<float>(fade * std::sin(2.0 * std::numbers::pi * hz * seconds));
        }
        dsp::AudioFileWriter writer(root_ / name, dsp::AudioFormat::Wav24, rate, 1, true);
        writer.write(buffer.view());
        writer.commit();
    }
    void writeReed() {
        writeSine("reed/soft.wav", kMiddleC, 0.2F);
        writeSine("reed/loud.wav", kMiddleC, 0.8F);
        writeText("MANIFEST.tsv",
                  "file\tinstrument\tarticulation\tdynamic\tmidi\tcents\n"
                  "reed/soft.wav\treed\tsustain\tp\t60\t0\n"
                  "reed/loud.wav\treed\tsustain\tf\t60\t0\n");
    }
    static PerformedNote makeNote(double onset, double offset, float pitch, float velocity) {
        PerformedNote note;
        note.onset = onset;
        note.offset = offset;
        note.pitch = pitch;
        note.velocity = velocity;
        return note;
    }
    std::vector<float> render(const std::vector<PerformedNote>& notes, double seconds,
                              bool sustained = true) {
        Instrument instrument;
        instrument.teacher = "samples:reed";
        instrument.sustained = sustained;
        instrument.envelope.releaseT60 = 0.1F;
        PerformedPart part;
        part.notes = notes;
        return makeTeacher(kDefaultSoundFont, root_)
            ->render(part, instrument, std::llround(seconds * dsp::kSampleRate));
    }
    static float peak(const std::vector<float>& sound, double from, double to) {
        float out = 0.0F;
        for (auto i = static_cast<std::size_t>(from * dsp::kSampleRate);
             i < static_cast<std::size_t>(to * dsp::kSampleRate); ++i) {
            out = std::max(out, std::abs(sound[i]));
        }
        return out;
    }
    /// Rising zero crossings a second.
    static double frequency(const std::vector<float>& sound, double from, double to) {
        double first = -1.0;
        double last = 0.0;
        int count = -1;
        for (auto i = static_cast<std::size_t>(from * dsp::kSampleRate);
             i + 1 < static_cast<std::size_t>(to * dsp::kSampleRate); ++i) {
            if (sound[i] > 0.0F || sound[i + 1] <= 0.0F) continue;
            last =
                static_cast<double>(i) - static_cast<double>(sound[i] / (sound[i + 1] - sound[i]));
            if (first < 0.0) first = last;
            ++count;
        }
        return count * dsp::kSampleRate / (last - first);
    }
    static double cents(double a, double b) { return 1200.0 * std::log2(a / b); }
    fs::path root_;
};

TEST_F(Sampler, PlaysAnyPitchInTune) {
    writeReed();
    for (const float pitch : {55.0F, 60.0F, 62.3F, 67.0F}) {
        const auto sound = render({makeNote(0.0, 0.7, pitch, 0.8F)}, 0.7);
        const double wanted = 440.0 * std::exp2((static_cast<double>(pitch) - 69.0) / 12.0);
        EXPECT_NEAR(cents(frequency(sound, 0.1, 0.6), wanted), 0.0, 1.0) << pitch;
    }
    auto bent = makeNote(0.0, 0.9, 60.0F, 0.8F);
    bent.bend = {{0.0, 0.0F}, {0.3, 200.0F}};
    EXPECT_NEAR(cents(frequency(render({bent}, 0.9), 0.4, 0.8), kMiddleC), 200.0, 2.0);
}

TEST_F(Sampler, HoldsLongNotesWithoutAClickAndReleasesThem) {
    writeReed();
    const auto sound = render({makeNote(0.1, 4.0, 60.0F, 0.8F)}, 5.0);
    const float level = peak(sound, 0.3, 0.5);
    for (double from = 0.5; from < 3.9; from += 0.1) {
        EXPECT_NEAR(peak(sound, from, from + 0.1), level, 0.06F * level) << from;
    }
    // No step is larger than the sine's own slope.
    float step = 0.0F;
    for (std::size_t i = 20000; i < 170000; ++i)
        step = std::max(step, std::abs(sound[i + 1] - sound[i]));
    EXPECT_LT(step, 1.2F * level * static_cast<float>(2.0 * std::numbers::pi * kMiddleC / 44100.0));
    EXPECT_NEAR(20.0 * std::log10(static_cast<double>(peak(sound, 4.05, 4.06) / level)), -30.0,
                4.0);
    EXPECT_EQ(peak(sound, 4.3, 5.0), 0.0F);
}

TEST_F(Sampler, StruckNotesEndByThemselves) {
    writeReed();
    const auto sound = render({makeNote(0.0, 4.0, 60.0F, 0.8F)}, 4.0, false);
    EXPECT_GT(peak(sound, 0.5, 0.8), 0.1F);
    EXPECT_EQ(peak(sound, 1.1, 4.0), 0.0F);
}

TEST_F(Sampler, OnsetIsOnTheSampleAndLayersGrowWithVelocity) {
    writeReed();
    const auto sound = render({makeNote(0.5, 1.0, 60.0F, 0.8F)}, 1.0);
    EXPECT_EQ(peak(sound, 0.0, 0.4995), 0.0F);
    EXPECT_GT(peak(sound, 0.5, 0.504), 0.1F);
    float before = 0.0F;
    for (const float velocity : {0.1F, 0.3F, 0.45F, 0.6F, 0.75F, 1.0F}) {
        const float now = peak(render({makeNote(0.0, 0.5, 60.0F, velocity)}, 0.5), 0.1, 0.4);
        EXPECT_GT(now, 1.1F * before) << velocity;
        before = now;
    }
}

TEST_F(Sampler, SfzBasicsAreUnderstood) {
    writeSine("reed/a b.wav", kMiddleC, 0.5F, 48000);
    writeText(
        "reed.sfz",
        "// comment\n<control> default_path=reed\\\n<global> volume=-6.02\n"
        "<group> lovel=0 hivel=63\n<region> sample=a b.wav lokey=c4 hikey=b4 pitch_keycenter=c4\n"
        "<region> trigger=release sample=a b.wav key=60\n"
        "<group> lovel=64 hivel=127 <region> sample=a b.wav key=61 tune=-50\n");
    const auto regions = readSfz(root_ / "reed.sfz");
    ASSERT_EQ(regions.size(), 2U);
    EXPECT_EQ(regions[0].file.filename(), "a b.wav");
    EXPECT_EQ(regions[0].lowKey, 60);
    EXPECT_EQ(regions[0].highKey, 71);
    EXPECT_NEAR(regions[0].gain, 0.5F, 0.001F);
    EXPECT_NEAR(regions[0].velocity, 0.25, 0.01);
    EXPECT_NEAR(regions[1].centre, 61.5, 1e-9);
    // A file at another rate keeps its pitch.
    const auto sound = render({makeNote(0.0, 0.7, 64.0F, 0.3F)}, 0.7);
    EXPECT_NEAR(cents(frequency(sound, 0.1, 0.6), kMiddleC * std::exp2(4.0 / 12.0)), 0.0, 1.0);
}

TEST_F(Sampler, ErrorsNameFileAndLine) {
    const auto message = [&](const std::string& sfz) -> std::string {
        writeText("bad.sfz", sfz);
        try {
            readSfz(root_ / "bad.sfz");
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            return error.what();
        }
        return "accepted";
    };
    EXPECT_THAT(message("<region> sample=x.wav\n<region> sample=y.wav lokey=zz\n"),
                testing::HasSubstr("bad.sfz:2: expected lokey=number, found 'zz'"));
    EXPECT_THAT(message("nonsense\n"), testing::HasSubstr("bad.sfz:1"));
    EXPECT_THAT(message("<group> key=60\n"), testing::HasSubstr("<region>"));
    writeReed();
    EXPECT_THROW(readSamples(root_, "oboe"), Error);
    EXPECT_THROW(makeTeacher(kDefaultSoundFont, root_ / "nowhere"), Error);
}

TEST_F(Sampler, WithoutAFolderTheSoundfontPlays) {
    const auto table = InstrumentTable::load(ARIOSO_SOURCE_DIR "/configs/instruments.toml");
    Instrument oboe = *table.find("oboe");
    PerformedPart part;
    part.notes = {makeNote(0.0, 0.5, 69.0F, 0.8F)};
    const auto usual = makeSoundFontTeacher(kDefaultSoundFont)->render(part, oboe, 22050);
    oboe.teacher = "samples:oboe";
    EXPECT_EQ(makeTeacher(kDefaultSoundFont, {})->render(part, oboe, 22050), usual);
}

}  // namespace
}  // namespace arioso::corpus
