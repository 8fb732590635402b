#include "tools/eval/material/selection.h"

#include <gtest/gtest.h>

#include "dsp/error.h"

namespace arioso::eval {
namespace {

corpus::Manifest manifest() {
    corpus::Manifest made;
    for (int i = 0; i < 5; ++i) {
        const std::string n = std::to_string(i);
        made.entries.push_back(
            {"v" + n, i == 4 ? "train" : "test", "violin", "etude", "", "", 20.0, ""});
        made.entries.push_back({"p" + n, "test", "piano", "etude", "", "", 25.0, ""});
    }
    return made;
}

InstrumentTable table() {
    return InstrumentTable::load(ARIOSO_SOURCE_DIR "/configs/instruments.toml");
}

TEST(Selection, takesPiecesOfTheSplitUntilTheTimeIsReached) {
    const auto instruments = table();
    const auto chosen = select(manifest(), instruments, "test", {}, 45.0);
    ASSERT_EQ(chosen.size(), 2U);
    EXPECT_EQ(chosen[0].instrument->id, "piano");
    EXPECT_EQ(chosen[0].entries.size(), 2U);
    EXPECT_EQ(chosen[1].instrument->id, "violin");
    EXPECT_EQ(chosen[1].entries.size(), 3U);
}

TEST(Selection, anUnknownInstrumentIsNamedWithThoseThereAre) {
    const auto instruments = table();
    try {
        select(manifest(), instruments, "test", {"violin", "kazoo"}, 10.0);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_STREQ(error.what(),
                     "no pieces of 'kazoo' in split 'test'; there are: piano, violin");
    }
}

TEST(Selection, anEmptySplitIsAnError) {
    const auto instruments = table();
    EXPECT_THROW(select(manifest(), instruments, "valid", {}, 10.0), Error);
}

}  // namespace
}  // namespace arioso::eval
