#include <gmock/gmock.h>

#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string ornaments(const std::string& content) {
    return "<notations><ornaments>" + content + "</ornaments></notations>";
}

std::string technical(const std::string& content) {
    return "<notations><technical>" + content + "</technical></notations>";
}

std::string style(const std::string& content) {
    return "<attributes><measure-style>" + content + "</measure-style></attributes>";
}

std::vector<double> pitchesOf(const Score& score) {
    std::vector<double> out;
    for (const Note& one : score.parts[0].notes) out.push_back(one.pitch);
    return out;
}

TEST(MusicXmlSigns, NotesUnderSlashesAreNotPlayed) {
    const Score score =
        readBars({note("C4", 16), style("<slash type=\"start\"/>") + note("D4", 8) + note("E4", 8),
                  note("F4", 16), style("<slash type=\"stop\"/>") + note("G4", 16)});
    EXPECT_THAT(pitchesOf(score), ElementsAre(60, 67));
    EXPECT_EQ(score.parts[0].notes[1].onset, Beat::whole(12));
    ASSERT_EQ(score.diagnostics.size(), 1U);
    EXPECT_EQ(score.diagnostics[0].measure, "2");
    const Score voices =
        readBars({style("<slash type=\"start\"><except-voice>2</except-voice></slash>") +
                  note("C4", 16, "<voice>1</voice>") + "<backup><duration>16</duration></backup>" +
                  note("E4", 16, "<voice>2</voice>")});
    EXPECT_THAT(pitchesOf(voices), ElementsAre(64));
}

TEST(MusicXmlSigns, SignsMayBeNamedByTheirSymbol) {
    const Score score = readBars(
        {note("C4", 4,
              "<notations><other-notation type=\"single\" smufl=\"articStaccatoBelow\"/>"
              "</notations>") +
         note("D4", 4,
              "<notations><articulations><other-articulation smufl=\"articTenutoAbove\"/>"
              "</articulations></notations>") +
         note("E4", 8,
              "<notations><other-notation type=\"single\" smufl=\"fClef\"/></notations>")});
    EXPECT_EQ(score.parts[0].notes[0].articulation, Articulation::Staccato);
    EXPECT_EQ(score.parts[0].notes[1].articulation, Articulation::Tenuto);
    EXPECT_THAT(score.diagnostics, IsEmpty());
}

TEST(MusicXmlSigns, MeasureRepeatsPlayTheBarsBefore) {
    const Score score =
        readBars({note("C4", 8) + note("D4", 8),
                  style("<measure-repeat type=\"start\">1</measure-repeat>") + rest(16), rest(16),
                  style("<measure-repeat type=\"stop\"/>") + note("E4", 16)});
    EXPECT_THAT(pitchesOf(score), ElementsAre(60, 62, 60, 62, 60, 62, 64));
    EXPECT_THAT(score.diagnostics, IsEmpty());
}

TEST(MusicXmlSigns, BeatRepeatsPlayTheBeatBefore) {
    const Score score = readBars({note("C4", 2) + note("D4", 2) +
                                  style("<beat-repeat type=\"start\" slashes=\"1\"/>") +
                                  "<forward><duration>12</duration></forward>"});
    EXPECT_THAT(pitchesOf(score), ElementsAre(60, 62, 60, 62, 60, 62, 60, 62));
    EXPECT_EQ(score.parts[0].notes[7].onset, Beat(7, 2));
}

TEST(MusicXmlSigns, HarmonicsSoundWhereTheyRing) {
    const std::string touching = technical("<harmonic><artificial/><touching-pitch/></harmonic>");
    const std::string base = technical("<harmonic><artificial/><base-pitch/></harmonic>");
    const Score score =
        readBars({note("C4", 16, base) + note("F4", 16, touching, "<chord/>"),
                  note("D4", 16) +
                      note("A4", 16, technical("<harmonic><natural/><touching-pitch/></harmonic>"),
                           "<chord/>")});
    EXPECT_THAT(pitchesOf(score), ElementsAre(60 + 24, 62 + 19));
    EXPECT_TRUE(has(score.parts[0].notes[0].articulation, Articulation::Harmonic));
}

