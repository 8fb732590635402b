#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>

#include "dsp/error.h"
#include "src/likeness/audio_row.h"
#include "src/likeness/joint_embedding.h"
#include "src/likeness/score_row.h"
#include "src/lyrics/language_guess.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

Score tune(const std::string& key, const std::string& notes, const std::string& words = {}) {
    std::string text = "X:1\nT:Tune\nM:4/4\nL:1/4\nQ:1/4=100\nK:" + key + "\n" + notes + "\n";
    if (!words.empty()) text += "w: " + words + "\n";
    return readAbc(std::as_bytes(std::span(text)), "tune.abc");
}

TEST(ScoreRow, TheKeyDoesNotCountButHowItMovesDoes) {
    const FeatureRow inC = scoreRow(tune("C", "C D E F|G A G2|E D C D|C4|"));
    const FeatureRow inD = scoreRow(tune("D", "D E F G|A B A2|F E D E|D4|"));
    const FeatureRow leaps = scoreRow(tune("C", "C G C G|c C c2|G C G D|C4|"));
    ASSERT_EQ(inC.names, inD.names);
    const auto value = [](const FeatureRow& row, const std::string& name) {
        return row.values[static_cast<std::size_t>(std::ranges::find(row.names, name) -
                                                   row.names.begin())];
    };
    for (std::size_t i = 0; i < inC.values.size(); ++i) {
        if (inC.names[i] == "register" || inC.names[i] == "bass" ||
            inC.names[i] == "tune_register" || std::isnan(inC.values[i]))
            continue;
        EXPECT_NEAR(inC.values[i], inD.values[i], 0.02) << inC.names[i];
    }
    EXPECT_GT(value(leaps, "interval"), value(inC, "interval") + 2.0);
    EXPECT_NEAR(value(inC, "tempo"), std::log2(100.0), 1e-9);
}

TEST(SongWords, SyllablesBecomeWordsAndLines) {
    const SongWords words =
        wordsOf(tune("C", "C D E F|G4|C D E F|G4|", "Twin-kle lit-tle star. How I won-der you"));
    ASSERT_EQ(words.lines.size(), 2U);
    EXPECT_EQ(words.lines[0], "Twinkle little star.");
    EXPECT_EQ(words.lines[1], "How I wonder you");
    EXPECT_TRUE(wordsOf(tune("C", "C D E F|")).empty());
}

TEST(SongWords, TheLanguageIsGuessedByCommonWords) {
    EXPECT_EQ(guessLanguage({"The moon is on the hill and you"}), "en");
    EXPECT_EQ(guessLanguage({"Der Mond ist aufgegangen, die Sterne und das Meer"}), "de");
    EXPECT_EQ(guessLanguage({"Je suis dans la nuit et le vent des mers"}), "fr");
    EXPECT_EQ(guessLanguage({"la la la la"}).size(), 2U);
    EXPECT_EQ(guessLanguage({"Xyz"}), "");
}

TEST(WordSpace, WordsThatKeepTheSameCompanyLieNear) {
    const auto bag = [](const std::string& line) { return wordBag({"en", {line}}); };
    std::vector<WordBag> bags;
    for (int i = 0; i < 6; ++i) {
        bags.push_back(bag("moon night stars sleep"));
        bags.push_back(bag("moon night dream"));
        bags.push_back(bag("march drums soldiers battle"));
        bags.push_back(bag("drums battle glory"));
    }
    const WordSpace space(bags, 2, 1);
    const auto likeness = [&](const std::string& a, const std::string& b) {
        const std::vector<double> one = space.place(bag(a));
        const std::vector<double> other = space.place(bag(b));
        return (one[0] * other[0] + one[1] * other[1]) /
               (std::hypot(one[0], one[1]) * std::hypot(other[0], other[1]));
    };
    EXPECT_GT(likeness("stars", "dream"), 0.9);
    EXPECT_LT(likeness("stars", "glory"), 0.3);
    EXPECT_EQ(space.place(bag("xylophone")), std::vector<double>(2, 0.0));
}

class LikenessFile : public testing::Test {
  protected:
    LikenessFile()
        : folder_(fs::path(testing::TempDir()) /
                  ("arioso-likeness-" + std::to_string(::getpid()) + "-" +
                   testing::UnitTest::GetInstance()->current_test_info()->name())) {
        fs::create_directories(folder_);
    }
    ~LikenessFile() override { fs::remove_all(folder_); }

    static JointEmbedding small() {
        const WordSpace space(
            {wordBag({"en", {"moon and stars"}}), wordBag({"en", {"moon and sea"}})}, 2, 1);
        const auto projection = [](std::size_t inputs) {
            models::Projection out(inputs, 3, 2);
            for (std::size_t i = 0; i < out.weights1.size(); ++i)
                out.weights1[i] = i % 3 == 0 ? 0.25F : -0.125F;
            out.weights2 = {0.5F, -0.5F, 0.25F, 0.75F, 0.5F, -0.25F};
            return out;
        };
        return {projection(scoreRow(tune("C", "C D E F|G A G2|")).values.size()),
                projection(audioRow({}).values.size()),
                projection(wordsRow({}).values.size() + space.dimensions()), space};
    }

    fs::path folder_;
};

TEST_F(LikenessFile, IsReadAsItWasWritten) {
    const JointEmbedding written = small();
    written.save(folder_, "1");
    const JointEmbedding read = JointEmbedding::load(folder_);
    const Score score = tune("C", "C D E F|G A G2|E D C D|C4|");
    const JointEmbedding::Place a = written.ofScore(score);
    const JointEmbedding::Place b = read.ofScore(score);
    ASSERT_EQ(a.size(), 2U);
    EXPECT_NEAR(a[0], b[0], 1e-3);
    EXPECT_NEAR(std::hypot(b[0], b[1]), 1.0, 1e-5);
    const JointEmbedding::Place words = read.ofWords({"en", {"moon and stars"}});
    EXPECT_NEAR(std::hypot(words[0], words[1]), 1.0, 1e-5);
}

TEST_F(LikenessFile, WhatHasNothingToCompareIsRefused) {
    const JointEmbedding space = small();
    EXPECT_THROW((void)space.ofWords({}), Error);
    EXPECT_THROW((void)space.ofAudio({}, 44100), Error);
    EXPECT_THROW((void)space.ofScore(Score{}), Error);
    try {
        (void)JointEmbedding::load(folder_);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Model);
        EXPECT_NE(std::string(error.what()).find("manifest.json"), std::string::npos);
    }
}

TEST(ChooseDifferent, TheBestFirstThenWhatIsUnlikeIt) {
    const std::vector<JointEmbedding::Place> places = {{1, 0}, {0.99F, 0.14F}, {0, 1}, {-1, 0}};
    const std::vector<double> quality = {1.0, 0.9, 0.5, -5.0};
    EXPECT_EQ(chooseDifferent(places, quality, 2, 0.0), (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(chooseDifferent(places, quality, 2, 0.5), (std::vector<std::size_t>{0, 2}));
    EXPECT_EQ(chooseDifferent(places, quality, 9, 0.5).size(), 4U);
    EXPECT_TRUE(chooseDifferent({}, {}, 3, 0.5).empty());
}

}  // namespace
}  // namespace arioso
