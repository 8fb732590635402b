#include "tools/eval/measure/chorales.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "dsp/error.h"

namespace arioso::eval {
namespace {

class Chorales : public ::testing::Test {
  protected:
    ~Chorales() override { std::filesystem::remove(path_); }
    ChoraleSet read(const std::string& text) {
        std::ofstream(path_) << text;
        return readChorales(path_);
    }
    std::string errorOf(const std::string& text) {
        try {
            read(text);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            return std::string(error.what()).substr(path_.string().size());
        }
        return "none";
    }
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() /
        (std::string("chorales_") +
         ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".json");
};

TEST_F(Chorales, FramewiseFiguresAreThoseOfCounts) {
    // Key 60 sounds in two of four frames, 64 in all, the other 86 in none.
    const ChoraleSet set = read(R"({"train": [[[60, 64], [60, 64], [64], [64]]],
        "valid": [[[60, 64]]], "test": [[[64], [60, 64, -1]]]})");
    const auto figures = framewise(set);
    ASSERT_EQ(figures.size(), 2U);
    const double rest = -86.0 * std::log(1.0 - 0.5 / 5.0);
    EXPECT_NEAR(figures[0].nats[1], -std::log(2.5 / 5.0) - std::log(4.5 / 5.0) + rest, 1e-12);
    EXPECT_NEAR(figures[0].nats[2], -std::log(0.5) - std::log(0.9) + rest, 1e-12);
    // 60 sounds after itself once of twice, and after silence once of twice; 64 three of three, and
    // once of once.
    const double first = -std::log(1.5 / 3.0) - std::log(1.5 / 2.0) + rest;
    EXPECT_NEAR(figures[1].nats[1], first, 1e-12);
    const double second = -std::log(1.5 / 3.0) - std::log(3.5 / 4.0) + rest;
    EXPECT_NEAR(figures[1].nats[2], (first + second) / 2.0, 1e-12);
    EXPECT_EQ(figures[1].count[2], 2U);
}

TEST_F(Chorales, EveryOrderOfNotesKnowsMore) {
    // The lower voices follow the upper one, which walks to and fro.
    std::string piece = "[";
    for (int i = 0; i < 60; ++i) {
        const int top = 70 + (i * 7) % 5 + (i % 3);
        piece += (i > 0 ? ", [" : "[") + std::to_string(top) + ", " + std::to_string(top - 4) +
                 ", " + std::to_string(top - 9) + ", " + std::to_string(top - 16) + "]";
    }
    piece += "]";
    const ChoraleSet set = read("{\"train\": [" + piece + ", " + piece + "], \"valid\": [" + piece +
                                "], \"test\": [" + piece + "]}");
    const auto figures = noteWise(set);
    ASSERT_EQ(figures.size(), 3U);
    EXPECT_EQ(figures[0].count[2], 240U);
    EXPECT_GT(figures[0].nats[2], figures[1].nats[2] + 0.1);
    EXPECT_GT(figures[1].nats[2], figures[2].nats[2] + 0.1);
    // Told from below, it is the same music.
    ChoraleSet turned = set;
    for (auto& split : turned.splits)
        for (Chorale& one : split)
            for (auto& frame : one) std::reverse(frame.begin(), frame.end());
    EXPECT_NEAR(noteWise(turned)[2].nats[2], figures[2].nats[2], 1e-12);
}

TEST_F(Chorales, AUnigramOfTwoEquallyCommonNotesCostsABit) {
    std::string piece = "[";
    for (int i = 0; i < 2000; ++i)
        piece +=
            std::string(i > 0 ? ", " : "") + (i % 2 == 0 ? "[72, 67, 60, 48]" : "[74, 65, 59, 50]");
    piece += "]";
    const auto figures = noteWise(read("{\"train\": [" + piece + "], \"valid\": [" + piece +
                                       "], \"test\": [" + piece + "]}"));
    EXPECT_NEAR(figures[0].nats[2], std::log(2.0), 0.01);
    EXPECT_NEAR(figures[1].nats[2], 0.0, 0.01);
}

TEST_F(Chorales, NamesWhatIsWrong) {
    EXPECT_EQ(errorOf("[]"), ": expected a JSON object with train, valid and test");
    EXPECT_EQ(errorOf(R"({"train": [[[60]]], "valid": [[[60]]]})"),
              ": expected a list 'test', found none");
    EXPECT_EQ(errorOf(R"({"train": [[[60], [200]]], "valid": [], "test": []})"),
              ": train, piece 1, frame 2: expected pitches of 21 to 108 or -1, found 200");
    EXPECT_EQ(errorOf(R"({"train": [[60]], "valid": [], "test": []})"),
              ": train, piece 1, frame 1: expected a list of pitches");
    EXPECT_EQ(errorOf(R"({"train": [], "valid": [], "test": []})"),
              ": expected frames in 'train', found none");
}

TEST_F(Chorales, TheReportNamesGridAndUnit) {
    const ChoraleSet set = read(R"({"train": [[[60, 64]]], "valid": [[[60]]], "test": [[[64]]]})");
    const std::string text = choraleReport(set, "small.json");
    EXPECT_NE(text.find("1 / 1 / 1 pieces"), std::string::npos);
    EXPECT_NE(text.find("nats a time step"), std::string::npos);
    EXPECT_NE(choraleReportJson(set, "small.json").find("note_wise"), std::string::npos);
}

}  // namespace
}  // namespace arioso::eval
