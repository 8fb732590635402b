#include "tools/eval/measure/tune_ngrams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/error.h"

namespace arioso::eval {
namespace {

/// A tune of quarters with these pitches.
TuneSample tune(const std::vector<int>& pitches) {
    TuneSample out;
    for (std::size_t i = 0; i < pitches.size(); ++i) {
        const int at = 12 * static_cast<int>(i);
        if (i % 4 == 0) {
            StudyBar bar;
            bar.start = at;
            bar.length = 48;
            out.bars.push_back(bar);
        }
        out.notes.push_back({at, 12, pitches[i], static_cast<int>(i / 4)});
    }
    return out;
}

const TuneSample kKnown = tune({60, 62, 64, 65, 67, 69, 71, 72, 60, 67, 61, 66, 62, 68});
const TuneSample kTransposed = tune({63, 65, 67, 68, 70, 72, 74, 75, 63, 70, 64, 69, 65, 71});
const TuneSample kOther = tune({60, 67, 59, 66, 58, 65, 57, 64, 56, 63, 55, 62, 54, 61});
const TuneSample kHalf = tune({62, 64, 66, 67, 69, 71, 60, 59, 70, 58, 71, 57, 72, 50});

TEST(TuneNgrams, TransposedTunesAreFoundAndOthersAreNot) {
    const auto rows = gramTable({kKnown}, {kOther}, {kTransposed, kHalf});
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].notes, 6U);
    EXPECT_EQ(rows[0].ours.tunes, 2U);
    // All nine of the one, one of the other's nine.
    EXPECT_NEAR(rows[0].ours.inTraining.mean, 0.5 * (1.0 + 1.0 / 9.0), 1e-9);
    EXPECT_NEAR(rows[2].ours.inTraining.mean, 0.5, 1e-9);
    EXPECT_EQ(rows[0].human.inTraining.mean, 0.0);
    // The two share the one that both have from the known tune.
    EXPECT_NEAR(rows[0].ours.inEachOther.mean, 1.0 / 9.0, 1e-9);
    EXPECT_NEAR(rows[0].ours.inEither.mean, rows[0].ours.inTraining.mean, 1e-9);
    EXPECT_THAT(gramText(rows), testing::HasSubstr("6 notes, human (1 tunes)"));
    EXPECT_EQ(gramJson(rows)[2]["notes"], 12);
}

TEST(TuneNgrams, ATuneIsNotFoundInItself) {
    EXPECT_EQ(gramTable({kOther}, {kOther}, {kKnown}).front().ours.inEachOther.mean, 0.0);
}

TEST(TuneNgrams, CopiesAreLeftOut) {
    EXPECT_EQ(withoutCopies({kKnown}, {kTransposed, kOther, kOther}).size(), 1U);
    EXPECT_THROW(static_cast<void>(gramTable({}, {kOther}, {kKnown})), Error);
}

}  // namespace
}  // namespace arioso::eval
