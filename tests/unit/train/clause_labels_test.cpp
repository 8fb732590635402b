#include "tools/train/statistics/clause_labels.h"

#include <gtest/gtest.h>

#include "src/score/measures.h"

namespace arioso::train {
namespace {

/// Quarter notes in C with a syllable each; "-" is a note that goes on with the one before.
Score song(const std::vector<std::string>& words) {
    Score score;
    Part part;
    part.id = "P1";
    part.vocal = true;
    for (std::size_t i = 0; i < words.size(); ++i) {
        Note note;
        note.onset = Beat(static_cast<int>(i), 1);
        note.duration = Beat(1, 1);
        note.pitch = 60 + static_cast<int>(i % 5);
        if (words[i] != "-") {
            Lyric lyric;
            lyric.text = words[i];
            note.lyrics.push_back(lyric);
        }
        part.notes.push_back(note);
    }
    for (int bar = 0; 4 * bar < static_cast<int>(words.size()); ++bar) {
        Measure measure;
        measure.start = Beat(4 * bar, 1);
        measure.length = Beat(4, 1);
        measure.written = bar;
        score.measures.push_back(measure);
    }
    score.parts.push_back(part);
    assignMeasures(score);
    return score;
}

TEST(ClauseLabels, AClauseBeginsBehindAMarkOfPunctuation) {
    const auto tune = labelledTune(song({"Es", "war,", "-", "ein", "Mal",
                                         "\xE2\x80\x9E"
                                         "ja!\xE2\x80\x9C",
                                         "und", "-"}),
                                   1);
    ASSERT_TRUE(tune);
    ASSERT_EQ(tune->labels.size(), 2U);
    EXPECT_EQ(tune->labels[0], (std::vector<int>{-1, 0, -1, 1}));
    EXPECT_EQ(tune->labels[1], (std::vector<int>{0, 0, 1, -1}));
}

TEST(ClauseLabels, ASequenceHasItsLabelsAtItsPitches) {
    const auto tune = labelledTune(song({"a", "b,", "c", "d.", "e", "f", "g", "h"}), 1);
    ASSERT_TRUE(tune);
    const auto sequences = labelledSequences(*tune, 512);
    ASSERT_EQ(sequences.size(), 1U);
    const auto& one = sequences.front();
    ASSERT_EQ(one.symbols.size(), one.labels.size());
    std::vector<int> found;
    for (std::size_t i = 0; i < one.symbols.size(); ++i) {
        if (events::isPitch(one.symbols[i]))
            found.push_back(one.labels[i]);
        else
            EXPECT_EQ(one.labels[i], -1);
    }
    EXPECT_EQ(found, (std::vector<int>{-1, 0, 1, 0, 1, 0, 0, 0}));
    EXPECT_EQ(one.distances, std::vector<int>(7, 12));
    // In windows of a bar each the labels stay with their notes.
    const auto bars = labelledSequences(*tune, 40);
    ASSERT_EQ(bars.size(), 2U);
    EXPECT_EQ(std::count(bars[0].labels.begin(), bars[0].labels.end(), 1), 1);
    EXPECT_EQ(std::count(bars[1].labels.begin(), bars[1].labels.end(), 1), 1);
}

TEST(ClauseLabels, MusicWithoutWordsHasNone) {
    EXPECT_FALSE(labelledTune(song({"-", "-", "-", "-"}), 1));
    EXPECT_FALSE(labelledTune(Score{}, 1));
}

TEST(AveragePrecision, IsOneForTheRightOrderAndTheShareOfHitsWhereAllAreEqual) {
    EXPECT_EQ(averagePrecision({0.9, 0.1, 0.8, 0.2}, {1, 0, 1, 0}), 1.0);
    EXPECT_EQ(averagePrecision({1.0, 1.0, 1.0, 1.0}, {1, 0, 0, 0}), 0.25);
    EXPECT_EQ(averagePrecision({0.1, 0.9}, {1, 0}), 0.5);
    EXPECT_EQ(averagePrecision({}, {}), 0.0);
}

}  // namespace
}  // namespace arioso::train
