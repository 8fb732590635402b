#include "tools/train/reward/prompt.h"

#include <gtest/gtest.h>

#include "dsp/error.h"
#include "tests/unit/train/small_piece.h"

namespace arioso::train {
namespace {

EventSource source(std::size_t bars) {
    const SmallPiece small;
    EventSource out;
    out.piece = small.piece;
    out.piece.bars.clear();
    for (std::size_t bar = 0; bar < bars; ++bar)
        out.piece.bars.push_back(small.piece.bars[bar % 4]);
    out.keys.assign(bars, EventKey{});
    for (std::size_t bar = 0; bar < bars; ++bar) out.symbols += barSize(out.piece, bar);
    return out;
}

TEST(Prompt, AsksForNoMoreThanItsRoomAndLeavesAHead) {
    const Reward reward(nullptr, nullptr, nullptr, [] {
        RewardTerms weights;
        weights.fill(1.0);
        return weights;
    }());
    PromptOptions options;
    options.answer = 60;
    int atEnd = 0;
    for (const Prompt& prompt : drawPrompts({source(40)}, options, reward, 1, 40)) {
        const std::size_t lanes = prompt.piece.lanes.size();
        std::size_t size = 0;
        std::size_t cells = 0;
        for (std::size_t i = 0; i < prompt.cut.size(); ++i) {
            if (prompt.cut[i] == 0) continue;
            ++cells;
            size += prompt.piece.bars[i / lanes].cells[i % lanes].size() + 2;
        }
        EXPECT_GT(cells, 0U);
        EXPECT_EQ(cells, prompt.plans.size());
        EXPECT_LE(size, options.answer);
        EXPECT_EQ(prompt.cut.front(), 0);
        atEnd += prompt.cut.back();
    }
    EXPECT_GT(atEnd, 8);
    EXPECT_LT(atEnd, 32);
}

TEST(Prompt, IsTheSameForTheSameSeed) {
    const Reward reward(nullptr, nullptr, nullptr, {1.0});
    const auto one = drawPrompts({source(40)}, {}, reward, 3, 4);
    const auto other = drawPrompts({source(40)}, {}, reward, 3, 4);
    for (std::size_t i = 0; i < one.size(); ++i) {
        EXPECT_EQ(one[i].piece, other[i].piece);
        EXPECT_EQ(one[i].cut, other[i].cut);
    }
}

TEST(Prompt, ScoresThatAreTooShortAreAnError) {
    const Reward reward(nullptr, nullptr, nullptr, {1.0});
    EXPECT_THROW(drawPrompts({source(3)}, {}, reward, 1, 1), Error);
    EXPECT_THROW(drawPrompts({}, {}, reward, 1, 1), Error);
}

TEST(Prompt, PlansKeepTheCompassAndTheSingleLine) {
    const SmallPiece one;
    const auto plans = plansOf(one.piece, one.cut);
    ASSERT_EQ(plans.size(), 4U);
    EXPECT_TRUE(plans[0].single);
    EXPECT_LE(plans[0].lowest, 60);
    EXPECT_GE(plans[0].highest, 65);
    EXPECT_LT(plans[0].highest, 75);
    EXPECT_EQ(plans[0].until, 96);  // may sound on into the bar that is written, too
    EXPECT_EQ(plans[2].until, 48);
    EXPECT_EQ(plans[0].mostGroups, 6);
}

}  // namespace
}  // namespace arioso::train
