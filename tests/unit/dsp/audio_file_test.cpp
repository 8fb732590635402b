#include "dsp/audio_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "dsp/error.h"
#include "tests/unit/dsp/signals.h"

namespace arioso::dsp {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class AudioFile : public testing::Test {
  protected:
    AudioFile() {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::temp_directory_path() /
                  ("arioso-" + std::to_string(::getpid()) + "-" + test->name());
        fs::create_directories(folder_);
    }
    ~AudioFile() override { fs::remove_all(folder_); }

    static AudioBuffer stereo(std::size_t frames) {
        AudioBuffer buffer(2, frames);
        const std::vector<float> left = test::sine(440.0, 0.5, frames);
        const std::vector<float> right = test::sine(660.0, 0.25, frames);
        std::copy(left.begin(), left.end(), buffer.channel(0).begin());
        std::copy(right.begin(), right.end(), buffer.channel(1).begin());
        return buffer;
    }
    static std::string bytes(const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void save(const fs::path& path, AudioFormat format, AudioBuffer buffer, std::size_t block) {
        AudioFileWriter writer(path, format, 44100, buffer.channels(), true);
        std::vector<float*> at(static_cast<std::size_t>(buffer.channels()));
        for (std::size_t first = 0; first < buffer.frames(); first += block) {
            for (std::size_t c = 0; c < at.size(); ++c) {
                at[c] = buffer.channel(static_cast<int>(c)).data() + first;
            }
            writer.write({at.data(), buffer.channels(), std::min(block, buffer.frames() - first)});
        }
        writer.commit();
    }
    std::size_t filesInFolder() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
    }

    fs::path folder_;
};

TEST_F(AudioFile, EveryFormatComesBackWithinItsPrecision) {
    const AudioBuffer original = stereo(10000);
    const std::pair<const char*, double> cases[] = {
        {"wav16", 1.0 / 16384},  {"wav24", 1.0 / 4194304}, {"wav-float", 0.0},
        {"flac", 1.0 / 4194304}, {"flac16", 1.0 / 16384},  {"ogg", 0.05}};
    for (const auto& [name, tolerance] : cases) {
        const fs::path path = folder_ / name;
        save(path, parseAudioFormat(name), original, 1000);
        const LoadedAudio loaded = readAudioFile(path);
        EXPECT_EQ(loaded.sampleRate, 44100);
        ASSERT_EQ(loaded.buffer.channels(), 2);
        ASSERT_EQ(loaded.buffer.frames(), original.frames()) << name;
        for (int c = 0; c < 2; ++c) {
            for (std::size_t i = 0; i < original.frames(); ++i) {
                ASSERT_NEAR(loaded.buffer.channel(c)[i], original.channel(c)[i], tolerance)
                    << name << " sample " << i;
            }
        }
    }
}

TEST_F(AudioFile, TheSameSamplesGiveTheSameBytesWhateverTheBlocks) {
    for (const char* name : {"wav16", "wav24", "wav-float", "flac", "flac16", "ogg"}) {
        save(folder_ / "first", parseAudioFormat(name), stereo(30000), 30000);
        save(folder_ / "second", parseAudioFormat(name), stereo(30000), 30000);
        EXPECT_EQ(bytes(folder_ / "first"), bytes(folder_ / "second")) << name;
        save(folder_ / "second", parseAudioFormat(name), stereo(30000), 255);
        EXPECT_EQ(bytes(folder_ / "first"), bytes(folder_ / "second")) << name;
    }
}

TEST_F(AudioFile, ShortFilesArePlainWav) {
    save(folder_ / "a.wav", AudioFormat::Wav24, stereo(100), 100);
    EXPECT_EQ(bytes(folder_ / "a.wav").substr(0, 4), "RIFF");
    EXPECT_EQ(bytes(folder_ / "a.wav").substr(8, 4), "WAVE");
}

TEST_F(AudioFile, IntegerFormatsClipAndKeepSilence) {
    AudioBuffer buffer(1, 4);
    buffer.channel(0)[0] = 3.0F;
    buffer.channel(0)[1] = -3.0F;
    buffer.channel(0)[3] = std::numeric_limits<float>::quiet_NaN();
    save(folder_ / "a.wav", AudioFormat::Wav16, buffer, 4);
    const LoadedAudio loaded = readAudioFile(folder_ / "a.wav");
    EXPECT_NEAR(loaded.buffer.channel(0)[0], 1.0F, 1e-4F);
    EXPECT_NEAR(loaded.buffer.channel(0)[1], -1.0F, 1e-4F);
    EXPECT_EQ(loaded.buffer.channel(0)[2], 0.0F);
    EXPECT_EQ(loaded.buffer.channel(0)[3], 0.0F);
}

// Below one step of 16 bits undithered rounding would leave nothing at all.
TEST_F(AudioFile, DitherKeepsATonePastTheLastBit) {
    constexpr std::size_t kFrames = 44100;
    const std::vector<float> tone = test::sine(1000.0, 0.4 / 32768, kFrames);
    AudioBuffer buffer(1, kFrames);
    std::copy(tone.begin(), tone.end(), buffer.channel(0).begin());
    save(folder_ / "a.wav", AudioFormat::Wav16, buffer, kFrames);
    const LoadedAudio loaded = readAudioFile(folder_ / "a.wav");
    double match = 0.0;
    double reference = 0.0;
    for (std::size_t i = 0; i < kFrames; ++i) {
        match += static_cast<double>(loaded.buffer.channel(0)[i]) * tone[i];
        reference += static_cast<double>(tone[i]) * tone[i];
    }
    EXPECT_NEAR(match / reference, 1.0, 0.05);
}

TEST_F(AudioFile, NothingIsLeftWithoutACommit) {
    {
        AudioFileWriter writer(folder_ / "a.wav", AudioFormat::Wav24, 44100, 2, false);
        AudioBuffer buffer = stereo(1000);
        writer.write(buffer.view());
    }
    EXPECT_EQ(filesInFolder(), 0U);
}

TEST_F(AudioFile, AnExistingFileIsKeptUnlessOverwritingWasAskedFor) {
    save(folder_ / "a.wav", AudioFormat::Wav16, stereo(100), 100);
    const std::string before = bytes(folder_ / "a.wav");
    try {
        AudioFileWriter writer(folder_ / "a.wav", AudioFormat::Wav24, 44100, 2, false);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Output);
        EXPECT_THAT(error.what(), HasSubstr("a.wav: cannot write audio: it exists already"));
    }
    AudioFileWriter late(folder_ / "b.wav", AudioFormat::Wav24, 44100, 2, false);
    std::ofstream(folder_ / "b.wav") << "someone else's";
    EXPECT_THROW(late.commit(), Error);
    EXPECT_EQ(bytes(folder_ / "b.wav"), "someone else's");
    EXPECT_EQ(bytes(folder_ / "a.wav"), before);
}

