#include "tools/eval/measure/stem_judge.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/eval/test_signals.h"
#include "tools/eval/measure/distances.h"
#include "tools/eval/measure/statistics.h"

namespace arioso::eval {
namespace {

TEST(StemJudge, theTeacherIsPerfectAgainstItself) {
    const auto part = scalePart();
    const auto teacher = testSound(part, 7.0);
    const auto figures = summarise({StemJudge(part, true, teacher).measure(teacher)});
    EXPECT_NEAR(figures.onsetShiftMs, 0.0, 1e-3);
    EXPECT_LT(figures.onsetMs, 4.0);
    EXPECT_LT(figures.pitchCents, 1.0);
    EXPECT_EQ(figures.missingPercent, 0.0);
    EXPECT_EQ(figures.inventedPercent, 0.0);
    EXPECT_NEAR(figures.mrStft, 0.0, 1e-6);
    EXPECT_NEAR(figures.mcdDb, 0.0, 1e-6);
    EXPECT_EQ(figures.attackRatio, 1.0);
    EXPECT_EQ(figures.fallRatio, 1.0);
    EXPECT_NEAR(figures.loudnessDb, 0.0, 1e-9);
}

TEST(StemJudge, everyFaultShowsInItsOwnFigure) {
    const auto part = scalePart();
    const auto teacher = testSound(part, 7.0, {.attack = 0.05, .decayDbPerSecond = 20.0});
    const StemJudge judge(part, false, teacher);
    const auto heard = [&](const TestTone& tone) {
        return summarise({judge.measure(testSound(part, 7.0, tone))});
    };
    const auto late = heard({.attack = 0.05, .decayDbPerSecond = 20.0, .shift = 0.012});
    EXPECT_NEAR(late.onsetShiftMs, 12.0, 1.0);
    const auto sharp = heard({.attack = 0.05, .decayDbPerSecond = 20.0, .cents = 25.0});
    EXPECT_NEAR(sharp.pitchCents, 25.0, 1.5);
    const auto quiet = heard({.attack = 0.05, .decayDbPerSecond = 20.0, .gain = 0.1});
    EXPECT_NEAR(quiet.loudnessDb, 6.02, 0.1);
    EXPECT_EQ(quiet.missingPercent, 0.0);
    const auto slow = heard({.attack = 0.1, .decayDbPerSecond = 20.0});
    EXPECT_NEAR(slow.attackRatio, 2.0, 0.25);
    const auto dead = heard({.attack = 0.05, .decayDbPerSecond = 40.0});
    EXPECT_NEAR(dead.fallRatio, 2.0, 0.1);
    EXPECT_GT(dead.mcdDb, late.mcdDb);
}

TEST(StemJudge, aSilentVersionMissesEveryNote) {
    const auto part = scalePart();
    const auto teacher = testSound(part, 7.0);
    const std::vector<float> silence(teacher.size());
    const auto figures = summarise({StemJudge(part, true, teacher).measure(silence)});
    EXPECT_EQ(figures.missingPercent, 100.0);
    EXPECT_EQ(figures.inventedPercent, 0.0);
    EXPECT_GT(figures.loudnessDb, 30.0);
    EXPECT_TRUE(std::isnan(figures.onsetMs));
}

TEST(Distances, pitchOfATwentyCentsSharpNote) {
    const auto part = scalePart();
    const auto audio = testSound(part, 7.0, {.cents = 20.0});
    for (const auto& site : planSites(part, true)) EXPECT_NEAR(pitchError(audio, site), 20.0, 1.0);
}

TEST(Distances, aStillerTimbreMovesLess) {
    const dsp::Philox noise(10);
    std::vector<float> mel(200 * dsp::kMelBands);
    for (std::size_t i = 0; i < mel.size(); ++i) mel[i] = 0.4F * noise.normal(i);
    auto stiller = mel;
    for (float& value : stiller) value *= 0.5F;
    EXPECT_NEAR(movementRatio(stiller, mel), 0.5, 0.01);
    EXPECT_EQ(movementRatio(mel, mel), 1.0);
    const std::vector<float> still(mel.size());
    EXPECT_TRUE(std::isnan(movementRatio(mel, still)));
}

TEST(Distances, inaudibleDifferencesDoNotCount) {
    const auto part = scalePart();
    const auto audio = testSound(part, 7.0);
    auto noisy = audio;
    const dsp::Philox noise(9);
    for (std::size_t i = 0; i < noisy.size(); ++i) noisy[i] += 1e-7F * noise.normal(i);
    EXPECT_LT(cepstralDistance(logMel(noisy), logMel(audio)), 0.2);
}

}  // namespace
}  // namespace arioso::eval
