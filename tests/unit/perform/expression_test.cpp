#include "src/perform/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "dsp/error.h"
#include "src/condition/condition.h"
#include "src/perform/curves.h"
#include "sung_builder.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using testing::sungAt;

class ExpressionFile : public ::testing::Test {
  protected:
    ExpressionFile()
        : folder_(fs::path(::testing::TempDir()) /
                  ("arioso-curves-" + std::to_string(::getpid()))) {
        fs::create_directories(folder_);
    }
    ~ExpressionFile() override { fs::remove_all(folder_); }

    [[nodiscard]] fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }
    [[nodiscard]] std::string errorOf(const std::string& name, const std::string& text) const {
        try {
            readExpressions(write(name, text));
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            const std::string message = error.what();
            return message.substr(message.find(name));
        }
        return "accepted";
    }

    fs::path folder_;
};

TEST_F(ExpressionFile, TomlAndJsonSayTheSame) {
    for (const auto& path :
         {write("a.toml",
                "[Soprano]\nbreathiness = [[\"1:1\", 0], [\"3#2:2.5\", 40], [12.5, 40]]\n"
                "vibrato = 0\n"),
          write("a.json", R"({"Soprano": {"breathiness": [["1:1", 0], ["3#2:2.5", 40], [12.5, 40]],
                              "vibrato": 0}})")}) {
        const ExpressionSheet sheet = readExpressions(path);
        ASSERT_EQ(sheet.count("Soprano"), 1U);
        const auto& curves = sheet.at("Soprano");
        ASSERT_EQ(curves.size(), 2U);
        EXPECT_EQ(curves[0].kind, Expression::Breathiness);
        EXPECT_EQ(curves[0].points[1].measure, "3");
        EXPECT_EQ(curves[0].points[1].pass, 2);
        EXPECT_EQ(curves[0].points[1].beat, 2.5);
        EXPECT_EQ(curves[0].points[2].seconds, 12.5);
        EXPECT_EQ(curves[1].points[0].value, 0.0F);
    }
}

TEST_F(ExpressionFile, ErrorsNamePlaceAndWhatWasExpected) {
    EXPECT_EQ(errorOf("b.toml", "[A]\nvibrato = 100\nbreathiness = [[\"1:1\", 140]]\n"),
              "b.toml: line 3: A.breathiness: expected a value from -100 to 100, found 140.0");
    EXPECT_EQ(errorOf("b.json", R"({"A": {"loud": 3}})"),
              "b.json: A.loud: expected one of dynamics, pitch, vibrato, breathiness, tension, "
              "gender, voicing, attack, found 'loud'");
    EXPECT_EQ(errorOf("b.toml", "[A]\npitch = [[\"x:y\", 3]]\n"),
              "b.toml: line 2: A.pitch: expected a place \"measure:beat\", or seconds, found "
              "\"x:y\"");
    EXPECT_EQ(errorOf("b.toml", "[A]\npitch = []\n"),
              "b.toml: line 2: A.pitch: expected a number or points [[\"measure:beat\", value], "
              "…], found []");
    EXPECT_THAT(errorOf("b.toml", "[A\n"), ::testing::HasSubstr("line 1"));
    EXPECT_THAT(errorOf("b.json", "{"), ::testing::HasSubstr("is not JSON"));
}

TEST_F(ExpressionFile, LiesBesideItsScore) {
    EXPECT_TRUE(expressionsBeside(folder_ / "song.musicxml").empty());
    const fs::path beside = write("song.curves.json", "{}");
    EXPECT_EQ(expressionsBeside(folder_ / "song.musicxml"), beside);
}

