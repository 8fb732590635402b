#include <gmock/gmock.h>

#include <tuple>

#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kChord = "<chord/>";

TEST(MusicXmlNotes, StandAtTheirTimes) {
    const Score score = readBars({note("C4", 4) + rest(4) + note("E4", 2) + note("G4", 6)});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+1:60", "2+1/2:64", "5/2+3/2:67"));
    EXPECT_EQ(score.parts[0].notes[0].spelled->step, 'C');
    EXPECT_EQ(score.parts[0].program, 40);
}

TEST(MusicXmlNotes, OfSeveralVoicesAndStavesOverlap) {
    const Score score = readBars({note("C5", 16, "<voice>1</voice><staff>1</staff>") +
                                  "<backup><duration>16</duration></backup>"
                                  "<forward><duration>4</duration></forward>" +
                                  note("C3", 12, "<voice>5</voice><staff>2</staff>")});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+4:72", "1+3:48"));
    EXPECT_EQ(score.parts[0].notes[1].voice, 5);
    EXPECT_EQ(score.parts[0].notes[1].staff, 2);
}

TEST(MusicXmlNotes, FollowChangingDivisions) {
    const Score score =
        readBars({note("C4", 4) + "<attributes><divisions>12</divisions></attributes>" +
                  note("D4", 4) + note("E4", 4) + note("F4", 4)});
    EXPECT_THAT(summary(score.parts[0]),
                ElementsAre("0+1:60", "1+1/3:62", "4/3+1/3:64", "5/3+1/3:65"));
}

TEST(MusicXmlNotes, OfAChordShareTheirOnsetAndMarks) {
    const std::string staccato =
        "<notations><articulations><staccato/></articulations></notations>";
    const Score score =
        readBars({note("C4", 4, staccato) + note("E4", 4, "", kChord) + note("G4", 4)});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+1:60", "0+1:64", "1+1:67"));
    EXPECT_TRUE(has(score.parts[0].notes[1].articulation, Articulation::Staccato));
    EXPECT_FALSE(has(score.parts[0].notes[2].articulation, Articulation::Staccato));
}

TEST(MusicXmlNotes, TiedOverBarLinesAndVoicesAreOne) {
    const Score score = readBars(
        {note("C4", 16, "<tie type=\"start\"/><voice>1</voice>"),
         note("C4", 16, "<tie type=\"stop\"/><tie type=\"start\"/><voice>2</voice>"),
         note("C4", 4, "<tie type=\"stop\"/>") + note("D4", 4, "<tie type=\"start\"/>") + rest(8)});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+9:60", "9+1:62"));
}

TEST(MusicXmlNotes, TiedIntoBothEndingsAreHeldInBoth) {
    const std::string stop = "<tie type=\"stop\"/>";
    const Score score = readBars(
        {note("C4", 16, "<tie type=\"start\"/>"),
         barline("left", "<ending number=\"1\" type=\"start\"/>") + note("C4", 16, stop) +
             barline("right",
                     "<ending number=\"1\" type=\"stop\"/><repeat direction=\"backward\"/>"),
         barline("left", "<ending number=\"2\" type=\"start\"/>") + note("C4", 8, stop) + rest(8) +
             barline("right", "<ending number=\"2\" type=\"discontinue\"/>")});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+8:60", "8+6:60"));
}

TEST(MusicXmlNotes, GraceNotesComeBeforeTheirMainNoteAsWritten) {
    const Score score = readBars({note("D5", 0, "", "<grace slash=\"yes\"/>") +
                                  note("B4", 0, "", "<grace/>") + note("C5", 16)});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+0:74", "0+0:71", "0+4:72"));
    EXPECT_EQ(score.parts[0].notes[0].grace, Grace::Acciaccatura);
    EXPECT_EQ(score.parts[0].notes[1].grace, Grace::Appoggiatura);
}

TEST(MusicXmlNotes, CueNotesTakeTimeAndAreSilent) {
    const Score score = readBars({note("C4", 4, "", "<cue/>") + note("D4", 4)});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("1+1:62"));
}

TEST(MusicXmlNotes, OfTransposingInstrumentsSound) {
    const std::string clarinet =
        "<attributes><transpose><chromatic>-2</chromatic></transpose></attributes>";
    const std::string bass =
        "<attributes><transpose><chromatic>0</chromatic><octave-change>-1</octave-change></"
        "transpose>"
        "</attributes>";
    const Score score = readBars({clarinet + note("C5", 16), bass + note("C5", 16)});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+4:70", "4+4:60"));
    EXPECT_EQ(score.parts[0].notes[0].spelled->octave, 5) << "the written pitch is kept";
}

TEST(MusicXmlNotes, MayBeMicrotones) {
    const Score score =
        readBars({"<note><pitch><step>A</step><alter>-0.5</alter><octave>4</octave></pitch>"
                  "<duration>16</duration></note>"});
    EXPECT_DOUBLE_EQ(score.parts[0].notes[0].pitch, 68.5);
}

