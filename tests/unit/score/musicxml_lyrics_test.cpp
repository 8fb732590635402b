#include <gmock/gmock.h>

#include "src/score/musicxml_writer.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;

std::string verses(const std::string& first, const std::string& second) {
    return lyric(first) + lyric(second, "single", "number=\"2\"");
}

TEST(MusicXmlLyrics, ASyllableTypedWithItsHyphenIsPartOfAWord) {
    const Score score =
        readBars({note("C4", 4, lyric("Vög", "begin")) + note("D4", 4, lyric("lein", "end")) +
                      note("E4", 4, lyric("spie-")) + note("F4", 4, lyric("let,")),
                  note("C4", 4, lyric("ach\u2013")) + note("D4", 4, lyric("so")) +
                      note("E4", 4, lyric("-")) + note("F4", 4, lyric("Da-"))});
    const Part& part = score.parts[0];
    // A dash is punctuation.
    EXPECT_THAT(lyricsOf(part),
                ElementsAre("Vög-", "lein", "spie-", "let,", "ach\u2013", "so", "", "Da-"));
    EXPECT_EQ(part.notes[2].lyrics[0].syllabic, Syllabic::Begin);
    EXPECT_EQ(part.notes[2].lyrics[0].text, "spie");
    EXPECT_EQ(part.notes[3].lyrics[0].syllabic, Syllabic::End);
    EXPECT_EQ(part.notes[4].lyrics[0].syllabic, Syllabic::Single);
}

TEST(MusicXmlLyrics, KeepSyllablesMelismasAndElisions) {
    const Score score =
        readBars({note("C4", 4, lyric("Glo", "begin")) + note("D4", 4) +
                  note("E4", 4,
                       "<lyric><syllabic>end</syllabic><text>ri</text><elision>_</elision>"
                       "<syllabic>begin</syllabic><text>a</text><extend/></lyric>") +
                  note("F4", 4, lyric("men", "end"))});
    EXPECT_TRUE(score.parts[0].vocal);
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("Glo-", "", "ri\u203Fa-", "men"));
    EXPECT_EQ(score.parts[0].notes[2].lyrics[0].syllabic, Syllabic::Middle);
    EXPECT_TRUE(score.parts[0].notes[2].lyrics[0].extend);
}

TEST(MusicXmlLyrics, VerseNIsSungOnPassN) {
    const Score score = readBars({kForward + note("C4", 8, verses("one", "two")) +
                                  note("D4", 8, verses("eins", "zwei")) + kBackward});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "eins", "two", "zwei"));
    EXPECT_EQ(score.measures[1].pass, 2);
}

TEST(MusicXmlLyrics, RefrainsWithOneLineAreSungOnEveryPass) {
    const Score score = readBars(
        {kForward + note("C4", 16, verses("one", "two")), note("D4", 16, lyric("la")) + kBackward});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "la", "two", "la"));
}

TEST(MusicXmlLyrics, AMelismaOfOneVerseIsNotFilledWithAnother) {
    const Score score = readBars({kForward + note("C4", 8, verses("one", "two")) +
                                  note("D4", 8, lyric("more")) + kBackward});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "more", "two", ""));
}

TEST(MusicXmlLyrics, EndingsHaveTheirOwnWords) {
    const Score score = readBars(
        {note("C4", 16, verses("one", "two")),
         barline("left", "<ending number=\"1\" type=\"start\"/>") + note("D4", 16, lyric("first")) +
             barline("right",
                     "<ending number=\"1\" type=\"stop\"/><repeat direction=\"backward\"/>"),
         barline("left", "<ending number=\"2\" type=\"start\"/>") +
             note("E4", 16, lyric("last", "single", "number=\"2\"")) +
             barline("right", "<ending number=\"2\" type=\"discontinue\"/>")});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "first", "two", "last"));
}

TEST(MusicXmlLyrics, TimeOnlyIsHonoured) {
    const Score score = readBars({kForward +
                                  note("C4", 16,
                                       lyric("a", "single", "number=\"1\" time-only=\"2\"") +
                                           lyric("b", "single", "number=\"2\" time-only=\"1\"")) +
                                  kBackward});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("b", "a"));
}

TEST(MusicXmlLyrics, ChorusLinesAreSungOnEveryPass) {
    const Score score =
        readBars({kForward + note("C4", 8, verses("one", "two")) +
                  note("D4", 8, lyric("la", "single", "number=\"chorus\"")) + kBackward});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "la", "two", "la"));
}

TEST(MusicXmlLyrics, BarsPlayedOnceKeepAllVerses) {
    const Score score =
        readBars({note("C4", 16, lyric("two", "single", "number=\"2\"") + lyric("one"))});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one|two"));
}

TEST(MusicXmlLyrics, MorePassesThanVersesBeginAgain) {
    const Score score =
        readBars({kForward + note("C4", 16, verses("one", "two")) +
                  barline("right", "<repeat direction=\"backward\" times=\"3\"/>")});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "two", "one"));
}

TEST(MusicXmlLyrics, TheUpbeatOfARefrainBelongsToIt) {
    const Score score =
        readBars({kForward + note("C4", 8, verses("one", "two")) + note("D4", 8, lyric("Oh")),
                  note("E4", 16, lyric("love")) + kBackward});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "Oh", "love", "two", "Oh", "love"));
}

