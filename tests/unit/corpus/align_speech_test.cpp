#include "tools/corpus/voice/align_speech.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

#include "dsp/error.h"
#include "tools/corpus/files.h"
#include "tools/corpus/voice/durations.h"
#include "tools/corpus/voice/speech_table.h"

namespace arioso::corpus {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class AlignSpeech : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  ("arioso-align-" + std::to_string(getpid()) + "-" +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    fs::path table(const std::string& text) {
        writeTextAtomically(folder_ / "speech.tsv", text);
        return folder_ / "speech.tsv";
    }
    /// What the user is told.
    template <typename Use>
    static std::string message(Use use) {
        try {
            use();
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    }

    fs::path folder_;
};

TEST_F(AlignSpeech, TheTableMayHaveOtherColumnsAndOtherSpeakers) {
    const auto path = table("file\trepo\ttext\r\na/1.wav\tx\tOne.\r\nab/2.wav\tx\tTwo.\n\n");
    const auto all = readSpeechTable(path);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].text, "One.");
    const auto one = readSpeechTable(path, "a");
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].file, "a/1.wav");
}

TEST_F(AlignSpeech, BadTablesAreNamedWithTheirPlace) {
    const auto read = [&](const std::string& text, const std::string& only = {}) {
        return message([&] { readSpeechTable(table(text), only); });
    };
    EXPECT_THAT(read("file\twords\na\tb\n"),
                HasSubstr("speech.tsv:1: expected a column 'text', found none"));
    EXPECT_THAT(read("file\ttext\na\tb\na\n"),
                HasSubstr("speech.tsv:3: expected 2 fields, found 1"));
    EXPECT_THAT(read("file\ttext\na\tb\n", "c"),
                HasSubstr("expected recordings below 'c/', found none"));
    EXPECT_THAT(message([&] { readSpeechTable(folder_ / "none.tsv"); }),
                AllOf(HasSubstr("none.tsv"), HasSubstr("cannot be read")));
}

TEST_F(AlignSpeech, AMissingRecordingIsNamed) {
    AlignOptions options;
    options.table = table("file\ttext\nmissing.wav\tHello.\n");
    options.folder = folder_;
    EXPECT_THAT(message([&] { alignSpeech(options); }), HasSubstr("missing.wav"));
}

TEST_F(AlignSpeech, ALanguageThatNobodySpeaksIsNamed) {
    AlignOptions options;
    options.table = table("file\ttext\na.wav\tHello.\n");
    options.language = "xx";
    EXPECT_THAT(message([&] { alignSpeech(options); }),
                AllOf(HasSubstr("language 'xx'"), HasSubstr("espeak-ng")));
}

TEST_F(AlignSpeech, AlignmentsAreReadAsTheyWereWritten) {
    AlignmentSet set;
    set.language = "de";
    set.utterances.push_back({"a/1.wav",
                              "So \"groß\".",
                              {{"So", 0.1, 0.3}, {"groß", 0.3, 0.7}},
                              {{"sil", 0.0, 0.1, -1}, {"z", 0.1, 0.2, 0}, {"ɡ", 0.3, 0.35, 1}},
                              -40.5,
                              -3.25,
                              false,
                              true});
    writeTextAtomically(folder_ / "a.json", set.json());
    const AlignmentSet back = AlignmentSet::read(folder_ / "a.json");
    EXPECT_EQ(back.language, "de");
    EXPECT_EQ(back.json(), set.json());
    ASSERT_EQ(back.utterances.size(), 1U);
    EXPECT_EQ(back.utterances[0].phones[2].symbol, "ɡ");
    EXPECT_TRUE(back.utterances[0].heldOut);
}

TEST_F(AlignSpeech, AnotherJsonIsRefusedWithItsName) {
    for (const char* text : {"[", "{}", R"({"language":"en","utterances":[{"file":"a"}]})"}) {
        writeTextAtomically(folder_ / "bad.json", text);
        EXPECT_THAT(message([&] { AlignmentSet::read(folder_ / "bad.json"); }),
                    AllOf(HasSubstr("bad.json: utterance 1"), HasSubstr("arioso-corpus align")));
    }
}

TEST(SpokenText, PunctuationEndsPhrasesAndWordsKeepTheirLetters) {
    const SpokenText text = spokenText("„Oh, Tom’s dog“ - isn't it?", Pronouncer("en"));
    EXPECT_THAT(text.words, ElementsAre("Oh", "Tom’s", "dog", "isn't", "it"));
    EXPECT_THAT(text.markAfter, ElementsAre(true, false, true, false, true));
    EXPECT_EQ(text.phones.front().symbol, "o");
    EXPECT_EQ(text.phones[1].symbol, "ʊ");  // the glide is a sound of its own
    EXPECT_EQ(text.phones.back().symbol, "t");
    EXPECT_EQ(text.phones.back().word, 4);
}

TEST(SpokenText, NumbersAreSaid) {
    EXPECT_GT(spokenText("in 1908", Pronouncer("en")).phones.size(), 10U);
}

TEST(Durations, QuantilesOfEachSoundWithoutSuspectsAndEnds) {
    AlignmentSet set;
    set.language = "en";
    Alignment good;
    double at = 0.0;
    const auto add = [&](const char* symbol, double seconds, int word) {
        good.phones.push_back({symbol, at, at + seconds, word});
        at += seconds;
    };
    add("sil", 0.5, -1);
    for (int i = 0; i <= 10; ++i) add("k", 0.05 + 0.01 * i, 0);
    add("sil", 0.2, -1);
    add("a", 0.3, 1);
    add("sil", 0.5, -1);
    Alignment bad = good;
    bad.suspect = true;
    set.utterances = {bad, good};
    const auto found = phoneDurations(set);
    EXPECT_EQ(found.at("k").count, 11);
    EXPECT_NEAR(found.at("k").p10, 0.06, 1e-9);
    EXPECT_NEAR(found.at("k").p50, 0.10, 1e-9);
    EXPECT_NEAR(found.at("k").p90, 0.14, 1e-9);
    EXPECT_EQ(found.at("sil").count, 1);
    EXPECT_THAT(durationsToml(set), HasSubstr("[phones.\"k\"]\ncount = 11\np10 = 0.0600\n"));
}

}  // namespace
}  // namespace arioso::corpus
