#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "score_builder.h"
#include "src/perform/performer.h"

namespace arioso {
namespace {

using ::testing::ElementsAre;
using testing::markedAt;
using testing::noteAt;
using testing::scoreOf;

constexpr int kHarp = 46;
constexpr int kFlute = 73;
constexpr int kViolin = 40;

std::vector<PerformedNote> play(const Score& score) {
    PerformOptions options;
    options.humanize = 0.0;
    return perform(score, options).parts.front().notes;
}

std::vector<float> pitchesOf(const std::vector<PerformedNote>& notes) {
    std::vector<float> out;
    for (const PerformedNote& note : notes) out.push_back(note.pitch);
    return out;
}

Score glide(int program, Glide kind, double from, double to) {
    Note first = noteAt(0, from, 2);
    first.glide = kind;
    return scoreOf({first, noteAt(2, to, 2)}, program);
}

TEST(Glides, RunOverTheWhiteKeysOfAHarp) {
    EXPECT_THAT(pitchesOf(play(glide(kHarp, Glide::Glissando, 60, 67))),
                ElementsAre(60, 62, 64, 65, 67));
}

TEST(Glides, RunThroughAllStepsOnAFlute) {
    const auto notes = play(glide(kFlute, Glide::Slide, 67, 62));
    EXPECT_THAT(pitchesOf(notes), ElementsAre(67, 66, 65, 64, 63, 62));
    EXPECT_EQ(notes.back().onset, 1.0) << "the note it leads to comes in time";
    for (std::size_t i = 1; i < notes.size(); ++i) EXPECT_GT(notes[i].onset, notes[i - 1].onset);
}

TEST(Glides, AreOnePitchCurveOnAViolin) {
    const auto notes = play(glide(kViolin, Glide::Slide, 60, 67));
    ASSERT_EQ(notes.size(), 2U);
    ASSERT_FALSE(notes[0].bend.empty());
    EXPECT_EQ(notes[0].bend.front().cents, 0.0F);
    EXPECT_NEAR(notes[0].bend.back().cents, 700.0F, 1e-3);
    EXPECT_NEAR(notes[0].bend.back().seconds, 1.0, 1e-6);
    EXPECT_EQ(notes[0].offset, notes[1].onset);
}

TEST(Glides, WithoutATargetAreTheNoteAlone) {
    Note alone = noteAt(0, 60, 2);
    alone.glide = Glide::Glissando;
    EXPECT_EQ(play(scoreOf({alone}, kHarp)).size(), 1U);
}

TEST(Tremolos, BetweenTwoNotesAlternateThroughTheTimeOfBoth) {
    Note first = markedAt(0, 60, 1, Articulation::Tremolo | Articulation::TremoloPair);
    first.strokes = 2;
    const auto notes = play(scoreOf({first, noteAt(1, 64, 1), noteAt(2, 67, 1)}, kViolin));
    ASSERT_EQ(notes.size(), 9U) << "eight sixteenths, then the next note";
    for (std::size_t i = 0; i < 8; ++i) {
        EXPECT_EQ(notes[i].pitch, i % 2 == 0 ? 60.0F : 64.0F);
        EXPECT_NEAR(notes[i].onset, 0.125 * static_cast<double>(i), 1e-9);
    }
}

TEST(Tremolos, OnOneNoteCountItsStrokes) {
    Note one = markedAt(0, 60, 1, Articulation::Tremolo | Articulation::Tenuto);
    one.strokes = 1;
    EXPECT_EQ(play(scoreOf({one}, kViolin)).size(), 2U) << "eighths";
    one.strokes = 2;
    EXPECT_EQ(play(scoreOf({one}, kViolin)).size(), 4U);
}

TEST(Swing, MovesTheSecondOfTwoEighths) {
    Score score = scoreOf({noteAt(0, 60, 0.5), noteAt(0.5, 62, 0.5), noteAt(1, 64, 1)});
    score.swings.push_back({Beat(), 2.0 / 3.0, Beat(1, 2)});
    const auto notes = play(score);
    EXPECT_NEAR(notes[1].onset, 0.5 * 2.0 / 3.0, 1e-9);
    EXPECT_EQ(notes[2].onset, 0.5);
}

TEST(Swing, LeavesTripletsAlone) {
    Note second = noteAt(0, 62, 0);
    second.onset = Beat(1, 3);
    second.duration = Beat(1, 3);
    Score score = scoreOf({noteAt(0, 60, 0.25), second});
    score.swings.push_back({Beat(), 2.0 / 3.0, Beat(1, 2)});
    EXPECT_NEAR(play(score)[1].onset, 0.5 / 3.0, 1e-9);
}

TEST(Swing, EndsWhereItIsWrittenStraight) {
    Score score = scoreOf({noteAt(0.5, 62, 0.5), noteAt(2.5, 64, 0.5)});
    score.swings = {{Beat(), 2.0 / 3.0, Beat(1, 2)}, {Beat(2, 1), 0.5, Beat(1, 2)}};
    const auto notes = play(score);
    EXPECT_NEAR(notes[0].onset, 1.0 / 3.0, 1e-9);
    EXPECT_EQ(notes[1].onset, 1.25);
}

TEST(Caesura, StopsEverybodyForAMoment) {
    const auto notes =
        play(scoreOf({markedAt(0, 60, 2, Articulation::CaesuraAfter), noteAt(2, 62, 1)}));
    EXPECT_NEAR(notes[1].onset, 1.5, 1e-9);
    EXPECT_LT(notes[0].offset, 1.0);
}

TEST(SectionPause, IsSilentAndDelaysTheNextSection) {
    Score score = scoreOf({noteAt(0, 60, 2), noteAt(2, 62, 2), noteAt(4, 64, 2)});
    score.measures.resize(2);
    score.measures[0].length = score.measures[1].length = score.measures[1].start = Beat::whole(4);
    score.measures[1].written = 1;
    score.measures[0].signs.sectionEnd = true;
    score.measures[0].signs.sectionPause = 3.0F;
    const auto notes = play(score);
    EXPECT_NEAR(notes[1].onset, 1.0, 1e-9);
    EXPECT_LE(notes[1].offset, 2.0);
    EXPECT_GT(notes[1].offset, 1.8);
    EXPECT_NEAR(notes[2].onset, 5.0, 1e-9);
    // Slurs and words do not sound on through it.
    score.parts[0].notes[1].articulation = Articulation::Slurred;
    score.parts[0].notes[2].articulation = Articulation::Slurred;
    EXPECT_LE(play(score)[1].offset, 2.0);
    score.parts[0].notes[1].articulation = Articulation::Fermata;
    EXPECT_NEAR(play(score)[2].onset, 5.75, 1e-9);
    EXPECT_LE(play(score)[1].offset, 2.75);
}

TEST(Inflections, BendTheNoteTheyStandOn) {
    Note fall = noteAt(0, 60, 2);
    fall.inflection = {{0.5F, 0.0F}, {1.0F, -7.0F}};
    const auto notes = play(scoreOf({fall}, 56));
    ASSERT_FALSE(notes[0].bend.empty());
    EXPECT_NEAR(notes[0].bend.back().cents, -700.0F, 1e-3);
}

}  // namespace
}  // namespace arioso
