#include "src/perform/phoneme_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/condition/condition.h"
#include "src/perform/sung_text.h"

namespace arioso {
namespace {

using ::testing::ElementsAre;

std::string spelled(const std::string& text) {
    std::string out;
    for (const Phone& phone : spelledPhones(text).phones)
        out += (out.empty() ? "" : " ") + phone.symbol;
    return out;
}

TEST(PhonemeNames, ThreeAlphabets) {
    EXPECT_EQ(spelled("k ae t"), "k æ t");
    EXPECT_EQ(spelled("K AE1 T"), "k æ t");
    EXPECT_EQ(spelled("l ay t"), "l a ɪ t");
    EXPECT_EQ(spelled("y uw"), "j u");
    EXPECT_EQ(spelled("tS aI l d"), "tʃ a ɪ l d");
    EXPECT_EQ(spelled("S 2: n @"), "ʃ ø n ə");
    EXPECT_EQ(spelled("tʃ aɪ l d"), "tʃ a ɪ l d");
    EXPECT_EQ(spelled("y b 6"), "y b ɐ");
}

TEST(PhonemeNames, EverySymbolOfTheInventoryIsKnown) {
    for (const std::string& symbol : phonemeInventory()) {
        if (symbol.empty() || symbol == "əl" || symbol.ends_with("ɹ")) continue;
        EXPECT_TRUE(spelledPhones(symbol).unknown.empty()) << symbol;
    }
}

TEST(PhonemeNames, WhatIsUnknownIsNamedWithItsNeighbours) {
    EXPECT_THAT(spelledPhones("k aee t").unknown, ElementsAre("aee"));
    EXPECT_THAT(nearestSymbols("aee"), ::testing::Contains("ae"));
    EXPECT_THAT(spelledPhones("k #").unknown, ElementsAre("#"));
}

TEST(SungText, MarksAreTakenApart) {
    EXPECT_EQ(sungText("light[l ay t],").word, "light,");
    EXPECT_EQ(sungText("light[l ay t],").phones, "l ay t");
    EXPECT_EQ(sungText("[k ae t]").word, "");
    EXPECT_EQ(sungText("[k ae t]").phones, "k ae t");
    EXPECT_EQ(sungText("{de}Stil").language, "de");
    EXPECT_EQ(sungText("{de}Stil").word, "Stil");
    EXPECT_EQ(sungText("{}light").language, "");
    EXPECT_EQ(shownSyllable("{pt-BR}light[l ay t],"), "light,");
}

TEST(SungText, WhatIsNoMarkIsText) {
    EXPECT_EQ(sungText("[softly]").word, "[softly]");
    EXPECT_EQ(sungText("{quietly}").word, "{quietly}");
    EXPECT_FALSE(sungText("{quietly}").language);
    EXPECT_FALSE(sungText("a]b").phones);
    EXPECT_FALSE(sungText("a[b").phones);
}

TEST(SungText, BlanksInBracketsPartNoWords) {
    EXPECT_THAT(sungFragments("light[l ay t] of\u203f[dh ax] sun"),
                ElementsAre("light[l ay t]", "of", "[dh ax]", "sun"));
    EXPECT_THAT(sungFragments("{de} Nacht"), ElementsAre("{de}Nacht"));
}

TEST(SungText, SoundsAreCutAtTheSyllables) {
    EXPECT_THAT(withPhones({"a", "ma", "zing"}, "ax m ey z ih ng"),
                ElementsAre("a[ax]", "ma[m ey]", "zing[z ih ng]"));
    EXPECT_THAT(withPhones({""}, "ax m ey"), ElementsAre("[ax]", "[m ey]"));
}

}  // namespace
}  // namespace arioso
