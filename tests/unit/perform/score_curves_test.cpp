#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <span>

#include "src/perform/curves.h"
#include "src/perform/expression.h"
#include "src/perform/performance_json.h"
#include "src/perform/performer.h"
#include "src/perform/played_score.h"
#include "src/score/midi_writer.h"
#include "src/score/musicxml_writer.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kSoprano = "<score-part id=\"P1\"><part-name>Soprano</part-name></score-part>";

/// Bars of one whole note each, at 120 a minute: two seconds a bar. The directions stand before
/// the note of their bar.
Score sungBars(const std::vector<std::string>& directions, const char* partList = kSoprano) {
    std::vector<std::string> bars;
    for (const std::string& direction : directions) {
        bars.push_back((direction.empty() ? "" : direction) +
                       test::note("C5", 16, test::lyric("la")));
    }
    return test::readXml(test::document({bars}, partList));
}

Score fromMidi(const std::string& bytes) {
    return readMidi(test::asBytes(bytes), "written.mid");
}

PerformedPart performed(const Score& score, double humanize = 0.0) {
    PerformOptions options;
    options.humanize = humanize;
    options.seed = 1;
    return perform(score, options).parts.at(0);
}

/// Largest and smallest cents in the middle of a note.
double swing(const PerformedNote& note) {
    double least = 0.0;
    double most = 0.0;
    for (const auto& point : note.bend) {
        if (point.seconds < 0.8 || point.seconds > 1.7) continue;
        least = std::min(least, static_cast<double>(point.cents));
        most = std::max(most, static_cast<double>(point.cents));
    }
    return most - least;
}

TEST(ScoreCurves, WordsOverTheStaffBecomeCurves) {
    const PerformedPart part =
        performed(sungBars({"", test::words("breathiness 40"), test::words("breathiness 40 ..."),
                            "", test::words("breathiness 0, whispered")}));
    const auto& breath = part.voice.breathiness;
    EXPECT_NEAR(curveAt(breath, 1.9), 0.0F, 0.01F) << "as usual before the word";
    EXPECT_NEAR(curveAt(breath, 2.0), 40.0F, 0.01F) << "from the beat on";
    EXPECT_NEAR(curveAt(breath, 3.9), 40.0F, 0.01F);
    EXPECT_NEAR(curveAt(breath, 6.0), 20.0F, 0.01F) << "half way to the next word";
    EXPECT_NEAR(curveAt(breath, 8.0), 0.0F, 0.01F);
    EXPECT_NEAR(curveAt(part.voice.voicing, 7.9, 100.0F), 100.0F, 0.01F);
    EXPECT_NEAR(curveAt(part.voice.voicing, 8.1, 100.0F), 0.0F, 0.01F);
    EXPECT_TRUE(part.voice.tension.empty());
    EXPECT_TRUE(toJson(part).contains("voice"));
}

TEST(ScoreCurves, SenzaVibratoIsHeard) {
    const PerformedPart part =
        performed(sungBars({"", test::words("senza vibrato"), test::words("molto vib.")}), 0.5);
    const double usual = swing(part.notes.at(0));
    EXPECT_GT(usual, 30.0);
    EXPECT_LT(swing(part.notes.at(1)), 15.0);
    EXPECT_GT(swing(part.notes.at(2)), 1.2 * usual);
}

TEST(ScoreCurves, AreReadWithRepeats) {
    const Score score =
        sungBars({test::kForward + test::words("tension 30"), test::words("tension 60 ..."),
                  test::words("tension 0") + test::kBackward, ""});
    const auto tension = performed(score).voice.tension;
    for (const double pass : {0.0, 6.0}) {
        EXPECT_NEAR(curveAt(tension, pass + 1.0), 30.0F, 0.1F);
        EXPECT_NEAR(curveAt(tension, pass + 3.0), 30.0F, 0.1F);
        EXPECT_NEAR(curveAt(tension, pass + 5.0), 0.0F, 0.1F);
    }
    EXPECT_NEAR(curveAt(tension, 2.0), 60.0F, 0.1F);
}

