#include "src/features/event_marks.h"

#include <gtest/gtest.h>

#include <string>

#include "src/score/reader.h"

namespace arioso {
namespace {

TEST(EventMarks, TellStressesOfWordsAndWhereSectionsBegin) {
    const Score score =
        readScore(ARIOSO_SOURCE_DIR "/samples/brahms-lullaby.musicxml", ReadOptions());
    const EventMarks marks = eventMarks(score);
    ASSERT_EQ(marks.syllables.size(), score.parts.size());
    std::string text;
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        const Part& part = score.parts[p];
        ASSERT_EQ(marks.syllables[p].size(), part.notes.size());
        for (std::size_t i = 0; i < part.notes.size(); ++i) {
            EXPECT_EQ(marks.syllables[p][i] >= 0, !part.notes[i].lyrics.empty());
            if (part.notes[i].lyrics.empty() || part.notes[i].measure > 4) continue;
            text += marks.syllables[p][i] == 1 ? "'" : "";
            text += part.notes[i].lyrics.front().text + " ";
        }
    }
    EXPECT_EQ(text, "'Lul la by and 'good ");
    ASSERT_EQ(marks.sections.size(), score.measures.size());
    int first = -1;
    for (const int letter : marks.sections)
        if (first < 0) first = letter;
    EXPECT_EQ(first, 0);
}

TEST(EventMarks, AScoreWithoutWordsHasNoSyllables) {
    const Score score =
        readScore(ARIOSO_SOURCE_DIR "/samples/petzold-minuet-in-g.musicxml", ReadOptions());
    EXPECT_TRUE(eventMarks(score).syllables.empty());
}

}  // namespace
}  // namespace arioso
