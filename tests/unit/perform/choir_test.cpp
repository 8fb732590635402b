#include "src/perform/choir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sung_builder.h"

namespace arioso {
namespace {

using testing::noteAt;
using testing::sungAt;

PerformOptions seeded(int singer = 0) {
    PerformOptions options;
    options.humanize = 0.3;
    options.seed = 5;
    options.singer = singer;
    options.words = singer == 0;
    return options;
}

Score scoreOfVoices(std::vector<Note> notes) {
    Score score = testing::scoreOf(std::move(notes), 52);
    score.parts[0].vocal = true;
    score.language = "en";
    return score;
}

std::vector<ChoirSinger> choirOf(const Score& score, int singers) {
    std::vector<PerformedPart> takes;
    for (int s = 1; singers > 1 && s <= singers; ++s)
        takes.push_back(perform(score, seeded(s)).parts.at(0));
    ChoirOptions options;
    options.singers = singers;
    options.seed = 5;
    return singersOf(perform(score, seeded()).parts.at(0), takes, options);
}

Score melody() {
    std::vector<Note> notes;
    for (int i = 0; i < 16; ++i) notes.push_back(sungAt(2.0 * i, 2.0, "sing"));
    return scoreOfVoices(std::move(notes));
}

double gainOf(const PerformedPart& part) {
    return static_cast<double>(part.gainDb.empty() ? 0.0F : part.gainDb.front().value);
}

TEST(Choir, SingersBeginApartByTensOfMillisecondsAndNoMore) {
    const auto choir = choirOf(melody(), 4);
    ASSERT_EQ(choir.size(), 4U);
    std::vector<double> spreads;
    for (std::size_t i = 0; i < 16; ++i) {
        std::vector<double> onsets;
        for (const ChoirSinger& singer : choir) onsets.push_back(singer.part.notes.at(i).onset);
        const auto [first, last] = std::minmax_element(onsets.begin(), onsets.end());
        spreads.push_back(*last - *first);
        EXPECT_LT(spreads.back(), 0.07);
    }
    std::sort(spreads.begin(), spreads.end());
    EXPECT_GT(spreads[8], 0.010);
    EXPECT_LT(spreads[8], 0.040);
}

TEST(Choir, WordsOfASingerStayWhole) {
    const auto choir = choirOf(melody(), 3);
    for (const ChoirSinger& singer : choir) {
        for (std::size_t i = 0; i < 16; ++i) {
            const PerformedNote& note = singer.part.notes.at(i);
            EXPECT_EQ(testing::symbolsOf(note), testing::symbolsOf(choir[0].part.notes.at(i)));
            for (std::size_t p = 1; p < note.phonemes.size(); ++p)
                EXPECT_NEAR(note.phonemes[p].start, note.phonemes[p - 1].end, 1e-9);
            for (const PhonemeSpan& span : note.phonemes) EXPECT_LT(span.start, span.end);
        }
    }
}

TEST(Choir, SingersAreDetunedByCentsAroundTheScoresPitch) {
    const auto choir = choirOf(melody(), 5);
    std::set<long> detunes;
    double sum = 0.0;
    for (const ChoirSinger& singer : choir) {
        // The mean over many notes is the singer's own deviation: vibrato and drift average out.
        double cents = 0.0;
        std::size_t count = 0;
        for (const PerformedNote& note : singer.part.notes) {
            for (const auto& point : note.bend) {
                if (point.seconds < 0.2 || point.seconds > 0.8) continue;
                cents += static_cast<double>(point.cents);
                ++count;
            }
        }
        cents /= static_cast<double>(count);
        EXPECT_LE(std::abs(cents), 15.0);
        detunes.insert(std::lround(cents));
        sum += cents;
    }
    EXPECT_GE(detunes.size(), 4U);
    EXPECT_GT(*detunes.rbegin() - *detunes.begin(), 8);
    EXPECT_LT(std::abs(sum / 5.0), 4.0);
}

TEST(Choir, ManySingersAreAsLoudAsOne) {
    for (const int singers : {2, 4, 8}) {
        double power = 0.0;
        for (const ChoirSinger& singer : choirOf(melody(), singers))
            power += std::pow(10.0, gainOf(singer.part) / 10.0);
        EXPECT_NEAR(10.0 * std::log10(power), 0.0, 1.0) << singers;
    }
}

TEST(Choir, VibratosAreNotInStep) {
    const auto choir = choirOf(melody(), 3);
    double product = 0.0;
    double squares = 0.0;
    for (std::size_t n = 0; n < 16; ++n) {
        const auto& a = choir[0].part.notes[n].bend;
        const auto& b = choir[1].part.notes[n].bend;
        for (std::size_t i = 40; i < std::min(a.size(), b.size()); ++i) {
            const auto x = static_cast<double>(a[i].cents - a[i - 1].cents);
            const auto y = static_cast<double>(b[i].cents - b[i - 1].cents);
            product += x * y;
            squares += 0.5 * (x * x + y * y);
        }
    }
    EXPECT_LT(product / squares, 0.5);
}

TEST(Choir, TheSameSeedGivesTheSameChoir) {
    const auto first = choirOf(melody(), 3);
    const auto second = choirOf(melody(), 3);
    for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].part, second[i].part);
}

TEST(Choir, DividesOnChordsAndUnitesOnSingleNotes) {
    std::vector<Note> notes{sungAt(0, 2, "one"), sungAt(2, 2, "two"), noteAt(2, 60, 2)};
    const auto choir = choirOf(scoreOfVoices(std::move(notes)), 4);
    ASSERT_EQ(choir.size(), 4U);
    std::multiset<float> pitches;
    for (const ChoirSinger& singer : choir) {
        ASSERT_EQ(singer.part.notes.size(), 2U);
        EXPECT_EQ(singer.part.notes[0].pitch, 67.0F);
        pitches.insert(singer.part.notes[1].pitch);
    }
    EXPECT_EQ(pitches.count(67.0F), 2U);
    EXPECT_EQ(pitches.count(60.0F), 2U);
}

TEST(Choir, TwoVoicesOfAStaveAreTwoSingersWithTheSameWords) {
    std::vector<Note> notes{sungAt(0, 2, "one"), sungAt(2, 2, "two")};
    for (const double beat : {0.0, 2.0}) {
        Note alto = noteAt(beat, 60, 2);
        alto.voice = 2;
        notes.push_back(alto);
    }
    const auto lines = choirOf(scoreOfVoices(std::move(notes)), 1);
    ASSERT_EQ(lines.size(), 2U);
    for (const ChoirSinger& line : lines) {
        ASSERT_EQ(line.part.notes.size(), 2U);
        EXPECT_EQ(testing::symbolsOf(line.part.notes[0]), "w ʌ n");
        EXPECT_EQ(testing::symbolsOf(line.part.notes[1]), "t u");
    }
    EXPECT_EQ(lines[0].part.notes[0].pitch, 67.0F);
    EXPECT_EQ(lines[1].part.notes[0].pitch, 60.0F);
    EXPECT_EQ(gainOf(lines[0].part), 0.0);
}

TEST(Choir, ASoloLineIsLeftAlone) {
    EXPECT_FALSE(hasSeveralLines(perform(melody(), seeded()).parts.at(0)));
}

}  // namespace
}  // namespace arioso