TEST(MusicXmlLyrics, AWordThatGoesOnThroughABarIsNotInterrupted) {
    const Score score =
        readBars({kForward + note("C4", 16, lyric("one") + lyric("Ky", "begin", "number=\"2\"")),
                  note("D4", 16, lyric("more")),
                  note("E4", 16, lyric("text") + lyric("rie", "end", "number=\"2\"")) + kBackward});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "more", "text", "Ky-", "", "rie"));
}

TEST(MusicXmlLyrics, PartsHaveTheirOwnVerses) {
    const Score score =
        readXml(document({{kForward + note("C5", 16, verses("one", "two")) + kBackward},
                          {kForward + note("C3", 16, lyric("boom")) + kBackward}}));
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "two"));
    EXPECT_THAT(lyricsOf(score.parts[1]), ElementsAre("boom", "boom"));
}

TEST(MusicXmlLyrics, VersesMayBeNumberedByName) {
    const Score score =
        readBars({kForward +
                  note("C4", 16,
                       lyric("b", "single", "number=\"part1verse2\" name=\"Verse\"") +
                           lyric("a", "single", "number=\"part1verse1\" name=\"Verse\"")) +
                  kBackward});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("a", "b"));
    EXPECT_EQ(score.parts[0].notes[0].lyrics[0].name, "part1verse1");
}

TEST(MusicXmlLyrics, HummingLaughingAndLanguagesAreKept) {
    const Score score = readBars({note("C4", 4, "<lyric><text xml:lang=\"la\">Pax</text></lyric>") +
                                  note("D4", 4, "<lyric><text xml:lang=\"de\">Ruh</text></lyric>") +
                                  note("E4", 4, "<lyric><humming/></lyric>") +
                                  note("F4", 4, "<lyric><laughing/></lyric>")});
    const auto& notes = score.parts[0].notes;
    EXPECT_EQ(score.language, "la");
    EXPECT_EQ(notes[0].lyrics[0].language, "");
    EXPECT_EQ(notes[1].lyrics[0].language, "de");
    EXPECT_EQ(notes[2].lyrics[0].voicing, Voicing::Humming);
    EXPECT_EQ(notes[3].lyrics[0].voicing, Voicing::Laughing);
}

TEST(MusicXmlLyrics, WhatIsPrintedButNotSungIsLeftOut) {
    const Score score = readBars({note("C4", 4, lyric("2.-4./5. Praise")) +
                                  note("D4", 4, lyric("_")) + note("E4", 4, lyric("to\u00A0all")) +
                                  note("F4", 4, "<lyric><text>crea-</text></lyric>")});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("Praise", "", "to all", "crea-"));
}

TEST(MusicXmlLyrics, AHyphenThatStandsAloneIsNoWord) {
    const Score score =
        readBars({note("C4", 4, lyric("puis", "begin")) + note("D4", 4, lyric("- sant", "end")) +
                  note("E4", 4, lyric("sucht -----")) + note("F4", 4, lyric("- to - day"))});
    EXPECT_THAT(lyricsOf(score.parts[0]),
                ::testing::ElementsAre("puis-", "sant", "sucht", "to day"));
}

TEST(MusicXmlLyrics, TextsWithoutAnElisionAreOneSyllable) {
    const Score score =
        readBars({note("C4", 4, "<lyric><text>Hal</text><text>lo</text></lyric>") +
                  note("D4", 4,
                       "<lyric><syllabic>single</syllabic><text>che</text><elision/>"
                       "<syllabic>single</syllabic><text>il</text></lyric>")});
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("Hallo", "che\u203Fil"));
}

TEST(MusicXmlLyrics, SpelledSoundsLanguagesAndLineEndsGoThereAndBack) {
    Score score =
        readBars({note("C4", 4, lyric("[k ae t]")) + note("D4", 4, lyric("{de}light[l ay t],")) +
                  note("E4", 4, "<lyric><text xml:lang=\"it\">sol</text><end-line/></lyric>") +
                  note("F4", 4, lyric("[bis]"))});
    score.language = "en";
    const Score again = readXml(writeMusicXml(score));
    EXPECT_THAT(lyricsOf(again.parts[0]),
                ElementsAre("[k ae t]", "{de}light[l ay t],", "sol", "[bis]"));
    EXPECT_EQ(again.parts[0].notes[2].lyrics[0].language, "it");
    EXPECT_TRUE(again.parts[0].notes[2].lyrics[0].lineEnd);
    EXPECT_FALSE(again.parts[0].notes[1].lyrics[0].lineEnd);
}

TEST(MusicXmlLyrics, AForeignWordIsNoForeignSong) {
    const Score score =
        readBars({note("C4", 4, lyric("sing")) + note("D4", 4, lyric("it")) +
                  note("E4", 4, "<lyric><text xml:lang=\"de\">leise</text></lyric>")});
    EXPECT_EQ(score.language, "");
    EXPECT_EQ(score.parts[0].notes[2].lyrics[0].language, "de");
}

TEST(MusicXmlLyrics, WordsUnderRestsAreTold) {
    const Score score =
        readBars({note("C4", 4, lyric("sing")) + "<note><rest/><duration>4</duration>" +
                  lyric("lost") + "</note>"});
    ASSERT_EQ(score.diagnostics.size(), 1U);
    EXPECT_THAT(score.diagnostics[0].text, ::testing::HasSubstr("\"lost\""));
}

}  // namespace
}  // namespace arioso::test
