#include "tools/eval/measure/overlap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "dsp/error.h"
#include "models/random_stream.h"

namespace arioso::eval {
namespace {

/// A tune that walks up and down a scale, each a little different.
TuneSample walking(std::uint64_t seed) {
    static constexpr int kScale[] = {0, 2, 4, 5, 7, 9, 11, 12};
    models::RandomStream random(seed);
    TuneSample out;
    int step = 3;
    for (int bar = 0; bar < 8; ++bar) {
        StudyBar one;
        one.start = 48 * bar;
        one.length = 48;
        out.bars.push_back(one);
        for (int beat = 0; beat < 4; ++beat) {
            const int length = beat == 3 ? 12 : 6 + 6 * random.below(2);
            out.notes.push_back({48 * bar + 12 * beat, length, 60 + kScale[step], bar});
            step = std::clamp(step + (random.chance(0.5) ? 1 : -1), 0, 7);
        }
    }
    return out;
}

std::vector<TuneSample> set(std::uint64_t first, std::size_t count) {
    std::vector<TuneSample> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(walking(first + i));
    return out;
}

TEST(Overlap, TheSameDistancesOverlapWhollyAndOthersDoNot) {
    const std::vector<double> a = {1.0, 1.5, 2.0, 2.5, 3.0};
    const std::vector<double> far = {21.0, 21.5, 22.0, 22.5, 23.0};
    EXPECT_NEAR(compareDistances(a, a).overlap, 1.0, 1e-9);
    EXPECT_NEAR(compareDistances(a, a).divergence, 0.0, 1e-9);
    EXPECT_LT(compareDistances(a, far).overlap, 0.01);
    EXPECT_GT(compareDistances(a, far).divergence, 1.0);
}

TEST(Overlap, MusicOfOneKindIsNearerThanWhatIsSpoilt) {
    const auto rows = overlapTable(set(1, 24), set(101, 24), 1);
    ASSERT_FALSE(rows.empty());
    for (const OverlapRow& row : rows) {
        if (row.feature != "mean interval" && row.feature != "scale consistency") continue;
        EXPECT_TRUE(row.separates()) << row.feature;
        EXPECT_GT(row.ours.overlap, row.spoilt.overlap) << row.feature;
        EXPECT_LT(row.ours.divergence, row.spoilt.divergence) << row.feature;
    }
    EXPECT_THAT(overlapText(rows), testing::HasSubstr("human halves"));
    EXPECT_EQ(overlapJson(rows).size(), rows.size());
}

TEST(Overlap, AFewTunesAreTooFew) {
    EXPECT_THROW(static_cast<void>(overlapTable(set(1, 3), set(1, 3), 1)), Error);
    EXPECT_THROW(static_cast<void>(tunesBelow({"/no/such/folder"}, {})), Error);
}

}  // namespace
}  // namespace arioso::eval