TEST(ScoreCurves, AFileOfCurvesStandsOverTheScore) {
    const Score score = sungBars({test::words("breathiness 40, tension 20"), ""});
    ExpressionCurve own;
    own.kind = Expression::Breathiness;
    own.points.push_back({"", 1, 1.0, 0.0, -10.0F});
    PerformOptions options;
    options.expression[0] = {own};
    const PerformedPart part = perform(score, options).parts.at(0);
    EXPECT_NEAR(curveAt(part.voice.breathiness, 1.0), -10.0F, 0.01F);
    EXPECT_NEAR(curveAt(part.voice.tension, 1.0), 20.0F, 0.01F) << "what the file leaves alone";
}

TEST(ScoreCurves, MeanNothingToAnInstrument) {
    const std::string violin = "<score-part id=\"P1\"><part-name>Violin</part-name></score-part>";
    const Score score = test::readXml(test::document(
        {{test::words("senza vibrato") + test::words("breathy") + test::note("C5", 16)}}, violin));
    EXPECT_EQ(performed(score).voice, VoiceCurves{});
    EXPECT_THAT(
        score.diagnostics,
        Contains(Field(&Diagnostic::text, HasSubstr("breathiness is for parts that sing"))));
    EXPECT_THAT(score.diagnostics, Not(Contains(Field(&Diagnostic::text, HasSubstr("vibrato")))));
}

TEST(ScoreCurves, SurviveMusicXml) {
    const Score score =
        sungBars({test::words("breathiness 10 ..."), "", test::words("breathiness 60, gender -25"),
                  test::words("non vibrato") + test::words("pitch 30"),
                  test::words("attack 50%, voicing 80, dynamics -35")});
    const std::string text = writeMusicXml(score);
    EXPECT_THAT(text, HasSubstr("<words>breathiness 10 ...</words>"));
    EXPECT_THAT(text, HasSubstr("<words>vibrato 0%</words>"));
    const PerformedPart before = performed(score, 0.5);
    EXPECT_EQ(performed(test::readXml(text), 0.5), before);
}

TEST(ScoreCurves, SurviveRepeatsInMusicXml) {
    const Score score = sungBars({test::kForward + test::words("breathiness 30"),
                                  test::words("breathiness 0") + test::kBackward, ""});
    const std::string text = writeMusicXml(score);
    EXPECT_EQ(performed(test::readXml(text)).voice, performed(score).voice);
}

TEST(ScoreCurves, SurviveMidi) {
    const Score score =
        sungBars({test::words("breathiness 10 ..."), "",
                  test::words("breathiness 60, gender -25, tension 50"),
                  test::words("attack 50%, voicing 80"), test::words("dynamics -35, pitch 30")});
    const PerformedPart before = performed(score);
    const PerformedPart after = performed(fromMidi(writeMidi(playedScore(score))));
    for (double time = 0.1; time < 10.0; time += 0.2) {
        EXPECT_NEAR(curveAt(after.voice.breathiness, time), curveAt(before.voice.breathiness, time),
                    1.7F)
            << time;
        EXPECT_NEAR(curveAt(after.voice.gender, time), curveAt(before.voice.gender, time), 1.0F);
        EXPECT_NEAR(curveAt(after.voice.tension, time), curveAt(before.voice.tension, time), 1.0F);
        EXPECT_NEAR(curveAt(after.voice.voicing, time, 100.0F),
                    curveAt(before.voice.voicing, time, 100.0F), 1.0F);
        EXPECT_NEAR(curveAt(after.gainDb, time), curveAt(before.gainDb, time), 0.3F) << time;
    }
    ASSERT_EQ(after.notes.size(), 5U);
    EXPECT_NEAR(after.notes[4].bend.at(0).cents, 30.0F, 0.01F);
}