TEST_F(AudioFile, AnUnwritablePathIsOneClearLine) {
    try {
        AudioFileWriter writer(folder_ / "none" / "a.wav", AudioFormat::Wav24, 44100, 2, false);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Output);
        EXPECT_THAT(error.what(), HasSubstr("a.wav: cannot write audio: No such file"));
    }
}

// A limit on the file size stands in for a full disk: the kernel refuses the write all the same.
TEST_F(AudioFile, AFullDiskIsReportedAndLeavesNothing) {
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit = before;
    limit.rlim_cur = 100000;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (const AudioFormat format :
         {AudioFormat::Wav24, AudioFormat::WavFloat, AudioFormat::Flac24, AudioFormat::OggVorbis}) {
        try {
            AudioFileWriter writer(folder_ / "a", format, 44100, 1, false);
            AudioBuffer buffer(1, 100000);
            const std::vector<float> noise = test::whiteNoise(3, 0.3F, 100000);
            std::copy(noise.begin(), noise.end(), buffer.channel(0).begin());
            for (int i = 0; i < 5; ++i) writer.write(buffer.view());
            writer.commit();
            ADD_FAILURE() << "no error for format " << static_cast<int>(format);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Output);
        }
        EXPECT_EQ(filesInFolder(), 0U);
    }
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
}

TEST_F(AudioFile, BadInputFilesAreRefusedByName) {
    std::ofstream(folder_ / "text.wav") << "this is no audio";
    std::ofstream(folder_ / "empty.wav").close();
    for (const char* name : {"text.wav", "empty.wav", "missing.wav", "."}) {
        try {
            readAudioFile(folder_ / name);
            FAIL() << "no error for " << name;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            EXPECT_THAT(error.what(), HasSubstr(name));
        }
    }
}

TEST_F(AudioFile, AHeaderThatPromisesTwoGigabytesYieldsWhatIsThere) {
    save(folder_ / "a.wav", AudioFormat::Wav16, stereo(1000), 1000);
    std::string content = bytes(folder_ / "a.wav");
    const std::size_t data = content.find("data");
    ASSERT_NE(data, std::string::npos);
    content.replace(data + 4, 4, std::string("\xF0\xFF\xFF\x7F"));
    std::ofstream(folder_ / "b.wav", std::ios::binary) << content;
    EXPECT_EQ(readAudioFile(folder_ / "b.wav").buffer.frames(), 1000U);
}

TEST(AudioFormatNames, AreParsedOrListed) {
    EXPECT_EQ(formatForPath("x/y.WAV"), AudioFormat::Wav24);
    EXPECT_EQ(formatForPath("y.flac"), AudioFormat::Flac24);
    EXPECT_EQ(formatForPath("y.ogg"), AudioFormat::OggVorbis);
    EXPECT_THROW(formatForPath("y.mp3"), Error);
    try {
        parseAudioFormat("mp3");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_STREQ(error.what(),
                     "audio format: expected one of wav16, wav24, wav-float, flac, flac16, ogg, "
                     "found 'mp3'");
    }
}

}  // namespace
}  // namespace arioso::dsp
