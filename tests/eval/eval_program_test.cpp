// arioso-eval from outside, on a corpus made for the purpose and with small untrained networks: the
// figures mean nothing here, but every row has to be there and the teacher's has to be right.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tools/bench/child_process.h"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string textOf(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

class EvalProgram : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder = fs::temp_directory_path() / ("arioso_eval_" + std::to_string(::getpid()));
        fs::create_directories(folder);
        // Instruments out of the table's order, which the rows must follow.
        const auto made = arioso::bench::runChild(
            {ARIOSO_CORPUS, "make", "--out", folder / "corpus", "--seconds-per-instrument", "40",
             "--instruments", "marimba,flute", "--seed", "3", "--split", "50,0,50"});
        ASSERT_EQ(made.status, 0);
    }
    static void TearDownTestSuite() { fs::remove_all(folder); }

    static int eval(std::vector<std::string> arguments) {
        const std::vector<std::string> usual = {
            ARIOSO_EVAL, "--corpus", folder / "corpus", "--steps", "1", "--seed", "5"};
        arguments.insert(arguments.begin(), usual.begin(), usual.end());
        // Its words on standard error are part of the test.
        std::string line = "exec";
        for (const auto& argument : arguments) line += " '" + argument + "'";
        return arioso::bench::runChild(
                   {"/bin/sh", "-c", line + " 2>'" + (folder / "errors").string() + "'"})
            .status;
    }
    static json read(const fs::path& path) { return json::parse(textOf(path)); }

    static fs::path folder;
};
fs::path EvalProgram::folder;

TEST_F(EvalProgram, EveryVersionOfEveryInstrumentHasItsRow) {
    ASSERT_EQ(
        eval({"--seconds-per-instrument", "15", "--classifier-seconds", "15", "--json",
              folder / "all.json", "--html", folder / "all.html", "--export", folder / "export"}),
        0)
        << textOf(folder / "errors");
    const auto report = read(folder / "all.json");
    EXPECT_EQ(report.at("format"), 1);
    EXPECT_EQ(report.at("split"), "test");
    EXPECT_EQ(report.at("seed"), 5);
    EXPECT_EQ(report.at("steps"), 1);
    ASSERT_EQ(report.at("models").size(), 3U);
    for (const auto& model : report.at("models")) {
        EXPECT_EQ(model.at("sha256").get<std::string>().size(), 64U);
        EXPECT_EQ(model.at("version"), "test");
    }
    const auto& instruments = report.at("instruments");
    ASSERT_EQ(instruments.size(), 2U);
    const std::vector<std::string> versions = {"teacher", "griffin-lim", "vocoder", "ceiling",
                                               "generated"};
    for (const auto& instrument : instruments) {
        EXPECT_GE(instrument.at("seconds"), 15.0);
        EXPECT_GE(instrument.at("notes"), 10);
        EXPECT_FALSE(instrument.at("targets").empty());
        ASSERT_EQ(instrument.at("versions").size(), versions.size());
        for (const auto& version : versions) {
            const auto& row = instrument.at("versions").at(version);
            for (const char* figure :
                 {"onset_ms", "onset_vs_teacher_ms", "pitch_cents", "missing_percent",
                  "invented_percent", "mr_stft", "mcd_db", "movement_ratio", "attack_ratio",
                  "decay_ratio", "loudness_db", "recognised_percent"}) {
                EXPECT_TRUE(row.contains(figure)) << version << ": " << figure;
            }
        }
        // What is compared with itself differs by nothing.
        const auto& teacher = instrument.at("versions").at("teacher");
        EXPECT_EQ(teacher.at("mcd_db"), 0.0);
        EXPECT_EQ(teacher.at("mr_stft"), 0.0);
        EXPECT_EQ(teacher.at("loudness_db"), 0.0);
        EXPECT_LT(teacher.at("onset_vs_teacher_ms"), 0.01);
        // A flute swells; a struck bar is heard when it is written.
        if (instrument.at("id") == "marimba") {
            EXPECT_LT(teacher.at("onset_ms"), 15.0);
        }
        EXPECT_LT(teacher.at("pitch_cents"), 15.0);
        EXPECT_LT(teacher.at("missing_percent"), 10.0);
        // Untrained networks cannot be near it.
        EXPECT_GT(instrument.at("versions").at("generated").at("mcd_db"), 1.0);
    }
    EXPECT_EQ(report.at("mean").size(), versions.size());
    EXPECT_THAT(textOf(folder / "all.html"), testing::HasSubstr("Marimba"));
    std::size_t exported = 0;
    for (const auto& stem : fs::recursive_directory_iterator(folder / "export")) {
        exported += stem.path().filename() == "generated.wav" ? 1 : 0;
    }
    EXPECT_GE(exported, 2U);
}

TEST_F(EvalProgram, TheFiguresDoNotDependOnThreads) {
    const std::vector<std::string> options = {
        "--seconds-per-instrument", "5", "--classifier-seconds", "0", "--versions",
        "teacher,generated"};
    auto one = options;
    one.insert(one.end(), {"--threads", "1", "--json", folder / "one.json"});
    auto three = options;
    three.insert(three.end(), {"--threads", "3", "--json", folder / "three.json"});
    ASSERT_EQ(eval(one), 0) << textOf(folder / "errors");
    ASSERT_EQ(eval(three), 0) << textOf(folder / "errors");
    EXPECT_EQ(textOf(folder / "one.json"), textOf(folder / "three.json"));
    const auto report = read(folder / "one.json");
    for (const auto& instrument : report.at("instruments")) {
        EXPECT_EQ(instrument.at("versions").size(), 2U);
        EXPECT_TRUE(instrument.at("versions").at("teacher").at("recognised_percent").is_null());
    }
}

TEST_F(EvalProgram, AnUnknownInstrumentIsNamedWithThoseThereAre) {
    EXPECT_EQ(eval({"--instruments", "kazoo", "--json", folder / "none.json"}), 2);
    EXPECT_THAT(textOf(folder / "errors"),
                testing::AllOf(testing::StartsWith("arioso-eval: "), testing::HasSubstr("kazoo"),
                               testing::HasSubstr("marimba")));
    EXPECT_FALSE(fs::exists(folder / "none.json"));
}

}  // namespace
