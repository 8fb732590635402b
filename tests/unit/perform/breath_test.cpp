#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sung_builder.h"

namespace arioso {
namespace {

using testing::breathOf;
using testing::singAll;
using testing::sungAt;

constexpr double kBeat = 0.5;  // seconds

std::vector<double> breathsOf(const std::vector<PerformedNote>& notes) {
    std::vector<double> out;
    for (const PerformedNote& note : notes) {
        if (const PhonemeSpan* breath = breathOf(note)) out.push_back(breath->end - breath->start);
    }
    return out;
}

/// Vowels begin with their notes, breaths last 180 to 450 ms and overlap nothing.
void expectSound(const std::vector<PerformedNote>& notes) {
    double end = 0.0;
    for (const PerformedNote& note : notes) {
        for (const PhonemeSpan& span : note.phonemes) {
            EXPECT_GE(span.start, end - 1e-9);
            EXPECT_GT(span.end, span.start);
            end = span.end;
        }
        const PhonemeSpan* breath = breathOf(note);
        if (breath == nullptr) continue;
        EXPECT_EQ(breath, &note.phonemes.front());
        EXPECT_GE(breath->end - breath->start, 0.18 - 1e-9);
        EXPECT_LE(breath->end - breath->start, 0.45 + 1e-9);
        const auto vowel = std::find_if(note.phonemes.begin(), note.phonemes.end(),
                                        [](const PhonemeSpan& span) { return span.vowel; });
        ASSERT_NE(vowel, note.phonemes.end());
        EXPECT_DOUBLE_EQ(vowel->start, note.onset);
    }
}

TEST(Breaths, InRestsBeforeTheConsonant) {
    const auto notes =
        singAll({sungAt(2, 1, "sun"), sungAt(3, 1, "moon"), sungAt(5, 1, "sun")}).parts[0].notes;
    expectSound(notes);
    EXPECT_NE(breathOf(notes[0]), nullptr);
    EXPECT_EQ(breathOf(notes[1]), nullptr);
    ASSERT_NE(breathOf(notes[2]), nullptr);
    EXPECT_EQ(notes[1].offset, 4 * kBeat);
    EXPECT_EQ(breathOf(notes[2])->end, notes[2].phonemes[1].start);
}

TEST(Breaths, AtCommasAndSentencesWhereThereIsTime) {
    std::vector<Note> notes;
    for (int i = 0; i < 8; ++i)
        notes.push_back(sungAt(2.0 + 2.0 * i, 2, i == 3 ? "sun," : i == 5 ? "sun." : "sun"));
    const auto played = singAll(notes).parts[0].notes;
    expectSound(played);
    EXPECT_NE(breathOf(played[4]), nullptr);
    EXPECT_LT(played[3].offset, played[4].onset - 0.2);
    EXPECT_NE(breathOf(played[6]), nullptr);
    EXPECT_EQ(breathsOf(played).size(), 3U);
}

TEST(Breaths, NotBetweenQuickNotes) {
    std::vector<Note> notes;
    for (int i = 0; i < 12; ++i) notes.push_back(sungAt(2.0 + 0.5 * i, 0.5, "sun,"));
    EXPECT_EQ(breathsOf(singAll(notes).parts[0].notes).size(), 1U);
}

TEST(Breaths, AtBreathMarksAndLineEnds) {
    std::vector<Note> notes;
    for (int i = 0; i < 6; ++i) notes.push_back(sungAt(2.0 + 2.0 * i, 2, "sun"));
    notes[1].articulation = Articulation::BreathAfter;
    notes[3].lyrics[0].lineEnd = true;
    const auto played = singAll(notes).parts[0].notes;
    expectSound(played);
    EXPECT_NE(breathOf(played[2]), nullptr);
    EXPECT_NE(breathOf(played[4]), nullptr);
    EXPECT_EQ(breathsOf(played).size(), 3U);
}

TEST(Breaths, BeforeSevenSecondsAreUp) {
    std::vector<Note> notes;
    double beat = 2.0;
    for (int i = 0; i < 60; ++i) {
        const double length = i % 7 == 6 ? 2.0 : 1.0;
        notes.push_back(sungAt(beat, length,
                               i % 3 == 0   ? "sum"
                               : i % 3 == 1 ? "mer"
                                            : "sun",
                               i % 3 == 0   ? Syllabic::Begin
                               : i % 3 == 1 ? Syllabic::End
                                            : Syllabic::Single));
        beat += length;
    }
    const auto played = singAll(notes).parts[0].notes;
    expectSound(played);
    double last = played[0].onset;
    for (std::size_t i = 1; i < played.size(); ++i) {
        if (const PhonemeSpan* breath = breathOf(played[i])) {
            EXPECT_NE(i % 3, 1U) << "inside a word";
            EXPECT_LE(breath->start - last, 7.0);
            last = breath->end;
        }
    }
    EXPECT_LE(played.back().offset - last, 7.0 + 1.0);
}

TEST(Breaths, NeverInAMelismaHoweverLong) {
    std::vector<Note> notes{sungAt(2, 1, "glo", Syllabic::Begin)};
    for (int i = 1; i < 30; ++i) notes.push_back(sungAt(2.0 + i, 1, ""));
    notes.push_back(sungAt(32, 1, "ria", Syllabic::End));
    notes.push_back(sungAt(33, 1, "sun"));
    const auto played = singAll(notes).parts[0].notes;
    expectSound(played);
    for (std::size_t i = 1; i < 31; ++i) EXPECT_EQ(breathOf(played[i]), nullptr);
}

TEST(Breaths, NoOnsetMovesForThem) {
    std::vector<Note> with;
    std::vector<Note> without;
    for (int i = 0; i < 10; ++i) {
        with.push_back(sungAt(2.0 + 2.0 * i, 2, "sun."));
        without.push_back(sungAt(2.0 + 2.0 * i, 2, "sun"));
    }
    const auto a = singAll(with).parts[0].notes;
    const auto b = singAll(without).parts[0].notes;
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].onset, b[i].onset);
}

}  // namespace
}  // namespace arioso
