#include <gmock/gmock.h>

#include <cmath>
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

TEST(MusicXmlWriter, OneQuietPartOfSeveralStaysQuiet) {
    Score score = readXml(document({{bar()}, {bar()}}));
    score.parts[1].controls.push_back({Beat{}, ControlChange::Kind::Volume, 0.4F});
    const Score again = readBack(score);
    EXPECT_TRUE(again.parts[0].controls.empty());
    ASSERT_EQ(again.parts[1].controls.size(), 1U);
    EXPECT_NEAR(again.parts[1].controls[0].value, 0.4F, 1e-3);
}

TEST(MusicXmlWriter, MutesComeBackNoteByNote) {
    const Score score = readBars({bar(), bar(words("con sordino")), bar(),
                                  note("C4", 8) + words("senza sord.") + note("D4", 8), bar()});
    const std::string text = writeMusicXml(score);
    EXPECT_THAT(text, HasSubstr("con sord."));
    std::vector<bool> muted;
    const Score again = readBack(score);
    for (const Note& one : again.parts[0].notes)
        muted.push_back(has(one.articulation, Articulation::Muted));
    EXPECT_THAT(muted, ::testing::ElementsAre(false, false, true, true, true, true, true, false,
                                              false, false));
}

TEST(MusicXmlWriter, FiguredBassIsWrittenAsItStood) {
    const auto figure = [](const std::string& content) {
        return "<figured-bass>" + content + "<duration>8</duration></figured-bass>";
    };
    const Score score = readBars(
        {figure("<figure><figure-number>6</figure-number></figure>"
                "<figure><prefix>sharp</prefix><figure-number>4</figure-number></figure>") +
         note("C4", 8) +
         figure("<figure><figure-number>5</figure-number><suffix>backslash</suffix></figure>"
                "<figure><prefix>flat</prefix></figure>") +
         note("D4", 8)});
    ASSERT_EQ(score.figures.size(), 2U);
    const Score again = readBack(score);
    ASSERT_EQ(again.figures.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(again.figures[i].text, score.figures[i].text);
        EXPECT_EQ(again.figures[i].at, score.figures[i].at);
        EXPECT_EQ(again.figures[i].duration, Beat::whole(2));
    }
}

TEST(MusicXmlWriter, BendsScoopsAndFallsComeBack) {
    const auto marked = [](const std::string& marks) {
        return note("C4", 4, "<notations>" + marks + "</notations>");
    };
    const std::string up = "<bend><bend-alter>2</bend-alter></bend>";
    const std::string down = "<bend><bend-alter>2</bend-alter><release/></bend>";
    const Score score =
        readBars({marked("<articulations><scoop/></articulations>") +
                      marked("<articulations><falloff/></articulations>") +
                      marked("<technical>" + up + down + "</technical>") +
                      marked("<technical><brass-bend/></technical>"),
                  marked("<technical><bend><bend-alter>1</bend-alter><pre-bend/></bend>"
                         "</technical>") +
                      rest(12)});
    const Score again = readBack(score);
    ASSERT_EQ(again.parts[0].notes.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_FALSE(score.parts[0].notes[i].inflection.empty()) << i;
        EXPECT_EQ(again.parts[0].notes[i].inflection, score.parts[0].notes[i].inflection) << i;
    }
}

TEST(MusicXmlWriter, VolumeAndExpressionThatMoveKeepTheirProduct) {
    Score score = readBars({bar(), bar()});
    using Kind = ControlChange::Kind;
    score.parts[0].controls = {{{}, Kind::Volume, 0.8F},
                               {Beat::whole(1), Kind::Expression, 0.5F},
                               {Beat::whole(2), Kind::Pan, -0.5F},
                               {Beat::whole(5), Kind::Volume, 1.0F}};
    std::vector<std::string> heard;
    const Score again = readBack(score);
    for (const ControlChange& change : again.parts[0].controls) {
        heard.push_back(std::to_string(change.at.num) + (change.kind == Kind::Pan ? "p" : "v") +
                        std::to_string(std::lround(change.value * 100.0F)));
    }
    EXPECT_THAT(heard, ::testing::ElementsAre("0v80", "1v40", "2p-50", "5v50"));
}

TEST(MusicXmlWriter, AStaffThatGoesHighGetsAnotherClef) {
    std::string low;
    std::string high;
    for (int i = 0; i < 8; ++i) low += note("C2", 2);
    for (int i = 0; i < 8; ++i) high += note("C5", 2);
    const std::string text = writeMusicXml(readBars({low, low, high, high, low}));
    const std::size_t first = text.find("<sign>F</sign>");
    const std::size_t second = text.find("<sign>G</sign>");
    ASSERT_NE(second, std::string::npos);
    EXPECT_LT(first, second);
    EXPECT_LT(text.find("<measure number=\"3\""), second);
    EXPECT_GT(text.rfind("<sign>F</sign>"), text.find("<measure number=\"5\""));
}

}  // namespace
}  // namespace arioso::test
