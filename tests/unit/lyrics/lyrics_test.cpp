#include "src/lyrics/lyrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/error.h"
#include "src/lyrics/syllabifier.h"

namespace arioso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> textsOf(const Lyrics& lyrics) {
    std::vector<std::string> out;
    for (const LyricLine& line : lyrics.lines) out.push_back(line.text);
    return out;
}

std::vector<std::string> piecesOf(const LyricWord& word) {
    std::vector<std::string> out;
    for (const LyricPiece& piece : word.pieces) out.push_back(piece.text);
    return out;
}

TEST(PlainLyrics, StanzasSectionsAndComments) {
    const Lyrics lyrics = parseLyrics(
        "# made up\n"
        "# language: de\n"
        "1. First line\n"
        "second line\n"
        "\n"
        "[Chorus]\n"
        "Sing it\n"
        "\n"
        "Verse 2:\n"
        "2. Third line\n"
        "[Chorus]\n",
        "song.txt");
    EXPECT_THAT(textsOf(lyrics),
                ElementsAre("First line", "second line", "Sing it", "Third line", "Sing it"));
    EXPECT_EQ(lyrics.language, "de");
    EXPECT_EQ(lyrics.lines[2].section, "Chorus");
    EXPECT_TRUE(lyrics.lines[3].stanzaStart);
    EXPECT_FALSE(lyrics.lines[1].stanzaStart);
    EXPECT_FALSE(lyrics.timed);
}

TEST(PlainLyrics, HyphensUnderscoresAndElisionsAreHonoured) {
    const Lyrics lyrics = parseLyrics("A-ma-zing grace__ how~e -- ver _ sweet", "song.txt");
    const auto& words = lyrics.lines[0].words;
    ASSERT_EQ(words.size(), 5U);
    EXPECT_THAT(piecesOf(words[0]), ElementsAre("A", "ma", "zing"));
    EXPECT_EQ(words[1].pieces[0].holds, 2);
    EXPECT_TRUE(words[2].elided);
    EXPECT_THAT(piecesOf(words[3]), ElementsAre("e", "ver"));
    EXPECT_EQ(words[3].pieces[1].holds, 1);
    EXPECT_EQ(lyrics.lines[0].text, "Amazing grace how ever sweet");
    EXPECT_TRUE(lyrics.hyphenated);
    EXPECT_FALSE(parseLyrics("the snow-covered mountain over yonder valley", "s").hyphenated);
}

std::size_t textBytes(const Lyrics& lyrics) {
    std::size_t bytes = 0;
    for (const LyricLine& line : lyrics.lines) bytes += line.text.size();
    return bytes;
}

std::size_t pieceCount(const Lyrics& lyrics) {
    std::size_t count = 0;
    for (const LyricLine& line : lyrics.lines) {
        for (const LyricWord& word : line.words) count += word.pieces.size();
    }
    return count;
}

