#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/lyrics/lyrics.h"

namespace arioso {
namespace {

TEST(SrtLyrics, LinesWithTheTimesOfTheirSubtitles) {
    const Lyrics lyrics = parseLyrics(
        "\xef\xbb\xbf"
        "1\r\n00:00:12,500 --> 00:00:15,000\r\n<i>First line</i>\r\nsecond {\\an8}line\r\n\r\n"
        "2\r\n00:01:02,000 --> 00:01:04,250 X1:5\r\n- \u266a Third \u266a\r\n99\r\n\r\n",
        "song.srt");
    ASSERT_EQ(lyrics.lines.size(), 4U);
    EXPECT_TRUE(lyrics.timed);
    EXPECT_EQ(lyrics.lines[0].text, "First line");
    EXPECT_DOUBLE_EQ(*lyrics.lines[0].seconds, 12.5);
    EXPECT_FALSE(lyrics.lines[0].end);
    EXPECT_EQ(lyrics.lines[1].text, "second line");
    EXPECT_FALSE(lyrics.lines[1].seconds);
    EXPECT_DOUBLE_EQ(*lyrics.lines[1].end, 15.0);
    EXPECT_EQ(lyrics.lines[2].text, "Third");
    EXPECT_DOUBLE_EQ(*lyrics.lines[2].seconds, 62.0);
    EXPECT_EQ(lyrics.lines[3].text, "99");
}

TEST(SrtLyrics, WebVttToo) {
    const Lyrics lyrics =
        parseLyrics("WEBVTT\n\nintro\n00:01.500 --> 00:02.000 align:start\nHello\n\nNOTE nothing\n",
                    "song.vtt");
    ASSERT_EQ(lyrics.sungLines(), 1U);
    EXPECT_DOUBLE_EQ(*lyrics.lines[0].seconds, 1.5);
    EXPECT_THAT(lyrics.diagnostics,
                ::testing::ElementsAre("song.vtt: 1 line outside of the subtitles ignored"));
}

TEST(SrtLyrics, ArrowsInPlainTextAreNoSubtitles) {
    EXPECT_FALSE(parseLyrics("walk --> run\nand on\n", "l.txt").timed);
}

}  // namespace
}  // namespace arioso
