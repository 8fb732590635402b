#include "src/perform/performer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "dsp/error.h"
#include "score_builder.h"

namespace arioso {
namespace {

using testing::markedAt;
using testing::noteAt;
using testing::scoreOf;

PerformOptions exact() {
    PerformOptions options;
    options.humanize = 0.0;
    return options;
}

const std::vector<PerformedNote>& notesOf(const Performance& performance) {
    EXPECT_EQ(performance.parts.size(), 1U);
    return performance.parts.front().notes;
}

TEST(Performer, QuartersAt120AreHalfASecondApart) {
    const auto performance =
        perform(scoreOf({noteAt(0, 60), noteAt(1, 62), noteAt(2, 64)}), exact());
    const auto& notes = notesOf(performance);
    ASSERT_EQ(notes.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(notes[i].onset, 0.5 * static_cast<double>(i));
        EXPECT_EQ(notes[i].id, i);
        EXPECT_NEAR(notes[i].offset - notes[i].onset, 0.46, 1e-9);
    }
    EXPECT_EQ(performance.duration, notes[2].offset);
}

TEST(Performer, TempoScaleAndChangesMoveOnsets) {
    Score score = scoreOf({noteAt(0, 60), noteAt(4, 60), noteAt(8, 60)});
    score.tempos.push_back({Beat::whole(4), 60.0, false});
    PerformOptions options = exact();
    options.tempoScale = 2.0;
    const auto notes = perform(score, options).parts.front().notes;
    EXPECT_NEAR(notes[1].onset, 1.0, 1e-12);
    EXPECT_NEAR(notes[2].onset, 3.0, 1e-12);
    options.tempoScale = 0.0;
    EXPECT_THROW(perform(score, options), Error);
}

TEST(Performer, TranspositionSparesDrums) {
    Score score = scoreOf({noteAt(0, 60)});
    score.parts.push_back(score.parts.front());
    score.parts.back().percussion = true;
    PerformOptions options = exact();
    options.transpose = -3.0;
    const Performance performance = perform(score, options);
    EXPECT_EQ(performance.parts[0].notes[0].pitch, 57.0F);
    EXPECT_EQ(performance.parts[1].notes[0].pitch, 60.0F);
}

TEST(Performer, ArticulationsSetLengths) {
    const auto performance =
        perform(scoreOf({markedAt(0, 60, 1, Articulation::Staccato),
                         markedAt(1, 60, 1, Articulation::Staccatissimo),
                         markedAt(2, 60, 1, Articulation::Tenuto),
                         markedAt(3, 60, 1, Articulation::Slurred), noteAt(4, 62)}),
                exact());
    const auto& notes = notesOf(performance);
    EXPECT_NEAR(notes[0].offset - notes[0].onset, 0.25, 1e-9);
    EXPECT_NEAR(notes[1].offset - notes[1].onset, 0.125, 1e-9);
    EXPECT_NEAR(notes[2].offset - notes[2].onset, 0.5, 1e-9);
    EXPECT_EQ(notes[3].offset, notes[4].onset);
}

TEST(Performer, StatedVelocitiesKeepTheFilesTimes) {
    Score score = scoreOf({noteAt(0, 60), noteAt(1, 62)});
    for (Note& note : score.parts[0].notes) note.velocity = 0.25F;
    const auto notes = perform(score, exact()).parts.front().notes;
    EXPECT_EQ(notes[0].offset, 0.5);
    EXPECT_EQ(notes[0].velocity, 0.25F);
}

TEST(Performer, FermataHoldsEverybody) {
    Score score = scoreOf({markedAt(0, 60, 2, Articulation::Fermata), noteAt(2, 62)});
    score.parts.push_back(scoreOf({noteAt(0, 48), noteAt(1, 50), noteAt(2, 52)}).parts.front());
    const Performance performance = perform(score, exact());
    EXPECT_NEAR(performance.parts[0].notes[1].onset, 1.75, 1e-9);
    EXPECT_EQ(performance.parts[1].notes[2].onset, performance.parts[0].notes[1].onset);
}

TEST(Performer, HairpinsRaiseVelocities) {
    Score score = scoreOf({noteAt(0, 60), noteAt(2, 60), noteAt(4, 60)});
    score.parts[0].dynamics = {{Beat(), 0.4F, true, 0}, {Beat::whole(4), 0.8F, false, 0}};
    const auto notes = perform(score, exact()).parts.front().notes;
    EXPECT_FLOAT_EQ(notes[0].velocity, 0.4F);
    EXPECT_FLOAT_EQ(notes[1].velocity, 0.6F);
    EXPECT_FLOAT_EQ(notes[2].velocity, 0.8F);
}

TEST(Performer, HeldNotesOfWindsSwellAndThoseOfPianosDoNot) {
    Score score = scoreOf({noteAt(0, 60, 4), noteAt(4, 60, 4)}, 73);
    score.parts[0].dynamics = {{Beat(), 0.4F, true, 0}, {Beat::whole(4), 0.8F, false, 0}};
    const auto flute = perform(score, exact()).parts.front();
    ASSERT_FALSE(flute.gainDb.empty());
    float most = 0.0F;
    for (const CurvePoint& point : flute.gainDb) most = std::max(most, point.value);
    EXPECT_NEAR(most, 12.0F, 1.5F);  // twice the velocity is 12 dB
    EXPECT_EQ(flute.gainDb.front().value, 0.0F);
    EXPECT_EQ(flute.gainDb.back().value, 0.0F);
    score.parts[0].program = 0;
    EXPECT_TRUE(perform(score, exact()).parts.front().gainDb.empty());
}

TEST(Performer, AccentsAreLouder) {
    const auto performance =
        perform(scoreOf({noteAt(0, 60), markedAt(1, 60, 1, Articulation::Accent)}), exact());
    EXPECT_GT(notesOf(performance)[1].velocity, notesOf(performance)[0].velocity + 0.05F);
}

TEST(Performer, ProgramChangesSplitTheStem) {
    Score score = scoreOf({noteAt(0, 60), noteAt(1, 62), noteAt(2, 64)});
    score.parts[0].programs = {{Beat::whole(1), 40, 0}, {Beat::whole(2), 0, 0}};
    const Performance performance = perform(score, exact());
    ASSERT_EQ(performance.parts.size(), 2U);
    EXPECT_EQ(performance.parts[0].name, "Part");
    EXPECT_EQ(performance.parts[0].notes.size(), 2U);
    EXPECT_EQ(performance.parts[1].program, 40);
    EXPECT_EQ(performance.parts[1].notes.front().pitch, 62.0F);
}

TEST(Performer, PizzicatoIsItsOwnInstrument) {
    const Performance performance =
        perform(scoreOf({noteAt(0, 60), markedAt(1, 60, 1, Articulation::Pizzicato)}, 40), exact());
    ASSERT_EQ(performance.parts.size(), 2U);
    EXPECT_EQ(performance.parts[1].program, 45);
}

TEST(Performer, NothingIsLostAndNothingIsBackToFront) {
    std::vector<Note> notes;
    for (int i = 0; i < 2000; ++i) {
        const int chord = i / 4;
        notes.push_back(noteAt(chord * 0.25, 40 + i % 40, 0.0625 * (i % 9)));
    }
    PerformOptions options;
    options.humanize = 1.0;
    const auto part = perform(scoreOf(notes), options).parts.front();
    EXPECT_EQ(part.notes.size(), notes.size());
    for (std::size_t i = 0; i < part.notes.size(); ++i) {
        EXPECT_GT(part.notes[i].offset, part.notes[i].onset);
        if (i > 0) {
            EXPECT_GE(part.notes[i].onset, part.notes[i - 1].onset);
        }
    }
}

TEST(Performer, UnusableNumbersAreLeftOut) {
    Score score = scoreOf({noteAt(0, 60), noteAt(1, std::nan("")), noteAt(2, 60, -1.0)});
    const auto part = perform(score).parts.front();
    ASSERT_EQ(part.notes.size(), 2U);
    EXPECT_GT(part.notes[1].offset, part.notes[1].onset);
    EXPECT_TRUE(perform(Score{}).parts.empty());
}

TEST(Performer, NamesOptionsThatCannotBe) {
    PerformOptions options;
    options.humanize = 2.0;
    try {
        perform(Score{}, options);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), ::testing::HasSubstr("humanize: expected 0"));
    }
}

}  // namespace
}  // namespace arioso