std::string times(std::size_t count, std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

// What such words ask for grows with their length, not with its square: that would take hours.
TEST(PlainLyrics, WordsOfAMegabyteAreOneWordEach) {
    constexpr std::size_t kMega = 1U << 18U;
    const Syllabifier syllabifier("en", [](const std::string& word) {
        EXPECT_LE(word.size(), 1000U);
        return 3;
    });
    for (const std::string& word :
         {"a" + std::string(kMega, '-'), std::string(kMega, 'a'), times(kMega / 2, "a-") + "a",
          times(kMega / 3, "a-'") + "b", "a" + times(kMega / 2, "_-")}) {
        const Lyrics lyrics = parseLyrics(word, "song.txt");
        ASSERT_EQ(lyrics.lines.size(), 1U);
        EXPECT_LE(textBytes(lyrics), word.size());
        EXPECT_LE(pieceCount(lyrics), word.size());
        std::size_t bytes = 0;
        for (const std::string& piece : syllabifier.split(word)) bytes += piece.size();
        EXPECT_EQ(bytes, word.size());
    }
    const Lyrics elided = parseLyrics(times(kMega / 2, "a~") + "a", "song.txt");
    EXPECT_EQ(elided.lines[0].words.size(), kMega / 2 + 1);
    const Lyrics stamped = parseLyrics("[00:01]a" + std::string(kMega, '<'), "song.lrc");
    EXPECT_EQ(stamped.lines[0].text.size(), kMega + 1);
    const Lyrics titled = parseLyrics(
        "1\n00:00:01,000 --> 00:00:02,000\n" + times(kMega / 4, "{\\a<") + "\n", "song.srt");
    EXPECT_EQ(titled.lines[0].text.size(), kMega);
}

TEST(PlainLyrics, NumberedSectionsAreHeadingsAndNoSounds) {
    const Lyrics lyrics = parseLyrics(
        "[Verse 1]\nDown we go\n\n[Chorus]\nSing all\n\n[Verse 2]\nUp we come\n\n[Chorus]\n",
        "s.txt");
    ASSERT_EQ(lyrics.lines.size(), 4U);
    EXPECT_EQ(lyrics.lines[0].text, "Down we go");
    EXPECT_EQ(lyrics.lines[0].section, "Verse 1");
    EXPECT_EQ(lyrics.lines[3].text, "Sing all");
}

TEST(PlainLyrics, TitleAndAuthorMayStandInComments) {
    const Lyrics lyrics =
        parseLyrics("# title: The Lamb\n# author: William Blake\nLittle Lamb\n", "s.txt");
    EXPECT_EQ(lyrics.tags.at("ti"), "The Lamb");
    EXPECT_EQ(lyrics.tags.at("au"), "William Blake");
}

TEST(PlainLyrics, RepeatsOfASmallFileStayBounded) {
    const std::string line = std::string(100'000, 'a') + "\n";
    const Lyrics plain = parseLyrics("[Chorus]\n" + line + times(5000, "[Chorus]\n"), "song.txt");
    EXPECT_LE(textBytes(plain), 5U << 20U);
    EXPECT_THAT(plain.diagnostics,
                ElementsAre("song.txt: expected repeats of at most 20000 lines and 512 KiB, found "
                            "more; the rest is left out"));
    const Lyrics timed = parseLyrics(times(5000, "[00:01]") + line, "song.lrc");
    EXPECT_LE(textBytes(timed), 5U << 20U);
    EXPECT_EQ(timed.diagnostics.size(), 2U) << "translations, too many repeats";
}

TEST(PlainLyrics, AnyEncoding) {
    const std::string expected =
        "Gr\xc3\xb6\xc3\x9f"
        "e";
    EXPECT_EQ(parseLyrics("\xef\xbb\xbf" + expected, "bom").lines[0].text, expected);
    EXPECT_EQ(parseLyrics("Gr\xf6\xdf"
                          "e",
                          "latin1")
                  .lines[0]
                  .text,
              expected);
    EXPECT_EQ(parseLyrics(std::string("\xff\xfeG\0r\0\xf6\0\xdf\0e\0", 12), "utf16").lines[0].text,
              expected);
    EXPECT_EQ(parseLyrics(std::string("G\0r\0\xf6\0\xdf\0e\0", 10), "utf16").lines[0].text,
              expected);
}

TEST(Lyrics, BadFilesGiveOneClearLine) {
    const auto complaint = [](const std::string& bytes) -> std::string {
        try {
            parseLyrics(bytes, "x.txt");
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            return error.what();
        }
        return "none";
    };
    EXPECT_THAT(complaint(""), HasSubstr("x.txt: expected lines of text to sing, found none"));
    EXPECT_THAT(complaint("# only a comment\n"), HasSubstr("found none"));
    EXPECT_THAT(complaint(std::string("\x01\x02\0\x7f"
                                      "ELF\0\0\0\x03\x04",
                                      12)),
                HasSubstr("binary"));
    EXPECT_THROW(readLyrics("/nonexistent/song.txt"), Error);
}

TEST(Lrc, StampsTagsAndRepeats) {
    const Lyrics lyrics = parseLyrics(
        "[ti:Song]\r\n[ar:Singer]\r\n"
        "[00:10.00][00:50.00]Chorus line\r\n"
        "[00:20.5]Verse\r\n[01:02.345]Late\r\n[00:30]\r\n"
        "plain\r\n",
        "song.lrc");
    EXPECT_TRUE(lyrics.timed);
    EXPECT_EQ(lyrics.tags.at("ti"), "Song");
    EXPECT_THAT(textsOf(lyrics), ElementsAre("Chorus line", "Verse", "", "Chorus line", "Late"));
    EXPECT_DOUBLE_EQ(*lyrics.lines[1].seconds, 20.5);
    EXPECT_DOUBLE_EQ(*lyrics.lines[1].end, 30.0);
    EXPECT_DOUBLE_EQ(*lyrics.lines[3].seconds, 50.0);
    EXPECT_DOUBLE_EQ(*lyrics.lines[4].seconds, 62.345);
    ASSERT_EQ(lyrics.diagnostics.size(), 1U);
    EXPECT_THAT(lyrics.diagnostics[0], HasSubstr("plain"));
}

TEST(Lrc, PositiveOffsetIsSooner) {
    const Lyrics lyrics = parseLyrics("[offset:+500]\n[00:10.00]A\n", "song.lrc");
    EXPECT_DOUBLE_EQ(*lyrics.lines[0].seconds, 9.5);
}

TEST(Lrc, WordStampsOfBothKinds) {
    Lyrics lyrics = parseLyrics(
        "[00:12.00]<00:12.00>Sing <00:12.50>me <00:13.00>a <00:13.25>song<00:14.00>\n", "a.lrc");
    EXPECT_EQ(lyrics.lines[0].text, "Sing me a song");
    ASSERT_EQ(lyrics.lines[0].words.size(), 4U);
    EXPECT_DOUBLE_EQ(*lyrics.lines[0].words[3].pieces[0].seconds, 13.25);
    EXPECT_DOUBLE_EQ(*lyrics.lines[0].end, 14.0);

    lyrics = parseLyrics("[00:00.00]ka[00:00.66]ra[00:01.33]o[00:02.33]ke[00:02.99]\n", "b.lrc");
    EXPECT_EQ(lyrics.lines[0].text, "karaoke");
    ASSERT_EQ(lyrics.lines[0].words.size(), 1U);
    EXPECT_THAT(piecesOf(lyrics.lines[0].words[0]), ElementsAre("ka", "ra", "o", "ke"));
    EXPECT_DOUBLE_EQ(*lyrics.lines[0].words[0].pieces[1].seconds, 0.66);
    EXPECT_DOUBLE_EQ(*lyrics.lines[0].words[0].pieces[0].seconds, 0.0);
    EXPECT_DOUBLE_EQ(*lyrics.lines[0].end, 2.99);
}

TEST(Lrc, HoursHundredthsSingersAndTranslations) {
    EXPECT_DOUBLE_EQ(*parseLyrics("[01:02:03.50]x\n", "a").lines[0].seconds, 3723.5);
    EXPECT_DOUBLE_EQ(*parseLyrics("[00:12:99]x\n", "a").lines[0].seconds, 12.99);
    EXPECT_DOUBLE_EQ(*parseLyrics("[75:30.00]x\n", "a").lines[0].seconds, 4530.0);
    EXPECT_EQ(parseLyrics("[00:01.00]F: Her line\n", "a").lines[0].text, "Her line");
    EXPECT_THAT(textsOf(parseLyrics("[00:01.00]one\n[00:01.00]eins\n[00:02.00]two\n", "a")),
                ElementsAre("one", "two"));
}

std::vector<std::string> piecesOf(const LyricLine& line) {
    std::vector<std::string> out;
    for (const LyricWord& word : line.words) {
        for (const LyricPiece& piece : word.pieces) out.push_back(piece.text);
    }
    return out;
}

TEST(PlainLyrics, SpelledSoundsKeepTogether) {
    const Lyrics lyrics = parseLyrics("the [k ae t] sees light[l ay t], a[ax]-men[m eh n]\n", "l");
    EXPECT_EQ(piecesOf(lyrics.lines.at(0)),
              (std::vector<std::string>{"the", "[k ae t]", "sees", "light[l ay t],", "a[ax]",
                                        "men[m eh n]"}));
    EXPECT_EQ(lyrics.lines[0].text, "the [k ae t] sees light, amen");
}

TEST(PlainLyrics, BracketsWithoutSoundsAreHeadingsOrWords) {
    const Lyrics lyrics = parseLyrics("[Chorus]\nla la [softly] la\n[k ae t]\n[A]\nlo\n", "l");
    ASSERT_EQ(lyrics.lines.size(), 3U);
    EXPECT_EQ(lyrics.lines[0].section, "Chorus");
    EXPECT_EQ(lyrics.lines[0].text, "la la [softly] la");
    EXPECT_EQ(lyrics.lines[1].text, "[k ae t]");
    EXPECT_EQ(lyrics.lines[2].section, "A");
}

TEST(PlainLyrics, LanguageMarksHoldUntilTheNext) {
    const Lyrics lyrics = parseLyrics("sing {de} Stille Nacht\nalles {pt-BR}noite {} now\n", "l");
    std::vector<std::string> languages;
    for (const LyricLine& line : lyrics.lines) {
        for (const LyricWord& word : line.words) languages.push_back(word.language);
    }
    EXPECT_EQ(languages, (std::vector<std::string>{"", "de", "de", "de", "pt-BR", ""}));
    EXPECT_EQ(lyrics.lines[0].text, "sing Stille Nacht");
    EXPECT_EQ(lyrics.lines[1].text, "alles noite now");
    const Lyrics literal = parseLyrics("la {quietly} la\n", "l");
    EXPECT_EQ(literal.lines[0].text, "la {quietly} la");
}

TEST(PlainLyrics, AnAmpersandIsAWord) {
    EXPECT_EQ(piecesOf(parseLyrics("you & me\n", "l").lines[0]),
              (std::vector<std::string>{"you", "&", "me"}));
}

TEST(Lrc, SpelledSoundsAreNoStamps) {
    const Lyrics lyrics =
        parseLyrics("[00:01.00]the [k ae t] light[l ay t]\n[00:02.00]{de}Nacht\n", "l");
    EXPECT_EQ(piecesOf(lyrics.lines.at(0)),
              (std::vector<std::string>{"the", "[k ae t]", "light[l ay t]"}));
    EXPECT_EQ(lyrics.lines.at(1).words.at(0).language, "de");
    EXPECT_EQ(lyrics.lines[1].text, "Nacht");
}

TEST(PlainLyrics, ASoftHyphenAloneAtTheStartOfALineLeadsOnFromNothing) {
    const Lyrics lyrics = parseLyrics("\u00ad Hello there", "l.txt");
    ASSERT_EQ(lyrics.lines.size(), 1U);
    ASSERT_EQ(lyrics.lines[0].words.size(), 2U);
    EXPECT_EQ(lyrics.lines[0].words[0].pieces[0].text, "Hello");
}

}  // namespace
}  // namespace arioso
