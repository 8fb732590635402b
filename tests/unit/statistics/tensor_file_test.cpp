#include "models/tensor_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "dsp/error.h"
#include "models/half.h"

namespace arioso::models {
namespace {

TEST(Half, EveryFiniteHalfIsItsOwn) {
    for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float value = fromHalf(half);
        if (std::isnan(value)) continue;
        EXPECT_EQ(toHalf(value), half) << bits;
    }
}

TEST(Half, RoundsToTheNearestAndEvenInTheMiddle) {
    EXPECT_EQ(fromHalf(toHalf(1.0F + 1.0F / 4096.0F)), 1.0F);
    EXPECT_EQ(fromHalf(toHalf(1.0F + 1.0F / 2048.0F)), 1.0F);
    EXPECT_EQ(fromHalf(toHalf(1.0F + 3.0F / 2048.0F)), 1.0F + 2.0F / 1024.0F);
    EXPECT_EQ(fromHalf(toHalf(-0.1F)), -0.0999755859375F);
    EXPECT_TRUE(std::isinf(fromHalf(toHalf(70000.0F))));
    EXPECT_EQ(toHalf(65504.0F), 0x7BFFU);
    EXPECT_TRUE(std::isnan(fromHalf(toHalf(std::numeric_limits<float>::quiet_NaN()))));
}

std::string small() {
    HalfTensorWriter writer;
    writer.add("a", {2, 2}, std::vector<float>{0.0F, 1.0F, -2.5F, 0.125F});
    writer.add("b", {1}, std::vector<float>{7.0F});
    return writer.bytes({{"architecture", "test-1"}, {"size", 4}});
}

TEST(TensorFile, ReadsBackWhatWasWritten) {
    const HalfTensorReader reader(small(), "x", "test-1");
    EXPECT_EQ(reader.values("a", 4), (std::vector<float>{0.0F, 1.0F, -2.5F, 0.125F}));
    EXPECT_EQ(reader.values("b", 1), (std::vector<float>{7.0F}));
    EXPECT_EQ(reader.number("size", 1, 10), 4);
}

TEST(TensorFile, RefusesWhatIsNotIt) {
    const std::string bytes = small();
    EXPECT_THROW(HalfTensorReader(bytes, "x", "test-2"), Error);
    EXPECT_THROW(HalfTensorReader(bytes.substr(0, bytes.size() - 1), "x", "test-1"), Error);
    EXPECT_THROW(HalfTensorReader("", "x", "test-1"), Error);
    const HalfTensorReader reader(bytes, "x", "test-1");
    EXPECT_THROW((void)reader.values("a", 3), Error);
    EXPECT_THROW((void)reader.values("c", 1), Error);
    EXPECT_THROW((void)reader.number("size", 5, 10), Error);
    EXPECT_THROW((void)reader.number("length", 5, 10), Error);
    HalfTensorWriter writer;
    writer.add("a", {1}, std::vector<float>{1e6F});
    const HalfTensorReader infinite(writer.bytes({{"architecture", "test-1"}}), "x", "test-1");
    EXPECT_THROW((void)infinite.values("a", 1), Error);
}

}  // namespace
}  // namespace arioso::models
