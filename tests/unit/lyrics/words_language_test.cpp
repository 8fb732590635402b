#include "src/lyrics/words_language.h"

#include <gtest/gtest.h>

#include "src/lyrics/language_guess.h"

namespace arioso {
namespace {

std::string languageOfText(const std::string& text) {
    return wordsLanguage(parseLyrics(text, "test"));
}

TEST(WordsLanguage, IsToldByTheCommonestWords) {
    EXPECT_EQ(
        languageOfText("Sah ein Knab ein R\xC3\xB6slein stehn, R\xC3\xB6slein auf der Heiden,\n"
                       "war so jung und morgensch\xC3\xB6n, lief er schnell, es nah zu sehn,\n"
                       "und der wilde Knabe brach das R\xC3\xB6slein auf der Heiden"),
        "de");
    EXPECT_EQ(languageOfText("The curfew tolls the knell of parting day,\n"
                             "The lowing herd winds slowly o'er the lea,\n"
                             "The ploughman homeward plods his weary way,\n"
                             "And leaves the world to darkness and to me."),
              "en");
    EXPECT_EQ(languageOfText("Les sanglots longs des violons de l'automne\n"
                             "Blessent mon coeur d'une langueur monotone.\n"
                             "Et je m'en vais au vent mauvais qui m'emporte"),
              "fr");
    EXPECT_EQ(languageOfText("Ave Maria gratia plena Dominus tecum, et spiritus sancto,\n"
                             "gloria in excelsis Deus, qui tollis peccata mundi"),
              "la");
}

TEST(WordsLanguage, IsNotGuessedFromFewWords) {
    EXPECT_EQ(languageOfText("La la la und la la la"), "");
    EXPECT_EQ(clearLanguage({}), "");
    EXPECT_EQ(clearLanguage({"Der Mond ist aufgegangen und ich, the moon is up and with you"}), "");
}

TEST(WordsLanguage, WordsWithALanguageOfTheirOwnSayNothingOfTheOthers) {
    Score score;
    Part& part = score.parts.emplace_back();
    const auto sing = [&](const char* word, const char* language) {
        Lyric& lyric = part.notes.emplace_back().lyrics.emplace_back();
        lyric.text = word;
        lyric.language = language;
    };
    for (const char* word : {"the", "and", "of", "to", "my", "is", "with"}) sing(word, "en");
    EXPECT_EQ(wordsLanguage(score), "");
    for (const char* word : {"und", "ich", "nicht", "der"}) sing(word, "");
    EXPECT_EQ(wordsLanguage(score), "de");
}

TEST(WordsLanguage, IsWhatTheScoreStatesFirst) {
    Score score;
    score.language = "nl";
    EXPECT_EQ(wordsLanguage(score), "nl");
    EXPECT_EQ(guessedLanguageRemark(score), "");
}

}  // namespace
}  // namespace arioso
