#include "src/perform/singer_pitch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "src/perform/curves.h"

namespace arioso {
namespace {

PerformedNote note(double onset, double offset, float pitch, std::uint32_t id) {
    PerformedNote out;
    out.onset = onset;
    out.offset = offset;
    out.pitch = pitch;
    out.id = id;
    return out;
}

double centsAt(const std::vector<dsp::PitchPoint>& bend, double seconds) {
    const auto after =
        std::upper_bound(bend.begin(), bend.end(), seconds,
                         [](double t, const dsp::PitchPoint& point) { return t < point.seconds; });
    if (after == bend.begin()) return bend.front().cents;
    return std::prev(after)->cents;
}

TEST(SingerPitch, AGlideIsOnePathAcrossTheBeat) {
    const auto low = note(0.0, 0.5, 60.0F, 0);
    const auto high = note(0.5, 1.0, 64.0F, 1);
    const auto before = singerPitch(low, nullptr, &high, 30.0F, 1.0, 1, 0);
    const auto after = singerPitch(high, &low, nullptr, 30.0F, 1.0, 1, 0);
    // Where one note ends the other goes on, a little past the middle.
    const double end = before.back().cents;
    const double start = 400.0 + static_cast<double>(after.front().cents);
    EXPECT_NEAR(end, start, 6.0);
    EXPECT_GT(end, 200.0);
    EXPECT_LT(end, 300.0);
    EXPECT_NEAR(centsAt(before, 0.4), 0.0, 8.0);
    EXPECT_NEAR(centsAt(after, 0.25), 0.0, 8.0);
}

TEST(SingerPitch, LeapsOvershootAndStepsDoNot) {
    const auto from = note(0.0, 0.5, 60.0F, 0);
    const auto leap = singerPitch(note(0.5, 1.0, 67.0F, 1), &from, nullptr, 0.0F, 1.0, 1, 0);
    const auto step = singerPitch(note(0.5, 1.0, 62.0F, 1), &from, nullptr, 0.0F, 1.0, 1, 0);
    EXPECT_GT(centsAt(leap, 0.1), 10.0);
    EXPECT_LT(std::abs(centsAt(step, 0.1)), 6.0);
}

TEST(SingerPitch, VibratoBeginsLateAndLongNotesStayInTune) {
    const auto bend = singerPitch(note(0.0, 3.0, 60.0F, 5), nullptr, nullptr, 40.0F, 1.0, 1, 0);
    double early = 0.0;
    double late = 0.0;
    double sum = 0.0;
    int count = 0;
    for (const auto& point : bend) {
        const double cents = std::abs(static_cast<double>(point.cents));
        if (point.seconds > 0.1 && point.seconds < 0.28) early = std::max(early, cents);
        if (point.seconds > 1.0 && point.seconds < 2.5) {
            late = std::max(late, cents);
            sum += static_cast<double>(point.cents);
            ++count;
        }
    }
    EXPECT_LT(early, 6.0);
    EXPECT_GT(late, 25.0);
    EXPECT_NEAR(sum / count, 0.0, 3.0);
}

TEST(SingerPitch, TheLevelSwaysWithTheVibratoAndOnlyWithIt) {
    const auto long3 = note(0.0, 3.0, 60.0F, 5);
    const auto bend = singerPitch(long3, nullptr, nullptr, 40.0F, 1.0, 1, 0);
    const auto levels = singerLevels(long3, 1.0, 1, 0);
    ASSERT_FALSE(levels.empty());
    EXPECT_GE(levels.front().seconds, 0.25);
    EXPECT_LT(levels.back().seconds, 3.0);
    EXPECT_EQ(levels.front().value, 0.0F);
    EXPECT_EQ(levels.back().value, 0.0F);
    double most = 0.0;
    double together = 0.0;
    double squares = 0.0;
    double levelSquares = 0.0;
    for (const CurvePoint& point : levels) {
        const auto db = static_cast<double>(point.value);
        most = std::max(most, std::abs(db));
        if (point.seconds < 1.0 || point.seconds > 2.5) continue;
        const double cents = centsAt(bend, point.seconds);
        together += db * cents;
        squares += cents * cents;
        levelSquares += db * db;
    }
    EXPECT_NEAR(most, 2.2, 0.45);
    EXPECT_GT(together / std::sqrt(squares * levelSquares), 0.9);
    EXPECT_TRUE(singerLevels(note(0.0, 0.4, 60.0F, 5), 1.0, 1, 0).empty());
    EXPECT_TRUE(singerLevels(long3, 0.0, 1, 0).empty());
    const std::vector<CurvePoint> half{{0.0, 50.0F}};
    SingerManner manner;
    manner.vibrato = half;
    EXPECT_NEAR(singerLevels(long3, 1.0, 1, 0, manner)[60].value, 0.5F * levels[60].value, 1e-5F);
}

TEST(SingerPitch, ANotesLevelsReachTheMix) {
    PerformedPart part;
    part.gainDb = {{0.0, -6.0F}};
    part.notes = {note(1.0, 3.0, 60.0F, 0), note(1.2, 3.0, 64.0F, 1), note(4.0, 6.0, 62.0F, 2)};
    part.notes[0].levels = {{0.3, 0.0F}, {0.4, 2.0F}, {0.5, 0.0F}};
    part.notes[1].levels = {{0.2, 0.0F}, {0.3, 2.0F}};
    part.notes[2].levels = {{0.3, 0.0F}, {0.4, -2.0F}, {0.5, 0.0F}};
    const auto curve = levelCurve(part);
    EXPECT_NEAR(curveAt(curve, 0.5), -6.0F, 1e-4F);
    EXPECT_NEAR(curveAt(curve, 1.4), -4.0F, 1e-4F);
    EXPECT_NEAR(curveAt(curve, 1.55), -6.0F, 1e-4F);
    EXPECT_NEAR(curveAt(curve, 4.4), -8.0F, 1e-4F);
}

TEST(SingerPitch, WithoutHumanizeThePageIsSung) {
    EXPECT_TRUE(singerPitch(note(0.0, 1.0, 60.0F, 0), nullptr, nullptr, 40.0F, 0.0, 1, 0).empty());
}

TEST(SingerPitch, ChordMatesAreNoNeighbours) {
    const auto mate = note(0.0, 0.5, 60.0F, 0);
    const auto bend = singerPitch(note(0.0, 0.5, 64.0F, 1), &mate, nullptr, 0.0F, 1.0, 1, 0);
    for (const auto& point : bend) EXPECT_LT(std::abs(point.cents), 40.0F);
}

}  // namespace
}  // namespace arioso
