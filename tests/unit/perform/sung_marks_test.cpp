#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sung_builder.h"

namespace arioso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::singAll;
using testing::sungAt;
using testing::symbolsOf;

TEST(PhonemeOverride, IsSungExactly) {
    const auto played =
        singAll({sungAt(1, 1, "[k ae t]"), sungAt(2, 1, "light[l ow t],"), sungAt(3, 1, "sun")});
    const auto& notes = played.parts[0].notes;
    EXPECT_EQ(symbolsOf(notes[0]), "k æ t");
    EXPECT_EQ(symbolsOf(notes[1]), "l o ʊ t");
    EXPECT_EQ(symbolsOf(notes[2]), "s ʌ n");
    EXPECT_EQ(notes[1].syllable, "light,");
    EXPECT_THAT(played.diagnostics, ElementsAre());
}

TEST(PhonemeOverride, OfOneSyllableOfAWord) {
    const auto notes =
        singAll({sungAt(1, 1, "wa", Syllabic::Begin), sungAt(2, 1, "ter[d ax]", Syllabic::End)})
            .parts[0]
            .notes;
    EXPECT_EQ(symbolsOf(notes[0]), "w ɔ");
    EXPECT_EQ(symbolsOf(notes[1]), "d ə");
}

TEST(PhonemeOverride, UnknownSoundsAreToldAndTheWordIsSung) {
    const auto played = singAll({sungAt(1, 1, "cat[k aee t]")});
    EXPECT_EQ(symbolsOf(played.parts[0].notes[0]), "k æ t");
    ASSERT_EQ(played.diagnostics.size(), 1U);
    EXPECT_THAT(played.diagnostics[0], ::testing::AllOf(HasSubstr("Soprano: beat 2, G4"),
                                                        HasSubstr("\"aee\""), HasSubstr("ae")));
}

TEST(PhonemeOverride, SeveralSyllablesTakeTheNotesThatFollow) {
    const auto notes =
        singAll({sungAt(1, 1, "[ax m ey z ih ng]"), sungAt(2, 1, ""), sungAt(3, 1, "")})
            .parts[0]
            .notes;
    EXPECT_EQ(symbolsOf(notes[0]), "ə");
    EXPECT_EQ(symbolsOf(notes[1]), "m e ɪ");
    EXPECT_EQ(symbolsOf(notes[2]), "z ɪ ŋ");
}

TEST(LanguageMark, ChangesTheLanguageUntilTheNext) {
    const auto notes =
        singAll({sungAt(1, 1, "{de}Zeit"), sungAt(2, 1, "Zeit"), sungAt(3, 1, "{}light")})
            .parts[0]
            .notes;
    EXPECT_EQ(symbolsOf(notes[0]), "ts a ɪ t");
    EXPECT_EQ(symbolsOf(notes[1]), "ts a ɪ t");
    EXPECT_EQ(symbolsOf(notes[2]), "l a ɪ t");
    EXPECT_EQ(notes[0].syllable, "Zeit");
}

TEST(LanguageMark, OfALyricIsHeard) {
    std::vector<Note> notes{sungAt(1, 1, "Zeit"), sungAt(2, 1, "light")};
    notes[0].lyrics[0].language = "de";
    const auto played = singAll(notes).parts[0].notes;
    EXPECT_EQ(symbolsOf(played[0]), "ts a ɪ t");
    EXPECT_EQ(symbolsOf(played[1]), "l a ɪ t");
}

TEST(LanguageMark, AnUnknownLanguageIsToldOnceWithItsPlace) {
    const auto played = singAll({sungAt(1, 1, "{xx}la"), sungAt(2, 1, "la")});
    ASSERT_EQ(played.diagnostics.size(), 1U);
    EXPECT_THAT(played.diagnostics[0], ::testing::AllOf(HasSubstr("beat 2"), HasSubstr("\"xx\"")));
    EXPECT_EQ(symbolsOf(played.parts[0].notes[0]), symbolsOf(played.parts[0].notes[1]));
}