TEST(ScoreCurves, LessBreathThanUsualSurvivesMidi) {
    const Score score = sungBars({test::words("breathiness -40"), ""});
    const Score again = fromMidi(writeMidi(playedScore(score)));
    EXPECT_NEAR(curveAt(performed(again).voice.breathiness, 1.0), -40.0F, 0.01F);
}

/// A sung whole note behind what a track begins with, 480 ticks a quarter.
Score midiSong(test::Track track) {
    track.on(0, 72).meta(0, 5, "la").off(1920, 72);
    return fromMidi(test::midiFile(1, 480, {test::Track().chunk(), track.chunk()}));
}

TEST(ScoreCurves, ControllersOfAMidiFileBecomeCurves) {
    const PerformedPart part = performed(midiSong(test::Track()
                                                      .meta(0, 3, "Soprano")
                                                      .control(0, 2, 64)
                                                      .control(0, 70, 96)
                                                      .control(0, 74, 32)
                                                      .control(0, 79, 16)));
    EXPECT_NEAR(curveAt(part.voice.breathiness, 1.0), 50.4F, 0.1F);
    EXPECT_NEAR(curveAt(part.voice.gender, 1.0), 50.8F, 0.1F);
    EXPECT_NEAR(curveAt(part.voice.tension, 1.0), -50.0F, 0.1F);
    EXPECT_NEAR(curveAt(part.voice.voicing, 1.0, 100.0F), 25.0F, 0.1F);
}

TEST(ScoreCurves, AModulationWheelAtRestChangesNothing) {
    const test::Track name = test::Track().meta(0, 3, "Soprano");
    const PerformedPart usual = performed(midiSong(name), 0.5);
    EXPECT_EQ(performed(midiSong(test::Track(name).control(0, 1, 0)), 0.5), usual);
    EXPECT_GT(swing(performed(midiSong(test::Track(name).control(0, 1, 127)), 0.5).notes[0]),
              1.5 * swing(usual.notes[0]));
    EXPECT_LT(swing(performed(midiSong(test::Track(name).control(0, 77, 0)), 0.5).notes[0]), 15.0);
}

TEST(ScoreCurves, ALongAttackTimeBeginsSofter) {
    const test::Track name = test::Track().meta(0, 3, "Soprano");
    const auto softest = [](const PerformedPart& part) {
        float least = 0.0F;
        for (const CurvePoint& point : part.gainDb) least = std::min(least, point.value);
        return least;
    };
    EXPECT_LT(softest(performed(midiSong(test::Track(name).control(0, 73, 110)))), -6.0F);
    EXPECT_EQ(softest(performed(midiSong(test::Track(name).control(0, 73, 20)))), 0.0F);
}

TEST(ScoreCurves, ADrawnControllerIsOneLine) {
    test::Track track = test::Track().meta(0, 3, "Soprano");
    for (int i = 0; i <= 100; ++i) track.control(i == 0 ? 0 : 19, 2, i);
    track.on(0, 72).meta(0, 5, "la").off(1920, 72);
    const Score score = fromMidi(test::midiFile(1, 480, {test::Track().chunk(), track.chunk()}));
    std::size_t points = 0;
    for (const ControlChange& change : score.parts.at(0).controls)
        points += change.kind == ControlChange::Kind::Breathiness ? 1U : 0U;
    EXPECT_LE(points, 4U) << "hundreds of words would stand in MusicXML";
    EXPECT_THAT(writeMusicXml(score), HasSubstr("<words>breathiness"));
    const auto breath = performed(score).voice.breathiness;
    EXPECT_NEAR(curveAt(breath, 1.0), 100.0F * 50.5F / 127.0F, 1.7F);
}

TEST(ScoreCurves, ControllersOfSingersAreToldWhereNobodySings) {
    const Score score = test::parse(
        test::midiFile(0, 480, {test::Track().control(0, 1, 90).note(480, 60).chunk()}));
    EXPECT_THAT(score.diagnostics,
                Contains(Field(&Diagnostic::text, HasSubstr("parts that do not sing"))));
    EXPECT_TRUE(score.parts.at(0).controls.empty());
}

}  // namespace
}  // namespace arioso
