#include "src/perform/rules/palettes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "dsp/error.h"
#include "score_builder.h"
#include "src/perform/affect_curve.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A folder of the test's own.
class PaletteFile : public ::testing::Test {
  protected:
    PaletteFile()
        : folder_(fs::path(::testing::TempDir()) /
                  ("arioso-palettes-" + std::to_string(::getpid()) + "-" +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
        fs::create_directories(folder_);
    }
    ~PaletteFile() override { fs::remove_all(folder_); }

    [[nodiscard]] fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }
    template <typename Action>
    static std::string errorOf(Action action, ExitCode code) {
        try {
            action();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), code);
            return error.what();
        }
        return "accepted";
    }

    fs::path folder_;
};

Score fourBars() {
    std::vector<Note> notes;
    for (int beat = 0; beat < 16; ++beat) notes.push_back(testing::noteAt(beat, 60 + beat % 5));
    Score score = testing::scoreOf(notes);
    for (int bar = 0; bar < 4; ++bar) {
        Measure measure;
        measure.start = Beat::whole(4 * bar);
        measure.length = Beat::whole(4);
        measure.number = std::to_string(bar + 1);
        score.measures.push_back(measure);
    }
    return score;
}

TEST(Palettes, TheFileIsWhatTheBuildHas) {
    const auto loaded =
        Palettes::load(fs::path(ARIOSO_SOURCE_DIR) / "configs" / "performance.toml");
    ASSERT_EQ(loaded.all().size(), Palettes::builtIn().all().size());
    for (const char* name :
         {"mechanical", "neutral", "happy", "tender", "sad", "angry", "solemn", "calm"}) {
        ASSERT_NE(loaded.find(name), nullptr) << name;
        EXPECT_EQ(loaded.find(name)->quantities, Palettes::builtIn().find(name)->quantities);
    }
    EXPECT_EQ(loaded.find("mechanical")->quantities, Quantities());
}

TEST(Palettes, FeelingsAreOrderedAsMusiciansOrderThem) {
    const auto of = [](const char* name) { return Palettes::builtIn().named(name); };
    EXPECT_GT(of("angry")[Rule::Tempo], of("happy")[Rule::Tempo]);
    EXPECT_GT(of("happy")[Rule::Tempo], of("neutral")[Rule::Tempo]);
    EXPECT_GT(of("calm")[Rule::Tempo], of("tender")[Rule::Tempo]);
    EXPECT_GT(of("tender")[Rule::Tempo], of("sad")[Rule::Tempo]);
    EXPECT_GT(of("angry")[Rule::Level], of("happy")[Rule::Level]);
    EXPECT_GT(of("solemn")[Rule::Level], of("tender")[Rule::Level]);
    EXPECT_GT(of("happy")[Rule::Articulation], of("sad")[Rule::Articulation]);
    EXPECT_GT(of("sad")[Rule::PhraseArch], of("happy")[Rule::PhraseArch]);
}

TEST(Palettes, ThePlaneHasItsPalettesAtCornersAndCentre) {
    const Palettes& palettes = Palettes::builtIn();
    EXPECT_EQ(palettes.at(1, 1), palettes.named("happy"));
    EXPECT_EQ(palettes.at(1, -1), palettes.named("tender"));
    EXPECT_EQ(palettes.at(-1, -1), palettes.named("sad"));
    EXPECT_EQ(palettes.at(-1, 1), palettes.named("angry"));
    EXPECT_EQ(palettes.at(0, 0), palettes.named("neutral"));
    // Half way from the centre to the middle of the edge between angry and happy.
    EXPECT_NEAR(palettes.named("0, 0.5")[Rule::Tempo], 0.5 * 1.0 + 0.25 * (1.2 + 1.1), 1e-12);
    // On the border of two triangles both agree.
    for (const double v : {-0.6, 0.6})
        for (const double a : {-0.6, 0.6})
            EXPECT_NEAR(palettes.at(v, a)[Rule::Level], palettes.at(v, a * 1.0000001)[Rule::Level],
                        1e-5);
}

