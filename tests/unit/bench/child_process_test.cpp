#include "tools/bench/child_process.h"

#include <gtest/gtest.h>

#include "dsp/error.h"

namespace arioso::bench {
namespace {

TEST(ChildProcess, TellsStatusFirstOutputAndMemory) {
    const auto run = runChild({"/bin/sh", "-c", "echo first; sleep 0.2; exit 7"});
    EXPECT_EQ(run.status, 7);
    EXPECT_GT(run.firstOutput, 0.0);
    EXPECT_LT(run.firstOutput, run.seconds);
    EXPECT_GT(run.peakMebibytes, 0.1);
}

TEST(ChildProcess, ASilentOneHasNoFirstOutput) {
    const auto run = runChild({"/bin/sh", "-c", "echo unheard >&2"});
    EXPECT_EQ(run.status, 0);
    EXPECT_EQ(run.firstOutput, 0.0);
}

TEST(ChildProcess, AKilledOneIsToldByItsSignal) {
    EXPECT_EQ(runChild({"/bin/sh", "-c", "kill -9 $$"}).status, 128 + 9);
}

TEST(ChildProcess, AMissingProgramIsAnError) {
    try {
        runChild({"/no/such/program"});
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "/no/such/program: cannot be run");
    }
}

}  // namespace
}  // namespace arioso::bench
