#include "src/perform/rules/rules.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace arioso::rules {
namespace {

using Function = void (*)(Line, Amounts, Out);

RuleNote noteOf(double pitch, double ms = 500.0, double quarters = 1.0) {
    RuleNote note;
    note.pitch = pitch;
    note.ms = ms;
    note.quarters = quarters;
    return note;
}

/// What one rule does to a line.
std::vector<Deviation> done(Function rule, const std::vector<RuleNote>& line, double k = 1.0) {
    std::vector<Deviation> out(line.size());
    const std::vector<double> amounts(line.size(), k);
    rule(line, amounts, out);
    return out;
}

// Figures of Friberg 1991, and points half way between them.
TEST(PerformanceRules, DurationContrastShortensByItsTable) {
    EXPECT_EQ(durationContrastMs(20.0), 0.0);
    EXPECT_NEAR(durationContrastMs(115.0), -8.25, 1e-9);
    EXPECT_NEAR(durationContrastMs(200.0), -16.5, 1e-9);
    EXPECT_NEAR(durationContrastMs(300.0), -13.5, 1e-9);
    EXPECT_NEAR(durationContrastMs(400.0), -10.5, 1e-9);
    EXPECT_NEAR(durationContrastMs(500.0), -5.25, 1e-9);
    EXPECT_EQ(durationContrastMs(700.0), 0.0);
    const auto out = done(durationContrast, {noteOf(60, 200.0), noteOf(60, 400.0)}, 2.0);
    EXPECT_NEAR(out[0].ms, -33.0, 1e-9);
    EXPECT_NEAR(out[0].db, -1.65, 1e-9);
    EXPECT_NEAR(out[1].ms, -21.0, 1e-9);
    EXPECT_NEAR(out[1].db, -1.05, 1e-9);
}

TEST(PerformanceRules, DurationContrastArticulationLeavesSlursAndRestsAlone) {
    std::vector<RuleNote> line(3, noteOf(60, 200.0));
    line[1].marks = Articulation::Slurred;
    line[2].share = 0.5;
    const auto out = done(durationContrastArticulation, line);
    EXPECT_NEAR(out[0].gapMs, 16.5, 1e-9);
    EXPECT_EQ(out[1].gapMs, 0.0);
    EXPECT_EQ(out[2].gapMs, 0.0);
}

TEST(PerformanceRules, DoubleDurationMovesTimeFromLongToShort) {
    const auto out = done(doubleDuration,
                          {noteOf(60, 600.0, 1.0), noteOf(62, 300.0, 0.5), noteOf(64, 300.0, 0.5)});
    EXPECT_NEAR(out[0].ms, -36.0, 1e-9);
    EXPECT_NEAR(out[1].ms, 36.0, 1e-9);
    EXPECT_EQ(out[2].ms, 0.0);
}

TEST(PerformanceRules, PunctuationMarksTheEndOfAGroup) {
    std::vector<RuleNote> line{noteOf(60, 400.0), noteOf(62, 400.0), noteOf(64, 2000.0)};
    line[1].groupEnd = true;
    line[2].groupEnd = true;
    const auto out = done(punctuation, line);
    EXPECT_EQ(out[0], Deviation{});
    EXPECT_NEAR(out[1].ms, 24.0, 1e-9);
    EXPECT_NEAR(out[1].gapMs, 80.0, 1e-9);
    EXPECT_NEAR(out[2].ms, 50.0, 1e-9);
    EXPECT_NEAR(out[2].gapMs, 110.0, 1e-9);
}

TEST(PerformanceRules, PhraseArchSlowsBothEndsAndHurriesTheMiddle) {
    std::vector<RuleNote> line(4, noteOf(60, 500.0));
    line[0].inPhrase = 0.0;
    line[1].inPhrase = 0.5;
    line[2].inPhrase = 1.0;
    const auto out = done(phraseArch, line, 2.0);
    EXPECT_NEAR(out[0].ms, 80.0, 1e-9);
    EXPECT_NEAR(out[0].db, -4.0, 1e-9);
    EXPECT_NEAR(out[1].ms, -40.0, 1e-9);
    EXPECT_NEAR(out[1].db, 2.0, 1e-9);
    EXPECT_NEAR(out[2].ms, 80.0, 1e-9);
    EXPECT_EQ(out[3], Deviation{});
    line[0].inSubPhrase = 0.0;
    EXPECT_NEAR(done(subPhraseArch, line)[0].ms, 20.0, 1e-9);
}

// v = (1 + (w^3 - 1) x)^(1/3) with w = 1/2: at x = 1/2 the cube root of 0.5625.
TEST(PerformanceRules, FinalRitardFollowsTheRunner) {
    std::vector<RuleNote> line(4, noteOf(60, 500.0));
    line[1].inRitard = 0.0;
    line[2].inRitard = 0.5;
    line[3].inRitard = 1.0;
    const auto out = done(finalRitard, line);
    EXPECT_EQ(out[0].ms, 0.0);
    EXPECT_NEAR(out[1].ms, 0.0, 1e-9);
    EXPECT_NEAR(out[2].ms, 500.0 / std::cbrt(0.5625) - 500.0, 1e-9);
    EXPECT_NEAR(out[3].ms, 500.0, 1e-9);
}

TEST(PerformanceRules, HighLoudIsThreeDecibelsAnOctave) {
    const auto out = done(highLoud, {noteOf(72), noteOf(48), noteOf(61)});
    EXPECT_NEAR(out[0].db, 3.0, 1e-9);
    EXPECT_NEAR(out[1].db, -3.0, 1e-9);
    EXPECT_NEAR(out[2].db, 0.25, 1e-9);
}

TEST(PerformanceRules, MelodicChargeCountsFifths) {
    EXPECT_EQ(melodicChargeOf(0), 0.0);
    EXPECT_EQ(melodicChargeOf(7), 1.0);
    EXPECT_EQ(melodicChargeOf(1), 6.5);
    EXPECT_EQ(melodicChargeOf(-1), 5.0);
    EXPECT_EQ(melodicChargeOf(65 - 60), 2.5);
    std::vector<RuleNote> line{noteOf(66, 600.0)};
    const auto out = done(melodicCharge, line);
    EXPECT_NEAR(out[0].db, 1.2, 1e-9);
    EXPECT_NEAR(out[0].ms, 24.0, 1e-9);
    line[0].tonic = 2.0;
    EXPECT_NEAR(done(melodicCharge, line)[0].db, 0.8, 1e-9);
}

TEST(PerformanceRules, HarmonicChargeGrowsWithItsRoot) {
    RuleNote note = noteOf(60);
    note.harmonicCharge = 4.0;
    EXPECT_NEAR(done(harmonicCharge, {note})[0].db, 3.0, 1e-9);
    note.harmonicCharge = -1.0;
    EXPECT_EQ(done(harmonicCharge, {note})[0].db, 0.0);
}

TEST(PerformanceRules, RisingLinesHurry) {
    const auto out =
        done(fasterUphill, {noteOf(60), noteOf(62), noteOf(64), noteOf(62), noteOf(65)});
    EXPECT_EQ(out[0].ms, 0.0);
    EXPECT_NEAR(out[1].ms, -2.0, 1e-9);
    EXPECT_EQ(out[2].ms, 0.0);
    EXPECT_EQ(out[3].ms, 0.0);
}

TEST(PerformanceRules, LeapsShortenOrLengthenTheNoteBefore) {
    const std::vector<RuleNote> line{noteOf(60), noteOf(69), noteOf(60), noteOf(62)};
    const auto time = done(leapTone, line);
    EXPECT_NEAR(time[0].ms, -12.6, 1e-9);
    EXPECT_NEAR(time[1].ms, 7.2, 1e-9);
    EXPECT_EQ(time[2].ms, 0.0);
    const auto gap = done(leapArticulation, line);
    EXPECT_NEAR(gap[0].gapMs, 12.6, 1e-9);
    EXPECT_NEAR(gap[1].gapMs, 12.6, 1e-9);
    EXPECT_EQ(gap[2].gapMs, 0.0);
}

TEST(PerformanceRules, RepeatedNotesAreSetApart) {
    const auto out = done(repetitionArticulation, {noteOf(60), noteOf(60), noteOf(62)}, 1.5);
    EXPECT_NEAR(out[0].gapMs, 30.0, 1e-9);
    EXPECT_EQ(out[1].gapMs, 0.0);
}

// Bresin 2001: at 400 ms and k = 1 the key overlap ratio is 0.167323.
TEST(PerformanceRules, SlurredKeysOverlap) {
    std::vector<RuleNote> line{noteOf(60, 400.0), noteOf(62, 400.0), noteOf(64, 400.0)};
    for (RuleNote& note : line) note.marks = Articulation::Slurred;
    line[0].rings = true;
    const auto out = done(scoreLegato, line);
    EXPECT_NEAR(out[0].gapMs, -0.167323 * 400.0, 1e-6);
    EXPECT_EQ(out[1].gapMs, 0.0);
    EXPECT_NEAR(done(scoreLegato, line, 1.0000001)[0].gapMs, out[0].gapMs, 1e-2);
}

TEST(PerformanceRules, StaccatoIsAsShortAsItsQuantity) {
    RuleNote note = noteOf(60, 400.0);
    note.marks = Articulation::Staccato;
    EXPECT_NEAR(done(scoreStaccato, {note}, 1.0)[0].gapMs, 0.165 * 400.0, 1e-9);
    EXPECT_NEAR(done(scoreStaccato, {note}, 0.5)[0].gapMs, -0.064 * 400.0, 1e-9);
    EXPECT_NEAR(done(scoreStaccato, {note}, 2.0)[0].gapMs, 0.1862 * 400.0, 1e-9);
}

TEST(PerformanceRules, InegalesKeepThePairsLength) {
    std::vector<RuleNote> line{noteOf(60, 250.0, 0.5), noteOf(62, 250.0, 0.5)};
    line[1].beat = 0.5;
    for (RuleNote& note : line) note.eighthPair = true;
    const auto out = done(inegales, line);
    EXPECT_NEAR(out[0].ms, 55.0, 1e-9);
    EXPECT_NEAR(out[1].ms, -55.0, 1e-9);
}

TEST(PerformanceRules, SwingIsDeeperWhereItIsSlower) {
    EXPECT_EQ(swingRatio(90.0), 3.5);
    EXPECT_NEAR(swingRatio(200.0), 2.25, 1e-9);
    EXPECT_EQ(swingRatio(320.0), 1.0);
    // At 200 a minute a quarter has 300 ms, of which the first eighth takes 2.25 / 3.25.
    std::vector<RuleNote> line{noteOf(60, 150.0, 0.5), noteOf(62, 150.0, 0.5),
                               noteOf(64, 300.0, 1.0), noteOf(64, 150.0, 0.5)};
    line[1].beat = 0.5;
    line[2].beat = 1.0;
    line[3].ternary = true;
    const auto out = done(ensembleSwing, line);
    EXPECT_NEAR(150.0 + out[0].ms, 300.0 * 2.25 / 3.25, 1e-9);
    EXPECT_NEAR(150.0 + out[1].ms, 300.0 * 1.0 / 3.25, 1e-9);
    EXPECT_NEAR(out[2].ms, 0.0, 1e-9);
    EXPECT_EQ(out[3].ms, 0.0);
}

TEST(PerformanceRules, StrongBeatsAreLouder) {
    std::vector<RuleNote> line(4, noteOf(60));
    line[0].strength = 1.0;
    line[1].strength = 0.5;
    line[3].strength = -1.0;
    const auto out = done(metricAccents, line, 2.0);
    EXPECT_EQ(out[0].db, 2.0);
    EXPECT_EQ(out[1].db, 1.0);
    EXPECT_EQ(out[2].db, 0.0);
    EXPECT_EQ(out[3].db, -1.0);
}

TEST(PerformanceRules, EveryRuleDoesNothingAtZeroAndItsOppositeBelow) {
    std::vector<RuleNote> line{noteOf(60, 200.0), noteOf(69, 400.0, 2.0), noteOf(69, 200.0)};
    line[0].groupEnd = true;
    line[0].inPhrase = 0.2;
    line[1].harmonicCharge = 2.0;
    for (const Function rule :
         {durationContrast, durationContrastArticulation, doubleDuration, punctuation, phraseArch,
          highLoud, melodicCharge, harmonicCharge, leapTone, leapArticulation,
          repetitionArticulation, metricAccents}) {
        const auto more = done(rule, line, 1.0);
        const auto less = done(rule, line, -1.0);
        const auto none = done(rule, line, 0.0);
        for (std::size_t i = 0; i < line.size(); ++i) {
            EXPECT_EQ(none[i].ms, 0.0);
            EXPECT_EQ(none[i].db, 0.0);
            EXPECT_NEAR(more[i].ms, -less[i].ms, 1e-12);
            EXPECT_NEAR(more[i].db, -less[i].db, 1e-12);
            EXPECT_NEAR(more[i].gapMs, -less[i].gapMs, 1e-12);
        }
    }
}

}  // namespace
}  // namespace arioso::rules