TEST(MusicXmlSigns, TremolosKnowTheirStrokes) {
    const Score score =
        readBars({note("C4", 8, ornaments("<tremolo type=\"start\">2</tremolo>")) +
                      note("E4", 8, ornaments("<tremolo type=\"stop\">2</tremolo>")),
                  note("C4", 16, ornaments("<tremolo>1</tremolo>"))});
    const auto& notes = score.parts[0].notes;
    EXPECT_TRUE(has(notes[0].articulation, Articulation::TremoloPair));
    EXPECT_EQ(notes[0].strokes, 2);
    EXPECT_FALSE(has(notes[1].articulation, Articulation::Tremolo));
    EXPECT_EQ(notes[2].strokes, 1);
}

TEST(MusicXmlSigns, OrnamentsAreToldApart) {
    const Score score = readBars(
        {note("C4", 4, ornaments("<inverted-mordent/>")) +
         note("C4", 4, ornaments("<delayed-inverted-turn/>")) +
         note("C4", 4,
              ornaments("<turn/><accidental-mark placement=\"above\">flat</accidental-mark>"
                        "<accidental-mark placement=\"below\">sharp</accidental-mark>")) +
         note("C4", 4, ornaments("<schleifer/>"))});
    const auto& notes = score.parts[0].notes;
    EXPECT_EQ(notes[0].articulation, Articulation::InvertedMordent);
    EXPECT_EQ(notes[1].articulation, Articulation::InvertedTurn | Articulation::DelayedTurn);
    EXPECT_EQ(notes[2].alterAbove, -1.0F);
    EXPECT_EQ(notes[2].alterBelow, 1.0F);
    EXPECT_EQ(notes[3].articulation, Articulation::Schleifer);
    EXPECT_THAT(score.diagnostics, IsEmpty());
}

TEST(MusicXmlSigns, ATrillsLineReachesOverItsNotes) {
    const Score score = readBars(
        {note("C4", 4, ornaments("<trill-mark/><wavy-line type=\"start\"/>")) + note("D4", 4) +
         note("E4", 4, ornaments("<wavy-line type=\"stop\"/>")) + note("F4", 4)});
    std::vector<bool> trilled;
    for (const Note& one : score.parts[0].notes) {
        trilled.push_back(has(one.articulation, Articulation::Trill));
    }
    EXPECT_THAT(trilled, ElementsAre(true, true, true, false));
}

TEST(MusicXmlSigns, GlidesAndBendsAreKept) {
    const Score score = readBars(
        {note("C4", 4, "<notations><glissando type=\"start\"/></notations>") +
         note("G4", 4, "<notations><glissando type=\"stop\"/><slide type=\"start\"/></notations>") +
         note("C4", 4,
              "<notations><slide type=\"stop\"/><articulations><falloff/></articulations>"
              "</notations>") +
         note("C4", 4, technical("<bend><bend-alter>2</bend-alter></bend>"))});
    const auto& notes = score.parts[0].notes;
    EXPECT_EQ(notes[0].glide, Glide::Glissando);
    EXPECT_EQ(notes[1].glide, Glide::Slide);
    EXPECT_EQ(notes[2].glide, Glide::None);
    ASSERT_FALSE(notes[2].inflection.empty());
    EXPECT_LT(notes[2].inflection.back().semitones, 0.0F);
    ASSERT_FALSE(notes[3].inflection.empty());
    EXPECT_EQ(notes[3].inflection.back().semitones, 2.0F);
}

TEST(MusicXmlSigns, GraceNotesBehindTheLastNoteBelongToIt) {
    const Score score = readBars({note("C4", 16, "", "") + note("D4", 0, "", "<grace/>"),
                                  note("E4", 0, "<type>16th</type>", "<grace/>") + note("F4", 16)});
    const auto& notes = score.parts[0].notes;
    ASSERT_EQ(notes.size(), 4U);
    EXPECT_EQ(notes[1].grace, Grace::After);
    EXPECT_EQ(notes[2].grace, Grace::Appoggiatura);
    EXPECT_FLOAT_EQ(notes[2].stealFollowing.value_or(0.0F), 1.0F / 16.0F)
        << "a small note is as long as it is written";
}

