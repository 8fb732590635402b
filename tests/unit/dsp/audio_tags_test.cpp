#include "dsp/audio_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "dsp/audio_file.h"
#include "dsp/error.h"

namespace arioso::dsp {
namespace {

namespace fs = std::filesystem;

class AudioTagsTest : public testing::TestWithParam<const char*> {
  protected:
    AudioTagsTest()
        : folder_(fs::path(testing::TempDir()) / ("arioso-tags-" + std::to_string(::getpid()))) {
        fs::create_directories(folder_);
    }
    ~AudioTagsTest() override { fs::remove_all(folder_); }

    [[nodiscard]] fs::path write(const char* format, const AudioTags* tags, float sample = 0.25F) {
        const fs::path path = folder_ / (std::string(format) + std::to_string(count_++));
        AudioFileWriter writer(path, parseAudioFormat(format), 44100, 2, true);
        if (tags != nullptr) writer.tag(*tags);
        AudioBuffer block(2, 3000);
        for (std::size_t i = 0; i < 3000; i += 2) block.channel(0)[i] = sample;
        writer.write(block.view());
        writer.commit();
        return path;
    }
    static AudioTags some() {
        AudioTags tags;
        tags.title = "Schlaflied für N. & M. <1>";
        tags.artist = "A";
        tags.software = "Arioso 9.9";
        tags.comment = "a line";
        tags.reference = "0123456789abcdef0123456789abcdef";
        tags.document = R"({"a":"<&>\"","b":[1,2]})";
        return tags;
    }

    fs::path folder_;
    int count_ = 0;
};

TEST_P(AudioTagsTest, WhatWasWrittenIsRead) {
    const AudioTags tags = some();
    const AudioTags read = readAudioTags(write(GetParam(), &tags));
    EXPECT_EQ(read.title, tags.title);
    EXPECT_EQ(read.artist, tags.artist);
    EXPECT_THAT(read.software, testing::StartsWith(tags.software));
    EXPECT_EQ(read.document, tags.document);
    if (std::string(GetParam()).starts_with("wav")) {
        EXPECT_EQ(read.comment, tags.comment);
        EXPECT_EQ(read.reference, tags.reference);
    }
}

TEST_P(AudioTagsTest, TheDigestIsOfTheSoundAlone) {
    const AudioTags tags = some();
    const std::string plain = audioDigest(write(GetParam(), nullptr));
    EXPECT_EQ(plain.size(), 64U);
    EXPECT_EQ(audioDigest(write(GetParam(), &tags)), plain);
    EXPECT_NE(audioDigest(write(GetParam(), &tags, 0.251F)), plain);
}

TEST_P(AudioTagsTest, TheSameTagsGiveTheSameBytes) {
    const AudioTags tags = some();
    const auto bytes = [](const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    EXPECT_EQ(bytes(write(GetParam(), &tags)), bytes(write(GetParam(), &tags)));
}

INSTANTIATE_TEST_SUITE_P(Formats, AudioTagsTest,
                         testing::Values("wav16", "wav24", "wav-float", "flac", "ogg"));

TEST(AudioTags, WhatIsNoAudioIsNamed) {
    const fs::path path = fs::path(testing::TempDir()) / "arioso-no-audio.wav";
    std::ofstream(path) << "words";
    for (const auto& call : {+[](const fs::path& p) { static_cast<void>(readAudioTags(p)); },
                             +[](const fs::path& p) { static_cast<void>(audioDigest(p)); }}) {
        try {
            call(path);
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            EXPECT_THAT(error.what(), testing::HasSubstr(path.string()));
        }
    }
    fs::remove(path);
}

}  // namespace
}  // namespace arioso::dsp
