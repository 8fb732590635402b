#include <gmock/gmock.h>

#include <utility>

#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;
using Kind = ControlChange::Kind;

std::string direction(const std::string& type, const std::string& more = "") {
    return "<direction><direction-type>" + type + "</direction-type>" + more + "</direction>";
}
std::string metronome(const std::string& unit, const std::string& count) {
    return direction("<metronome>" + unit + "<per-minute>" + count + "</per-minute></metronome>");
}
std::string dynamics(const std::string& name, const std::string& more = "") {
    return direction("<dynamics><" + name + "/></dynamics>", more);
}
const std::string kBar = note("C4", 16);

double tempoAt(const Score& score, double beat) {
    return TempoMap(score.tempos).tempoAt(beat);
}

TEST(MusicXmlTempo, CountsBeatUnitsWithDots) {
    const Score score =
        readBars({metronome("<beat-unit>quarter</beat-unit><beat-unit-dot/>", "60") + kBar,
                  metronome("<beat-unit>half</beat-unit>", "ca. 72-80") + kBar,
                  direction("<words>faster</words>", "<sound tempo=\"150\"/>") + kBar});
    EXPECT_DOUBLE_EQ(tempoAt(score, 0), 90);
    EXPECT_DOUBLE_EQ(tempoAt(score, 4), 144);
    EXPECT_DOUBLE_EQ(tempoAt(score, 8), 150);
}

TEST(MusicXmlTempo, WordsStandInForMissingNumbersOnly) {
    const Score score =
        readBars({words("Andante") + kBar,
                  words("Allegro") + metronome("<beat-unit>quarter</beat-unit>", "99") + kBar});
    EXPECT_DOUBLE_EQ(tempoAt(score, 0), 76);
    EXPECT_DOUBLE_EQ(tempoAt(score, 4), 99);
}

TEST(MusicXmlTempo, RitardandoGlidesUntilATempo) {
    const Score score = readBars({metronome("<beat-unit>quarter</beat-unit>", "100") + kBar,
                                  words("rit.") + kBar, words("a tempo") + kBar});
    EXPECT_DOUBLE_EQ(tempoAt(score, 3.9), 100);
    EXPECT_NEAR(tempoAt(score, 6), 87.5, 1e-9);
    EXPECT_NEAR(tempoAt(score, 7.999), 75, 0.1);
    EXPECT_DOUBLE_EQ(tempoAt(score, 8), 100);
}

TEST(MusicXmlTempo, WordsMeanWhatTheySay) {
    const auto after = [](const std::string& text, double beat) {
        return tempoAt(
            readBars({metronome("<beat-unit>quarter</beat-unit>", "100") + kBar, words(text) + kBar,
                      kBar, metronome("<beat-unit>quarter</beat-unit>", "100") + kBar}),
            beat);
    };
    EXPECT_EQ(after("moins vite", 4), 87);
    EXPECT_EQ(after("non rit.", 7), 100);
    EXPECT_EQ(after("sans ralentir", 7), 100);
    EXPECT_EQ(after("Ritornello", 7), 100);
    EXPECT_EQ(after("Strings", 7), 100);
    EXPECT_GT(after("string.", 7), 100);
    EXPECT_EQ(after("fast", 4), 152);
    EXPECT_EQ(after("fast ohne Ausdruck", 4), 100);
    EXPECT_EQ(after("f sostenuto", 4), 100);
    EXPECT_EQ(after("Sostenuto", 4), 76);
    EXPECT_GT(after("nach und nach schneller", 7), after("nach und nach schneller", 5));
    EXPECT_LT(after("slargando", 7), 100);
    EXPECT_EQ(after("Tempo II", 4), 100);
    EXPECT_EQ(after("a Tempo I\u00b0.", 4), 100);
}

TEST(MusicXmlDynamics, WordsThatDieAwaySoftenToo) {
    const Score score = readBars({dynamics("f") + kBar, words("morendo") + kBar, kBar});
    EXPECT_LT(score.parts[0].dynamics.back().level, score.parts[0].dynamics.front().level);
    const Score kept = readBars({dynamics("f") + kBar, words("senza cresc.") + kBar, kBar});
    EXPECT_EQ(kept.parts[0].dynamics.size(), 1U);
}

TEST(MusicXmlTempo, ASoundMayHaveAPlaceOfItsOwn) {
    const Score score = readBars(
        {"<sound tempo=\"60\"/><sound tempo=\"90\"><offset>8</offset></sound>" + kBar + kBar});
    EXPECT_DOUBLE_EQ(tempoAt(score, 1), 60);
    EXPECT_DOUBLE_EQ(tempoAt(score, 2), 90);
}

TEST(MusicXmlTempo, ManyRitardandiNeverComeToAStand) {
    std::vector<std::string> bars{metronome("<beat-unit>quarter</beat-unit>", "100") + kBar};
    for (int i = 0; i < 8; ++i) bars.push_back(words("ritard.") + kBar);
    EXPECT_GE(tempoAt(readBars(bars), 35.9), 50.0);
}

