#include <gtest/gtest.h>

#include <cmath>

#include "dsp/error.h"
#include "src/harmony/harmony_chain.h"
#include "src/harmony/harmony_learn.h"
#include "src/harmony/harmony_tables.h"
#include "src/harmony/key_segments.h"

namespace arioso {
namespace {

constexpr Chord kTonic{0, ChordQuality::Major};
constexpr Chord kDominant{7, ChordQuality::Dominant7};
constexpr Chord kSubdominant{5, ChordQuality::Major};

/// Bars of two beats in a key, a chord a bar, its root sung on the first beat, its third on the
/// second.
HarmonySequence bars(const std::vector<Chord>& chords, bool minor = false) {
    HarmonySequence out;
    out.minor = minor;
    out.begins = true;
    int tick = 0;
    for (std::size_t bar = 0; bar < chords.size(); ++bar)
        for (int beat = 0; beat < 2; ++beat, tick += kTicks) {
            out.grid.push_back({tick, kTicks, static_cast<int>(bar), beat, 2});
            EvidenceSlot slot;
            slot.notes.push_back({60 + chords[bar].root + (beat == 0 ? 0 : 4), beat == 0 ? 0 : 2});
            if (bar + 1 == chords.size() && beat == 1) slot.end = SlotEnd::Piece;
            out.melody.push_back(slot);
            out.chords.push_back(chords[bar].index());
        }
    return out;
}

HarmonyTables learnt() {
    std::vector<HarmonySequence> sequences;
    for (int i = 0; i < 20; ++i)
        for (const bool minor : {false, true}) {
            sequences.push_back(
                bars({kTonic, kSubdominant, kDominant, kTonic, kDominant, kTonic}, minor));
            sequences.push_back(bars({kTonic, kDominant, kTonic, kSubdominant, kTonic}, minor));
        }
    return learnHarmony(sequences);
}

std::vector<int> likeliest(const HarmonyTables& tables, const HarmonySequence& sequence,
                           int tonic = 0, const HarmonyWish& wish = {}) {
    std::vector<EvidenceSlot> melody = sequence.melody;
    for (EvidenceSlot& slot : melody)
        for (HeardNote& note : slot.notes) note.pitch += tonic;
    const std::vector<SlotKey> keys(sequence.grid.size(), SlotKey{tonic, sequence.minor});
    const HarmonyChain harmony = harmonyChain(tables, sequence.grid, melody, keys, wish);
    return models::statesOf(harmony.chain.viterbi(harmony.evidence));
}

TEST(HarmonyModel, HearsTheChordsItWasTaught) {
    const HarmonyTables tables = learnt();
    const HarmonySequence unseen =
        bars({kTonic, kDominant, kTonic, kSubdominant, kDominant, kTonic});
    EXPECT_EQ(likeliest(tables, unseen), unseen.chords);
}

TEST(HarmonyModel, KeysAreAlike) {
    const HarmonyTables tables = learnt();
    const HarmonySequence unseen =
        bars({kTonic, kDominant, kTonic, kSubdominant, kDominant, kTonic});
    std::vector<int> expected;
    for (const int chord : unseen.chords) {
        const Chord one = Chord::fromIndex(chord);
        expected.push_back(Chord{pitchClassOf(one.root + 3), one.quality}.index());
    }
    EXPECT_EQ(likeliest(tables, unseen, 3), expected);
}

TEST(HarmonyModel, ProbabilitiesOfChordsGivenAMelodySumToOne) {
    const HarmonyTables tables = learnt();
    HarmonySequence two = bars({kTonic});
    const std::vector<SlotKey> keys(two.grid.size(), SlotKey{});
    // A few chords will do.
    HarmonyWish wish;
    wish.avoided.assign(kChords, 1);
    for (int i = 0; i < kChords; i += 10) wish.avoided[static_cast<std::size_t>(i)] = 0;
    const HarmonyChain harmony = harmonyChain(tables, two.grid, two.melody, keys, wish);
    double sum = 0.0;
    for (int a = 0; a < kChords; a += 10)
        for (int b = 0; b < kChords; b += 10) sum += std::exp(logPosterior(harmony, {a, b}));
    EXPECT_NEAR(sum, 1.0, 1e-6);
}

TEST(HarmonyModel, WhatIsDecidedStaysAndWhatIsAvoidedIsNotUsed) {
    const HarmonyTables tables = learnt();
    const HarmonySequence unseen = bars({kTonic, kDominant, kTonic, kSubdominant, kTonic});
    HarmonyWish wish;
    wish.fixed.assign(unseen.grid.size(), -1);
    wish.fixed[2] = Chord{9, ChordQuality::Minor}.index();
    wish.avoided.assign(kChords, 0);
    wish.avoided[static_cast<std::size_t>(kSubdominant.index())] = 1;
    const std::vector<int> path = likeliest(tables, unseen, 0, wish);
    EXPECT_EQ(path[2], wish.fixed[2]);
    for (const int chord : path) EXPECT_NE(chord, kSubdominant.index());
}

TEST(HarmonyModel, RhythmSaysWhereChordsMayChange) {
    const HarmonyTables tables = learnt();
    HarmonySequence unseen = bars({kTonic, kDominant, kTonic, kSubdominant, kTonic});
    // A melody that asks for another chord on every beat.
    for (std::size_t s = 0; s < unseen.melody.size(); ++s)
        unseen.melody[s].notes = {{60 + (s % 2 == 0 ? 0 : 2), 0}, {60 + (s % 2 == 0 ? 4 : 11), 0}};
    HarmonyWish wish;
    wish.rhythm = HarmonicRhythm::Bar;
    const std::vector<int> path = likeliest(tables, unseen, 0, wish);
    for (std::size_t s = 1; s < path.size(); s += 2) EXPECT_EQ(path[s], path[s - 1]);
    wish.rhythm = HarmonicRhythm::TwoBars;
    const std::vector<int> slow = likeliest(tables, unseen, 0, wish);
    for (std::size_t s = 0; s < slow.size(); ++s) EXPECT_EQ(slow[s], slow[s - s % 4]);
}

TEST(HarmonyModel, FileKeepsTheTables) {
    const HarmonyTables tables = learnt();
    const std::string bytes = harmonyBytes(tables);
    EXPECT_EQ(bytes, harmonyBytes(learnt()));
    const auto read = parseHarmony(bytes, "x");
    EXPECT_EQ(harmonyBytes(*read), bytes);
    const HarmonySequence unseen = bars({kTonic, kDominant, kTonic, kSubdominant, kTonic});
    EXPECT_EQ(likeliest(*read, unseen), unseen.chords);
    EXPECT_THROW((void)parseHarmony(bytes.substr(0, bytes.size() - 8), "x"), Error);
    EXPECT_THROW((void)learnHarmony({}), Error);
}

TEST(HarmonyGrid, CountsFeltBeatsAndKeepsUpbeatsAtTheEnd) {
    std::vector<StudyBar> score(3);
    score[0] = {0, 12, 4, 4, 0, false, false};  // an upbeat of a quarter
    score[1] = {12, 48, 4, 4, 0, false, true};
    score[2] = {60, 36, 6, 8, 0, false, true};
    const std::vector<HarmonySlot> grid = harmonyGrid(score);
    ASSERT_EQ(grid.size(), 7U);
    EXPECT_EQ(grid[0].place, 3);
    EXPECT_EQ(grid[0].length, 12);
    EXPECT_EQ(grid[1].place, 0);
    EXPECT_EQ(grid[5].length, 18);
    EXPECT_EQ(grid[5].beats, 2);
}

TEST(KeySegments, SectionsHaveTheirKeysAndNoneIsTooShort) {
    // Eight bars of triads of C major, eight of A flat major, one stray bar of D.
    Score score;
    Part part;
    const auto bar = [&](int index, const std::vector<int>& pitches) {
        Measure measure;
        measure.start = Beat::whole(4 * index);
        measure.length = Beat::whole(4);
        score.measures.push_back(measure);
        for (std::size_t k = 0; k < pitches.size(); ++k) {
            Note note;
            note.onset = Beat::whole(4 * index + static_cast<int>(k));
            note.duration = Beat::whole(1);
            note.pitch = pitches[k];
            note.measure = index;
            part.notes.push_back(note);
        }
    };
    for (int i = 0; i < 8; ++i)
        bar(i, i == 3 ? std::vector<int>{62, 66, 69, 66}
                      : std::vector<int>{60, 64, 67, i % 2 == 0 ? 65 : 71});
    for (int i = 8; i < 16; ++i) bar(i, {68, 72, 75, i % 2 == 0 ? 73 : 67});
    score.parts.push_back(part);
    std::vector<StudyBar> bars = studyBars(score);
    const std::vector<KeySegment> keys = findKeySegments(score, bars);
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].tonic, 0);
    EXPECT_EQ(keys[0].bars, 8);
    EXPECT_EQ(keys[1].tonic, 8);
    EXPECT_FALSE(keys[1].minor);
    EXPECT_GT(keys[0].confidence, 0.8);
    EXPECT_EQ(bars[3].tonic, 0);
}

}  // namespace
}  // namespace arioso