TEST(ReadAloud, NumbersAndAbbreviations) {
    const auto english = singAll({sungAt(1, 1, "3"), sungAt(2, 1, "kings,"), sungAt(3, 1, "St."),
                                  sungAt(4, 1, "No."), sungAt(5, 1, "2"), sungAt(6, 1, "&")});
    const auto& notes = english.parts[0].notes;
    EXPECT_EQ(symbolsOf(notes[0]), "θ ɹ i");
    EXPECT_THAT(symbolsOf(notes[2]), ::testing::StartsWith("s e ɪ n"));
    EXPECT_THAT(symbolsOf(notes[3]), ::testing::StartsWith("n ʌ m b"));
    EXPECT_THAT(symbolsOf(notes[5]), ::testing::EndsWith("n d"));
    EXPECT_THAT(english.diagnostics, ElementsAre());
    const auto german =
        singAll({sungAt(1, 1, "4"), sungAt(2, 1, "z."), sungAt(3, 1, "B."), sungAt(4, 1, "St.")},
                "de")
            .parts[0]
            .notes;
    EXPECT_THAT(symbolsOf(german[0]), ::testing::StartsWith("f i"));
    EXPECT_EQ(symbolsOf(german[1]), "ts ʊ m");
    EXPECT_THAT(symbolsOf(german[2]), ::testing::StartsWith("b a ɪ ʃ"));
    EXPECT_THAT(symbolsOf(german[3]), ::testing::StartsWith("z a"));
}

TEST(ReadAloud, ANoAtTheEndOfASentenceIsNoNumber) {
    EXPECT_EQ(symbolsOf(singAll({sungAt(1, 1, "No.")}).parts[0].notes[0]), "n o ʊ");
}

TEST(ReadAloud, ANumberTakesTheNotesItNeeds) {
    const auto notes =
        singAll({sungAt(1, 1, "20"), sungAt(2, 1, ""), sungAt(3, 1, "men")}).parts[0].notes;
    EXPECT_EQ(symbolsOf(notes[0]), "t w ɛ n");
    EXPECT_THAT(symbolsOf(notes[1]), ::testing::EndsWith("i"));
}

TEST(BadWords, AreToldOnceWithTheirPlaceAndSungOnAVowel) {
    const auto played = singAll({sungAt(1, 1, "\U0001F600"), sungAt(2, 1, "\U0001F600"),
                                 sungAt(3, 1, "\u043c\u0438\u0440"), sungAt(4, 1, "love\u2665")});
    const auto& notes = played.parts[0].notes;
    EXPECT_EQ(symbolsOf(notes[0]), "a");
    EXPECT_EQ(symbolsOf(notes[1]), "a");
    EXPECT_EQ(symbolsOf(notes[2]), "a");
    EXPECT_EQ(symbolsOf(notes[3]), "l ʌ v");
    ASSERT_EQ(played.diagnostics.size(), 3U);
    EXPECT_THAT(played.diagnostics[0],
                ::testing::AllOf(HasSubstr("Soprano: beat 2, G4"), HasSubstr("\U0001F600"),
                                 HasSubstr("vowel")));
    EXPECT_THAT(played.diagnostics[1], HasSubstr("\u043c\u0438\u0440"));
    EXPECT_THAT(played.diagnostics[2], HasSubstr("\u2665"));
}

TEST(BadWords, APunctuationMarkCarriesTheVowelOn) {
    const auto played = singAll({sungAt(1, 1, "la"), sungAt(2, 1, "\u2013")});
    EXPECT_EQ(symbolsOf(played.parts[0].notes[1]), symbolsOf(played.parts[0].notes[0]).substr(2));
    EXPECT_THAT(played.diagnostics, ElementsAre());
}

TEST(BadWords, FortySyllablesOnOneNote) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += (i > 0 ? " la" : "la");
    const auto played = singAll({sungAt(1, 1, text)});
    ASSERT_EQ(played.diagnostics.size(), 1U);
    EXPECT_THAT(
        played.diagnostics[0],
        ::testing::AllOf(HasSubstr("40 syllables on a note of 0.50 s"), HasSubstr("7 are sung")));
    int vowels = 0;
    for (const PhonemeSpan& span : played.parts[0].notes[0].phonemes) {
        vowels += span.vowel ? 1 : 0;
        EXPECT_GT(span.end - span.start, 0.01);
    }
    EXPECT_EQ(vowels, 7);
}

TEST(BadWords, NotesWithoutWordsAreToldAndNeverSilent) {
    const auto played =
        singAll({sungAt(1, 1, ""), sungAt(2, 1, "la"), sungAt(3, 1, ""), sungAt(6, 1, "")});
    for (const PerformedNote& note : played.parts[0].notes) EXPECT_FALSE(symbolsOf(note).empty());
    ASSERT_EQ(played.diagnostics.size(), 2U);
    EXPECT_THAT(played.diagnostics[0], HasSubstr("beat 2, G4: a note without words"));
    EXPECT_THAT(played.diagnostics[1], HasSubstr("beat 7, G4: a note without words"));
}

TEST(BadWords, AVoiceWithoutAnyWordsIsTold) {
    const auto played = singAll({sungAt(1, 1, "")});
    ASSERT_EQ(played.diagnostics.size(), 1U);
    EXPECT_THAT(played.diagnostics[0], HasSubstr("Soprano: no words"));
}

}  // namespace
}  // namespace arioso
