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

std::vector<float> figure(Articulation marks, const std::string& composer = "") {
    Score score = scoreOf({markedAt(0, 64, 2, marks), noteAt(2, 62)});
    score.composer = composer;
    std::vector<float> out;
    for (const PerformedNote& note : play(score)) out.push_back(note.pitch);
    out.pop_back();
    return out;
}

TEST(Ornaments, MordentsAndTurnsGoTheirWays) {
    using Pitches = std::vector<float>;
    EXPECT_EQ(figure(Articulation::Mordent), (Pitches{64, 62, 64}));
    EXPECT_EQ(figure(Articulation::InvertedMordent), (Pitches{64, 65, 64}));
    EXPECT_EQ(figure(Articulation::Turn), (Pitches{65, 64, 62, 64}));
    EXPECT_EQ(figure(Articulation::InvertedTurn), (Pitches{62, 64, 65, 64}));
    EXPECT_EQ(figure(Articulation::Turn | Articulation::DelayedTurn),
              (Pitches{64, 65, 64, 62, 64}));
    EXPECT_EQ(figure(Articulation::Schleifer), (Pitches{60, 62, 64}));
}

TEST(Ornaments, TrillsOfLaterTimesBeginOnTheMainNote) {
    EXPECT_EQ(figure(Articulation::Trill, "Johann Sebastian Bach").front(), 65.0F);
    EXPECT_EQ(figure(Articulation::Trill, "Wolfgang Amadeus Mozart").front(), 65.0F);
    EXPECT_EQ(figure(Articulation::Trill, "Robert Schumann").front(), 64.0F);
    EXPECT_EQ(figure(Articulation::Trill, "Robert Schumann").back(), 64.0F);
}

TEST(Ornaments, ObeyTheAccidentalsThatStandOverThem) {
    Note note = markedAt(0, 64, 2, Articulation::InvertedMordent);
    note.spelled = SpelledPitch{'E', 0.0F, 4};
    note.alterAbove = 1.0F;
    EXPECT_EQ(play(scoreOf({note}))[1].pitch, 66.0F) << "F sharp";
    note.pitch = 62.0;
    note.spelled = SpelledPitch{'D', 0.0F, 4};
    note.alterAbove = -1.0F;
    EXPECT_EQ(play(scoreOf({note}))[1].pitch, 63.0F) << "E flat";
}

TEST(Ornaments, AfterGracesShortenTheNoteBefore) {
    const auto notes = play(scoreOf({noteAt(0, 60, 2), graceAt(2, 62, Grace::After),
                                     graceAt(2, 64, Grace::After), noteAt(2, 65, 2)}));
    ASSERT_EQ(notes.size(), 4U);
    EXPECT_EQ(notes[1].pitch, 62.0F);
    EXPECT_LT(notes[1].onset, notes[2].onset);
    EXPECT_LT(notes[2].onset, 1.0);
    EXPECT_LE(notes[0].offset, notes[1].onset);
    EXPECT_EQ(notes[3].onset, 1.0) << "what follows comes in time";
}

TEST(Ornaments, GraceRunsComeBeforeTheBeat) {
    const auto notes = play(scoreOf({noteAt(0, 60, 2), graceAt(2, 62, Grace::Appoggiatura),
                                     graceAt(2, 64, Grace::Appoggiatura), noteAt(2, 65, 2)}));
    EXPECT_EQ(notes[3].onset, 1.0);
    EXPECT_LT(notes[2].onset, 1.0);
}

TEST(Ornaments, StatedStealTimeIsKept) {
    Note grace = graceAt(1, 64, Grace::Appoggiatura);
    grace.stealFollowing = 0.25F;
    const auto notes = play(scoreOf({grace, markedAt(1, 62, 2, Articulation::Tenuto)}));
    EXPECT_EQ(notes[0].onset, 0.5);
    EXPECT_NEAR(notes[1].onset, 0.75, 1e-6);
}

TEST(Ornaments, ArpeggiosMayRunDown) {
    const auto down = Articulation::Arpeggio | Articulation::ArpeggioDown;
    const auto notes = play(scoreOf({markedAt(0, 60, 4, down), markedAt(0, 64, 4, down)}));
    EXPECT_EQ(notes[0].pitch, 64.0F);
    EXPECT_LT(notes[0].onset, notes[1].onset);
}

}  // namespace
}  // namespace arioso
