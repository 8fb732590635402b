#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <filesystem>

#include "dsp/error.h"
#include "src/score/musicxml_writer.h"
#include "tests/unit/score/abc_text.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso {
namespace {

using test::durationsOf;
using test::lyricsOf;
using test::onsetsOf;
using test::pitchesOf;
using test::remarksOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string chord(int pitch, const std::string& type, const std::string& more = "",
                  const std::string& inNote = "") {
    return "<Chord><durationType>" + type + "</durationType>" + more + "<Note><pitch>" +
           std::to_string(pitch) + "</pitch>" + inNote + "</Note></Chord>";
}
std::string rest(const std::string& type) {
    return "<Rest><durationType>" + type + "</durationType></Rest>";
}
std::string whole(int pitch) {
    return chord(pitch, "whole");
}
std::string voice(const std::string& content) {
    return "<voice>" + content + "</voice>";
}
std::string bar(const std::string& content, const std::string& before = "",
                const std::string& attributes = "") {
    return "<Measure" + attributes + ">" + before + content + "</Measure>";
}
std::string spanner(const std::string& type, const std::string& content, const std::string& where,
                    int measures = 1) {
    return "<Spanner type=\"" + type + "\">" + content + "<" + where + "><location><measures>" +
           std::to_string(measures) + "</measures></location></" + where + "></Spanner>";
}
std::string volta(const std::string& passes, int measures = 1) {
    return spanner("Volta", "<Volta><endings>" + passes + "</endings></Volta>", "next", measures);
}

const std::string kViolin =
    "<Part><Staff id=\"1\"/><trackName>Violin</trackName><Instrument id=\"violin\"><longName>Violin"
    "</longName><instrumentId>strings.violin</instrumentId><Channel><program value=\"40\"/>"
    "</Channel></Instrument></Part>";

std::string file(const std::string& bars, const std::string& parts = kViolin,
                 const std::string& version = "4.20") {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><museScore version=\"" + version +
           "\"><Score><metaTag name=\"workTitle\">Song &amp; Dance</metaTag><metaTag "
           "name=\"composer\">Anna</metaTag>" +
           parts + (bars.rfind("<Staff", 0) == 0 ? bars : "<Staff id=\"1\">" + bars + "</Staff>") +
           "</Score></museScore>";
}
Score readMuse(const std::string& text) {
    return readMuseScore(test::asBytes(text), "test.mscx");
}
/// Bars of whole notes as letters, C = c.
std::string played(const std::string& bars) {
    std::string out;
    const Score score = readMuse(file(bars));
    for (const Note& note : score.parts[0].notes) {
        out += static_cast<char>('a' + static_cast<int>(note.pitch) - 60);
    }
    return out;
}

TEST(MuseScore, NotesRestsDotsAndVoices) {
    const Score score = readMuse(file(
        bar(voice("<TimeSig><sigN>3</sigN><sigD>4</sigD></TimeSig><KeySig><concertKey>-2"
                  "</concertKey></KeySig>" +
                  chord(70, "quarter", "<dots>1</dots>") + rest("eighth") +
                  chord(72, "quarter", "", "<tpc>14</tpc>")) +
            voice("<location><fractions>1/4</fractions></location>" + chord(58, "half"))) +
        bar(voice("<Rest><durationType>measure</durationType><duration>3/4</duration></Rest>")) +
        bar(voice(chord(60, "half", "<dots>1</dots>")))));
    EXPECT_EQ(score.title, "Song & Dance");
    EXPECT_EQ(score.composer, "Anna");
    const Part& part = score.parts[0];
    EXPECT_EQ(part.name, "Violin");
    EXPECT_EQ(part.program, 40);
    EXPECT_THAT(onsetsOf(part), ElementsAre(0, 1, 2, 6));
    EXPECT_THAT(durationsOf(part), ElementsAre(1.5, 2, 1, 3));
    EXPECT_EQ(part.notes[2].spelled->step, 'C');
    EXPECT_EQ(part.notes[2].spelled->octave, 5);
    EXPECT_EQ(score.measures[0].beats, 3);
    EXPECT_EQ(score.measures[0].fifths, -2);
    EXPECT_THAT(remarksOf(score), IsEmpty());
}

TEST(MuseScore, TupletsInsideTuplets) {
    const auto tuplet = [](int actual, int normal, const std::string& content) {
        return "<Tuplet><normalNotes>" + std::to_string(normal) + "</normalNotes><actualNotes>" +
               std::to_string(actual) + "</actualNotes></Tuplet>" + content + "<endTuplet/>";
    };
    const std::string inner = chord(64, "eighth") + chord(65, "eighth") + chord(66, "eighth");
    const Score score = readMuse(file(
        bar(voice(tuplet(3, 2, chord(60, "quarter") + tuplet(3, 2, inner) + chord(67, "quarter")) +
                  chord(72, "half")))));
    EXPECT_NEAR(score.parts[0].notes[2].onset.value(), 2.0 / 3 + 2.0 / 9, 1e-9);
    EXPECT_DOUBLE_EQ(score.parts[0].notes[5].onset.value(), 2.0);
}

TEST(MuseScore, TiesSlursGracesAndMarks) {
    const std::string tie = spanner("Tie", "<Tie/>", "next");
    const Score score = readMuse(
        file(bar(voice(chord(60, "half", spanner("Slur", "<Slur/>", "next")) +
                       chord(62, "half", spanner("Slur", "", "prev"), tie))) +
             bar(voice(
                 chord(62, "quarter", "", spanner("Tie", "", "prev")) +
                 chord(65, "eighth", "<acciaccatura/>") +
                 chord(64, "quarter",
                       "<Articulation><subtype>articAccentStaccatoAbove</subtype></Articulation>") +
                 "<Fermata><subtype>fermataAbove</subtype></Fermata>" +
                 chord(67, "half", "<Ornament><subtype>ornamentTrill</subtype></Ornament>")))));
    const auto& notes = score.parts[0].notes;
    ASSERT_EQ(notes.size(), 5U);
    EXPECT_TRUE(has(notes[0].articulation, Articulation::Slurred));
    EXPECT_FALSE(has(notes[1].articulation, Articulation::Slurred));
    EXPECT_DOUBLE_EQ(notes[1].duration.value(), 3.0);
    EXPECT_EQ(notes[2].grace, Grace::Acciaccatura);
    EXPECT_TRUE(has(notes[3].articulation, Articulation::Staccato));
    EXPECT_TRUE(has(notes[3].articulation, Articulation::Accent));
    EXPECT_TRUE(has(notes[4].articulation, Articulation::Trill));
    EXPECT_TRUE(has(notes[4].articulation, Articulation::Fermata));
}

TEST(MuseScore, RepeatsEndingsAndJumps) {
    const auto plain = [](int pitch, const std::string& before = "", const std::string& in = "") {
        return bar(voice(in + whole(pitch)), before);
    };
    EXPECT_EQ(played(plain(60) + plain(61, "<startRepeat/>") +
                     plain(62, "<endRepeat>3</endRepeat>") + plain(63)),
              "abcbcbcd");
    EXPECT_EQ(
        played(plain(60, "<startRepeat/>") + plain(61, "<endRepeat>2</endRepeat>", volta("1")) +
               plain(62, "", volta("2")) + plain(63)),
        "abacd");
    const std::string jumpBack =
        "<Jump><jumpTo>start</jumpTo><playUntil>fine</playUntil><continueAt></continueAt></Jump>";
    EXPECT_EQ(
        played(plain(60) + plain(61, "<Marker><label>fine</label></Marker>") + plain(62, jumpBack)),
        "abcab");
    const std::string toCoda =
        "<Jump><jumpTo>segno</jumpTo><playUntil>coda</playUntil><continueAt>codab</continueAt></"
        "Jump>";
    EXPECT_EQ(played(plain(60) + plain(61, "<Marker><label>segno</label></Marker>") +
                     plain(62, "<Marker><label>coda</label></Marker>") + plain(63, toCoda) +
                     plain(64, "<Marker><label>codab</label></Marker>")),
              "abcdbce");
}

TEST(MuseScore, RepeatsBehindAJumpOnlyWhereTheJumpSaysSo) {
    const auto jump = [](const std::string& repeats) {
        return "<Jump><jumpTo>start</jumpTo><playUntil>end</playUntil><playRepeats>" + repeats +
               "</playRepeats></Jump>";
    };
    const auto bars = [&](const std::string& repeats) {
        return bar(voice(whole(60)), "<endRepeat>2</endRepeat>") +
               bar(voice(whole(61)), jump(repeats));
    };
    EXPECT_EQ(played(bars("0")), "aabab");
    EXPECT_EQ(played(bars("1")), "aabaab");
}

TEST(MuseScore, RepeatsAndJumpsStayInTheirSection) {
    const auto plain = [](int pitch, const std::string& before = "") {
        return bar(voice(whole(pitch)), before);
    };
    const std::string end = "<LayoutBreak><subtype>section</subtype><pause>3</pause></LayoutBreak>";
    const std::string again = "<endRepeat>2</endRepeat>";
    EXPECT_EQ(played(plain(60) + plain(61, end) + plain(62) + plain(63, again) + plain(64)),
              "abcdcde");
    EXPECT_EQ(
        played(plain(60, "<LayoutBreak><subtype>line</subtype></LayoutBreak>") + plain(61, again)),
        "abab");
    EXPECT_EQ(played(plain(60) + "<VBox>" + end + "</VBox>" + plain(61, again)), "abb");
    const std::string daCapo =
        "<Jump><jumpTo>start</jumpTo><playUntil>fine</playUntil><continueAt></continueAt></Jump>";
    EXPECT_EQ(played(plain(60, "<Marker><label>fine</label></Marker>") + plain(61, daCapo + end) +
                     plain(62) + plain(63, daCapo)),
              "abacdcd");
}

TEST(MuseScore, SectionsArePausedBetween) {
    const auto pauses = [](const std::string& stated) {
        const Score score =
            readMuse(file(bar(voice(whole(60)), "<LayoutBreak><subtype>section</subtype>" + stated +
                                                    "</LayoutBreak>") +
                          bar(voice(whole(62)))));
        return score.measures[0].signs.sectionPause;
    };
    EXPECT_EQ(pauses("<pause>1.5</pause>"), 1.5F);
    EXPECT_EQ(pauses(""), 3.0F);
    EXPECT_EQ(pauses("<pause>-1e9</pause>"), 0.0F);
}

TEST(MuseScore, RepeatsOfLaterSectionsGoOutToMusicXml) {
    const Score score = readMuse(
        file(bar(voice(whole(60)), "<LayoutBreak><subtype>section</subtype></LayoutBreak>") +
             bar(voice(whole(62))) + bar(voice(whole(64)), "<endRepeat>2</endRepeat>")));
    const Score again = readMusicXml(test::asBytes(writeMusicXml(score)), "again.musicxml");
    EXPECT_THAT(pitchesOf(again.parts[0]), ElementsAre(60, 62, 64, 62, 64));
}

TEST(MuseScore, TextsMaySwingMuteAndPedal) {
    const auto text = [](const std::string& words, const std::string& more = "") {
        return "<StaffText>" + more + "<text>" + words + "</text></StaffText>";
    };
    const Score score = readMuse(
        file(bar(voice(text("Swing", "<swing unit=\"eighth\" ratio=\"66\"/>") + whole(60))) +
             bar(voice(text("con sord.") + whole(62))) +
             bar(voice(text("senza sord.") + text("Straight", "<swing unit=\"\" ratio=\"60\"/>") +
                       whole(64)))));
    ASSERT_EQ(score.swings.size(), 2U);
    EXPECT_NEAR(score.swings[0].first, 0.66, 1e-9);
    EXPECT_EQ(score.swings[1].first, 0.5);
    EXPECT_FALSE(has(score.parts[0].notes[0].articulation, Articulation::Muted));
    EXPECT_TRUE(has(score.parts[0].notes[1].articulation, Articulation::Muted));
    EXPECT_FALSE(has(score.parts[0].notes[2].articulation, Articulation::Muted));
    const Score held = readMuse(
        file(bar(voice(spanner("Pedal",
                               "<Pedal><beginText><sym>keyboardPedalSost</sym></beginText></Pedal>",
                               "next") +
                       whole(60))) +
             bar(voice(spanner("Pedal", "", "prev") + whole(62)))));
    ASSERT_EQ(held.parts[0].controls.size(), 2U);
    EXPECT_EQ(held.parts[0].controls[1].kind, ControlChange::Kind::Sostenuto);
}

TEST(MuseScore, PickupsAndRestsOfManyBars) {
    const Score score = readMuse(file(
        bar(voice(chord(60, "quarter")), "<irregular>1</irregular>", " len=\"1/4\"") +
        bar("", "<multiMeasureRest>2</multiMeasureRest>", " len=\"8/4\"") +
        bar(voice("<Rest><durationType>measure</durationType></Rest>")) + bar(voice(whole(62)))));
    EXPECT_THAT(onsetsOf(score.parts[0]), ElementsAre(0, 5));
    EXPECT_EQ(score.measures[0].number, "0");
    EXPECT_EQ(score.measures[1].number, "1");
}

TEST(MuseScore, TempoDynamicsHairpinsAndChordSymbols) {
    const Score score = readMuse(
        file(bar(voice("<Tempo><tempo>1.5</tempo></Tempo><Dynamic><subtype>p</subtype></Dynamic>"
                       "<Harmony><root>16</root><name>m7</name><base>13</base></Harmony>" +
                       spanner("HairPin", "<HairPin><subtype>0</subtype></HairPin>", "next") +
                       whole(60))) +
             bar(voice(spanner("HairPin", "", "prev") + "<Dynamic><subtype>f</subtype></Dynamic>" +
                       whole(62)))));
    EXPECT_DOUBLE_EQ(score.tempos[0].quartersPerMinute, 90.0);
    ASSERT_GE(score.parts[0].dynamics.size(), 2U);
    EXPECT_TRUE(score.parts[0].dynamics[1].ramp);
    EXPECT_EQ(score.chords[0].text, "Dm7/F");
}

TEST(MuseScore, VersesAndSyllables) {
    const auto lyric = [](int verse, const std::string& text, const std::string& syllabic) {
        return "<Lyrics><no>" + std::to_string(verse) + "</no><syllabic>" + syllabic +
               "</syllabic><text>" + text + "</text></Lyrics>";
    };
    const Score score = readMuse(
        file(bar(voice(chord(60, "half", lyric(1, "second", "single") + lyric(0, "A", "begin")) +
                       chord(62, "half",
                             lyric(0, "<b>men</b>", "end") +
                                 lyric(1, "ve<sym>lyricsElision</sym>ra", "single"))),
                 "<startRepeat/><endRepeat>2</endRepeat>")));
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("A-", "men", "second", "ve\u203Fra"));
    EXPECT_TRUE(score.parts[0].vocal);
}

