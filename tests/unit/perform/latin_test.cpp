#include "src/perform/latin.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "src/condition/condition.h"
#include "src/perform/pronounce.h"

namespace arioso {
namespace {

std::string said(const std::string& word) {
    const auto phones = latinPhones(word);
    if (!phones) return "-";
    std::string out;
    for (const Phone& phone : *phones) out += (out.empty() ? "" : " ") + phone.symbol;
    return out;
}

/// After the examples of the Liber Usualis.
TEST(Latin, IsSungAsChoirsSingIt) {
    const std::map<std::string, std::string> words{
        {"cælum", "tʃ ɛ l u m"},
        {"coelum", "tʃ ɛ l u m"},
        {"laeti", "l ɛ t i"},
        {"Regem", "r ɛ dʒ ɛ m"},
        {"Angelorum", "a n dʒ ɛ l ɔ r u m"},
        {"venite", "v ɛ n i t ɛ"},
        {"gratia", "ɡ r a ts i a"},
        {"hostia", "ɔ s t i a"},
        {"excelsis", "ɛ k ʃ ɛ l s i s"},
        {"exsultate", "ɛ k s s u l t a t ɛ"},
        {"exaudi", "ɛ ɡ z a ʊ d i"},
        {"agnus", "a ɲ u s"},
        {"sanctus", "s a ŋ k t u s"},
        {"descendit", "d ɛ ʃ ɛ n d i t"},
        {"ecce", "ɛ t tʃ ɛ"},
        {"Christe", "k r i s t ɛ"},
        {"Kyrie", "k i r i ɛ"},
        {"Iesu", "j ɛ s u"},
        {"Jesu", "j ɛ s u"},
        {"alleluia", "a l l ɛ l u j a"},
        {"Israël", "i s r a ɛ l"},
        {"Israel", "i s r a ɛ l"},
        {"mihi", "m i k i"},
        {"qui", "k w i"},
        {"sanguis", "s a ŋ ɡ w i s"},
        {"lingua", "l i ŋ ɡ w a"},
        {"Deus", "d ɛ u s"},
        {"filii", "f i l i i"},
        {"Maria", "m a r i a"},
        {"philosophia", "f i l ɔ s ɔ f i a"},
    };
    for (const auto& [word, sounds] : words) EXPECT_EQ(said(word), sounds) << word;
}

TEST(Latin, LeavesWhatIsNoLatinToOthers) {
    for (const char* word : {"12", "a-b", "日", ""}) EXPECT_EQ(said(word), "-") << word;
}

TEST(Latin, IsWhatTheWordsOfAScoreGet) {
    const auto phrase = Pronouncer("la").phrase({"Adeste", "fideles,", "laeti"});
    ASSERT_EQ(phrase.size(), 3U);
    EXPECT_EQ(phrase[2].size(), 4U);
    const auto nuclei = std::count_if(phrase[1].begin(), phrase[1].end(),
                                      [](const Phone& phone) { return phone.nucleus; });
    EXPECT_EQ(nuclei, 3);
    for (const auto& word : phrase) {
        for (const Phone& phone : word) {
            const auto& known = phonemeInventory();
            EXPECT_NE(std::find(known.begin(), known.end(), phone.symbol), known.end())
                << phone.symbol;
        }
    }
}

}  // namespace
}  // namespace arioso
