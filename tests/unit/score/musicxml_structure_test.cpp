#include <gmock/gmock.h>

#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

std::vector<std::string> numbers(const Score& score) {
    std::vector<std::string> out;
    for (const Measure& measure : score.measures) out.push_back(measure.number);
    return out;
}
std::string sound(const std::string& attribute) {
    return "<sound " + attribute + "/>";
}
const std::string kBar = note("C4", 16);

TEST(MusicXmlStructure, PickupAndIrregularBarsKeepTheirLength) {
    const Score score = readBars({note("C4", 4), kBar, note("D4", 20), ""});
    ASSERT_EQ(score.measures.size(), 4U);
    EXPECT_EQ(score.measures[1].start, Beat::whole(1));
    EXPECT_EQ(score.measures[3].start, Beat::whole(10));
    EXPECT_EQ(score.measures[3].length, Beat::whole(4)) << "an empty bar is as long as the metre";
}

TEST(MusicXmlStructure, AVoiceThatTheFileLetsAnOboeStandInForIsAVoice) {
    const auto listed = [](const std::string& sound) {
        return "<score-part id=\"P1\"><part-name>Voice</part-name><score-instrument id=\"I1\">"
               "<instrument-name>Voice</instrument-name><instrument-sound>" +
               sound +
               "</instrument-sound></score-instrument><midi-instrument id=\"I1\">"
               "<midi-program>69</midi-program></midi-instrument></score-part>";
    };
    const auto program = [&](const std::string& sound) {
        const std::string text = document({{kBar}}, listed(sound));
        return readMusicXml(std::as_bytes(std::span(text)), "x.musicxml").parts.at(0).program;
    };
    EXPECT_EQ(program("voice.vocals"), 52);
    EXPECT_EQ(program("wind.reed.oboe"), 68);
}

TEST(MusicXmlStructure, MetreAndKeyAreInEveryBar) {
    const Score score = readBars(
        {"<attributes><key><fifths>-1</fifths><mode>minor</mode></key><time><beats>3</beats>"
         "<beat-type>4</beat-type></time></attributes>" +
             note("C4", 12),
         "", "<attributes><time><beats>3+2</beats><beat-type>8</beat-type></time></attributes>"});
    EXPECT_EQ(score.measures[1].beats, 3);
    EXPECT_EQ(score.measures[1].fifths, -1);
    EXPECT_TRUE(score.measures[1].minor);
    EXPECT_EQ(score.measures[2].beats, 5);
    EXPECT_EQ(score.measures[2].length, Beat(5, 2));
}

TEST(MusicXmlStructure, UnfoldsJumpsFromSounds) {
    const Score score = readBars({kBar, sound("segno=\"s\"") + kBar, kBar + sound("tocoda=\"c\""),
                                  kBar + sound("dalsegno=\"s\""), sound("coda=\"c\"") + kBar});
    EXPECT_THAT(numbers(score), ElementsAre("1", "2", "3", "4", "2", "3", "5"));
}

TEST(MusicXmlStructure, UnfoldsJumpsFromWordsAndSigns) {
    const auto sign = [](const std::string& name) {
        return "<direction><direction-type><" + name + "/></direction-type></direction>";
    };
    EXPECT_THAT(numbers(readBars({kBar, kBar + words("Fine"), kBar + words("D.C. al Fine")})),
                ElementsAre("1", "2", "3", "1", "2"));
    EXPECT_THAT(numbers(readBars({kBar, sign("segno") + kBar, kBar + words("To Coda"),
                                  kBar + words("D.S. al Coda"), sign("coda") + kBar})),
                ElementsAre("1", "2", "3", "4", "2", "3", "5"));
    EXPECT_THAT(numbers(readBars({kBar, kBar + sign("coda"), kBar + words("D.C. al Coda"),
                                  sign("coda") + kBar})),
                ElementsAre("1", "2", "3", "1", "2", "4"));
}