/// Two measures of two half notes each at 120, sung.
PerformedPart sung(Expression kind, std::vector<ExpressionPoint> points, double humanize = 0.5) {
    std::vector<Note> notes;
    for (int i = 0; i < 4; ++i) notes.push_back(sungAt(2.0 * i, 2.0, "la"));
    Score score = testing::scoreOf(std::move(notes), 52);
    score.parts[0].vocal = true;
    score.language = "en";
    score.measures.resize(2);
    for (int m = 0; m < 2; ++m) {
        score.measures[static_cast<std::size_t>(m)].start = Beat::whole(4 * m);
        score.measures[static_cast<std::size_t>(m)].length = Beat::whole(4);
        score.measures[static_cast<std::size_t>(m)].number = std::to_string(m + 1);
    }
    PerformOptions options;
    options.humanize = humanize;
    options.seed = 1;
    ExpressionCurve curve;
    curve.kind = kind;
    curve.points = std::move(points);
    curve.origin = "song.curves.toml: line 2: Voice.x";
    options.expression[0] = {curve};
    return perform(score, options).parts.at(0);
}

double meanCents(const PerformedNote& note, double from, double to) {
    double sum = 0.0;
    int count = 0;
    for (const auto& point : note.bend) {
        if (point.seconds < from || point.seconds > to) continue;
        sum += static_cast<double>(point.cents);
        ++count;
    }
    return sum / count;
}

double vibratoDepth(const PerformedNote& note) {
    const double mean = meanCents(note, 0.5, 0.85);
    double squares = 0.0;
    int count = 0;
    for (const auto& point : note.bend) {
        if (point.seconds < 0.5 || point.seconds > 0.85) continue;
        squares += std::pow(static_cast<double>(point.cents) - mean, 2.0);
        ++count;
    }
    return std::sqrt(2.0 * squares / count);
}

TEST(Expression, PitchMovesTheSungPitchByItsCents) {
    const auto usual = sung(Expression::Pitch, {{"1", 1, 1.0, 0.0, 0.0F}});
    const auto raised =
        sung(Expression::Pitch,
             {{"1", 1, 1.0, 0.0, 0.0F}, {"1", 1, 3.0, 0.0, 0.0F}, {"2", 1, 1.0, 0.0, 150.0F}});
    EXPECT_NEAR(meanCents(raised.notes[0], 0.0, 1.0) - meanCents(usual.notes[0], 0.0, 1.0), 0.0,
                0.5);
    // Halfway up the slope in the second note, all of it from the third on.
    EXPECT_NEAR(meanCents(raised.notes[1], 0.0, 1.0) - meanCents(usual.notes[1], 0.0, 1.0), 75.0,
                3.0);
    EXPECT_NEAR(meanCents(raised.notes[3], 0.0, 1.0) - meanCents(usual.notes[3], 0.0, 1.0), 150.0,
                0.5);
}

TEST(Expression, PitchIsHeardInTheExcitation) {
    Instrument voice;
    voice.singer = true;
    const auto raised = sung(Expression::Pitch, {{"", 1, 1.0, 0.0, 1200.0F}}, 0.0);
    const dsp::Excitation excitation = makeExcitation(raised, voice, 1);
    // The pulses of G5, an octave above the G4 that is written: 784 periods a second.
    std::vector<float> samples(static_cast<std::size_t>(0.4 * 44100.0));
    excitation.render(static_cast<std::int64_t>(0.3 * 44100.0), samples);
    double best = -1.0;
    std::size_t period = 0;
    for (std::size_t lag = 30; lag < 200; ++lag) {
        double sum = 0.0;
        for (std::size_t i = 0; i + lag < samples.size(); ++i)
            sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i + lag]);
        if (sum > best * 1.02) {
            best = sum;
            period = lag;
        }
    }
    EXPECT_NEAR(44100.0 / static_cast<double>(period), 784.0, 10.0);
}

TEST(Expression, VibratoIsPercentOfTheUsual) {
    const double usual = vibratoDepth(sung(Expression::Vibrato, {{"1", 1, 1, 0, 100.0F}}).notes[1]);
    const double twice = vibratoDepth(sung(Expression::Vibrato, {{"1", 1, 1, 0, 200.0F}}).notes[1]);
    const double none = vibratoDepth(sung(Expression::Vibrato, {{"1", 1, 1, 0, 0.0F}}).notes[1]);
    EXPECT_GT(usual, 15.0);
    EXPECT_NEAR(twice / usual, 2.0, 0.2);
    EXPECT_LT(none, 5.0);
}