TEST(MuseScore, StavesOfAPartAndDrums) {
    const std::string piano =
        "<Part><Staff/><Staff/><Instrument><longName>Piano</longName><Channel><program "
        "value=\"0\"/>"
        "</Channel></Instrument></Part>";
    const std::string drums =
        "<Part><Staff/><Instrument><longName>Drumset</longName><useDrumset>1</useDrumset><Channel>"
        "<program value=\"0\"/></Channel></Instrument></Part>";
    const auto staff = [](int id, const std::string& bars) {
        return "<Staff id=\"" + std::to_string(id) + "\">" + bars + "</Staff>";
    };
    const Score score =
        readMuse(file(staff(1, bar(voice(whole(72)))) + staff(2, bar(voice(whole(48)))) +
                          staff(3, bar(voice(whole(38)))),
                      piano + drums, "3.02"));
    ASSERT_EQ(score.parts.size(), 2U);
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(48, 72));
    EXPECT_EQ(score.parts[0].notes[0].staff, 2);
    EXPECT_TRUE(score.parts[1].percussion);
    EXPECT_THAT(pitchesOf(score.parts[1]), ElementsAre(38));
}

TEST(MuseScore, OttavasSoundAnOctaveAway) {
    const std::string begin = spanner("Ottava", "<Ottava><subtype>8va</subtype></Ottava>", "next");
    const Score score = readMuse(
        file(bar(voice(chord(60, "half") + begin + chord(62, "half"))) +
             bar(voice(chord(64, "half") + spanner("Ottava", "", "prev") + chord(65, "half")))));
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(60, 74, 76, 65));
}

