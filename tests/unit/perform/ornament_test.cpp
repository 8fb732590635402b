#include <gtest/gtest.h>

#include "score_builder.h"
#include "src/perform/ornaments.h"
#include "src/perform/performer.h"

namespace arioso {
namespace {

using testing::markedAt;
using testing::noteAt;
using testing::scoreOf;

std::vector<PerformedNote> play(const Score& score) {
    PerformOptions options;
    options.humanize = 0.0;
    return perform(score, options).parts.front().notes;
}

Note graceAt(double beat, double pitch, Grace kind) {
    Note note = noteAt(beat, pitch, 0.0);
    note.grace = kind;
    return note;
}

TEST(Ornaments, NeighboursFollowTheKey) {
    EXPECT_EQ(neighbourStep(64, 0, 1), 1.0F);     // E-F in C major
    EXPECT_EQ(neighbourStep(64, 2, 1), 2.0F);     // E-F sharp in D major
    EXPECT_EQ(neighbourStep(60, 0, -1), -1.0F);   // C-B
    EXPECT_EQ(neighbourStep(60, -3, -1), -2.0F);  // C-B flat in E flat major
}

TEST(Ornaments, AppoggiaturaTakesHalfOfTheMainNote) {
    const auto notes = play(scoreOf(
        {noteAt(0, 60), graceAt(1, 64, Grace::Appoggiatura), noteAt(1, 62), noteAt(2, 60)}));
    ASSERT_EQ(notes.size(), 4U);
    EXPECT_EQ(notes[1].pitch, 64.0F);
    EXPECT_EQ(notes[1].onset, 0.5);
    EXPECT_EQ(notes[2].pitch, 62.0F);
    EXPECT_NEAR(notes[2].onset, 0.73, 0.03);
    EXPECT_EQ(notes[3].onset, 1.0);
}

TEST(Ornaments, AcciaccaturaComesJustBeforeTheBeat) {
    const auto notes =
        play(scoreOf({noteAt(0, 60), graceAt(1, 64, Grace::Acciaccatura), noteAt(1, 62)}));
    ASSERT_EQ(notes.size(), 3U);
    EXPECT_EQ(notes[1].pitch, 64.0F);
    EXPECT_NEAR(notes[1].onset, 0.44, 1e-9);
    EXPECT_EQ(notes[2].onset, 0.5);
    EXPECT_LE(notes[0].offset, notes[1].onset);
}

TEST(Ornaments, GraceAtTheVeryStartIsHeard) {
    const auto notes = play(scoreOf({graceAt(0, 64, Grace::Acciaccatura), noteAt(0, 62)}));
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[0].onset, 0.0);
    EXPECT_NEAR(notes[1].onset, 0.06, 1e-9);
}

TEST(Ornaments, ArpeggioRunsUpwards) {
    const auto notes = play(scoreOf({markedAt(0, 60, 4, Articulation::Arpeggio),
                                     markedAt(0, 64, 4, Articulation::Arpeggio),
                                     markedAt(0, 67, 4, Articulation::Arpeggio)}));
    ASSERT_EQ(notes.size(), 3U);
    EXPECT_EQ(notes[0].pitch, 60.0F);
    EXPECT_NEAR(notes[1].onset, 0.03, 1e-9);
    EXPECT_NEAR(notes[2].onset, 0.06, 1e-9);
    EXPECT_EQ(notes[0].offset, notes[2].offset);
}

TEST(Ornaments, TrillAlternatesAndEndsOnTheMainNote) {
    const auto notes = play(scoreOf({markedAt(0, 64, 2, Articulation::Trill), noteAt(2, 62)}));
    ASSERT_GT(notes.size(), 8U);
    EXPECT_EQ(notes[0].pitch, 65.0F);
    EXPECT_EQ(notes[1].pitch, 64.0F);
    EXPECT_EQ(notes[notes.size() - 2].pitch, 64.0F);
    EXPECT_EQ(notes.back().onset, 1.0);
}

TEST(Ornaments, MordentTurnAndTremolo) {
    auto notes = play(scoreOf({markedAt(0, 62, 1, Articulation::Mordent)}));
    ASSERT_EQ(notes.size(), 3U);
    EXPECT_EQ(notes[1].pitch, 60.0F);
    EXPECT_EQ(notes[2].pitch, 62.0F);
    notes = play(scoreOf({markedAt(0, 62, 1, Articulation::Turn)}));
    ASSERT_EQ(notes.size(), 4U);
    EXPECT_EQ(notes[0].pitch, 64.0F);
    EXPECT_EQ(notes[2].pitch, 60.0F);
    notes = play(scoreOf({markedAt(0, 62, 1, Articulation::Tremolo)}));
    ASSERT_GE(notes.size(), 7U);
    for (const PerformedNote& note : notes) EXPECT_EQ(note.pitch, 62.0F);
}

}  // namespace
}  // namespace arioso
