#include <gmock/gmock.h>

#include <span>

#include "src/score/musicxml_writer.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Score readBack(const Score& score) {
    const std::string text = writeMusicXml(score);
    return readMusicXml(std::as_bytes(std::span(text.data(), text.size())), "written");
}

std::string bar(const std::string& more = "") {
    return more + note("C4", 8) + note("D4", 8);
}

void expectSameTimes(const Score& score, const Score& again) {
    const TempoMap before(score.tempos);
    const TempoMap after(again.tempos);
    for (double at = 0.0; at <= score.end().value(); at += 0.5) {
        EXPECT_NEAR(after.seconds(at), before.seconds(at), 1e-9) << "beat " << at;
    }
}

void expectSameLevels(const Part& part, const Part& again) {
    const auto levels = [](const Part& one) {
        std::vector<TempoChange> marks;
        for (const DynamicMark& mark : one.dynamics)
            marks.push_back({mark.at, 100.0 + mark.level, mark.ramp});
        return TempoMap(marks);
    };
    const TempoMap before = levels(part);
    const TempoMap after = levels(again);
    for (double at = 0.0; at <= 32.0; at += 0.25) {
        EXPECT_NEAR(after.tempoAt(at), before.tempoAt(at), 1e-6) << "beat " << at;
    }
}

TEST(MusicXmlWriter, ARitardandoThatIsTakenBackReachesTheSameTempo) {
    // The second rit. stops at half the steady tempo, which no word tells.
    const Score score = readBars({bar(words("Allegro")), bar(words("molto rit.")),
                                  bar(words("molto rit.")), bar(words("a tempo")), bar()});
    expectSameTimes(score, readBack(score));
}

TEST(MusicXmlWriter, ARitardandoThatAnEndingCutsIsWrittenOnce) {
    const auto ending = [](const char* number, const char* type) {
        return "<ending number=\"" + std::string(number) + "\" type=\"" + type + "\"/>";
    };
    const Score score =
        readBars({kForward + bar(words("Andante")), bar(words("rit.")),
                  barline("left", ending("1", "start")) + bar() +
                      barline("right", ending("1", "stop") + "<repeat direction=\"backward\"/>"),
                  barline("left", ending("2", "start")) + bar() +
                      barline("right", ending("2", "discontinue")),
                  bar(words("a tempo"))});
    ASSERT_EQ(score.measures.size(), 7U);
    const std::string text = writeMusicXml(score);
    EXPECT_EQ(text.find("rit."), text.rfind("rit.")) << text;
    expectSameTimes(score, readBack(score));
}

TEST(MusicXmlWriter, ASuddenPianoBehindAHairpinKeepsWhatTheHairpinReached) {
    const std::string swell =
        "<direction><direction-type><dynamics><mp/></dynamics></direction-type></direction>"
        "<direction><direction-type><wedge type=\"crescendo\"/></direction-type></direction>";
    const std::string sudden =
        "<direction><direction-type><wedge type=\"stop\"/></direction-type></direction>"
        "<direction><direction-type><dynamics><fff/></dynamics></direction-type>"
        "<sound dynamics=\"131.5\"/></direction>"
        "<direction><direction-type><dynamics><p/></dynamics></direction-type>"
        "<sound dynamics=\"51.5\"/></direction>";
    const Score score = readBars({bar(swell), bar(), bar(sudden), bar()});
    ASSERT_GT(score.parts[0].dynamics.size(), 2U);
    expectSameLevels(score.parts[0], readBack(score).parts[0]);
}

TEST(MusicXmlWriter, AFermataOnAHeldNoteDoesNotSpreadToNotesStruckAtItsEnd) {
    const std::string hold =
        "<tie type=\"start\"/><voice>1</voice>"
        "<notations><fermata/></notations>";
    const Score score =
        readBars({note("E4", 16, hold), note("E4", 16, "<tie type=\"stop\"/><voice>1</voice>") +
                                            note("G4", 16, "<voice>1</voice>", "<chord/>")});
    const Score again = readBack(score);
    ASSERT_EQ(again.parts[0].notes.size(), 2U);
    EXPECT_TRUE(has(again.parts[0].notes[0].articulation, Articulation::Fermata));
    EXPECT_FALSE(has(again.parts[0].notes[1].articulation, Articulation::Fermata));
}

}  // namespace
}  // namespace arioso::test
