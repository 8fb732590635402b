#include "src/perform/japanese.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/perform/japanese_morae.h"

namespace arioso {
namespace {

std::string said(const std::string& word) {
    std::string out;
    const auto words = japaneseWords({word});
    for (const Phone& phone : words[0]) {
        out += (out.empty() ? "" : " ") + phone.symbol;
    }
    return out;
}

/// Morae of each note, notes apart by blanks; "-" for none.
std::string onNotes(const std::vector<std::string>& notes,
                    const JapaneseReader& reader = JapaneseReader::shared()) {
    std::string out;
    for (const auto& morae : moraeOfSyllables(notes, reader)) {
        if (!out.empty()) out += ' ';
        for (const std::string& mora : morae) out += mora;
        if (morae.empty()) out += '-';
    }
    return out;
}

TEST(Japanese, KanjiAreReadInTheirWords) {
    ASSERT_EQ(JapaneseReader::shared().problem(), "");
    EXPECT_EQ(said("桜"), "s a k ɯ ɾ a");
    EXPECT_EQ(said("東京"), "t o o k j o o");
    EXPECT_EQ(said("学校"), "ɡ a q k o o");
}

TEST(Japanese, ParticlesHaveTheSoundOfParticles) {
    EXPECT_EQ(onNotes({"わ", "た", "し", "は"}), "わ た し わ");
    EXPECT_EQ(onNotes({"学", "校", "へ"}), "がっ こー え");
    EXPECT_EQ(onNotes({"は", "な", "を"}), "は な を");
    EXPECT_EQ(said("はなを"), "h a n a o");
    EXPECT_EQ(said("こんにちは"), "k o ŋ ɲ i tɕ i w a");
}

TEST(Japanese, KanaAreSungAsWritten) {
    EXPECT_EQ(onNotes({"あ", "り", "が", "と", "う"}), "あ り が と う");
    EXPECT_EQ(onNotes({"ア", "メ"}), "あ め");
    EXPECT_EQ(onNotes({"ワ", "タ", "シ", "ハ"}), "わ た し は");
}

TEST(Japanese, AWordOverSeveralNotesIsSplitByItsMorae) {
    EXPECT_EQ(onNotes({"東", "京"}), "とー きょー");
    EXPECT_EQ(onNotes({"菜", "の", "花"}), "な の はな");
    EXPECT_EQ(onNotes({"お", "母", "さ", "ん"}), "お かー さ ん");
    EXPECT_EQ(onNotes({"薄", "れ"}), "うす れ");
    EXPECT_EQ(onNotes({"菜の花", "畠", "に"}), "なのはな ばたけ に");
}

TEST(Japanese, OneNoteMayHoldSeveralWords) {
    EXPECT_EQ(onNotes({"春の花", "、"}), "はるのはな -");
}

TEST(Japanese, WithoutADictionaryKanaAreSungAndKanjiAreTold) {
    const JapaneseReader none("/nonexistent");
    EXPECT_THAT(none.problem(), ::testing::HasSubstr("no dictionary of MeCab"));
    EXPECT_EQ(onNotes({"桜", "が", "さ", "く"}, none), "- が さ く");
    EXPECT_TRUE(needsDictionary("桜が"));
    EXPECT_FALSE(needsDictionary("さくらサクラー"));
}

TEST(Japanese, OddTextsDoNoHarm) {
    EXPECT_EQ(onNotes({""}), "-");
    EXPECT_EQ(onNotes({"…", "\xff\xfe", "ー", "っ"}), "- - ー っ");
    EXPECT_EQ(onNotes({"人々"}), "ひとびと");
    EXPECT_EQ(said("🎵"), "");
}

}  // namespace
}  // namespace arioso