TEST(MuseScore, BarsOnceMoreAreWrittenOut) {
    const Score score = readMuse(
        file(bar(voice(chord(60, "half") + chord(62, "half"))) +
             bar(voice("<MeasureRepeat><subtype>1</subtype><durationType>measure</durationType>"
                       "</MeasureRepeat>"))));
    EXPECT_THAT(onsetsOf(score.parts[0]), ElementsAre(0, 2, 4, 6));
}

TEST(MuseScore, ArchivesAreOpenedByContent) {
    const auto path = std::filesystem::path(testing::TempDir()) / "song.archive";
    std::filesystem::remove(path);
    const std::string text = file(bar(voice(whole(60))));
    const std::string container =
        "<container><rootfiles><rootfile full-path=\"a b.mscx\"/></rootfiles></container>";
    int status = 0;
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, &status);
    ASSERT_NE(archive, nullptr);
    const auto add = [&](const char* name, const std::string& content) {
        zip_file_add(archive, name, zip_source_buffer(archive, content.data(), content.size(), 0),
                     0);
    };
    add("score_style.mss", text);
    add("a b.mscx", text);
    add("META-INF/container.xml", container);
    ASSERT_EQ(zip_close(archive), 0);
    EXPECT_THAT(pitchesOf(readScore(path).parts[0]), ElementsAre(60));
    std::filesystem::remove(path);
}

