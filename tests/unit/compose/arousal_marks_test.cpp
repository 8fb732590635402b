#include "src/compose/arousal_marks.h"

#include <gtest/gtest.h>

namespace arioso {
namespace {

Score eightBars() {
    Score score;
    for (int bar = 0; bar < 8; ++bar) {
        Measure measure;
        measure.start = Beat(std::int64_t{4} * bar, 1);
        measure.length = Beat(4, 1);
        measure.number = std::to_string(bar + 1);
        score.measures.push_back(measure);
    }
    score.tempos = {{Beat(0, 1), 100.0}};
    score.parts.resize(2);
    score.parts[0].dynamics = {{Beat(0, 1), 0.5F}};
    return score;
}

TEST(ArousalMarks, ExcitedBarsAreFasterAndLouderAndCalmOnesTheOtherWay) {
    Score excited = eightBars();
    markArousal(excited, 5, 0.8);
    ASSERT_EQ(excited.tempos.size(), 2U);
    EXPECT_EQ(excited.tempos[1].at, Beat(20, 1));
    EXPECT_NEAR(excited.tempos[1].quartersPerMinute, 119.0, 0.5);
    ASSERT_EQ(excited.parts[0].dynamics.size(), 2U);
    EXPECT_NEAR(excited.parts[0].dynamics[1].level, 0.7F, 1e-5F);
    EXPECT_GT(excited.parts[1].dynamics.at(0).level, 0.6F);
    Score calm = eightBars();
    markArousal(calm, 5, -0.8);
    EXPECT_NEAR(calm.tempos.at(1).quartersPerMinute, 84.0, 0.5);
    EXPECT_NEAR(calm.parts[0].dynamics.at(1).level, 0.3F, 1e-5F);
}

TEST(ArousalMarks, NeitherExcitedNorCalmIsNotMarked) {
    Score score = eightBars();
    markArousal(score, 5, 0.0);
    EXPECT_EQ(score.tempos.size(), 1U);
    EXPECT_EQ(score.parts[0].dynamics.size(), 1U);
}

TEST(ArousalMarks, ALastRitardandoIsNotTheTempo) {
    Score score = eightBars();
    score.tempos.push_back({Beat(14, 1), 100.0, true});
    score.tempos.push_back({Beat(20, 1), 60.0});
    markArousal(score, 5, 0.5);
    const TempoMap map(score.tempos);
    EXPECT_NEAR(map.tempoAt(20.0), 112.0, 0.5);
    EXPECT_NEAR(map.tempoAt(19.9), 60.0, 1.0);
    EXPECT_NEAR(map.tempoAt(13.9), 100.0, 0.1);
}

}  // namespace
}  // namespace arioso
