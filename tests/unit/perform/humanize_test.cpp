#include <gtest/gtest.h>

#include <cmath>

#include "score_builder.h"
#include "src/perform/performer.h"

namespace arioso {
namespace {

using testing::noteAt;
using testing::scoreOf;

Score melody(int program = 0) {
    std::vector<Note> notes;
    for (int i = 0; i < 400; ++i) notes.push_back(noteAt(i * 0.5, 60 + i % 12, 0.5));
    return scoreOf(std::move(notes), program);
}

PerformOptions amount(double humanize, std::uint64_t seed = 1) {
    PerformOptions options;
    options.humanize = humanize;
    options.seed = seed;
    return options;
}

TEST(Humanize, ZeroIsTheExactGrid) {
    const auto part = perform(melody(), amount(0.0)).parts.front();
    for (std::size_t i = 0; i < part.notes.size(); ++i) {
        EXPECT_EQ(part.notes[i].onset, 0.25 * static_cast<double>(i));
        EXPECT_TRUE(part.notes[i].bend.empty());
    }
    EXPECT_EQ(part, perform(melody(), amount(0.0, 99)).parts.front());
}

TEST(Humanize, DeviatesByMillisecondsAndRepeatsWithTheSeed) {
    const auto part = perform(melody(), amount(1.0)).parts.front();
    double sum = 0.0;
    double squares = 0.0;
    for (const PerformedNote& note : part.notes) {
        const double off = note.onset - 0.25 * static_cast<double>(note.id);
        EXPECT_LT(std::abs(off), 0.03);
        sum += off;
        squares += off * off;
    }
    const auto count = static_cast<double>(part.notes.size());
    EXPECT_LT(std::abs(sum / count), 0.002);
    EXPECT_GT(std::sqrt(squares / count), 0.003);
    EXPECT_LT(std::sqrt(squares / count), 0.010);
    EXPECT_EQ(part, perform(melody(), amount(1.0)).parts.front());
    EXPECT_NE(part, perform(melody(), amount(1.0, 2)).parts.front());
}

TEST(Humanize, PlayersOfOneBeatStayTogether) {
    Score score = melody();
    score.parts.push_back(score.parts.front());
    const auto performance = perform(score, amount(1.0));
    double between = 0.0;
    double against = 0.0;
    for (std::size_t i = 0; i < 400; ++i) {
        const double first = performance.parts[0].notes[i].onset;
        const double second = performance.parts[1].notes[i].onset;
        const double grid = 0.25 * static_cast<double>(i);
        between += (first - second) * (first - second);
        against += (first - grid) * (first - grid) + (second - grid) * (second - grid);
    }
    // Independent players would be as far from each other as both are from the grid.
    EXPECT_LT(between, 0.8 * against);
}

TEST(Humanize, RecordedPlayingKeepsItsTimes) {
    std::vector<Note> notes;
    for (int i = 0; i < 100; ++i) {
        notes.push_back(noteAt(i * 0.5 + 0.013 + 0.007 * (i % 5), 60, 0.4));
        notes.back().velocity = 0.5F;
    }
    const auto loose = perform(scoreOf(notes), amount(1.0)).parts.front();
    const auto still = perform(scoreOf(notes), amount(0.0)).parts.front();
    EXPECT_EQ(loose, still);
}

TEST(Humanize, SoloistsVibratoIsLateAndCentred) {
    const auto violin = perform(scoreOf({noteAt(0, 69, 8)}, 40), amount(0.5)).parts.front();
    const auto& bend = violin.notes.front().bend;
    ASSERT_FALSE(bend.empty());
    float highest = 0.0F;
    double sum = 0.0;
    for (const dsp::PitchPoint& point : bend) {
        if (point.seconds < 0.25) {
            EXPECT_EQ(point.cents, 0.0F);
        }
        highest = std::max(highest, std::abs(point.cents));
        sum += static_cast<double>(point.cents);
    }
    EXPECT_GT(highest, 10.0F);
    EXPECT_LT(highest, 30.0F);
    EXPECT_LT(std::abs(sum / static_cast<double>(bend.size())), 3.0);
    EXPECT_TRUE(
        perform(scoreOf({noteAt(0, 69, 8)}, 0), amount(0.5)).parts[0].notes[0].bend.empty());
}

}  // namespace
}  // namespace arioso
