#include "src/explain/attention_map.h"

#include <gtest/gtest.h>

#include <numeric>
#include <span>

#include "src/compose/event_vocabulary.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

/// Looks at the first bar's sign alone, and before it at the first symbol.
class FirstBarModel : public EventModel {
  public:
    [[nodiscard]] std::unique_ptr<EventContext> begin() const override { return nullptr; }
    [[nodiscard]] std::vector<float> attention(std::span<const int> symbols) const override {
        std::vector<float> out(symbols.size() * symbols.size(), 0.0F);
        const auto bar = static_cast<std::size_t>(
            std::find(symbols.begin(), symbols.end(), events::kBar) - symbols.begin());
        for (std::size_t i = 0; i < symbols.size(); ++i)
            out[i * symbols.size() + (i < bar ? 0 : bar)] = 1.0F;
        return out;
    }
};

class BlindModel : public EventModel {
  public:
    [[nodiscard]] std::unique_ptr<EventContext> begin() const override { return nullptr; }
};

Score bars(int count) {
    std::string text = "X:1\nT:T\nM:4/4\nL:1/4\nQ:1/4=100\nK:C\n";
    for (int i = 0; i < count; ++i) text += "C D E F|";
    text += "\n";
    return readAbc(std::as_bytes(std::span(text)), "tune.abc");
}

TEST(AttentionMap, SharesAddUpAndLieWhereTheModelLooked) {
    const std::vector<BarAttention> rows = barAttention(bars(3), FirstBarModel());
    ASSERT_EQ(rows.size(), 3U);
    for (const BarAttention& row : rows) {
        const double sum = std::accumulate(row.bars.begin(), row.bars.end(), row.header);
        EXPECT_NEAR(sum, 1.0, 1e-6);
    }
    EXPECT_NEAR(rows[2].bars[0], 1.0, 1e-6);
    EXPECT_GT(rows[0].header, 0.0);
    EXPECT_EQ(rows[2].bars.size(), 3U);
}

TEST(AttentionMap, LongPiecesAreReadInWindowsThatOverlap) {
    const std::vector<BarAttention> rows = barAttention(bars(20), FirstBarModel());
    ASSERT_EQ(rows.size(), 20U);
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].bar, i);
    EXPECT_EQ(rows[11].first, 0U);
    EXPECT_EQ(rows[12].first, 6U);
    EXPECT_EQ(rows[19].first, 12U);
}

TEST(AttentionMap, CountsDoNotAttend) {
    EXPECT_TRUE(barAttention(bars(3), BlindModel()).empty());
    EXPECT_EQ(attentionSection(bars(3), {}), "");
}

}  // namespace
}  // namespace arioso
