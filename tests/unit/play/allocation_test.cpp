// Counts what a thread allocates: pulling must cost nothing, whatever goes on in the engine.
#include <gtest/gtest.h>

#include <filesystem>

#include "src/play/open_player.h"
#include "tests/unit/play/counted_allocations.h"
#include "tests/unit/synth/small_midi.h"

namespace arioso::play {
namespace {

TEST(Pull, NeitherAllocatesNorFrees) {
    const auto folder = std::filesystem::path(testing::TempDir()) /
                        ("arioso-allocation-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const Engine engine("fake", ARIOSO_SOURCE_DIR);
    PlayRequest request;
    request.render.score = (folder / "song.mid").string();
    request.render.seed = 1;
    tests::writeMidi(request.render.score, {{{0.0, 3.0, 60}}}, {16});
    RenderRequest resolved;
    std::vector<std::string> remarks;
    const auto player = openPlayer(engine, request, resolved, remarks);
    ASSERT_TRUE(player->waitUntilReady(std::chrono::seconds(20)));
    dsp::AudioBuffer block(2, 256);
    tests::countAllocations(true);
    std::size_t music = 0;
    for (int i = 0; i < 40; ++i) music += player->pull(block.view());
    player->setPaused(true);
    for (int i = 0; i < 10; ++i) player->pull(block.view());
    player->setPaused(false);
    for (int i = 0; i < 40; ++i) music += player->pull(block.view());
    const long counted = tests::countAllocations(false);
    EXPECT_GT(music, 0U);
    EXPECT_EQ(counted, 0);
    // The guard itself works.
    tests::countAllocations(true);
    auto* number = new std::vector<int>(100);
    delete number;
    EXPECT_GE(tests::countAllocations(false), 2);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace arioso::play
