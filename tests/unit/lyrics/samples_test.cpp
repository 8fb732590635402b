#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "src/lyrics/lay.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

/// The ode's first part with the words of a lyric file, a bar a line.
std::string sung(const std::string& lyricFile) {
    const std::filesystem::path samples = std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples";
    Score score = readScore(samples / "ode-to-joy-without-words.musicxml");
    const LayReport report = layLyrics(score, readLyrics(samples / lyricFile));
    EXPECT_EQ(report.laid, 60U);
    EXPECT_EQ(report.surplusSyllables, 0U);
    EXPECT_EQ(report.surplusNotes, 0U);
    std::string text;
    int bar = 0;
    for (const Note& note : score.parts.at(report.part).notes) {
        if (note.measure != bar) text += '|';
        bar = note.measure;
        text += note.lyrics.empty() ? "_ " : note.lyrics.front().text + ' ';
    }
    return text;
}

constexpr const char* kBars =
    "Morn ing comes and |wakes the riv er, |sil ver light up |on the stone; "
    "|all the birds be |gin to an swer, |no one has to |sing a lone. "
    "|Hear the wa ter, |hear the _ branch es, |hear the _ wind a |cross the hill; "
    "|when the eve ning |hides the val ley, |you will find us |wait ing still. ";

TEST(SampleLyrics, PlainTextFallsUnderItsNotes) {
    EXPECT_EQ(sung("ode-to-joy.txt"), kBars);
}

TEST(SampleLyrics, TimedTextFallsUnderTheSameNotes) {
    EXPECT_EQ(sung("ode-to-joy.lrc"), kBars);
}

}  // namespace
}  // namespace arioso
