#include <gtest/gtest.h>

#include "src/score/instrument_names.h"

namespace arioso {
namespace {

int programOf(const std::string& name) {
    return guessInstruments({name})[0].program;
}

TEST(InstrumentNames, AreReadInSeveralLanguages) {
    EXPECT_EQ(programOf("Violin I"), 40);
    EXPECT_EQ(programOf("Violine 2"), 40);
    EXPECT_EQ(programOf("Violons"), 40);
    EXPECT_EQ(programOf("Bratsche"), 41);
    EXPECT_EQ(programOf("Violoncello"), 42);
    EXPECT_EQ(programOf("Kontrabaß"), 43);
    EXPECT_EQ(programOf("Flauto traverso"), 73);
    EXPECT_EQ(programOf("Flöte"), 73);
    EXPECT_EQ(programOf("Flûte à bec"), 74);
    EXPECT_EQ(programOf("Klavier"), 0);
    EXPECT_EQ(programOf("Cembalo"), 6);
    EXPECT_EQ(programOf("Clarinet in Bb"), 71);
    EXPECT_EQ(programOf("Horn in F 3"), 60);
    EXPECT_EQ(programOf("Cor anglais"), 69);
    EXPECT_EQ(programOf("Contrafagotto"), 70);
    EXPECT_EQ(programOf("Alto Saxophone"), 65);
    EXPECT_EQ(programOf("Bass Guitar"), 33);
    EXPECT_EQ(programOf("Pauken"), 47);
    EXPECT_EQ(programOf("Vl1"), 40);
    EXPECT_EQ(programOf("Xyzzy"), -1);
    EXPECT_EQ(programOf(""), -1);
}

TEST(InstrumentNames, TellVoicesFromInstruments) {
    const auto choir = guessInstruments({"Soprano", "Alto", "Tenor", "Bass", "Organ"});
    EXPECT_TRUE(choir[0].vocal && choir[1].vocal && choir[2].vocal && choir[3].vocal);
    EXPECT_FALSE(choir[4].vocal);
    const auto jazz = guessInstruments({"Piano", "Bass", "Drums"});
    EXPECT_FALSE(jazz[1].vocal);
    EXPECT_EQ(jazz[1].program, 32);
    EXPECT_TRUE(jazz[2].percussion);
    EXPECT_TRUE(guessInstruments({"Singstimme."})[0].vocal);
    EXPECT_TRUE(guessInstruments({"Voix"})[0].vocal);
}

}  // namespace
}  // namespace arioso
