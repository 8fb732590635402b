#include "src/synth/condition_ablation.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "dsp/error.h"
#include "tests/unit/synth/small_midi.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class ConditionAblationTest : public testing::Test {
  protected:
    ConditionAblationTest()
        : folder_(fs::path(testing::TempDir()) /
                  ("arioso-ablation-" + std::to_string(::getpid()) + "-" +
                   testing::UnitTest::GetInstance()->current_test_info()->name())),
          engine_("fake", ARIOSO_SOURCE_DIR) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        request_.score = (folder_ / "song.mid").string();
        request_.seed = 7;
        request_.humanize = 0.0;
        // On organ from one second on, on flute from three.
        tests::writeMidi(request_.score, {{{1.0, 2.0, 69}}, {{3.0, 4.0, 76}}}, {16, 73});
    }
    ~ConditionAblationTest() override { fs::remove_all(folder_); }

    fs::path folder_;
    Engine engine_;
    RenderRequest request_;
};

/// The fake generator gives back the mel of the excitation and sees nothing else.
TEST_F(ConditionAblationTest, OnlyWhatTheNetworksLookAtMovesTheSound) {
    const json told = engine_.ablate(request_, {});
    ASSERT_EQ(told["parts"].size(), 2U);
    std::map<std::string, json> planes;
    for (const json& plane : told["parts"][0]["planes"])
        planes[plane["plane"].get<std::string>()] = plane;
    EXPECT_GT(planes["excitation"]["db"].get<double>(), 3.0);
    EXPECT_EQ(planes["notes"]["db"].get<double>(), 0.0);
    EXPECT_EQ(planes["instrument"]["db"].get<double>(), 0.0);
    // One note is at its mean, and an instrument does not sing.
    EXPECT_EQ(planes["velocity"]["db"].get<double>(), 0.0);
    EXPECT_TRUE(planes["phonemes"]["db"].is_null());
    EXPECT_EQ(planes["excitation"]["bars"].size(), told["bars"].size());
}

TEST_F(ConditionAblationTest, ARangeInWhichNothingSoundsIsRefused) {
    request_.from = "2.4s";
    request_.to = "2.7s";
    try {
        static_cast<void>(engine_.ablate(request_, {}));
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Usage);
    }
}

TEST_F(ConditionAblationTest, CancellingLeavesAtOnce) {
    RenderCallbacks callbacks;
    callbacks.cancelled = [] { return true; };
    try {
        static_cast<void>(engine_.ablate(request_, callbacks));
        FAIL() << "went on";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Interrupted);
    }
}

}  // namespace
}  // namespace arioso
