#include "src/score/midi_writer.h"

#include <gmock/gmock.h>

#include "src/perform/performance_midi.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;
using Kind = ControlChange::Kind;

Score richScore() {
    Score score;
    score.title = "Round trip";
    score.tempos = {{Beat{}, 100.0, false}, {Beat::whole(5), 75.0, false}};
    score.measures = {{Beat{}, Beat(1, 1), "0", 3, 4, -2, true, 1, 0, {}},
                      {Beat(1, 1), Beat(3, 1), "1", 3, 4, -2, true, 1, 0, {}},
                      {Beat(4, 1), Beat(7, 2), "2", 7, 8, 1, false, 1, 0, {}}};
    Part voice;
    voice.name = "Soprano";
    voice.program = 52;
    const Beat onsets[] = {Beat{}, Beat(1, 1), Beat(4, 3), Beat(8, 5), Beat(4, 1)};
    for (int i = 0; i < 5; ++i) {
        Note note;
        note.onset = onsets[i];
        note.duration = i < 4 ? onsets[i + 1] - onsets[i] : Beat(7, 2);
        note.pitch = 60 + i;
        note.velocity = static_cast<float>(40 + i) / 127.0F;
        voice.notes.push_back(note);
    }
    voice.notes[0].lyrics = {{1, "O", Syllabic::Single, false}};
    voice.notes[1].lyrics = {{1, "hal", Syllabic::Begin, false},
                             {2, "du", Syllabic::Single, false}};
    voice.notes[2].lyrics = {{1, "lo", Syllabic::End, false}};
    voice.controls = {{Beat{}, Kind::Volume, 100.0F / 127.0F},
                      {Beat(1, 3), Kind::Sustain, 1.0F},
                      {Beat(2, 1), Kind::Pan, 1.0F},
                      {Beat(3, 1), Kind::PitchBendSemitones, -6.0F}};
    voice.programs = {{Beat{}, 52, 130}, {Beat(4, 1), 73, 0}};
    Part drums;
    drums.name = "Drums";
    drums.percussion = true;
    Note hit;
    hit.duration = Beat(1, 4);
    hit.pitch = 38;
    hit.velocity = 1.0F;
    drums.notes = {hit};
    score.parts = {voice, drums};
    return score;
}

TEST(MidiWriter, WhatMidiCanHoldSurvivesARoundTrip) {
    const Score before = richScore();
    const Score after = parse(writeMidi(before));
    EXPECT_EQ(after.title, "Round trip");
    ASSERT_EQ(after.parts.size(), 2U);
    for (std::size_t p = 0; p < 2; ++p) {
        EXPECT_EQ(summary(after.parts[p]), summary(before.parts[p]));
        EXPECT_EQ(after.parts[p].name, before.parts[p].name);
        for (std::size_t i = 0; i < before.parts[p].notes.size(); ++i) {
            EXPECT_EQ(after.parts[p].notes[i].velocity, before.parts[p].notes[i].velocity);
        }
    }
    EXPECT_EQ(lyricsOf(after.parts[0]), lyricsOf(before.parts[0]));
    EXPECT_TRUE(after.parts[0].vocal);
    EXPECT_TRUE(after.parts[1].percussion);
    ASSERT_EQ(after.measures.size(), before.measures.size());
    for (std::size_t i = 0; i < before.measures.size(); ++i) {
        EXPECT_EQ(after.measures[i].start, before.measures[i].start);
        EXPECT_EQ(after.measures[i].length, before.measures[i].length);
        EXPECT_EQ(after.measures[i].fifths, before.measures[i].fifths);
        EXPECT_EQ(after.measures[i].minor, before.measures[i].minor);
    }
    EXPECT_NEAR(TempoMap(after.tempos).seconds(7.5), TempoMap(before.tempos).seconds(7.5), 1e-5);
    const Part& voice = after.parts[0];
    EXPECT_EQ(voice.program, 52);
    ASSERT_EQ(voice.programs.size(), 2U);
    EXPECT_EQ(voice.programs[0].bank, 130);
    EXPECT_EQ(voice.programs[1].program, 73);
    ASSERT_EQ(voice.controls.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(voice.controls[i].at, before.parts[0].controls[i].at);
        EXPECT_EQ(voice.controls[i].kind, before.parts[0].controls[i].kind);
        EXPECT_NEAR(voice.controls[i].value, before.parts[0].controls[i].value, 1e-3);
    }
}

TEST(MidiWriter, GlidesKeepTheirLengthInSeconds) {
    Score score = readBars(
        {note("C4", 16), words("rit.") + note("C4", 16), words("a tempo") + note("C4", 16)});
    const Score after = parse(writeMidi(score));
    for (const double beat : {4.0, 6.0, 8.0, 12.0}) {
        EXPECT_NEAR(TempoMap(after.tempos).seconds(beat), TempoMap(score.tempos).seconds(beat),
                    1e-4);
    }
}

TEST(MidiWriter, GraceNotesStandBeforeTheirMainNote) {
    const Score score = readBars({note("C4", 8) + note("D5", 0, "", "<grace/>") +
                                  note("E5", 0, "", "<grace/>") + note("C5", 8)});
    EXPECT_THAT(summary(parse(writeMidi(score)).parts[0]),
                ElementsAre("0+2:60", "7/4+1/8:74", "15/8+1/8:76", "2+2:72"));
}

TEST(MidiWriter, MoreThanFifteenPartsStayApart) {
    Score score;
    for (int i = 0; i < 20; ++i) {
        Part part;
        part.program = i;
        Note one;
        one.duration = Beat::whole(1);
        one.pitch = 40 + i;
        part.notes = {one};
        score.parts.push_back(part);
    }
    const Score after = parse(writeMidi(score));
    ASSERT_EQ(after.parts.size(), 20U);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(after.parts[static_cast<std::size_t>(i)].program, i);
}

TEST(PerformanceMidi, KeepsSecondsToTwentyMicroseconds) {
    Performance performance;
    performance.duration = 3.0;
    PerformedPart part;
    part.name = "Flute";
    part.program = 73;
    PerformedNote one;
    one.onset = 0.12345;
    one.offset = 2.71828;
    one.pitch = 71.9F;
    one.velocity = 0.5F;
    one.syllable = "ah";
    part.notes = {one};
    performance.parts = {part};
    const Score score = parse(writePerformanceMidi(performance));
    const TempoMap tempo(score.tempos);
    const Note& note = score.parts[0].notes[0];
    EXPECT_NEAR(tempo.seconds(note.onset.value()), 0.12345, 2e-5);
    EXPECT_NEAR(tempo.seconds((note.onset + note.duration).value()), 2.71828, 2e-5);
    EXPECT_EQ(note.pitch, 72.0);
    EXPECT_EQ(note.lyrics[0].text, "ah");
}

TEST(MidiWriter, TremolosAreWrittenAsTheirStrokes) {
    Score score;
    Part& part = score.parts.emplace_back();
    Note note;
    note.duration = Beat::whole(1);
    note.articulation = Articulation::Tremolo;
    note.strokes = 2;
    part.notes.push_back(note);
    const Score read = readMidi(asBytes(writeMidi(score)), "test.mid");
    ASSERT_EQ(read.parts.size(), 1U);
    ASSERT_EQ(read.parts[0].notes.size(), 4U);
    EXPECT_EQ(read.parts[0].notes[3].onset, Beat(3, 4));
}

}  // namespace
}  // namespace arioso::test