TEST(MusicXmlSigns, SwingIsReadFromSoundsWordsAndEquations) {
    const auto swingOf = [](const std::string& bar) {
        return readBars({bar + note("C4", 16)}).swings;
    };
    const auto sound = swingOf(
        "<sound><swing><first>3</first><second>2</second>"
        "<swing-type>16th</swing-type></swing></sound>");
    ASSERT_EQ(sound.size(), 1U);
    EXPECT_DOUBLE_EQ(sound[0].first, 0.6);
    EXPECT_EQ(sound[0].unit, Beat(1, 4));
    ASSERT_EQ(swingOf(words("Medium Swing")).size(), 1U);
    EXPECT_DOUBLE_EQ(swingOf(words("Medium Swing"))[0].first, 2.0 / 3.0);
    EXPECT_EQ(swingOf(words("Straight 8ths")).at(0).first, 0.5);
    const std::string eighth = "<metronome-note><metronome-type>eighth</metronome-type>";
    const auto equation = swingOf(
        "<direction><direction-type><metronome>" + eighth + "</metronome-note>" + eighth +
        "</metronome-note><metronome-relation>equals</metronome-relation>"
        "<metronome-note><metronome-type>quarter</metronome-type><metronome-tuplet type=\"start\">"
        "<actual-notes>3</actual-notes><normal-notes>2</normal-notes></metronome-tuplet>"
        "</metronome-note>" +
        eighth + "</metronome-note></metronome></direction-type></direction>");
    ASSERT_EQ(equation.size(), 1U);
    EXPECT_NEAR(equation[0].first, 2.0 / 3.0, 1e-9);
}

TEST(MusicXmlSigns, AFineMayNameTheLengthOfTheLastNote) {
    const Score score = readBars(
        {note("C4", 16) + "<sound fine=\"8\"/>", note("D4", 16) + "<sound dacapo=\"yes\"/>"});
    ASSERT_EQ(score.parts[0].notes.size(), 3U);
    EXPECT_EQ(score.parts[0].notes[0].duration, Beat(4, 1));
    EXPECT_EQ(score.parts[0].notes[2].duration, Beat(2, 1));
}

TEST(MusicXmlSigns, MutesHoldUntilTheyAreTakenOff) {
    const Score score =
        readBars({words("con sord.") + note("C4", 8) + words("senza sord.") + note("D4", 8)});
    EXPECT_EQ(score.parts[0].notes[0].articulation, Articulation::Muted);
    EXPECT_EQ(score.parts[0].notes[1].articulation, Articulation::None);
}

TEST(MusicXmlSigns, TheSoftPedalIsAMute) {
    const Score score = readBars(
        {"<sound soft-pedal=\"yes\"/>" + note("C4", 8) + words("tre corde") + note("D4", 8)});
    EXPECT_EQ(score.parts[0].notes[0].articulation, Articulation::Muted);
    EXPECT_EQ(score.parts[0].notes[1].articulation, Articulation::None);
}

TEST(MusicXmlSigns, ChordSymbolsAndFiguresAreKeptWhole) {
    const Score score = readBars(
        {"<harmony><root><root-step>D</root-step></root><kind>dominant</kind>"
         "<bass><bass-step>F</bass-step><bass-alter>1</bass-alter></bass>"
         "<degree><degree-value>9</degree-value><degree-alter>-1</degree-alter>"
         "<degree-type>add</degree-type></degree></harmony>"
         "<figured-bass><figure><figure-number>6</figure-number></figure>"
         "<figure><prefix>sharp</prefix><figure-number>4</figure-number></figure></figured-bass>" +
         note("C4", 16)});
    ASSERT_EQ(score.chords.size(), 1U);
    EXPECT_EQ(score.chords[0].kind, "dominant");
    EXPECT_EQ(score.chords[0].root, 'D');
    EXPECT_EQ(score.chords[0].bass, 'F');
    EXPECT_EQ(score.chords[0].bassAlter, 1.0F);
    ASSERT_EQ(score.chords[0].degrees.size(), 1U);
    EXPECT_EQ(score.chords[0].degrees[0].value, 9);
    ASSERT_EQ(score.figures.size(), 1U);
    EXPECT_EQ(score.figures[0].text, "6 #4");
}