TEST(MusicXmlTempo, MetricModulationKeepsTheNamedValue) {
    const Score score = readBars(
        {metronome("<beat-unit>quarter</beat-unit>", "80") + kBar,
         direction("<metronome><beat-unit>quarter</beat-unit><beat-unit>quarter</beat-unit>"
                   "<beat-unit-dot/></metronome>") +
             kBar});
    EXPECT_DOUBLE_EQ(tempoAt(score, 4), 120);
}

TEST(MusicXmlTempo, ComesBackWithTheRepeat) {
    const Score score =
        readBars({metronome("<beat-unit>quarter</beat-unit>", "60") + kBar,
                  metronome("<beat-unit>quarter</beat-unit>", "120") + kBar + kBackward});
    EXPECT_DOUBLE_EQ(TempoMap(score.tempos).seconds(16), 4 + 2 + 4 + 2);
}

TEST(MusicXmlDynamics, MarksAndHairpinsBecomeLevels) {
    const Score score =
        readBars({dynamics("p") + kBar, direction("<wedge type=\"crescendo\"/>") + kBar,
                  direction("<wedge type=\"stop\"/>") + dynamics("f") + kBar});
    const auto& marks = score.parts[0].dynamics;
    ASSERT_EQ(marks.size(), 4U);
    EXPECT_FLOAT_EQ(marks[0].level, 49.0F / 127.0F);
    EXPECT_EQ(marks[1].at, Beat::whole(4));
    EXPECT_TRUE(marks[1].ramp);
    EXPECT_EQ(marks[2].at, Beat::whole(8));
    EXPECT_FLOAT_EQ(marks[2].level, 96.0F / 127.0F);
    EXPECT_EQ(marks[0].staff, 0);
}

TEST(MusicXmlDynamics, AHairpinWithoutAGoalMovesOneStep) {
    const Score score = readBars({dynamics("mf") + direction("<wedge type=\"diminuendo\"/>") + kBar,
                                  direction("<wedge type=\"stop\"/>") + kBar});
    EXPECT_LT(score.parts[0].dynamics.back().level, 80.0F / 127.0F - 0.1F);
}

TEST(MusicXmlDynamics, StatedPlaybackLevelDecides) {
    const Score score = readBars({dynamics("p", "<sound dynamics=\"100\"/>") + kBar});
    ASSERT_EQ(score.parts[0].dynamics.size(), 1U);
    EXPECT_FLOAT_EQ(score.parts[0].dynamics[0].level, 90.0F / 127.0F);
}

TEST(MusicXmlDynamics, SforzandoIsAnAccentOfItsNoteOnly) {
    const Score score = readBars({note("C4", 8) + dynamics("sfz") + note("D4", 8)});
    EXPECT_TRUE(score.parts[0].dynamics.empty());
    EXPECT_FALSE(has(score.parts[0].notes[0].articulation, Articulation::Accent));
    EXPECT_TRUE(has(score.parts[0].notes[1].articulation, Articulation::Accent));
}

TEST(MusicXmlDynamics, BetweenTheStavesOfAKeyboardGoForBothHands) {
    const std::string staves = "<attributes><staves>2</staves></attributes>";
    const Score between = readBars({staves + dynamics("p", "<staff>1</staff>") + kBar});
    EXPECT_EQ(between.parts[0].dynamics[0].staff, 0);
    const Score own = readBars(
        {staves + dynamics("p", "<staff>1</staff>") + dynamics("f", "<staff>2</staff>") + kBar});
    ASSERT_EQ(own.parts[0].dynamics.size(), 3U);
    EXPECT_EQ(own.parts[0].dynamics.back().staff, 2);
    EXPECT_FLOAT_EQ(own.parts[0].dynamics.back().level, 96.0F / 127.0F);
}

using Moves = std::vector<std::pair<double, float>>;

/// Places and values of a pedal of the only part.
Moves movesOf(const Score& score, Kind kind) {
    Moves out;
    for (const ControlChange& change : score.parts[0].controls) {
        if (change.kind == kind) out.emplace_back(change.at.value(), change.value);
    }
    return out;
}

std::string pedal(const std::string& type, const std::string& more = "") {
    return direction("<pedal type=\"" + type + "\"" + more + "/>");
}

TEST(MusicXmlDirections, PedalBecomesSustain) {
    const Score score =
        readBars({pedal("start") + kBar, pedal("change") + kBar, pedal("stop") + kBar});
    using P = std::pair<double, float>;
    EXPECT_THAT(movesOf(score, Kind::Sustain),
                ElementsAre(P{0, 1.F}, P{4, 0.F}, P{4, 1.F}, P{8, 0.F}));
}

