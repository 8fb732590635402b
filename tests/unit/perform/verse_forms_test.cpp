#include <gtest/gtest.h>

#include <map>

#include "src/perform/pronounce.h"

namespace arioso {
namespace {

std::string said(const std::string& word, const std::string& language) {
    std::string out;
    const auto phrase = Pronouncer(language).phrase({word});
    for (const Phone& phone : phrase[0]) out += (out.empty() ? "" : " ") + phone.symbol;
    return out;
}

TEST(VerseForms, EnglishElisionsKeepTheVowelOfTheirWord) {
    const std::map<std::string, std::string> words{
        {"heav'n", "h ɛ v n"},
        {"Heav\u2019n", "h ɛ v n"},
        {"heav'nly", "h ɛ v n l i"},
        {"giv'n", "ɡ ɪ v n"},
        {"ris'n", "ɹ ɪ z n"},
        {"stol'n", "s t o ʊ l n"},
        {"pow'r", "p a ʊ ɹ"},
        {"flow'r", "f l a ʊ ɹ"},
        {"show'rs", "ʃ a ʊ ɹ z"},
        {"ling'ring", "l ɪ ŋ ɡ ɹ ɪ ŋ"},
        {"gath'ring", "ɡ æ ð ɹ ɪ ŋ"},
        {"dang'rous", "d e ɪ n dʒ ɹ ə s"},
        {"ev'ry", "ɛ v ɹ i"},
        {"kiss'd", "k ɪ s t"},
        {"bless'd", "b l ɛ s t"},
        {"call'd", "k ɔ l d"},
        {"e'en", "i n"},
        {"ta'en", "t e ɪ n"},
        {"don't", "d o ʊ n t"},
        {"'tis", "t ɪ z"},
    };
    for (const auto& [word, sounds] : words) EXPECT_EQ(said(word, "en"), sounds) << word;
    EXPECT_EQ(said("th'eternal", "en"), "ð " + said("eternal", "en"));
}

TEST(VerseForms, GermanDurchKeepsItsVowel) {
    EXPECT_EQ(said("durch", "de"), "d ʊ ɾ ç");
    EXPECT_EQ(said("Sturm", "de"), "ʃ t ʊ ɾ m");
    EXPECT_EQ(said("durch's", "de"), "d ʊ ɾ ç s");
}

TEST(VerseForms, OldGermanSpellingsSoundLikeNewOnes) {
    for (const auto& [old, now] : std::map<std::string, std::string>{{"Noth", "Not"},
                                                                     {"Muth", "Mut"},
                                                                     {"roth", "rot"},
                                                                     {"todt", "tot"},
                                                                     {"Blüthe", "Blüte"}}) {
        EXPECT_EQ(said(old, "de"), said(now, "de")) << old;
    }
    EXPECT_EQ(said("Röslein", "de"), "r ø s l a ɪ n");
}

TEST(VerseForms, RomanceElisions) {
    EXPECT_EQ(said("grand'mère", "fr"), "ɡ ʁ ɑ̃ m ɛ ʁ");
    EXPECT_TRUE(said("gl'occhi", "it").starts_with("ʎ ɔ k"));
}

}  // namespace
}  // namespace arioso
