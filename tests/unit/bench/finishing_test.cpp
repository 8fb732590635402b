#include "tools/bench/finishing.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numbers>

namespace arioso::bench {
namespace {

TEST(Finishing, WritesEveryFrameThatWasMixedAndLeavesNoFile) {
    namespace fs = std::filesystem;
    const fs::path folder =
        fs::temp_directory_path() / ("arioso_finishing_" + std::to_string(::getpid()));
    fs::create_directories(folder);
    ::setenv("TMPDIR", folder.c_str(), 1);
    std::vector<float> sound(50'000);
    for (std::size_t i = 0; i < sound.size(); ++i) {
        sound[i] = 0.3F * std::sin(static_cast<float>(i) * 2.0F * std::numbers::pi_v<float> / 100);
    }
    {
        Finishing finishing(Instrument{}, sound.size());
        for (int run = 0; run < 2; ++run) {
            finishing.mix(sound);
            EXPECT_EQ(finishing.write(), 50'000);
        }
    }
    ::unsetenv("TMPDIR");
    EXPECT_TRUE(fs::is_empty(folder));
    fs::remove_all(folder);
}

}  // namespace
}  // namespace arioso::bench