TEST(MusicXmlSigns, OctaveLinesDoNotMoveThePitchThatTheFileStates) {
    const auto shift = [](const std::string& type) {
        return "<direction><direction-type><octave-shift type=\"" + type +
               "\" size=\"8\"/></direction-type></direction>";
    };
    const Score score = readBars({shift("down") + note("C6", 8) + shift("stop") + note("D6", 8)});
    EXPECT_THAT(pitchesOf(score), ElementsAre(84, 86));
    EXPECT_THAT(score.diagnostics, IsEmpty());
}

TEST(MusicXmlSigns, ATieWithoutAPartnerIsTheNoteAlone) {
    const Score score = readBars({note("C4", 8, "<tie type=\"start\"/>") + note("D4", 8)});
    EXPECT_THAT(pitchesOf(score), ElementsAre(60, 62));
    EXPECT_EQ(score.parts[0].notes[0].duration, Beat(2, 1));
}

TEST(MusicXmlSigns, AnEndingWithoutANumberIsPlayedEveryTimeAndNamed) {
    const Score score = readBars(
        {note("C4", 16), barline("left", "<ending number=\"\" type=\"start\"/>") + note("D4", 16) +
                             barline("right",
                                     "<ending number=\"\" type=\"stop\"/>"
                                     "<repeat direction=\"backward\"/>")});
    EXPECT_THAT(pitchesOf(score), ElementsAre(60, 62, 60, 62));
    ASSERT_EQ(score.diagnostics.size(), 1U);
    EXPECT_THAT(score.diagnostics[0].text, HasSubstr("ending without a number"));
}

TEST(MusicXmlSigns, LengthsOfTupletsAreThoseTheFileStates) {
    const std::string nested =
        "<time-modification><actual-notes>15</actual-notes><normal-notes>8</normal-notes>"
        "</time-modification>";
    const Score score = readBars({"<attributes><divisions>15</divisions></attributes>" +
                                  note("C4", 8, nested) + note("D4", 8, nested)});
    EXPECT_EQ(score.parts[0].notes[1].onset, Beat(8, 15));
}

TEST(MusicXmlSigns, WhatIsNotPlayedIsNamedOnce) {
    const std::string odd = technical("<other-technical>col legno</other-technical>");
    const Score score = readBars({note("C4", 8, odd) + note("D4", 8, odd), note("E4", 16, odd)});
    ASSERT_EQ(score.diagnostics.size(), 1U);
    EXPECT_EQ(score.diagnostics[0].measure, "1");
    EXPECT_THAT(score.diagnostics[0].text, HasSubstr("col legno"));
}

TEST(MusicXmlSigns, OnceThroughKeepsEveryBarVerseAndSign) {
    const Score score = readMusicXml(
        asBytes(document(
            {{kForward + note("C4", 16, lyric("one") + lyric("two", "single", "number=\"2\"")) +
                  kBackward,
              note("D4", 16)}})),
        "test.musicxml", ReadOptions(RepeatMode::None));
    ASSERT_EQ(score.measures.size(), 2U);
    EXPECT_TRUE(score.measures[0].signs.forward);
    EXPECT_EQ(score.measures[0].signs.backward, 2);
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one|two", ""));
    const Score played = readBars({kForward + note("C4", 16) + kBackward, note("D4", 16)});
    EXPECT_EQ(played.measures[1].written, 0);
    EXPECT_EQ(played.measures[2].written, 1);
}

TEST(MusicXmlSigns, ASegnoStaysInABarThatARepeatCloses) {
    const Score score =
        readBars({note("C4", 16),
                  "<sound segno=\"s\"/>" + note("D4", 16) + "<sound fine=\"yes\"/>" + kBackward,
                  note("E4", 16) + "<sound dalsegno=\"s\"/>"});
    EXPECT_THAT(pitchesOf(score), ElementsAre(60, 62, 60, 62, 64, 62));
}

}  // namespace
}  // namespace arioso::test