TEST(MusicXmlNotes, ADoubledPartSoundsInBothOctaves) {
    const auto pitches = [](const std::string& doubled) {
        const Score score = readBars(
            {"<attributes><transpose><diatonic>-1</diatonic><chromatic>-2</chromatic>" + doubled +
             "</transpose></attributes>" + note("D4", 4, "<tie type=\"start\"/>" + lyric("la")) +
             note("D4", 4, "<tie type=\"stop\"/>") + note("G4", 8)});
        std::vector<std::tuple<double, double, std::size_t>> out;
        for (const Note& one : score.parts[0].notes)
            out.emplace_back(one.pitch, one.duration.value(), one.lyrics.size());
        return out;
    };
    using Notes = std::vector<std::tuple<double, double, std::size_t>>;
    EXPECT_EQ(pitches(""), (Notes{{60, 2, 1}, {65, 2, 0}}));
    EXPECT_EQ(pitches("<double/>"), (Notes{{48, 2, 0}, {60, 2, 1}, {53, 2, 0}, {65, 2, 0}}));
    EXPECT_EQ(pitches("<double above=\"yes\"/>"),
              (Notes{{60, 2, 1}, {72, 2, 0}, {65, 2, 0}, {77, 2, 0}}));
}

TEST(MusicXmlNotes, WithoutDurationAreReadFromTheirType) {
    const Score score =
        readBars({note("C4", 0, "<type>quarter</type><dot/>") +
                  note("D4", 0,
                       "<type>eighth</type><time-modification><actual-notes>3</actual-notes>"
                       "<normal-notes>2</normal-notes></time-modification>")});
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+3/2:60", "3/2+1/3:62"));
}

TEST(MusicXmlNotes, SlursLeadOnWithinTheirVoice) {
    const std::string start = "<notations><slur type=\"start\" number=\"1\"/></notations>";
    const std::string stop = "<notations><slur type=\"stop\" number=\"1\"/></notations>";
    const Score score =
        readBars({note("C4", 4, start) + note("D4", 4) + note("E4", 4, stop) + rest(4)});
    EXPECT_TRUE(has(score.parts[0].notes[0].articulation, Articulation::Slurred));
    EXPECT_TRUE(has(score.parts[0].notes[1].articulation, Articulation::Slurred));
    EXPECT_FALSE(has(score.parts[0].notes[2].articulation, Articulation::Slurred));
}

TEST(MusicXmlNotes, PizzicatoHoldsUntilArco) {
    const Score score = readBars({words("pizz.") + note("C4", 8) + words("arco") + note("D4", 8)});
    EXPECT_TRUE(has(score.parts[0].notes[0].articulation, Articulation::Pizzicato));
    EXPECT_FALSE(has(score.parts[0].notes[1].articulation, Articulation::Pizzicato));
}

TEST(MusicXmlNotes, PercussionKeysComeFromTheInstrumentsAndThePlace) {
    const std::string list =
        "<score-part id=\"P1\"><part-name>Drumset</part-name>"
        "<score-instrument id=\"I1\"><instrument-name>Cowbell</instrument-name></score-instrument>"
        "<score-instrument id=\"I2\"><instrument-name>Ride</instrument-name></score-instrument>"
        "<midi-instrument "
        "id=\"I1\"><midi-channel>10</midi-channel><midi-unpitched>57</midi-unpitched>"
        "</midi-instrument></score-part>";
    const auto hit = [](const std::string& step, int octave, const std::string& id) {
        return "<note><unpitched><display-step>" + step + "</display-step><display-octave>" +
               std::to_string(octave) + "</display-octave></unpitched><duration>4</duration>" +
               (id.empty() ? "" : "<instrument id=\"" + id + "\"/>") + "</note>";
    };
    const Score score = readXml(document(
        {{hit("E", 5, "I1") + hit("F", 5, "I2") + hit("F", 4, "") + hit("C", 5, "")}}, list));
    EXPECT_TRUE(score.parts[0].percussion);
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+1:56", "1+1:51", "2+1:36", "3+1:38"));
}

TEST(MusicXmlNotes, TimewiseReadsLikePartwise) {
    const std::string xml =
        "<score-timewise><part-list><score-part id=\"A\"><part-name>Oboe</part-name></score-part>"
        "<score-part id=\"B\"><part-name>Cello</part-name></score-part></part-list>"
        "<measure number=\"1\"><part id=\"A\">" +
        note("C5", 4) + "</part><part id=\"B\">" + note("C3", 4) +
        "</part></measure><measure number=\"2\"><part id=\"A\">" + note("D5", 4) +
        "</part></measure></score-timewise>";
    const Score score = readXml(xml);
    ASSERT_EQ(score.parts.size(), 2U);
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+4:72", "4+4:74"));
    EXPECT_EQ(score.parts[1].program, 42);
}

TEST(MusicXmlNotes, UnknownElementsAreNamedOnceWithPartAndMeasure) {
    const Score score =
        readBars({note("C4", 16), "<frobnicate/>" + note("C4", 16), "<frobnicate/>"});
    ASSERT_EQ(score.diagnostics.size(), 1U);
    EXPECT_EQ(score.diagnostics[0].part, "P1");
    EXPECT_EQ(score.diagnostics[0].measure, "2");
    EXPECT_THAT(score.diagnostics[0].text, HasSubstr("<frobnicate>"));
}

}  // namespace
}  // namespace arioso::test
