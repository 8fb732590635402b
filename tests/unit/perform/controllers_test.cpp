#include <gtest/gtest.h>

#include "score_builder.h"
#include "src/perform/curves.h"
#include "src/perform/performer.h"

namespace arioso {
namespace {

using testing::noteAt;
using testing::scoreOf;
using Kind = ControlChange::Kind;

PerformedPart play(const Score& score) {
    PerformOptions options;
    options.humanize = 0.0;
    return perform(score, options).parts.front();
}

TEST(Controllers, ExpressionIsFortyLogTen) {
    Score score = scoreOf({noteAt(0, 60, 8)});
    score.parts[0].controls = {{Beat::whole(2), Kind::Expression, 0.5F}};
    const PerformedPart part = play(score);
    EXPECT_NEAR(curveAt(part.gainDb, 0.9), 0.0F, 1e-5F);
    EXPECT_NEAR(curveAt(part.gainDb, 1.1), -12.04F, 0.01F);
}

TEST(Controllers, VolumeCountsFromItsWakingValue) {
    Score score = scoreOf({noteAt(0, 60, 8)});
    score.parts[0].controls = {{Beat(), Kind::Volume, 100.0F / 127.0F}};
    EXPECT_TRUE(play(score).gainDb.empty());
    score.parts[0].controls = {{Beat(), Kind::Volume, 50.0F / 127.0F}};
    EXPECT_NEAR(curveAt(play(score).gainDb, 3.0), -12.04F, 0.01F);
}

TEST(Controllers, PanTravels) {
    Score score = scoreOf({noteAt(0, 60, 8)});
    score.parts[0].controls = {{Beat(), Kind::Pan, -0.5F}, {Beat::whole(4), Kind::Pan, 0.5F}};
    const PerformedPart part = play(score);
    EXPECT_EQ(curveAt(part.pan, 1.0), -0.5F);
    EXPECT_EQ(curveAt(part.pan, 2.5), 0.5F);
}

TEST(Controllers, PedalHoldsUntilItIsLiftedOrTheKeyIsStruckAgain) {
    Score score = scoreOf({noteAt(0, 60), noteAt(1, 64), noteAt(2, 60), noteAt(6, 72)});
    score.parts[0].controls = {{Beat(), Kind::Sustain, 1.0F},
                               {Beat::whole(4), Kind::Sustain, 0.0F}};
    const auto notes = play(score).notes;
    EXPECT_EQ(notes[0].offset, 1.0);
    EXPECT_EQ(notes[1].offset, 2.0);
    EXPECT_EQ(notes[2].offset, 2.0);
    EXPECT_LT(notes[3].offset, 3.5);
}

TEST(Controllers, SostenutoHoldsTheKeysThatAreDownWithIt) {
    Score score = scoreOf({noteAt(0, 48), noteAt(1, 64), noteAt(2, 65), noteAt(6, 72)});
    score.parts[0].controls = {{Beat(), Kind::Sostenuto, 1.0F},
                               {Beat::whole(4), Kind::Sostenuto, 0.0F}};
    const auto notes = play(score).notes;
    EXPECT_EQ(notes[0].offset, 2.0);
    EXPECT_LT(notes[1].offset, 1.0);
    EXPECT_LT(notes[2].offset, 1.5);
    // The damper pedal goes on where the other lets go.
    score.parts[0].controls.insert(
        score.parts[0].controls.begin() + 1,
        {{Beat::whole(3), Kind::Sustain, 1.0F}, {Beat::whole(6), Kind::Sustain, 0.0F}});
    EXPECT_EQ(play(score).notes[0].offset, 3.0);
}

TEST(Controllers, ForgottenPedalEndsWithTheMusic) {
    Score score = scoreOf({noteAt(0, 60), noteAt(1, 64)});
    score.parts[0].controls = {{Beat(), Kind::Sustain, 1.0F}};
    const auto notes = play(score).notes;
    EXPECT_EQ(notes[0].offset, notes[1].offset);
    EXPECT_LE(notes[1].offset, 1.0);
}

TEST(Controllers, PitchWheelBendsTheNotesThatHearIt) {
    Score score = scoreOf({noteAt(0, 60, 2), noteAt(4, 60, 1)}, 73);
    score.parts[0].controls = {{Beat::whole(1), Kind::PitchBendSemitones, 2.0F},
                               {Beat::whole(3), Kind::PitchBendSemitones, 0.0F}};
    const auto notes = play(score).notes;
    ASSERT_FALSE(notes[0].bend.empty());
    EXPECT_EQ(notes[0].bend.front().cents, 0.0F);
    EXPECT_FLOAT_EQ(notes[0].bend.back().cents, 200.0F);
    EXPECT_TRUE(notes[1].bend.empty());
}

}  // namespace
}  // namespace arioso
