#include "src/synth/render_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/error.h"

namespace arioso {
namespace {

Performance fourMeasures() {
    Performance performance;
    performance.duration = 8.0;
    // The first measure is played again: a repeat shows its number twice.
    performance.measures = {{"1", 0.0, 4, 4}, {"2", 2.0, 4, 4}, {"1", 4.0, 4, 4}, {"3", 6.0, 4, 4}};
    return performance;
}

TEST(Places, MeasuresAndTimes) {
    const Performance performance = fourMeasures();
    EXPECT_EQ(placeInSeconds("2", "from", performance, false), 2.0);
    EXPECT_EQ(placeInSeconds("2", "to", performance, true), 4.0);
    EXPECT_EQ(placeInSeconds("3", "to", performance, true), 8.0);
    EXPECT_EQ(placeInSeconds("1", "to", performance, true, 2.0), 6.0);
    EXPECT_EQ(placeInSeconds("1:30", "from", performance, false), 90.0);
    EXPECT_EQ(placeInSeconds("1:00:02.5", "from", performance, false), 3602.5);
    EXPECT_EQ(placeInSeconds("2.5s", "from", performance, false), 2.5);
}

TEST(Places, UnknownOnesAreRefused) {
    for (const char* place : {"9", "", "1:x", "-3s", "s", "1:", "nan s"}) {
        try {
            placeInSeconds(place, "from", fourMeasures(), false);
            ADD_FAILURE() << "'" << place << "' was taken";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Usage);
            EXPECT_THAT(error.what(), testing::StartsWith("from: expected a measure (1 to 3)"));
        }
    }
}

TEST(Tempo, BeatsAMinuteOrPercent) {
    Score score;
    score.tempos = {{Beat::whole(0), 80.0, false}, {Beat::whole(8), 160.0, false}};
    EXPECT_DOUBLE_EQ(tempoScale("", score), 1.0);
    EXPECT_DOUBLE_EQ(tempoScale("120", score), 1.5);
    EXPECT_DOUBLE_EQ(tempoScale("50%", score), 0.5);
    for (const char* tempo : {"0", "-20%", "quick", "%", "1e9", "5000%"})
        EXPECT_THROW(tempoScale(tempo, score), Error) << tempo;
}

Score twoParts() {
    Score score;
    score.parts.resize(3);
    score.parts[0].id = "P1";
    score.parts[0].name = "Violin I";
    score.parts[1].id = "P2";
    score.parts[1].name = "Violin II";
    score.parts[2].id = "P3";
    score.parts[2].name = "Violin I";
    return score;
}

TEST(Parts, AreFoundByNameIdAndNumber) {
    const Score score = twoParts();
    using Found = std::vector<std::size_t>;
    EXPECT_EQ(findParts("Violin II", score, "solo"), Found({1}));
    EXPECT_EQ(findParts("violin ii", score, "solo"), Found({1}));
    EXPECT_EQ(findParts("Violin I", score, "solo"), Found({0, 2}));
    EXPECT_EQ(findParts("P3", score, "solo"), Found({2}));
    EXPECT_EQ(findParts("2", score, "solo"), Found({1}));
    try {
        findParts("Tuba", score, "solo");
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(),
                     "solo: expected a part of the score (1 'Violin I', 2 'Violin II', 3 'Violin "
                     "I'), found 'Tuba'");
    }
}

TEST(Instruments, AreChosenByIdNameAndNumber) {
    const InstrumentTable table =
        InstrumentTable::load(std::string(ARIOSO_SOURCE_DIR) + "/configs/instruments.toml");
    const auto chosen = [&table](const char* name) {
        Part part;
        part.programs = {{Beat::whole(4), 12, 0}};
        chooseInstrument(name, table, part);
        EXPECT_TRUE(part.programs.empty()) << "a later program change would undo the choice";
        return part;
    };
    EXPECT_EQ(chosen("flute").program, 73);
    EXPECT_EQ(chosen("1").program, 0);
    EXPECT_EQ(chosen("128").program, 127);
    EXPECT_EQ(chosen("acoustic grand piano").program, 0);
    EXPECT_TRUE(chosen("drums").percussion);
    Part part;
    EXPECT_THROW(chooseInstrument("0", table, part), Error);
    EXPECT_THROW(chooseInstrument("129", table, part), Error);
    EXPECT_THROW(chooseInstrument("", table, part), Error);
}

}  // namespace
}  // namespace arioso
