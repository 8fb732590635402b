#include "src/explain/harmony_reading.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "src/score/reader.h"

namespace arioso {
namespace {

const KnowledgeGraph& shipped() {
    static const KnowledgeGraph graph =
        loadKnowledge(ARIOSO_SOURCE_DIR "/configs/knowledge", {}, {});
    return graph;
}

Score read(const std::string& body) {
    const std::string text = "X:1\nT:T\nM:4/4\nL:1/4\nQ:1/4=100\nK:C\n" + body;
    return readAbc(std::as_bytes(std::span(text)), "tune.abc");
}

HarmonyReading reading(const std::string& body, const KnowledgeGraph& graph) {
    const Score score = read(body);
    return readHarmony(score, scoreFeatures(score), graph);
}

constexpr const char* kSong =
    "[C,EGc]4|[F,Acf]4|[G,DGB]4|z4|[C,EGc]4|[F,Acf]4|[G,DFB]4|[C,EGc]4|\n";

TEST(HarmonyReading, ChordsHaveNumeralsAndFunctions) {
    const HarmonyReading read = reading(kSong, shipped());
    ASSERT_GE(read.chords.size(), 4U);
    EXPECT_EQ(read.chords[0].numeral, "I");
    EXPECT_EQ(read.chords[0].function, "tonic function");
    EXPECT_EQ(read.chords[1].numeral, "IV");
    EXPECT_EQ(read.chords[1].function, "subdominant function");
    EXPECT_EQ(read.chords[1].bar, 1U);
}

TEST(HarmonyReading, PhrasesCloseByTheCadencesOfTheBooks) {
    const HarmonyReading read = reading(kSong, shipped());
    ASSERT_EQ(read.cadences.size(), 2U);
    EXPECT_EQ(read.cadences[0].statement.label, "half cadence");
    EXPECT_EQ(read.cadences[0].bar, 2U);
    EXPECT_EQ(read.cadences[1].statement.label, "perfect authentic cadence");
    EXPECT_EQ(read.cadences[1].bar, 7U);
    EXPECT_EQ(read.cadences[1].chords, "V7–I: G7 C");
    EXPECT_FALSE(read.cadences[1].statement.citations.empty());
}

TEST(HarmonyReading, DominantsThatFallBackAreMarked) {
    const HarmonyReading read = reading("[C,EGc]4|[G,DGB]4|[F,Acf]4|[C,EGc]4|\n", shipped());
    ASSERT_EQ(read.marks.size(), 1U);
    EXPECT_EQ(read.marks[0].term, "ar:no-retrogression");
    EXPECT_EQ(read.marks[0].bar, 2U);
    EXPECT_EQ(read.marks[0].text, "V–IV: G F");
}

TEST(HarmonyReading, StatementsNameTheirSourcesUntilTheyAreTakenBack) {
    const auto fifths = statementOf(shipped(), "ar:parallel-fifths");
    ASSERT_TRUE(fifths);
    EXPECT_EQ(fifths->label, "no parallel fifths");
    EXPECT_NE(std::find(fifths->sources.begin(), fifths->sources.end(), "Fux 1725"),
              fifths->sources.end());
    KnowledgeGraph graph = loadKnowledge(ARIOSO_SOURCE_DIR "/configs/knowledge", {}, {});
    graph.addText(
        "@prefix ar: <urn:arioso:theory:> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "ar:parallel-fifths owl:deprecated true .\n",
        "mine.ttl");
    EXPECT_FALSE(statementOf(graph, "ar:parallel-fifths"));
    EXPECT_FALSE(statementOf(graph, "ar:no-such-thing"));
}

}  // namespace
}  // namespace arioso
