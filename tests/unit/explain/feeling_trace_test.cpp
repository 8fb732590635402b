#include "src/explain/feeling_trace.h"

#include <gtest/gtest.h>

#include <span>

#include "src/explain/feeling_section.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

Score read(const std::string& body) {
    const std::string text = "X:1\nT:T\nM:4/4\nL:1/4\nQ:1/4=100\nK:C\n" + body;
    return readAbc(std::as_bytes(std::span(text)), "tune.abc");
}

TEST(FeelingTrace, WithoutAStyleThereIsNothingToTell) {
    EXPECT_TRUE(traceFeeling(read("C D E F|G4|\n"), {}).empty());
}

TEST(FeelingTrace, TempoAndLevelOfBarsAreThoseAskedFor) {
    Quantities quantities;
    quantities[Rule::Tempo] = 0.5;
    quantities[Rule::Level] = -6.0;
    const FeelingTrace trace = traceFeeling(read("C D E F|G4|\n"), constantStyle(quantities));
    ASSERT_EQ(trace.bars.size(), 2U);
    EXPECT_NEAR(trace.bars[0].written, 100.0, 1e-6);
    EXPECT_NEAR(trace.bars[0].played, 50.0, 1e-6);
    EXPECT_NEAR(trace.bars[1].db, -6.0, 1e-9);
    EXPECT_LT(trace.bars[0].playedVelocity, trace.bars[0].writtenVelocity - 10.0);
    EXPECT_NEAR(trace.playedSeconds, 2.0 * trace.writtenSeconds, 1e-6);
    ASSERT_EQ(trace.rules.size(), 2U);
    EXPECT_EQ(trace.rules[0].rule, Rule::Tempo);
    EXPECT_EQ(trace.beats.size(), 8U);
}

TEST(FeelingTrace, NotesSayWhichRuleDidWhatToThem) {
    Quantities quantities;
    quantities[Rule::HighLoud] = 1.0;
    // An octave apart: 3 dB, about the mean of the part.
    const FeelingTrace trace = traceFeeling(read("C c C c|\n"), constantStyle(quantities));
    ASSERT_EQ(trace.notes.size(), 4U);
    ASSERT_EQ(trace.notes[1].rules.size(), 1U);
    EXPECT_EQ(trace.notes[1].rules[0].rule, Rule::HighLoud);
    EXPECT_NEAR(trace.notes[1].rules[0].deviation.db, 1.5, 1e-6);
    EXPECT_EQ(sharesText(trace.notes[1]), "\nhigh-loud +1.5 dB");
    EXPECT_NEAR(trace.notes[0].rules[0].deviation.db, -1.5, 1e-6);
}

TEST(FeelingTrace, ACurveMovesItsQuantities) {
    PerformanceStyle style;
    Quantities slow;
    slow[Rule::Tempo] = 0.5;
    StylePoint point;
    for (const char* measure : {"1", "2"}) {
        point.place.measure = measure;
        style.points.push_back(point);
        point.quantities = slow;
    }
    const FeelingTrace trace = traceFeeling(read("C D E F|G G G G|\n"), style);
    ASSERT_EQ(trace.rules.size(), 1U);
    EXPECT_NEAR(trace.rules[0].lowest, 0.5, 1e-9);
    EXPECT_NEAR(trace.rules[0].highest, 1.0, 1e-9);
    EXPECT_GT(trace.bars[0].played, trace.bars[1].played + 5.0);
}

}  // namespace
}  // namespace arioso
