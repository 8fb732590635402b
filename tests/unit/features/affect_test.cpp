#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "dsp/error.h"
#include "models/ridge.h"
#include "src/affect/affect_features.h"
#include "src/affect/affect_model.h"
#include "src/affect/sound_affect.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

Score sample(const std::string& name) {
    return readScore(std::string(ARIOSO_SOURCE_DIR) + "/samples/" + name);
}

AffectModel shipped() {
    return AffectModel::load(std::string(ARIOSO_SOURCE_DIR) + "/models/weights/composer");
}

TEST(Ridge, FindsALineAndPassesOverWhatIsUnknown) {
    std::vector<std::vector<double>> rows;
    std::vector<double> targets;
    for (int i = 0; i < 200; ++i) {
        const double a = std::sin(i * 1.7);
        const double b = std::cos(i * 2.9);
        rows.push_back({a, b});
        targets.push_back(3.0 + 2.0 * a - b);
    }
    const models::Ridge ridge = models::fitRidge(rows, targets, 1e-6);
    EXPECT_NEAR(ridge.predict({0.5, 0.25}), 3.75, 1e-3);
    EXPECT_NEAR(ridge.predict({models::kUnknown, 0.25}), 2.75, 0.05);
    // However odd a value is, it counts as three deviations.
    EXPECT_NEAR(ridge.predict({1e9, 0.0}), 3.0 + 6.0 * ridge.scale[0], 0.05);
}

TEST(Ridge, RanksShareTheirPlaces) {
    EXPECT_NEAR(models::rankCorrelation({1, 2, 2, 9}, {10, 20, 20, 1000}), 1.0, 1e-9);
    EXPECT_NEAR(models::rankCorrelation({1, 2, 3}, {3, 2, 1}), -1.0, 1e-9);
    EXPECT_EQ(models::correlation({1, 1, 1}, {1, 2, 3}), 0.0);
}

TEST(Affect, FasterIsMoreExcited) {
    Score score = sample("brahms-lullaby.musicxml");
    const AffectModel model = shipped();
    score.tempos = {{Beat{}, 60.0, false}};
    const double slow = model.estimate(score).arousal;
    score.tempos = {{Beat{}, 120.0, false}};
    EXPECT_GT(model.estimate(score).arousal, slow + 0.2);
}

TEST(Affect, ReasonsAddUp) {
    const AffectModel model = shipped();
    const Affect whole = model.estimate(sample("stille-nacht.musicxml"));
    std::vector<double> unknown(affectFeatureList().size(), models::kUnknown);
    const Affect average = model.estimate(unknown);
    double arousal = average.arousal;
    for (const AffectReason& one : whole.reasons) arousal += one.arousal;
    EXPECT_NEAR(std::clamp(arousal, -1.0, 1.0), whole.arousal, 1e-9);
}

TEST(Affect, TheCurveCoversEveryBarOnce) {
    const Score score = sample("haydn-emperor-theme.musicxml");
    std::size_t next = 0;
    for (const AffectWindow& window : shipped().curve(score, 4)) {
        EXPECT_EQ(window.firstBar, next);
        next += window.bars;
    }
    EXPECT_EQ(next, score.measures.size());
}

TEST(Affect, SomeBarsHaveTheTempoAndNotesOfTheirPlace) {
    Score score = sample("haydn-emperor-theme.musicxml");
    score.tempos = {{Beat{}, 60.0, false}, {score.measures[2].start, 90.0, false}};
    const Score cut = someBars(score, 4, 2);
    ASSERT_EQ(cut.measures.size(), 2U);
    EXPECT_EQ(cut.measures[0].number, score.measures[4].number);
    EXPECT_EQ(cut.tempos.front().quartersPerMinute, 90.0);
    std::size_t notes = 0;
    for (const Note& note : score.parts.front().notes) notes += note.measure == 4 ? 1U : 0U;
    std::size_t found = 0;
    for (const Note& note : cut.parts.front().notes) found += note.measure == 0 ? 1U : 0U;
    EXPECT_EQ(found, notes);
    EXPECT_LE(cut.end(), score.measures[6].start - score.measures[4].start);
}

TEST(Affect, DrumsAloneAreRefused) {
    Score score = sample("haydn-emperor-theme.musicxml");
    for (Part& part : score.parts) part.percussion = true;
    try {
        static_cast<void>(shipped().estimate(score));
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
    }
}

/// Notes of a plucked sound, so many a second, bright or dull, for twelve seconds.
std::vector<float> plucked(double each, double brightness) {
    constexpr int kRate = 44100;
    std::vector<float> out(12 * kRate);
    const std::vector<int> keys = {60, 64, 67, 72, 67, 64, 62, 65, 69, 65};
    for (std::size_t n = 0;; ++n) {
        const auto begin = static_cast<std::size_t>(static_cast<double>(n) * kRate / each);
        if (begin >= out.size()) return out;
        const double hertz = 440.0 * std::exp2((keys[n % keys.size()] - 69) / 12.0);
        for (std::size_t i = begin; i < out.size() && i < begin + kRate; ++i) {
            const double t = static_cast<double>(i - begin) / kRate;
            for (int k = 1; k <= 12; ++k)
                out[i] += static_cast<float>(0.1 * std::pow(brightness, k) * std::exp(-4.0 * t) *
                                             std::sin(2.0 * M_PI * hertz * k * t));
        }
    }
}

TEST(SoundAffect, FasterAndBrighterSoundsMoreExcited) {
    const SoundAffectModel model =
        SoundAffectModel::load(std::string(ARIOSO_SOURCE_DIR) + "/models/weights/composer");
    const auto arousal = [&](double each, double brightness) {
        const std::vector<float> sound = plucked(each, brightness);
        const auto curve = model.curve({std::span<const float>(sound)}, 44100, 6.0);
        EXPECT_EQ(curve.size(), 2U);
        EXPECT_NEAR(curve.back().to, 12.0, 1e-9);
        return SoundAffectModel::whole(curve).arousal;
    };
    const double plain = arousal(1.0, 0.4);
    EXPECT_GT(arousal(6.0, 0.4), plain + 0.1);
    EXPECT_GT(arousal(1.0, 0.85), plain + 0.1);
}

TEST(SoundAffect, SilenceHasNoFeeling) {
    const SoundAffectModel model =
        SoundAffectModel::load(std::string(ARIOSO_SOURCE_DIR) + "/models/weights/composer");
    const std::vector<float> nothing(44100);
    EXPECT_TRUE(model.curve({std::span<const float>(nothing)}, 44100, 1.0).empty());
}

TEST(SoundAffect, EveryColumnHasAMeaning) {
    for (const std::string& column : SoundAffectModel::columns())
        EXPECT_EQ(meaningOf(column).find('.'), std::string::npos) << column;
    EXPECT_EQ(meaningOf("chroma_motion_250"), "how fast harmony moves");
    EXPECT_EQ(meaningOf("between.3"), "time between notes");
}

}  // namespace
}  // namespace arioso