TEST(MusicXmlStructure, UnfoldsRepeatsInsideABar) {
    const Score score =
        readBars({kForward + note("C4", 8) + barline("middle", "<repeat direction=\"backward\"/>") +
                  note("D4", 8)});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+2:60", "2+2:60", "4+2:62"));
}

TEST(MusicXmlStructure, RepeatSignsOfAnyPartCount) {
    const Score score = readXml(document({{kBar, kBar}, {kBar, kBar + kBackward}}));
    EXPECT_EQ(score.measures.size(), 4U);
    EXPECT_EQ(score.parts[0].notes.size(), 4U);
    EXPECT_EQ(score.parts[1].notes.size(), 4U);
}

TEST(MusicXmlStructure, NamesGivePrograms) {
    const std::string list =
        "<score-part id=\"P1\"><part-name>Flauto</part-name></score-part>"
        "<score-part id=\"P2\"><part-name>Tenor</part-name></score-part>"
        "<score-part id=\"P3\"><part-name>Sopran</part-name></score-part>"
        "<score-part id=\"P4\"><part-name>X</part-name><score-instrument id=\"I\">"
        "<instrument-name>?</instrument-name><instrument-sound>keyboard.harpsichord</"
        "instrument-sound>"
        "</score-instrument></score-part>"
        "<score-part id=\"P5\"><part-name>Y</part-name><midi-instrument id=\"J\">"
        "<midi-program>13</midi-program></midi-instrument></score-part>";
    const Score score = readXml(document({{kBar}, {kBar}, {kBar}, {kBar}, {kBar}}, list));
    std::vector<int> programs;
    for (const Part& part : score.parts) programs.push_back(part.program);
    EXPECT_THAT(programs, ElementsAre(73, 52, 52, 6, 12));
    EXPECT_TRUE(score.parts[1].vocal);
    EXPECT_FALSE(score.parts[0].vocal);
}

TEST(MusicXmlStructure, DrumsBesidePitchesAreAPartOfTheirOwn) {
    const std::string strike =
        "<note><unpitched><display-step>E</display-step><display-octave>4</display-octave>"
        "</unpitched><duration>8</duration></note>";
    const Score score = readXml(
        document({{note("C3", 8) + strike}},
                 "<score-part id=\"P1\"><part-name>Timpani, Triangle</part-name></score-part>"));
    ASSERT_EQ(score.parts.size(), 2U);
    EXPECT_FALSE(score.parts[0].percussion);
    EXPECT_EQ(score.parts[0].notes.size(), 1U);
    EXPECT_TRUE(score.parts[1].percussion);
    ASSERT_EQ(score.parts[1].notes.size(), 1U);
    EXPECT_EQ(score.parts[1].notes[0].onset, Beat::whole(2));
    EXPECT_TRUE(score.diagnostics.empty());
}

TEST(MusicXmlStructure, InstrumentsMayChangeByTheirSound) {
    const Score score =
        readBars({note("C4", 16),
                  "<sound><instrument-change id=\"I1\"><instrument-sound>wind.reed.oboe"
                  "</instrument-sound></instrument-change></sound>" +
                      note("D4", 16)});
    ASSERT_EQ(score.parts[0].programs.size(), 1U);
    EXPECT_EQ(score.parts[0].programs[0].program, 68);
    EXPECT_EQ(score.parts[0].programs[0].at, Beat::whole(4));
}

TEST(MusicXmlStructure, TitlesAndPeopleAreRead) {
    const Score score =
        readXml(document({{kBar}}, "",
                         "<work><work-title>Liederkreis</work-title></"
                         "work><movement-title>Mondnacht</movement-title>"
                         "<identification><creator type=\"composer\">Robert Schumann</creator>"
                         "<creator type=\"lyricist\">Eichendorff</creator></identification>"));
    EXPECT_EQ(score.title, "Liederkreis: Mondnacht");
    EXPECT_EQ(score.composer, "Robert Schumann");
    EXPECT_EQ(score.lyricist, "Eichendorff");
}

}  // namespace
}  // namespace arioso::test