TEST(MusicXmlDirections, PedalLinesThatBreakOffAreLiftedUnlessTheyGoOn) {
    using P = std::pair<double, float>;
    const auto lifted = [](const Score& score) {
        double held = 0.0;
        double down = -1.0;
        for (const auto& [at, value] : movesOf(score, Kind::Sustain)) {
            if (value > 0.5F && down < 0.0) down = at;
            if (value < 0.5F && down >= 0.0) held += at - std::exchange(down, -1.0);
        }
        return held;
    };
    EXPECT_EQ(lifted(readBars({pedal("start") + kBar, pedal("discontinue") + kBar,
                               pedal("resume") + kBar, pedal("stop") + kBar})),
              12.0);
    EXPECT_EQ(lifted(readBars({pedal("start") + kBar, pedal("discontinue") + kBar,
                               pedal("start") + kBar, pedal("stop") + kBar})),
              8.0);
    EXPECT_THAT(
        movesOf(readBars({pedal("start") + kBar, pedal("continue") + kBar, pedal("stop") + kBar}),
                Kind::Sustain),
        ElementsAre(P{0, 1.F}, P{8, 0.F}));
}

TEST(MusicXmlDirections, TheSostenutoPedalIsAPedalOfItsOwn) {
    using P = std::pair<double, float>;
    const Score score = readBars({pedal("sostenuto", " number=\"2\"") + pedal("start") + kBar,
                                  pedal("stop") + kBar, pedal("stop", " number=\"2\"") + kBar});
    EXPECT_THAT(movesOf(score, Kind::Sostenuto), ElementsAre(P{0, 1.F}, P{8, 0.F}));
    EXPECT_THAT(movesOf(score, Kind::Sustain), ElementsAre(P{0, 1.F}, P{4, 0.F}));
    const Score alone = readBars({pedal("sostenuto") + kBar, pedal("stop") + kBar});
    EXPECT_THAT(movesOf(alone, Kind::Sostenuto), ElementsAre(P{0, 1.F}, P{4, 0.F}));
    EXPECT_THAT(movesOf(alone, Kind::Sustain), ElementsAre());
}

TEST(MusicXmlDirections, PedalsMayBeSaidBySoundAlone) {
    using P = std::pair<double, float>;
    const Score score =
        readBars({"<sound damper-pedal=\"yes\" sostenuto-pedal=\"100\"/>" + kBar,
                  "<sound damper-pedal=\"20\" sostenuto-pedal=\"no\"/>" + kBar,
                  "<sound soft-pedal=\"yes\"/>" + kBar, "<sound soft-pedal=\"0.0\"/>" + kBar});
    EXPECT_THAT(movesOf(score, Kind::Sustain), ElementsAre(P{0, 1.F}, P{4, 0.F}));
    EXPECT_THAT(movesOf(score, Kind::Sostenuto), ElementsAre(P{0, 1.F}, P{4, 0.F}));
    EXPECT_TRUE(has(score.parts[0].notes[2].articulation, Articulation::Muted));
    EXPECT_FALSE(has(score.parts[0].notes[3].articulation, Articulation::Muted));
    EXPECT_TRUE(score.diagnostics.empty());
}

TEST(MusicXmlDirections, FermataOnTheBarLineHoldsTheLastNotes) {
    const Score score =
        readBars({note("C4", 8) + note("D4", 8) + barline("right", "<fermata type=\"upright\"/>")});
    EXPECT_FALSE(has(score.parts[0].notes[0].articulation, Articulation::Fermata));
    EXPECT_TRUE(has(score.parts[0].notes[1].articulation, Articulation::Fermata));
}

TEST(MusicXmlDirections, ChordSymbolsAreNamed) {
    const auto harmony = [](const std::string& root, const std::string& kind,
                            const std::string& more) {
        return "<harmony><root><root-step>" + root + "</root-step></root><kind>" + kind +
               "</kind>" + more + "</harmony>";
    };
    const Score score = readBars(
        {harmony("D", "minor-seventh", "<bass><bass-step>F</bass-step></bass>") + note("C4", 8) +
         harmony("G", "dominant",
                 "<degree><degree-value>9</degree-value><degree-alter>-1</degree-alter>"
                 "<degree-type>add</degree-type></degree>") +
         note("C4", 8)});
    ASSERT_EQ(score.chords.size(), 2U);
    EXPECT_EQ(score.chords[0].text, "Dm7/F");
    EXPECT_EQ(score.chords[1].text, "G7b9");
    EXPECT_EQ(score.chords[1].at, Beat::whole(2));
}

TEST(MusicXmlDirections, InstrumentsChangeWhereNotesOrSoundsSaySo) {
    const Score score =
        readBars({kBar,
                  "<sound><midi-instrument "
                  "id=\"X\"><midi-program>74</midi-program></midi-instrument></sound>" +
                      kBar});
    ASSERT_EQ(score.parts[0].programs.size(), 1U);
    EXPECT_EQ(score.parts[0].programs[0].at, Beat::whole(4));
    EXPECT_EQ(score.parts[0].programs[0].program, 73);
}

}  // namespace
}  // namespace arioso::test
