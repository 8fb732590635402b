#include "src/lyrics/recut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "dsp/error.h"
#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"
#include "src/score/repeat_score.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso {
namespace {

using test::note;
using test::readBars;

/// Pitches of a part, a quarter of a beat each.
std::map<int, double> soundOf(const Part& part) {
    std::map<int, double> out;
    for (const Note& one : part.notes) {
        const int from = static_cast<int>(std::lround(4.0 * one.onset.value()));
        const int to = static_cast<int>(std::lround(4.0 * (one.onset + one.duration).value()));
        for (int at = from; at < to; ++at) out[at] = one.pitch;
    }
    return out;
}

std::size_t syllablesOf(const Part& part) {
    std::size_t count = 0;
    for (const Note& one : part.notes) count += one.lyrics.size();
    return count;
}

Score melody() {
    return readBars({note("C4", 4) + note("C4", 4) + note("E4", 4) + note("G4", 4),
                     note("A4", 8) + note("G4", 8), note("F4", 4) + note("F4", 4) + note("E4", 8),
                     note("D4", 8) + note("C4", 8)});
}

TEST(RecutMelody, DividesNotesForMoreSyllablesAndKeepsThePitches) {
    Score score = melody();
    const auto before = soundOf(score.parts[0]);
    const Lyrics lyrics = parseLyrics(
        "Morning has broken over the river\nLight on the water and light on the stone", "w.txt");
    const RecutReport report = recutMelody(score, lyrics);
    EXPECT_EQ(report.lay.surplusSyllables, 0U);
    EXPECT_GT(report.divided, 5U);
    EXPECT_EQ(soundOf(score.parts[0]), before);
    EXPECT_EQ(syllablesOf(score.parts[0]), 20U);
}

TEST(RecutMelody, JoinsRepeatedNotesAndSlursOthersForFewerSyllables) {
    Score score = melody();
    const auto before = soundOf(score.parts[0]);
    const RecutReport report =
        recutMelody(score, parseLyrics("Sing all day long my friend", "w.txt"));
    EXPECT_EQ(report.divided, 0U);
    EXPECT_GT(report.joined, 0U);
    EXPECT_EQ(soundOf(score.parts[0]), before);
    EXPECT_EQ(syllablesOf(score.parts[0]), 6U);
}

TEST(RecutMelody, LeavesKeptMeasuresAlone) {
    Score score = melody();
    const std::vector<Note> before = score.parts[0].notes;
    RecutOptions options;
    options.keep = {"1", "2"};
    recutMelody(score,
                parseLyrics("Morning has broken over the river and light on the water", "w.txt"),
                options);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(score.parts[0].notes[i].onset, before[i].onset);
        EXPECT_EQ(score.parts[0].notes[i].duration, before[i].duration);
        EXPECT_EQ(score.parts[0].notes[i].articulation, before[i].articulation);
    }
    options.keep = {"7", "9"};
    Score other = melody();
    EXPECT_THROW(recutMelody(other, parseLyrics("la", "w.txt"), options), Error);
}

TEST(LayLyrics, AStanzaThatIsTooLongDoesNotSpillIntoTheNextPass) {
    Score score = melody();
    repeatScore(score, 2);
    LayOptions options;
    options.stanzaAPass = true;
    const LayReport report =
        layLyrics(score,
                  parseLyrics("one two three four five six sev en eight nine ten and more\n\n"
                              "Sun and moon and star and cloud and rain\n",
                              "w.txt"),
                  options);
    EXPECT_GT(report.surplusSyllables, 0U);
    for (const Note& one : score.parts[0].notes)
        if (one.onset == Beat::whole(16)) {
            ASSERT_EQ(one.lyrics.size(), 1U);
            EXPECT_EQ(one.lyrics[0].text, "Sun");
            EXPECT_EQ(one.lyrics[0].verse, 2);
        }
}

TEST(RepeatScore, PlaysAStraightScoreAgainWithTheNextPass) {
    Score score = melody();
    EXPECT_TRUE(isStraight(score));
    const std::size_t notes = score.parts[0].notes.size();
    repeatScore(score, 3);
    EXPECT_FALSE(isStraight(score));
    EXPECT_EQ(score.measures.size(), 12U);
    EXPECT_EQ(score.measures.back().pass, 3);
    EXPECT_EQ(score.parts[0].notes.size(), 3 * notes);
    EXPECT_THAT(writeMusicXml(score), ::testing::HasSubstr("times=\"3\""));
}

}  // namespace
}  // namespace arioso
