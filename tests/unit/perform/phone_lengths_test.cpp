#include "src/perform/phone_lengths.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "dsp/error.h"
#include "src/condition/condition.h"
#include "sung_builder.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

class SoundsFile : public ::testing::Test {
  protected:
    SoundsFile()
        : file_(fs::path(::testing::TempDir()) /
                ("arioso-sounds-" + std::to_string(::getpid()) + ".toml")) {}
    ~SoundsFile() override { fs::remove(file_); }

    [[nodiscard]] PhoneLengths load(const std::string& sounds) const {
        std::ofstream(file_) << "other_consonant = 60\nother_vowel = 90\nlongest_onset = 400\n"
                             << sounds;
        return PhoneLengths::load(file_);
    }
    [[nodiscard]] std::string errorOf(const std::string& sounds) const {
        try {
            (void)load(sounds);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            const std::string message = error.what();
            return message.substr(message.find(".toml") + 5);
        }
        return "accepted";
    }

    fs::path file_;
};

TEST_F(SoundsFile, ALearntLengthStaysWithinItsBounds) {
    const PhoneLengths lengths = load(
        "[sound.\"s\"]\nlearned = 200\nleast = 59\nmost = 149\n"
        "source = \"a test\"\n"
        "[sound.\"m\"]\nlearned = 80\nsource = \"a test\"\n");
    EXPECT_DOUBLE_EQ(lengths.seconds("s"), 0.149);
    EXPECT_DOUBLE_EQ(lengths.seconds("m"), 0.080);
    EXPECT_DOUBLE_EQ(lengths.seconds("z"), 0.060) << "what the file does not name";
    EXPECT_DOUBLE_EQ(lengths.seconds("a"), 0.090);
}

TEST_F(SoundsFile, FaultsAreNamedByLineAndField) {
    EXPECT_EQ(errorOf("[sound.\"s\"]\nlearned = 0\nsource = \"x\"\n"),
              ": line 5: sound.s.learned: expected milliseconds from 1 to 1000");
    EXPECT_EQ(errorOf("[sound.\"s\"]\nlearned = 90\nleast = 100\nmost = 80\nsource = \"x\"\n"),
              ": line 6: sound.s.least: expected no more than most, 80");
    EXPECT_EQ(errorOf("[sound.\"s\"]\nlearned = 90\n"),
              ": line 4: sound.s.source: expected where the figure comes from");
    EXPECT_EQ(errorOf("[sound.\"qq\"]\nlearned = 90\nsource = \"x\"\n"),
              ": line 4: sound.qq: expected a sound that voices know (arioso phonemes)");
    EXPECT_EQ(errorOf("[sound.\"s\"]\nlength = 90\n"),
              ": line 5: sound.s.length: expected one of learned, least, most, source");
    EXPECT_NE(errorOf("[sound\n"), "accepted");
}

TEST(PhoneLengths, AreHeard) {
    const auto onset = [](const Performance& performance) {
        const PhonemeSpan& span = performance.parts.at(0).notes.at(1).phonemes.at(0);
        EXPECT_EQ(span.symbol, "s");
        return span.end - span.start;
    };
    const std::vector<Note> notes{testing::sungAt(0, 2, "la"), testing::sungAt(2, 2, "sea")};
    EXPECT_NEAR(onset(testing::singAll(notes)), PhoneLengths::builtIn().seconds("s"), 1e-6);
}

TEST(PhoneLengths, WhatIsBuiltInIsWhatIsShipped) {
    const PhoneLengths shipped =
        PhoneLengths::load(fs::path(ARIOSO_SOURCE_DIR) / "configs" / "sounds.toml");
    for (const std::string& symbol : phonemeInventory()) {
        EXPECT_EQ(PhoneLengths::builtIn().seconds(symbol), shipped.seconds(symbol)) << symbol;
    }
}

}  // namespace
}  // namespace arioso