TEST(Expression, DynamicsAreTenthsOfADecibel) {
    const auto usual = sung(Expression::Dynamics, {{"1", 1, 1, 0, 0.0F}});
    const auto soft = sung(Expression::Dynamics, {{"1", 1, 1, 0, 0.0F}, {"2", 1, 1, 0, -60.0F}});
    for (const double second : {0.0, 2.0, 3.5}) {
        const double expected = second < 1.0 ? 0.0 : -6.0;
        EXPECT_NEAR(
            static_cast<double>(curveAt(soft.gainDb, second) - curveAt(usual.gainDb, second)),
            expected, 0.01);
    }
}

TEST(Expression, AttackIsTheLevelOfANotesBeginning) {
    const auto part = sung(Expression::Attack, {{"1", 1, 1, 0, 50.0F}});
    for (const PerformedNote& note : part.notes) {
        EXPECT_NEAR(static_cast<double>(curveAt(part.gainDb, note.onset + 0.01)), -6.02, 0.1);
        EXPECT_NEAR(static_cast<double>(curveAt(part.gainDb, note.onset + 0.2)), 0.0, 0.01);
    }
    const auto strong = sung(Expression::Attack, {{"1", 1, 1, 0, 200.0F}});
    EXPECT_NEAR(static_cast<double>(curveAt(strong.gainDb, strong.notes[1].onset)), 6.02, 0.1);
}

TEST(Expression, TimbreCurvesReachTheModels) {
    struct Case {
        Expression kind;
        std::size_t plane;
    };
    for (const auto& [kind, plane] :
         {Case{Expression::Breathiness, 0}, Case{Expression::Tension, 1},
          Case{Expression::Gender, 2}, Case{Expression::Voicing, 3}}) {
        const auto part = sung(kind, {{"1", 1, 1, 0, 0.0F}, {"2", 1, 1, 0, 80.0F}});
        Instrument voice;
        voice.singer = true;
        const dsp::Excitation excitation = makeExcitation(part, voice, 1);
        Condition condition;
        ConditionBuilder(part, voice, excitation).build(0, 345, condition);
        const auto at = [&, plane = plane](double seconds) {
            const auto frame = static_cast<std::size_t>(seconds * 44100.0 / 512.0);
            return static_cast<double>(condition.curves[frame * Condition::kCurves + plane]);
        };
        EXPECT_NEAR(at(0.02), 0.0, 0.02) << plane;
        EXPECT_NEAR(at(1.0), 0.4, 0.02) << plane;
        EXPECT_NEAR(at(3.0), 0.8, 0.001) << plane;
    }
}

TEST(Expression, WithoutVoicingNothingOfThePulsesIsLeft) {
    Instrument voice;
    voice.singer = true;
    const auto periodicity = [&voice](float percent) {
        const auto part = sung(Expression::Voicing, {{"1", 1, 1, 0, percent}}, 0.0);
        const dsp::Excitation excitation = makeExcitation(part, voice, 1);
        std::vector<float> samples(static_cast<std::size_t>(0.4 * 44100.0));
        excitation.render(static_cast<std::int64_t>(0.3 * 44100.0), samples);
        double best = 0.0;
        double whole = 0.0;
        for (const float sample : samples) whole += static_cast<double>(sample * sample);
        // Around the period of G4, 392 Hz.
        for (std::size_t lag = 110; lag < 116; ++lag) {
            double sum = 0.0;
            for (std::size_t i = 0; i + lag < samples.size(); ++i)
                sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i + lag]);
            best = std::max(best, sum / whole);
        }
        return best;
    };
    EXPECT_GT(periodicity(100.0F), 0.6);
    EXPECT_LT(periodicity(50.0F), periodicity(100.0F) - 0.05);
    EXPECT_LT(periodicity(0.0F), 0.1);
}

TEST(Expression, PlacesThatTheScoreLacksAreNamed) {
    try {
        sung(Expression::Tension, {{"9", 1, 1.0, 0.0, 10.0F}});
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(),
                     "song.curves.toml: line 2: Voice.x: expected a measure of the score (1 to 2), "
                     "found '9'");
    }
}

}  // namespace
}  // namespace arioso
