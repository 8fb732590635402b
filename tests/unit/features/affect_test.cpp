#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "dsp/error.h"
#include "models/ridge.h"
#include "src/affect/affect_features.h"
#include "src/affect/affect_model.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

Score sample(const std::string& name) {
    return readScore(std::string(ARIOSO_SOURCE_DIR) + "/samples/" + name);
}

AffectModel shipped() {
    return AffectModel::load(std::string(ARIOSO_SOURCE_DIR) + "/models/weights/composer");
}

TEST(Ridge, FindsALineAndPassesOverWhatIsUnknown) {
    std::vector<std::vector<double>> rows;
    std::vector<double> targets;
    for (int i = 0; i < 200; ++i) {
        const double a = std::sin(i * 1.7);
        const double b = std::cos(i * 2.9);
        rows.push_back({a, b});
        targets.push_back(3.0 + 2.0 * a - b);
    }
    const models::Ridge ridge = models::fitRidge(rows, targets, 1e-6);
    EXPECT_NEAR(ridge.predict({0.5, 0.25}), 3.75, 1e-3);
    EXPECT_NEAR(ridge.predict({models::kUnknown, 0.25}), 2.75, 0.05);
    // However odd a value is, it counts as three deviations.
    EXPECT_NEAR(ridge.predict({1e9, 0.0}), 3.0 + 6.0 * ridge.scale[0], 0.05);
}

TEST(Ridge, RanksShareTheirPlaces) {
    EXPECT_NEAR(models::rankCorrelation({1, 2, 2, 9}, {10, 20, 20, 1000}), 1.0, 1e-9);
    EXPECT_NEAR(models::rankCorrelation({1, 2, 3}, {3, 2, 1}), -1.0, 1e-9);
    EXPECT_EQ(models::correlation({1, 1, 1}, {1, 2, 3}), 0.0);
}

TEST(Affect, FasterIsMoreExcited) {
    Score score = sample("brahms-lullaby.musicxml");
    const AffectModel model = shipped();
    score.tempos = {{Beat{}, 60.0, false}};
    const double slow = model.estimate(score).arousal;
    score.tempos = {{Beat{}, 120.0, false}};
    EXPECT_GT(model.estimate(score).arousal, slow + 0.2);
}

TEST(Affect, ReasonsAddUp) {
    const AffectModel model = shipped();
    const Affect whole = model.estimate(sample("stille-nacht.musicxml"));
    std::vector<double> unknown(affectFeatureList().size(), models::kUnknown);
    const Affect average = model.estimate(unknown);
    double arousal = average.arousal;
    for (const AffectReason& one : whole.reasons) arousal += one.arousal;
    EXPECT_NEAR(std::clamp(arousal, -1.0, 1.0), whole.arousal, 1e-9);
}

TEST(Affect, TheCurveCoversEveryBarOnce) {
    const Score score = sample("haydn-emperor-theme.musicxml");
    std::size_t next = 0;
    for (const AffectWindow& window : shipped().curve(score, 4)) {
        EXPECT_EQ(window.firstBar, next);
        next += window.bars;
    }
    EXPECT_EQ(next, score.measures.size());
}

TEST(Affect, SomeBarsHaveTheTempoAndNotesOfTheirPlace) {
    Score score = sample("haydn-emperor-theme.musicxml");
    score.tempos = {{Beat{}, 60.0, false}, {score.measures[2].start, 90.0, false}};
    const Score cut = someBars(score, 4, 2);
    ASSERT_EQ(cut.measures.size(), 2U);
    EXPECT_EQ(cut.measures[0].number, score.measures[4].number);
    EXPECT_EQ(cut.tempos.front().quartersPerMinute, 90.0);
    std::size_t notes = 0;
    for (const Note& note : score.parts.front().notes) notes += note.measure == 4 ? 1U : 0U;
    std::size_t found = 0;
    for (const Note& note : cut.parts.front().notes) found += note.measure == 0 ? 1U : 0U;
    EXPECT_EQ(found, notes);
    EXPECT_LE(cut.end(), score.measures[6].start - score.measures[4].start);
}

TEST(Affect, DrumsAloneAreRefused) {
    Score score = sample("haydn-emperor-theme.musicxml");
    for (Part& part : score.parts) part.percussion = true;
    try {
        static_cast<void>(shipped().estimate(score));
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
    }
}

}  // namespace
}  // namespace arioso
