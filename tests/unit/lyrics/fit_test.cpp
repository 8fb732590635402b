#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/lyrics/lay.h"
#include "src/lyrics/melody.h"
#include "src/lyrics/report.h"

namespace arioso {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// Notes of the given lengths in quarters (negative ones are rests) in bars of 4/4 at 60 a minute;
/// `pickup` is the length of a bar before the first.
Score song(const std::vector<double>& lengths, double pickup = 0.0) {
    Score score;
    score.tempos.push_back({Beat(), 60.0, false});
    double total = 0.0;
    for (const double length : lengths) total += std::abs(length);
    int number = pickup > 0.0 ? 0 : 1;
    for (double at = 0.0; at < total; ++number) {
        Measure bar;
        bar.start = Beat::fromDouble(at);
        bar.length = Beat::fromDouble(number == 0 ? pickup : 4.0);
        bar.number = std::to_string(number);
        at += bar.length.value();
        score.measures.push_back(bar);
    }
    Part& part = score.parts.emplace_back();
    part.name = "Song";
    double beat = 0.0;
    for (const double length : lengths) {
        Note note;
        note.onset = Beat::fromDouble(beat);
        note.duration = Beat::fromDouble(std::abs(length));
        note.pitch = 67.0;
        while (static_cast<std::size_t>(note.measure) + 1 < score.measures.size() &&
               score.measures[static_cast<std::size_t>(note.measure) + 1].start <= note.onset) {
            ++note.measure;
        }
        if (length > 0.0) part.notes.push_back(note);
        beat += std::abs(length);
    }
    return score;
}

std::string under(const Score& score) {
    std::string out;
    for (const Note& note : score.parts[0].notes) {
        out += (out.empty() ? "" : " ") + (note.lyrics.empty() ? "_" : note.lyrics.front().text);
    }
    return out;
}

TEST(LyricFit, StressedSyllablesSeekStrongBeats) {
    // A note more than syllables in the first phrase: both nouns begin on first beats if it comes
    // last.
    Score score = song({1, 1, 1, 1, 1, 1, 1, -1, 1, 1, 1, 1});
    layLyrics(score, parseLyrics("Mountain and a river\nSummer is gone", "l.txt"), {"", "en"});
    EXPECT_THAT(under(score), ::testing::StartsWith("Moun tain and a riv er _ Sum mer"));
    // From an upbeat the same note comes sooner.
    Score upbeat = song({1, 1, 1, 1, 1, 1, 1, -1, 1, 1}, 1.0);
    layLyrics(upbeat, parseLyrics("The mountain and the sea\nfar off", "l.txt"), {"", "en"});
    EXPECT_THAT(under(upbeat), ::testing::StartsWith("The moun tain and the sea"));
}

TEST(LyricFit, PlacesInTheMetreWeighDifferently) {
    Measure four;
    four.length = Beat::whole(4);
    EXPECT_GT(metricWeight(four, 0.0), metricWeight(four, 2.0));
    EXPECT_GT(metricWeight(four, 2.0), metricWeight(four, 1.0));
    EXPECT_GT(metricWeight(four, 1.0), metricWeight(four, 1.5));
    Measure six = four;
    six.beats = 6;
    six.beatType = 8;
    six.length = Beat::whole(3);
    EXPECT_GT(metricWeight(six, 1.5), metricWeight(six, 1.0));
    Measure pickup = four;
    pickup.length = Beat::whole(1);
    EXPECT_LT(metricWeight(pickup, 0.0), 1.0F);
}

TEST(LyricFit, ATextTooLongIsToldWhichNotesToDivide) {
    Score score = song({1, 1, 2, -1, 1, 1, 1, 2, -2});
    const LayReport report =
        layLyrics(score, parseLyrics("one two three four\nfive six eight nine", "l.txt"));
    EXPECT_EQ(report.surplusSyllables, 1U);
    EXPECT_THAT(
        report.lines,
        Contains(HasSubstr("\"one two three four\" has 4 syllables for 3 notes in measure 1: "
                           "divide measure 1 beat 3")));
}

TEST(LyricsReport, TellsEachSyllablesNote) {
    Score score = song({1, 1.5, 0.5, 2, -1, 1});
    score.parts[0].notes[3].pitch = 60.0;
    score.parts[0].notes[1].articulation = Articulation::Slurred;
    layLyrics(score, parseLyrics("A-men, sing", "l.txt"));
    const auto lines = lyricsReport(score, score.parts[0]);
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(lines[0], "measure 1 beat 1        0:00.00 G4   A-");
    EXPECT_EQ(lines[1], "measure 1 beat 2        0:01.00 G4   -men,");
    EXPECT_EQ(lines[2], "measure 1 beat 3.5      0:02.50 G4   _");
    EXPECT_EQ(lines[3], "measure 1 beat 4        0:03.00 C4   sing");
    EXPECT_THAT(lines[4], HasSubstr("(no words)"));
}

}  // namespace
}  // namespace arioso
