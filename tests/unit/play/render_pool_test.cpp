#include "src/play/render_pool.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/synth/fake_model_set.h"

namespace arioso::play {
namespace {

using namespace std::chrono_literals;

class RenderPoolTest : public testing::Test {
  protected:
    RenderPoolTest() {
        PerformedNote note;
        note.offset = 10.0;
        note.pitch = 60.0F;
        part_.notes = {note};
        organ_.id = "organ";
    }
    ~RenderPoolTest() override { tests::generatorsStall = false; }

    std::shared_ptr<LiveTrack> track() {
        return std::make_shared<LiveTrack>(models::ModelSet::load({}),
                                           RenderTrack{0, 0, &part_, &organ_}, StemOptions{});
    }
    static bool eventually(const std::function<bool()>& holds) {
        for (int i = 0; i < 5000 && !holds(); ++i) std::this_thread::sleep_for(1ms);
        return holds();
    }

    PerformedPart part_;
    Instrument organ_;
};

TEST_F(RenderPoolTest, WhatIsWantedAtOnceDoesNotWaitForWhatIsFarAhead) {
    const auto ahead = track();
    const auto change = track();
    RenderPool pool(1, {});
    tests::generatorCalls = 0;
    tests::generatorsStall = true;
    pool.want({{ahead, 0, 500'000, true}});
    ASSERT_TRUE(eventually([] { return tests::generatorCalls == 1; }));
    // The only thread is busy, and would be for ever.
    pool.want({{ahead, 0, 500'000, true}, {change, 0, RenderPool::kAtOnce}});
    EXPECT_TRUE(eventually([] { return tests::generatorCalls == 2; }));
    tests::generatorsStall = false;
    EXPECT_TRUE(eventually([&] { return pool.get(*change, 0) != nullptr; }));
    pool.want({{ahead, 0, 500'000, true}});
    EXPECT_TRUE(eventually([&] { return pool.get(*ahead, 0) != nullptr; }))
        << "what was given up is made later";
    EXPECT_EQ(pool.takeFailure(), "");
}

TEST_F(RenderPoolTest, WhatIsHeardSoonIsNotGivenUp) {
    const auto soon = track();
    const auto change = track();
    RenderPool pool(1, {});
    tests::generatorCalls = 0;
    tests::generatorsStall = true;
    pool.want({{soon, 0, 1000}});
    ASSERT_TRUE(eventually([] { return tests::generatorCalls == 1; }));
    pool.want({{soon, 0, 1000}, {change, 0, RenderPool::kAtOnce}});
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(tests::generatorCalls, 1);
    tests::generatorsStall = false;
    EXPECT_TRUE(eventually([&] { return pool.get(*soon, 0) != nullptr; }));
}

}  // namespace
}  // namespace arioso::play
