#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/error.h"
#include "tests/unit/score/abc_text.h"

namespace arioso {
namespace {

using test::durationsOf;
using test::onsetsOf;
using test::pitchesOf;
using test::readTune;
using test::readTunes;
using test::remarksOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(AbcNotes, OctavesAndLengths) {
    const Score score = readTune("C, C c c' | C2 D/ E// F//| z G3/2 A/4");
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(48, 60, 72, 84, 60, 62, 64, 65, 67, 69));
    EXPECT_THAT(durationsOf(score.parts[0]),
                ElementsAre(1, 1, 1, 1, 2, 0.5, 0.25, 0.25, 1.5, 0.25));
    EXPECT_DOUBLE_EQ(score.parts[0].notes[8].onset.value(), 8.0);
    EXPECT_THAT(remarksOf(score), IsEmpty());
}

TEST(AbcNotes, AccidentalsHoldForTheBarInAllOctavesUnlessToldOtherwise) {
    EXPECT_THAT(pitchesOf(readTune("^F F f =F | F").parts[0]), ElementsAre(66, 66, 78, 65, 65));
    EXPECT_THAT(pitchesOf(readTune("^F F f2 | F", "%%propagate-accidentals octave\n").parts[0]),
                ElementsAre(66, 66, 77, 65));
    EXPECT_THAT(pitchesOf(readTune("^F F f2 | F", "%%propagate-accidentals not\n").parts[0]),
                ElementsAre(66, 65, 77, 65));
    EXPECT_THAT(pitchesOf(readTune("__B ^^c ^/c _/d").parts[0]), ElementsAre(69, 74, 72.5, 73.5));
}

TEST(AbcNotes, KeysModesAndTheirOwnAccidentals) {
    const auto scale = [](const std::string& key) {
        return pitchesOf(readTune("CDEFGAB", "", key).parts[0]);
    };
    EXPECT_THAT(scale("D"), ElementsAre(61, 62, 64, 66, 67, 69, 71));
    EXPECT_THAT(scale("Gm"), ElementsAre(60, 62, 63, 65, 67, 69, 70));
    EXPECT_THAT(scale("A dorian"), ElementsAre(60, 62, 64, 66, 67, 69, 71));
    EXPECT_THAT(scale("EMix"), ElementsAre(61, 62, 64, 66, 68, 69, 71));
    EXPECT_THAT(scale("F lydian"), ElementsAre(60, 62, 64, 65, 67, 69, 71));
    EXPECT_THAT(scale("D phr ^f"), ElementsAre(60, 62, 63, 66, 67, 69, 70));
    EXPECT_THAT(scale("C exp _e ^f"), ElementsAre(60, 62, 63, 66, 67, 69, 71));
    EXPECT_THAT(scale("none"), ElementsAre(60, 62, 64, 65, 67, 69, 71));
    const Score minor = readTune("A4", "", "F#min");
    EXPECT_EQ(minor.measures[0].fifths, 3);
    EXPECT_TRUE(minor.measures[0].minor);
}

TEST(AbcNotes, BrokenRhythm) {
    EXPECT_THAT(durationsOf(readTune("A>B c<d | A>>B c > d").parts[0]),
                ElementsAre(1.5, 0.5, 0.5, 1.5, 1.75, 0.25, 1.5, 0.5));
    const Score chords = readTune("[CE]>[DF] G2");
    EXPECT_THAT(onsetsOf(chords.parts[0]), ElementsAre(0, 0, 1.5, 1.5, 2));
}

TEST(AbcNotes, TupletsOfAllSizes) {
    const Score three = readTune("(3abc d2");
    EXPECT_DOUBLE_EQ(three.parts[0].notes[3].onset.value(), 2.0);
    const Score longer = readTune("(3:2:2 a2b d2");
    EXPECT_DOUBLE_EQ(longer.parts[0].notes[2].onset.value(), 2.0);
    const Score compound = readTunes("X:1\nM:6/8\nL:1/8\nK:C\n(2cd (4cdef (5cdefg|\n");
    EXPECT_NEAR(compound.parts[0].notes[2].onset.value(), 1.5, 1e-9);
    EXPECT_NEAR(compound.parts[0].notes[6].onset.value(), 3.0, 1e-9);
    EXPECT_NEAR(compound.end().value(), 4.5, 1e-9);
}

TEST(AbcNotes, TiesJoinOverBarLinesWithTheirAccidental) {
    const Score score = readTune("z3 ^F-|F F2 z|[CE-G-]2[EG]2");
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(66, 65, 60, 64, 67));
    EXPECT_THAT(durationsOf(score.parts[0]), ElementsAre(2, 2, 2, 4, 4));
}

TEST(AbcNotes, SlursGracesAndChords) {
    const Score score = readTune("(C D) {/e}E {gf}[FA]2|");
    const auto& notes = score.parts[0].notes;
    EXPECT_TRUE(has(notes[0].articulation, Articulation::Slurred));
    EXPECT_FALSE(has(notes[1].articulation, Articulation::Slurred));
    EXPECT_EQ(notes[2].grace, Grace::Acciaccatura);
    EXPECT_EQ(notes[4].grace, Grace::Appoggiatura);
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(60, 62, 76, 64, 79, 77, 65, 69));
}

TEST(AbcNotes, OverlaysSoundTogether) {
    const Score score = readTune("c2 d2 & E4 | G4");
    EXPECT_THAT(onsetsOf(score.parts[0]), ElementsAre(0, 0, 2, 4));
    EXPECT_NE(score.parts[0].notes[0].voice, score.parts[0].notes[1].voice);
}

TEST(AbcNotes, DecorationsByNameAndByLetter) {
    const Score score =
        readTune("!trill!C .D TE HF|uG vA ~B !>!c|!p!C !<(!D E !<)!F|W C z3", "U:W=!tenuto!\n");
    const auto& notes = score.parts[0].notes;
    EXPECT_TRUE(has(notes[0].articulation, Articulation::Trill));
    EXPECT_TRUE(has(notes[1].articulation, Articulation::Staccato));
    EXPECT_TRUE(has(notes[2].articulation, Articulation::Trill));
    EXPECT_TRUE(has(notes[3].articulation, Articulation::Fermata));
    EXPECT_TRUE(has(notes[6].articulation, Articulation::Turn));
    EXPECT_TRUE(has(notes[7].articulation, Articulation::Accent));
    EXPECT_TRUE(has(notes[12].articulation, Articulation::Tenuto));
    ASSERT_GE(score.parts[0].dynamics.size(), 2U);
    EXPECT_TRUE(score.parts[0].dynamics[1].ramp);
    EXPECT_THAT(remarksOf(score), IsEmpty());
}

TEST(AbcNotes, WhatIsNotUnderstoodIsNamedOnceWithItsLine) {
    const Score score = readTune("!wobble!C D !wobble!E F|\n# C D E F|");
    EXPECT_EQ(remarksOf(score),
              ": line 5: decoration !wobble! is not understood\n"
              ": line 6: \"#\" in the music is not understood\n");
}

TEST(AbcNotes, ImpossibleThingsAreRefusedOrMended) {
    EXPECT_THROW(readTunes("X:1\nT:only a title\n"), Error);
    EXPECT_THROW(readTunes("X:1\nK:C\n"), Error);
    ReadLimits small;
    small.notes = 3;
    EXPECT_THROW(readAbc(test::asBytes("X:1\nK:C\nCDEF\n"), "t.abc", small), Error);
    const Score odd = readTune("C99999/0 [ (0abc { | ]");
    EXPECT_FALSE(odd.parts[0].notes.empty());
}

}  // namespace
}  // namespace arioso
