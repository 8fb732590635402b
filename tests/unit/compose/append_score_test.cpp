#include <gtest/gtest.h>

#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"
#include "tests/unit/compose/composed.h"

namespace arioso {
namespace {

TEST(AppendScore, PhrasesBecomeOneScoreThatReadsBack) {
    EndlessComposer composer(shippedModel(), 1);
    Score whole;
    std::size_t notes = 0;
    for (int i = 0; i < 5; ++i) {
        const Score phrase = composer.nextPhrase(mood(0.4, -0.4));
        for (const Part& part : phrase.parts) notes += part.notes.size();
        appendScore(whole, phrase);
    }
    EXPECT_EQ(whole.measures.size(), 20U);
    EXPECT_EQ(whole.measures.back().number, "20");
    EXPECT_EQ(whole.end(), Beat::whole(80));
    std::size_t kept = 0;
    for (const Part& part : whole.parts) {
        kept += part.notes.size();
        EXPECT_FALSE(part.dynamics.empty());
        for (const Note& note : part.notes)
            EXPECT_GE(note.onset, whole.measures[static_cast<std::size_t>(note.measure)].start);
    }
    EXPECT_EQ(kept, notes);
    // A tempo that stays is stated once.
    EXPECT_EQ(whole.tempos.size(), 1U);
    const std::string text = writeMusicXml(whole);
    const Score again = readMusicXml(std::as_bytes(std::span(text.data(), text.size())), "whole");
    EXPECT_EQ(again.measures.size(), 20U);
}

TEST(AppendScore, NewPartsJoinAndProgramsChange) {
    EndlessComposer composer(shippedModel(), 1);
    Steering steering = mood(0.4, 0.0);
    steering.programs = {40, 0};
    Score whole;
    appendScore(whole, composer.nextPhrase(steering));
    steering.programs = {73, 0, 42};
    steering.quartersPerMinute = 60.0;
    appendScore(whole, composer.nextPhrase(steering));
    ASSERT_EQ(whole.parts.size(), 3U);
    ASSERT_EQ(whole.parts[0].programs.size(), 1U);
    EXPECT_EQ(whole.parts[0].programs[0].program, 73);
    EXPECT_EQ(whole.parts[0].programs[0].at, Beat::whole(16));
    EXPECT_GE(whole.parts[2].notes.front().onset, Beat::whole(16));
    EXPECT_EQ(whole.tempos.back().quartersPerMinute, 60.0);
    EXPECT_EQ(whole.tempos.back().at, Beat::whole(16));
}

TEST(ComposePiece, HasTheLengthAskedForAndComesHome) {
    for (const int bars : {4, 7, 8, 12, 16, 23, 32}) {
        PieceRequest request;
        request.steering = mood(0.5, 0.1);
        request.bars = bars;
        request.seed = static_cast<std::uint64_t>(bars);
        const Score piece = composePiece(shippedModel(), request);
        EXPECT_EQ(piece.measures.size(), static_cast<std::size_t>(bars));
        EXPECT_EQ(piece.measures.front().fifths, piece.measures.back().fifths) << bars;
        EXPECT_EQ(piece.chords.front().root, piece.chords.back().root) << bars;
    }
}

TEST(ComposePiece, TheIntroductionIsTheAccompanimentAlone) {
    PieceRequest request;
    request.steering = mood(0.5, 0.1);
    request.bars = 24;
    const Score piece = composePiece(shippedModel(), request);
    // At most an upbeat stands before the tune's first bar.
    for (const Note& note : piece.parts[0].notes) EXPECT_GE(note.onset, Beat(6, 1));
    for (std::size_t i = 1; i < piece.parts.size(); ++i)
        EXPECT_EQ(piece.parts[i].notes.front().measure, 0);
}

}  // namespace
}  // namespace arioso
