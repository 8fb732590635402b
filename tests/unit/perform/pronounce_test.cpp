#include "src/perform/pronounce.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/perform/user_dictionary.h"

namespace arioso {
namespace {

std::string said(const std::string& language, const std::string& word) {
    std::string out;
    const auto sounds = Pronouncer(language).phrase({word});
    for (const Phone& phone : sounds[0]) out += phone.symbol;
    return out;
}

TEST(Pronounce, MandarinByCharactersAndPinyinSoundsAlike) {
    EXPECT_EQ(Pronouncer("zh").problem(), "");
    EXPECT_EQ(said("zh", "你"), said("zh", "nǐ"));
    EXPECT_EQ(said("zh", "你"), said("zh", "ni3"));
    EXPECT_EQ(Pronouncer("zh-CN").syllables("我的心"), 3);
    EXPECT_EQ(Pronouncer("zh").syllables("yuè"), 1);
}

TEST(Pronounce, ATonesDigitIsNoEnglishNumber) {
    EXPECT_EQ(Pronouncer("zh").syllables("hao3"), 1);
}

TEST(Pronounce, KanjiAreNotReadAsChineseLetter) {
    EXPECT_EQ(said("ja", "桜"), said("ja", "さくら"));
    EXPECT_EQ(Pronouncer("ja").syllables("さくら"), 3);
}

TEST(Pronounce, StressesOfAPhrase) {
    const auto stresses = Pronouncer("en").stresses({"the", "mountain", "again"});
    ASSERT_EQ(stresses[1].size(), 2U);
    EXPECT_FLOAT_EQ(stresses[1][0], 1.0F);
    EXPECT_FLOAT_EQ(stresses[1][1], 0.0F);
    ASSERT_EQ(stresses[2].size(), 2U);
    EXPECT_GT(stresses[2][1], stresses[2][0]);
    EXPECT_LT(stresses[0].at(0), 1.0F);
}

TEST(UserDictionary, KnowsSpellingsAndSounds) {
    const auto dictionary =
        UserDictionary::parse("# mine\nWorcester wooster\nCaius = /kiːz/  # the college\nlonely\n");
    ASSERT_NE(dictionary.find("worcester"), nullptr);
    EXPECT_EQ(dictionary.find("worcester")->text, "wooster");
    EXPECT_FALSE(dictionary.find("worcester")->ipa);
    EXPECT_TRUE(dictionary.find("CAIUS")->ipa);
    EXPECT_EQ(dictionary.find("Caius")->text, "kiːz");
    EXPECT_EQ(dictionary.find("lonely"), nullptr);
}

}  // namespace
}  // namespace arioso
