// RecordFunction has a member more where NDEBUG is not set, and LibTorch was built with it set.
#ifndef NDEBUG
#define NDEBUG
#endif

#include "tools/bench/torch_probe.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace arioso::bench {
namespace {

TEST(TorchProbe, AMatrixProductCountsTwoOperationsAPair) {
    const auto a = at::ones({3, 5});
    const auto b = at::ones({5, 7});
    EXPECT_EQ(countOperations([&] { at::mm(a, b); }), 2 * 3 * 5 * 7);
    EXPECT_EQ(countOperations([&] { at::linear(a, b.t(), at::ones({7})); }), 2 * 3 * 5 * 7);
    const auto batch = at::ones({4, 3, 5});
    EXPECT_EQ(countOperations([&] { at::bmm(batch, batch.transpose(1, 2)); }), 4 * 2 * 3 * 5 * 3);
}

TEST(TorchProbe, AConvolutionCountsWhatItReaches) {
    const auto input = at::ones({1, 8, 100});
    // Each of 6 × 100 results adds up 8 channels of 3 taps.
    const auto weight = at::ones({6, 8, 3});
    EXPECT_EQ(countOperations([&] { at::conv1d(input, weight, {}, 1, 1); }), 2 * 6 * 100 * 8 * 3);
    EXPECT_EQ(countOperations([&] { at::conv1d(input, weight, {}, 2, 1); }), 2 * 6 * 50 * 8 * 3);
    // One input channel a group.
    const auto depthwise = at::ones({8, 1, 7});
    EXPECT_EQ(countOperations([&] { at::conv1d(input, depthwise, {}, 1, 3, 1, 8); }),
              2 * 8 * 100 * 7);
}

TEST(TorchProbe, SumsAndOtherSmallThingsDoNotCount) {
    const auto a = at::ones({30, 50});
    EXPECT_EQ(countOperations([&] { (a + a).sum(); }), 0.0);
}

TEST(TorchProbe, APeakIsFound) {
    EXPECT_GT(sgemmPeak(), 1e8);
}

}  // namespace
}  // namespace arioso::bench
