#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>

#include "dsp/error.h"
#include "src/judge/craft_row.h"
#include "src/judge/listening_judge.h"
#include "src/likeness/audio_row.h"
#include "src/likeness/score_row.h"
#include "src/score/reader.h"
#include "tools/train/judge/preferences.h"
#include "tools/train/judge/spoil.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

Score twoParts() {
    const std::string text =
        "X:1\nT:Two\nM:4/4\nL:1/4\nQ:1/4=100\nK:C\n"
        "V:1\nC D E F|G A G2|E D C D|C4|E F G A|G F E2|D E F D|C4|\n"
        "V:2\nC,2 G,2|E,2 C,2|C,2 G,,2|C,4|C,2 F,2|G,2 C,2|G,2 G,,2|C,4|\n";
    return readAbc(std::as_bytes(std::span(text)), "two.abc");
}

double value(const FeatureRow& row, const std::string& name) {
    const auto at = std::ranges::find(row.names, name);
    EXPECT_NE(at, row.names.end()) << name;
    return row.values[static_cast<std::size_t>(at - row.names.begin())];
}

std::vector<int> pitches(const Part& part) {
    std::vector<int> out;
    for (const Note& note : part.notes) out.push_back(static_cast<int>(std::lround(note.pitch)));
    return out;
}

TEST(CraftRow, HearsWhatIsWrong) {
    const Score good = twoParts();
    const FeatureRow row = craftRow(good);
    EXPECT_EQ(value(row, "outside_scale"), 0.0);
    EXPECT_EQ(value(row, "ends_in_tonic"), 1.0);
    EXPECT_EQ(value(row, "off_grid"), 0.0);
    EXPECT_GT(value(craftRow(spoilt(good, Spoil::WrongNotes, 1)), "outside_scale"), 0.05);
    EXPECT_LT(value(craftRow(spoilt(good, Spoil::OutOfStep, 2)), "onsets_together"),
              value(row, "onsets_together"));
    EXPECT_EQ(value(craftRow(spoilt(good, Spoil::StuckBar, 1)), "same_bars"), 1.0);
    EXPECT_GT(value(craftRow(spoilt(good, Spoil::WildLeaps, 1)), "awkward_intervals"), 0.1);
    EXPECT_THROW((void)craftRow(Score{}), Error);
}

TEST(Spoilt, DoesWhatItSaysAndTheSameAgain) {
    const Score good = twoParts();
    for (const Spoil spoil : kSpoils) {
        const Score once = spoilt(good, spoil, 7);
        const Score again = spoilt(good, spoil, 7);
        ASSERT_EQ(once.parts.size(), 2U);
        EXPECT_EQ(pitches(once.parts[0]), pitches(again.parts[0])) << nameOf(spoil);
        for (const Part& part : once.parts) {
            EXPECT_TRUE(std::ranges::is_sorted(part.notes, [](const Note& a, const Note& b) {
                return a.onset < b.onset;
            })) << nameOf(spoil);
            for (const Note& note : part.notes) EXPECT_GT(note.duration.value(), 0.0);
        }
    }
    std::vector<int> shuffled = pitches(spoilt(good, Spoil::ShuffledBars, 3).parts[0]);
    EXPECT_NE(shuffled, pitches(good.parts[0]));
    std::vector<int> all = pitches(good.parts[0]);
    std::ranges::sort(shuffled);
    std::ranges::sort(all);
    EXPECT_EQ(shuffled, all);
    EXPECT_LT(spoilt(good, Spoil::HolesInIt, 1).parts[0].notes.size(), good.parts[0].notes.size());
    Score alone = good;
    alone.parts.resize(1);
    EXPECT_EQ(spoilt(alone, Spoil::OutOfStep, 1).parts[0].notes.front().onset,
              good.parts[0].notes.front().onset);
}

TEST(Preferences, APreferenceForTheMiddleIsLearnt) {
    // Too much and too little are both worse than the middle: only the square can tell.
    std::vector<Preference> pairs;
    models::Ridge scaling;
    scaling.mean = {0.0};
    scaling.scale = {1.0};
    for (int i = 0; i < 40; ++i) {
        const double middle = 0.05 * (i % 5 - 2);
        const double edge = i % 2 == 0 ? 1.5 : -1.5;
        pairs.push_back({withSquares(scaling, {middle}), withSquares(scaling, {edge})});
    }
    const std::vector<double> weights = fitPreferences(pairs, 0.01);
    EXPECT_LT(weights[1], -0.5);
    EXPECT_EQ(toldRight(pairs, weights), 1.0);
    EXPECT_EQ(toldRight({{{1.0F, 0.0F}, {1.0F, 0.0F}}}, weights), 0.5);
}

TEST(ListeningJudge, VerdictsAreReadAsTheyWereWritten) {
    const fs::path folder =
        fs::path(testing::TempDir()) / ("arioso-judge-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    const models::Projection projection(scoreRow(twoParts()).values.size(), 2, 2);
    const JointEmbedding embedding(projection, models::Projection(audioRow({}).values.size(), 2, 2),
                                   models::Projection(wordsRow({}).values.size(), 2, 2), {});
    const FeatureRow row = judgeRow(twoParts(), embedding);
    models::Ridge linear;
    linear.mean = row.values;
    for (double& mean : linear.mean)
        if (std::isnan(mean)) mean = 0.0;
    linear.scale.assign(row.values.size(), 1.0);
    linear.weights.assign(row.values.size(), 0.0);
    std::vector<double> squares(row.values.size(), 0.0);
    const auto outside =
        static_cast<std::size_t>(std::ranges::find(row.names, "outside_scale") - row.names.begin());
    linear.weights[outside] = -4.0;
    const ListeningJudge judge(row.names, linear, squares, 0.0);
    judge.save(folder, "1");
    const ListeningJudge read = ListeningJudge::load(folder);
    EXPECT_NEAR(read.judge(twoParts(), embedding).score, 0.0, 1e-3);
    const Verdict worse = read.judge(spoilt(twoParts(), Spoil::WrongNotes, 1), embedding);
    EXPECT_LT(worse.score, -0.2);
    EXPECT_EQ(worse.reasons.front().feature, "outside_scale");
    fs::remove_all(folder);
}

}  // namespace
}  // namespace arioso::train
