#include "src/condition/instruments.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "dsp/error.h"

namespace arioso {
namespace {

const std::filesystem::path kShipped = ARIOSO_SOURCE_DIR "/configs/instruments.toml";

std::string messageOf(const std::string& toml) {
    // One folder a process: tests run side by side.
    const auto folder =
        std::filesystem::path(ARIOSO_BINARY_DIR) / ("table_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto path = folder / "instruments_test.toml";
    std::ofstream(path) << toml;
    try {
        InstrumentTable::load(path);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
        return error.what();
    }
    return "accepted";
}

const std::string kViolin = R"(id = "violin"
name = "Violin"
family = "solo_strings"
program = 40
covers = [40]
range = [55, 100]
sustained = true
attack = 0.06
decay_t60 = 0.0
decay_octave = 1.0
release_t60 = 0.4
pan = 0.0
teacher = "soundfont"
)";

TEST(Instruments, AVoiceIsClearWithinItsRange) {
    const std::string voice = R"([[voice]]
id = "ada"
name = "Ada"
languages = ["en"]
experimental = []
range = [50, 79]
formants = 1.0
high = true
pan = 0.0
teacher = "speech-en"
)";
    EXPECT_EQ(messageOf(voice), "accepted");
    EXPECT_EQ(messageOf(voice + "clear = 67\n"), "accepted");
    EXPECT_THAT(messageOf(voice + "clear = 90\n"), testing::HasSubstr("'clear'"));
}

TEST(Instruments, EveryProgramHasAnInstrumentOfItsKind) {
    const auto table = InstrumentTable::load(kShipped);
    std::set<std::string> families;
    for (const Instrument& one : table.all()) families.insert(one.family);
    EXPECT_GE(table.all().size(), 25U);
    EXPECT_GE(families.size(), 10U);
    for (int program = 0; program < 128; ++program) {
        EXPECT_FALSE(table.forProgram(program, false).percussion);
    }

    bool exact = false;
    EXPECT_EQ(table.forProgram(40, false, &exact).id, "violin");
    EXPECT_TRUE(exact);
    EXPECT_EQ(table.forProgram(41, false, &exact).id, "violin");
    EXPECT_FALSE(exact);
    EXPECT_EQ(table.forProgram(40, true, &exact).id, "drums");
    EXPECT_TRUE(exact);
    EXPECT_EQ(table.find("kazoo"), nullptr);
}

TEST(Instruments, RowsOfTheEmbeddingTableStayInOrder) {
    const auto table = InstrumentTable::load(kShipped);
    for (std::size_t i = 0; i < table.all().size(); ++i) {
        EXPECT_EQ(table.all()[i].index, static_cast<int>(i));
    }
    EXPECT_EQ(table.all().front().id, "piano");
    EXPECT_EQ(table.find("drums")->index, 30);
}

TEST(Instruments, ErrorsNameFileLineAndField) {
    std::string text = "[[instrument]]\n" + kViolin;
    text.replace(text.find("program = 40"), 12, "program = 140");
    EXPECT_THAT(messageOf(text),
                testing::AllOf(testing::HasSubstr("instruments_test.toml:5"),
                               testing::HasSubstr("'program'"), testing::HasSubstr("[0, 127]")));
    EXPECT_THAT(messageOf("[[instrument]\n"), testing::HasSubstr("instruments_test.toml:1"));
    EXPECT_THAT(messageOf(""), testing::HasSubstr("[[instrument]]"));
    EXPECT_THAT(messageOf("[[instrument]]\n" + kViolin),
                testing::HasSubstr("no instrument covers program 0"));
    EXPECT_THAT(messageOf("[[instrument]]\n" + kViolin + "[[instrument]]\n" + kViolin),
                testing::HasSubstr("'id'"));
}

TEST(Instruments, MissingFileIsOneClearLine) {
    try {
        InstrumentTable::load("nowhere/instruments.toml");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("nowhere/instruments.toml"));
        EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("\n")));
    }
}

}  // namespace
}  // namespace arioso
