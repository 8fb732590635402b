#include "src/perform/played_score.h"

#include <gmock/gmock.h>

#include <span>

#include "src/perform/performer.h"
#include "src/score/midi_writer.h"
#include "src/score/reader.h"
#include "tests/unit/perform/score_builder.h"

namespace arioso::testing {
namespace {

Score throughMidi(const Score& score) {
    const std::string bytes = writeMidi(playedScore(score));
    return readMidi(std::as_bytes(std::span(bytes.data(), bytes.size())), "played");
}

Performance performed(const Score& score) {
    PerformOptions options;
    options.humanize = 0.0;
    return perform(score, options);
}

/// A MIDI file of the score must sound as the score itself.
void expectSameSound(const Score& score) {
    const Performance before = performed(score);
    const Performance after = performed(throughMidi(score));
    ASSERT_EQ(after.parts.size(), before.parts.size());
    for (std::size_t p = 0; p < before.parts.size(); ++p) {
        const auto& expected = before.parts[p].notes;
        const auto& found = after.parts[p].notes;
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            EXPECT_FLOAT_EQ(found[i].pitch, expected[i].pitch) << i;
            EXPECT_NEAR(found[i].onset, expected[i].onset, 0.002) << i;
            EXPECT_NEAR(found[i].offset, expected[i].offset, 0.002) << i;
            EXPECT_NEAR(found[i].velocity, expected[i].velocity, 0.005) << i;
        }
    }
}

TEST(PlayedScore, TremolosOfTwoNotesAlternate) {
    Note first = markedAt(0.0, 60, 2.0, Articulation::Tremolo | Articulation::TremoloPair);
    first.strokes = 3;
    const Score played = playedScore(scoreOf({first, noteAt(2.0, 64, 2.0)}, 48));
    ASSERT_GT(played.parts[0].notes.size(), 20U);
    EXPECT_EQ(played.parts[0].notes[0].pitch, 60.0);
    EXPECT_EQ(played.parts[0].notes[1].pitch, 64.0);
    EXPECT_EQ(played.parts[0].notes[2].pitch, 60.0);
    expectSameSound(scoreOf({first, noteAt(2.0, 64, 2.0)}, 48));
}

TEST(PlayedScore, OrnamentsGracesAndArticulationsSoundInMidi) {
    Note grace = noteAt(4.0, 74, 0.0);
    grace.grace = Grace::Acciaccatura;
    Score score = scoreOf({markedAt(0.0, 72, 2.0, Articulation::Trill),
                           markedAt(2.0, 72, 1.0, Articulation::Mordent),
                           markedAt(3.0, 72, 1.0, Articulation::Staccato), grace,
                           noteAt(4.0, 72, 2.0), markedAt(6.0, 60, 2.0, Articulation::Arpeggio),
                           markedAt(6.0, 64, 2.0, Articulation::Arpeggio)});
    EXPECT_GT(playedScore(score).parts[0].notes.size(), 12U);
    expectSameSound(score);
}

TEST(PlayedScore, SwingIsInThePlaces) {
    Score score = scoreOf({noteAt(0.0, 60, 0.5), noteAt(0.5, 62, 0.5), noteAt(1.0, 64, 1.0)});
    score.swings.push_back({Beat(), 2.0 / 3.0, Beat(1, 2)});
    const Score played = playedScore(score);
    EXPECT_NEAR(played.parts[0].notes[1].onset.value(), 2.0 / 3.0, 1e-3);
    expectSameSound(score);
}

TEST(PlayedScore, FermatasAndSilencesAreInTheTempo) {
    Score score = scoreOf({noteAt(0.0, 60), markedAt(1.0, 62, 1.0, Articulation::Fermata),
                           markedAt(2.0, 64, 1.0, Articulation::CaesuraAfter), noteAt(3.0, 65)});
    score.tempos = {{Beat(), 120.0, true}, {Beat::whole(4), 60.0, false}};
    const Performance before = performed(score);
    const Score again = throughMidi(score);
    EXPECT_NEAR(TempoMap(again.tempos).seconds(3.0), before.parts[0].notes[3].onset, 0.02);
    EXPECT_EQ(again.parts[0].notes[1].onset, Beat::whole(1)) << "the page stays in its bars";
}

TEST(PlayedScore, PausesBetweenSectionsAreInTheTempo) {
    Score score = scoreOf({noteAt(0.0, 60, 4.0), noteAt(4.0, 62, 4.0)});
    score.measures.resize(2);
    score.measures[0].length = score.measures[1].length = score.measures[1].start = Beat::whole(4);
    score.measures[1].written = 1;
    score.measures[0].signs.sectionEnd = true;
    score.measures[0].signs.sectionPause = 3.0F;
    const Score again = throughMidi(score);
    EXPECT_EQ(again.parts[0].notes[1].onset, Beat::whole(4));
    EXPECT_NEAR(TempoMap(again.tempos).seconds(4.0), 5.0, 0.02);
}

TEST(PlayedScore, AFallIsAPitchBend) {
    Note fall = noteAt(0.0, 60, 2.0);
    fall.inflection = {{0.5F, 0.0F}, {1.0F, -7.0F}};
    const Score played = playedScore(scoreOf({fall, noteAt(2.0, 62)}, 56));
    float lowest = 0.0F;
    for (const ControlChange& change : played.parts[0].controls)
        lowest = std::min(lowest, change.value);
    EXPECT_LT(lowest, -5.0F);
    ASSERT_FALSE(played.parts[0].controls.empty());
    EXPECT_EQ(played.parts[0].controls.back().value, 0.0F);
}

TEST(PlayedScore, PizzicatoIsAProgram) {
    const Score played = playedScore(scoreOf(
        {noteAt(0.0, 60), markedAt(1.0, 62, 1.0, Articulation::Pizzicato), noteAt(2.0, 64)}, 48));
    ASSERT_EQ(played.parts[0].programs.size(), 2U);
    EXPECT_EQ(played.parts[0].programs[0].program, 45);
    EXPECT_EQ(played.parts[0].programs[0].at, Beat::whole(1));
    EXPECT_EQ(played.parts[0].programs[1].program, 48);
}

}  // namespace
}  // namespace arioso::testing