TEST_F(PaletteFile, FaultsAreNamedWithTheirPlace) {
    const auto fault = [this](const std::string& text) {
        return errorOf([&] { Palettes::load(write("p.toml", text)); }, ExitCode::Input);
    };
    EXPECT_THAT(fault("[[palette]]\nname = \"x\"\nphrase-arc = 1\n"),
                HasSubstr("p.toml: line 3: phrase-arc: expected name, meaning or one of"));
    EXPECT_THAT(fault("[[palette]]\nname = \"x\"\ntempo = 9\n"),
                HasSubstr("line 3: tempo: expected a number from 0.25 to 4"));
    EXPECT_THAT(fault("[[palette]]\nname = \"x\"\n[plane]\ncentre = \"y\"\n"),
                HasSubstr("plane.pleasant_excited is missing"));
    EXPECT_THAT(fault("[[palette]]\nname = \"x\"\n[[palette]]\nname = \"x\"\n"),
                HasSubstr("palette x: twice"));
}

TEST_F(PaletteFile, NamesAndRulesOfUsersAreChecked) {
    EXPECT_THAT(
        errorOf([] { static_cast<void>(Palettes::builtIn().named("merry")); }, ExitCode::Usage),
        HasSubstr("one of mechanical, neutral, happy"));
    EXPECT_THAT(
        errorOf([] { static_cast<void>(Palettes::builtIn().named("2,0")); }, ExitCode::Usage),
        HasSubstr("found '2,0'"));
    Quantities quantities;
    applyRule("phrase-arch=1.5", quantities);
    EXPECT_EQ(quantities[Rule::PhraseArch], 1.5);
    EXPECT_THAT(errorOf([&] { applyRule("phrase=1", quantities); }, ExitCode::Usage),
                HasSubstr("rule: expected NAME=K with one of duration-contrast"));
    EXPECT_THAT(errorOf([&] { applyRule("tempo=fast", quantities); }, ExitCode::Usage),
                HasSubstr("tempo=K with K from 0.25 to 4"));
}

TEST_F(PaletteFile, ACurveMovesFromPointToPoint) {
    const auto path = write("song.curves.toml",
                            "affect = [[\"1\", \"sad\"], [\"3\", \"sad\"], [\"3\", [1, 1]],\n"
                            "  [\"4:3\", \"angry\"]]\n[Flute]\ndynamics = 0\n");
    EXPECT_TRUE(hasAffectCurve(path));
    const Palettes& palettes = Palettes::builtIn();
    const Score score = fourBars();
    const PerformanceClock clock(score, 1.0);
    const StyleCurve curve(readAffectCurve(path, palettes), score, clock);
    EXPECT_EQ(curve.at(0.0), palettes.named("sad"));
    EXPECT_EQ(curve.at(7.99), palettes.named("sad"));
    EXPECT_EQ(curve.at(8.0), palettes.named("happy"));
    EXPECT_NEAR(curve.at(11.0)[Rule::Tempo], 1.15, 1e-12);
    EXPECT_EQ(curve.at(99.0), palettes.named("angry"));
}

TEST_F(PaletteFile, FaultsOfACurveAreNamedWithTheirPlace) {
    const auto fault = [this](const std::string& text) {
        return errorOf([&] { readAffectCurve(write("a.toml", text), Palettes::builtIn()); },
                       ExitCode::Input);
    };
    EXPECT_THAT(fault("effect = 1\n"), HasSubstr("a.toml: expected the key affect"));
    EXPECT_THAT(fault("affect = \"sad\"\n"), HasSubstr("a.toml: line 1: affect: expected points"));
    EXPECT_THAT(fault("affect = [[\"1\", \"merry\"]]\n"), HasSubstr("found 'merry'"));
    EXPECT_THAT(fault("affect = [[\"1\", [0, 3]]]\n"), HasSubstr("both in -1"));
    EXPECT_THAT(fault("affect = [[true, \"sad\"]]\n"), HasSubstr("expected a place"));
    const auto style =
        readAffectCurve(write("b.toml", "affect = [[\"9\", \"sad\"]]\n"), Palettes::builtIn());
    const Score score = fourBars();
    EXPECT_THAT(
        errorOf([&] { StyleCurve(style, score, PerformanceClock(score, 1.0)); }, ExitCode::Input),
        HasSubstr("expected a measure of the score (1 to 4), found '9'"));
}

}  // namespace
}  // namespace arioso
