#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "dsp/error.h"
#include "src/synth/render_plan.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

RenderRequest asked(const std::string& affect, std::vector<std::string> rules = {}) {
    RenderRequest request;
    request.affect = affect;
    request.rules = std::move(rules);
    return request;
}

TEST(Style, NothingAskedForIsNoRules) {
    EXPECT_TRUE(styleOf({}, Palettes::builtIn()).points.empty());
}

TEST(Style, RulesStandOverTheAffect) {
    const auto style = styleOf(asked("happy", {"phrase-arch=2.5"}), Palettes::builtIn());
    ASSERT_EQ(style.points.size(), 1U);
    Quantities expected = Palettes::builtIn().named("happy");
    expected[Rule::PhraseArch] = 2.5;
    EXPECT_EQ(style.points[0].quantities, expected);
    const auto alone = styleOf(asked("", {"tempo=0.5"}), Palettes::builtIn());
    ASSERT_EQ(alone.points.size(), 1U);
    EXPECT_EQ(alone.points[0].quantities[Rule::Tempo], 0.5);
    EXPECT_EQ(alone.points[0].quantities[Rule::PhraseArch], 0.0);
    EXPECT_THROW(styleOf(asked("merry"), Palettes::builtIn()), Error);
}

TEST(Style, ACurveBesideTheScoreCountsUnlessAnAffectIsNamed) {
    const fs::path folder =
        fs::path(testing::TempDir()) / ("arioso-style-" + std::to_string(::getpid()) + "-curve");
    fs::create_directories(folder);
    RenderRequest request;
    request.curves = (folder / "song.curves.toml").string();
    std::ofstream(request.curves) << "affect = [[\"1\", \"sad\"], [\"2\", \"happy\"]]\n";
    EXPECT_EQ(styleOf(request, Palettes::builtIn()).points.size(), 2U);
    request.affect = "calm";
    EXPECT_EQ(styleOf(request, Palettes::builtIn()).points.size(), 1U);
    request.affectCurve = request.curves;
    EXPECT_THROW(styleOf(request, Palettes::builtIn()), Error);
    fs::remove_all(folder);
}

}  // namespace
}  // namespace arioso
