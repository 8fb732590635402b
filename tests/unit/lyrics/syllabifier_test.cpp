#include "src/lyrics/syllabifier.h"

#include <gtest/gtest.h>

namespace arioso {
namespace {

std::string join(const std::vector<std::string>& pieces) {
    std::string out;
    for (const std::string& piece : pieces) out += (out.empty() ? "" : "-") + piece;
    return out;
}

std::string split(const std::string& language, const std::string& word) {
    return join(Syllabifier(language).split(word));
}

TEST(Syllabifier, English) {
    for (const char* word : {"mom-ent", "win-ter", "hap-py", "ta-ble", "love", "loved", "want-ed",
                             "the", "grace", "rhythm", "through"}) {
        std::string whole = word;
        std::erase(whole, '-');
        const std::string found = split("en", whole);
        EXPECT_EQ(std::count(found.begin(), found.end(), '-'),
                  std::count(word, word + std::char_traits<char>::length(word), '-'))
            << found;
    }
    EXPECT_EQ(split("en", "winter,"), "win-ter,");
    EXPECT_EQ(split("en", "don't"), "don't");
}

TEST(Syllabifier, GermanLatinItalianSpanish) {
    EXPECT_EQ(split("de", "Abend"), "A-bend");
    EXPECT_EQ(split("de",
                    "Stra\xc3\x9f"
                    "e"),
              "Stra-\xc3\x9f"
              "e");
    EXPECT_EQ(split("de", "Bäume"), "Bäu-me");
    EXPECT_EQ(split("la", "gloria"), "glo-ri-a");
    EXPECT_EQ(split("la", "Maria"), "Ma-ri-a");
    EXPECT_EQ(split("it", "bella"), "bel-la");
    EXPECT_EQ(split("es", "corazón"), "co-ra-zón");
    EXPECT_EQ(split("es", "María"), "Ma-rí-a");
}

TEST(Syllabifier, KanaAndKanjiAreSyllables) {
    EXPECT_EQ(split("ja", "さくら"), "さ-く-ら");
    EXPECT_EQ(split("ja", "きょう"), "きょ-う");
}

TEST(Syllabifier, PronunciationHasTheLastWord) {
    const Syllabifier counted("en", [](const std::string&) { return 2; });
    EXPECT_EQ(counted.split("every").size(), 2U);
    EXPECT_EQ(counted.split("lion").size(), 2U);
}

TEST(Syllabifier, NothingIsLost) {
    const Syllabifier syllabifier("en");
    for (const std::string word :
         {"", "...", "hm", "O'er", "\"Hello!\"", "x\xcc\x88y", "a-b", "\xf0\x9f\x8e\xb5la"}) {
        std::string joined;
        for (const std::string& piece : syllabifier.split(word)) joined += piece;
        EXPECT_EQ(joined, word);
    }
}

}  // namespace
}  // namespace arioso