TEST(MuseScore, SignsRepeatSeveralMeasures) {
    const auto count = [](int n) {
        return "<measureRepeatCount>" + std::to_string(n) + "</measureRepeatCount>";
    };
    const std::string rests = voice("<Rest><durationType>measure</durationType></Rest>");
    const std::string sign = voice("<MeasureRepeat><subtype>2</subtype></MeasureRepeat>");
    const Score score =
        readMuse(file(bar(voice(whole(60))) + bar(voice(whole(62))) + bar(sign, count(1)) +
                      bar(rests, count(2)) + bar(sign, count(1)) + bar(rests, count(2))));
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(60, 62, 60, 62, 60, 62));
}

TEST(MuseScore, OldAndBrokenFilesAreRefusedByName) {
    const auto errorOf = [](const std::string& text) -> std::string {
        try {
            readMuse(text);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(errorOf(file(bar(voice(whole(60))), kViolin, "2.06")),
              "test.mscx: expected a MuseScore file of version 3 or 4, found 2.06");
    EXPECT_THAT(errorOf("<museScore version=\"4.0\"><Score>"),
                HasSubstr("line 1: expected a MuseScore"));
    EXPECT_THAT(errorOf("<museScore version=\"4.0\"><Score/></museScore>"),
                HasSubstr("expected a staff with measures, found none"));
    const Score odd = readMuse(file(bar(voice(chord(60, "nonsense") + chord(999, "quarter") +
                                              "<Wobble/>" + chord(62, "quarter")))));
    EXPECT_THAT(remarksOf(odd), HasSubstr("unknown element <Wobble>"));
    EXPECT_THAT(remarksOf(odd), HasSubstr("impossible pitch"));
}

}  // namespace
}  // namespace arioso
