#include "dsp/pre_echo_gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/audio_format.h"

namespace arioso::dsp {
namespace {

constexpr std::int64_t kOnset = 10000;

/// A tone at `before` until `early` samples ahead of the onset, at `after` from there on.
std::vector<float> smeared(float before, float after, std::int64_t early) {
    std::vector<float> signal(20000);
    for (std::int64_t i = 0; i < 20000; ++i) {
        const float level = i < kOnset - early ? before : after;
        signal[static_cast<std::size_t>(i)] =
            level * static_cast<float>(std::sin(2.0 * std::numbers::pi * 1000.0 *
                                                static_cast<double>(i) / kSampleRate));
    }
    return signal;
}

float peak(const std::vector<float>& signal, std::int64_t from, std::int64_t to) {
    float most = 0.0F;
    for (std::int64_t i = from; i < to; ++i) {
        most = std::max(most, std::abs(signal[static_cast<std::size_t>(i)]));
    }
    return most;
}

TEST(PreEchoGate, HoldsDownWhatSoundsBeforeItsOnset) {
    auto signal = smeared(0.01F, 0.2F, 400);
    PreEchoGate({kOnset}).apply(signal, 0);
    EXPECT_LT(peak(signal, kOnset - 330, kOnset - 40), 0.02F);
    EXPECT_NEAR(peak(signal, kOnset - 2000, kOnset - 1100), 0.01F, 0.001F);
    EXPECT_NEAR(peak(signal, kOnset + 70, kOnset + 400), 0.2F, 0.001F);
}

TEST(PreEchoGate, LeavesASoundThatGoesOnAlone) {
    const auto before = smeared(0.2F, 0.2F, 0);
    auto signal = before;
    PreEchoGate({kOnset}).apply(signal, 0);
    for (std::size_t i = 0; i < signal.size(); ++i) {
        ASSERT_NEAR(signal[i], before[i], 0.02F) << i;
    }
}

TEST(PreEchoGate, NotesStruckTogetherRiseFromTheFirst) {
    auto signal = smeared(0.01F, 0.2F, 0);
    const auto before = signal;
    PreEchoGate({kOnset + 500, kOnset}).apply(signal, 0);
    EXPECT_GT(peak(signal, kOnset + 100, kOnset + 480), 0.19F);
}

TEST(PreEchoGate, SilenceStaysSilence) {
    std::vector<float> signal(20000);
    PreEchoGate({kOnset}).apply(signal, 0);
    EXPECT_EQ(peak(signal, 0, 20000), 0.0F);
}

TEST(PreEchoGate, DoesNotDependOnTheRange) {
    auto whole = smeared(0.01F, 0.2F, 400);
    auto part = std::vector<float>(whole.begin() + 5003, whole.begin() + 14007);
    const PreEchoGate gate({kOnset, 15500});
    gate.apply(whole, 0);
    gate.apply(part, 5003);
    const auto reach = static_cast<std::size_t>(PreEchoGate::kReach);
    for (std::size_t i = reach; i + reach < part.size(); ++i)
        ASSERT_EQ(part[i], whole[i + 5003]) << i;
}

}  // namespace
}  // namespace arioso::dsp
