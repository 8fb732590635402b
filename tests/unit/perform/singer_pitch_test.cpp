#include "src/perform/singer_pitch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

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
