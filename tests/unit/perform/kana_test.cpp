#include "src/perform/kana.h"

#include <gtest/gtest.h>

#include <set>

#include "src/condition/condition.h"
#include "src/perform/japanese.h"

namespace arioso {
namespace {

std::string morae(const std::string& text) {
    std::string out;
    for (const std::string& mora : splitMorae(text)) out += (out.empty() ? "" : " ") + mora;
    return out;
}

std::string symbols(const std::vector<Phone>& phones) {
    std::string out;
    for (const Phone& phone : phones) out += (out.empty() ? "" : " ") + phone.symbol;
    return out;
}

/// Onset, nucleus and tail of each note of one word.
std::string sung(const std::vector<std::string>& notes) {
    std::string out;
    std::vector<std::vector<std::string>> written;
    written.reserve(notes.size());
    for (const std::string& note : notes) written.push_back(splitMorae(note));
    for (const SyllablePhones& note : moraPhones(written)) {
        out += (out.empty() ? "" : " / ") + symbols(note.onset) + "|" + symbols(note.nucleus) +
               "|" + symbols(note.tail);
    }
    return out;
}

std::string said(const std::string& word) {
    return symbols(japaneseWords({word})[0]);
}

TEST(Kana, BothKanaOfEitherWidthAreRead) {
    EXPECT_EQ(morae("さくら"), "さ く ら");
    EXPECT_EQ(morae("サクラ"), "さ く ら");
    EXPECT_EQ(morae("ｻｸﾗ"), "さ く ら");
    EXPECT_EQ(morae("ｶﾞﾊﾟ"), "が ぱ");
    EXPECT_EQ(morae("さくら、"), "さ く ら");
}

TEST(Kana, SmallKanaJoinTheKanaBefore) {
    EXPECT_EQ(morae("きょう"), "きょ う");
    EXPECT_EQ(morae("がっこう"), "が っ こ う");
    EXPECT_EQ(morae("ファイト"), "ふぁ い と");
    EXPECT_EQ(morae("パーティー"), "ぱ ー てぃ ー");
    EXPECT_EQ(morae("ああぁ"), "あ あ ぁ");
    EXPECT_EQ(morae("いすゞ ここ"), "い す ず こ こ");
}

TEST(Kana, RomajiOfBothSystems) {
    EXPECT_EQ(morae("shinjuku"), "し ん じゅ く");
    EXPECT_EQ(morae("sinzyuku"), "し ん じゅ く");
    EXPECT_EQ(morae("kitte"), "き っ て");
    EXPECT_EQ(morae("matcha"), "ま っ ちゃ");
    EXPECT_EQ(morae("shin'yō"), "し ん よ ー");
    EXPECT_EQ(morae("Tôkyô"), "と ー きょ ー");
    EXPECT_EQ(morae("sempai"), "せ ん ぱ い");
    EXPECT_EQ(morae("konnichiwa"), "こ ん に ち わ");
    EXPECT_TRUE(isKanaOrRomaji("Tōkyō"));
    EXPECT_FALSE(isKanaOrRomaji("桜"));
    EXPECT_FALSE(isKanaOrRomaji("xylem"));
}

TEST(Kana, AMoraANote) {
    EXPECT_EQ(sung({"さ", "く", "ら"}), "s|a| / k|ɯ| / ɾ|a|");
    EXPECT_EQ(sung({"ほ", "ん"}), "h|o| / |ŋ|");
    EXPECT_EQ(sung({"きゃ", "ー"}), "k j|a| / |a|");
}

TEST(Kana, TwoMoraeOnANote) {
    EXPECT_EQ(sung({"ほん"}), "h|o|ŋ");
    EXPECT_EQ(sung({"かい"}), "k|a|i");
    EXPECT_EQ(sung({"かあ", "さん"}), "k|a| / s|a|ŋ");
}

TEST(Kana, AStopOnItsOwnNoteClosesTheVowelThatGoesOn) {
    EXPECT_EQ(sung({"き", "っ", "て"}), "k|i| / |i|q / t|e|");
    EXPECT_EQ(sung({"きっ", "て"}), "k|i|q / t|e|");
    EXPECT_EQ(sung({"いっ", "しょ"}), "|i|ɕ / ɕ|o|");
}

TEST(Kana, EveryMoraHasSoundsOfTheInventory) {
    const std::set<std::string> known(phonemeInventory().begin(), phonemeInventory().end());
    for (const char* mora :
         {"a",   "shi", "chi", "tsu", "fu",  "hya", "gyo", "ji",  "zu", "wo", "fa", "ti", "di",
          "kwa", "va",  "rya", "nyu", "pyo", "bya", "myo", "cha", "ja", "ye", "wi", "n",  "he"}) {
        const auto phones = japaneseWords({mora})[0];
        ASSERT_FALSE(phones.empty()) << mora;
        for (const Phone& phone : phones) EXPECT_TRUE(known.count(phone.symbol) > 0) << mora;
    }
    EXPECT_EQ(said("じゅぎょう"), "dʑ ɯ ɡ j o ɯ");
    EXPECT_EQ(said("ひゃく"), "ç a k ɯ");
    EXPECT_EQ(said("ティッシュ"), "t i ɕ ɕ ɯ");
}

TEST(Kana, WhatIsNoMoraIsSilent) {
    EXPECT_EQ(morae("、。…♪"), "");
    EXPECT_EQ(sung({"…", "あ"}), "|| / |a|");
}

}  // namespace
}  // namespace arioso
