#include <gmock/gmock.h>

#include "dsp/error.h"
#include "tests/unit/score/midi_bytes.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = ControlChange::Kind;

TEST(MidiReader, ReadsNotesExactlyInQuarters) {
    Track track;
    track.note(160, 60).note(160, 62).note(160, 64).note(480, 65);
    const Score score = parse(midiFile(1, 480, {track.chunk()}));
    ASSERT_EQ(score.parts.size(), 1U);
    EXPECT_THAT(summary(score.parts[0]),
                ElementsAre("0+1/3:60", "1/3+1/3:62", "2/3+1/3:64", "1+1:65"));
    EXPECT_FLOAT_EQ(*score.parts[0].notes[0].velocity, 80.0F / 127.0F);
    EXPECT_EQ(score.parts[0].name, "Acoustic Grand Piano");
    EXPECT_EQ(score.end(), Beat::whole(4));
}

TEST(MidiReader, FollowsRunningStatusAndNoteOnWithoutVelocity) {
    Track track;
    track.on(0, 60).event(96, raw({60, 0})).event(0, raw({67, 90})).event(96, raw({67, 0}));
    const Score score = parse(midiFile(0, 96, {track.chunk()}));
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+1:60", "1+1:67"));
}

TEST(MidiReader, MakesOnePartForEachTrackAndChannelWithNotes) {
    Track conductor;
    conductor.meta(0, 0x03, "A Song").meta(0, 0x51, raw({0x07, 0xA1, 0x20}));
    Track both;
    both.meta(0, 0x03, "Hands").note(48, 60, 0).note(48, 40, 1);
    Track drums;
    drums.event(0, raw({0xC9, 8})).note(48, 38, 9);
    const Score score = parse(midiFile(1, 48, {conductor.chunk(), both.chunk(), drums.chunk()}));
    EXPECT_EQ(score.title, "A Song");
    ASSERT_EQ(score.parts.size(), 3U);
    EXPECT_EQ(score.parts[0].id, "T2C1");
    EXPECT_EQ(score.parts[1].name, "Hands");
    EXPECT_TRUE(score.parts[2].percussion);
    EXPECT_EQ(score.parts[2].name, "Drums");
}

TEST(MidiReader, MapsTempoTimeAndKey) {
    Track track;
    track.meta(0, 0x58, raw({3, 2, 24, 8}))
        .meta(0, 0x59, raw({-3, 1}))
        .meta(0, 0x51, raw({0x0F, 0x42, 0x40}))
        .note(480 * 6, 60)
        .meta(0, 0x58, raw({6, 3, 24, 8}))
        .meta(0, 0x51, raw({0x07, 0xA1, 0x20}))
        .note(480 * 3, 62);
    const Score score = parse(midiFile(0, 480, {track.chunk()}));
    ASSERT_EQ(score.measures.size(), 3U);
    EXPECT_EQ(score.measures[1].start, Beat::whole(3));
    EXPECT_EQ(score.measures[2].beats, 6);
    EXPECT_EQ(score.measures[2].beatType, 8);
    EXPECT_EQ(score.measures[0].fifths, -3);
    EXPECT_TRUE(score.measures[0].minor);
    const TempoMap tempo(score.tempos);
    EXPECT_DOUBLE_EQ(tempo.seconds(9.0), 6.0 + 1.5);
    EXPECT_EQ(score.parts[0].notes[1].measure, 2);
}

TEST(MidiReader, ReadsProgramsWithBanksAndTheirChanges) {
    Track track;
    track.control(0, 0, 1).control(0, 32, 2).event(0, raw({0xC0, 40})).note(96, 60);
    track.event(0, raw({0xC0, 73})).note(96, 60);
    const Score score = parse(midiFile(0, 96, {track.chunk()}));
    EXPECT_EQ(score.parts[0].program, 40);
    ASSERT_EQ(score.parts[0].programs.size(), 2U);
    EXPECT_EQ(score.parts[0].programs[0].bank, 130);
    EXPECT_EQ(score.parts[0].programs[1].at, Beat::whole(1));
    EXPECT_EQ(score.parts[0].programs[1].program, 73);
}

TEST(MidiReader, ReadsTheControllersThatChangeSound) {
    Track track;
    track.control(0, 7, 127).control(0, 10, 1).control(0, 11, 0).control(0, 64, 127);
    track.note(96, 60).control(0, 64, 0).control(0, 91, 5);
    const Score score = parse(midiFile(0, 96, {track.chunk()}));
    const auto& controls = score.parts[0].controls;
    ASSERT_EQ(controls.size(), 5U);
    EXPECT_EQ(controls[0].kind, Kind::Volume);
    EXPECT_FLOAT_EQ(controls[0].value, 1.0F);
    EXPECT_EQ(controls[1].kind, Kind::Pan);
    EXPECT_FLOAT_EQ(controls[1].value, -1.0F);
    EXPECT_EQ(controls[2].kind, Kind::Expression);
    EXPECT_EQ(controls[3].kind, Kind::Sustain);
    EXPECT_EQ(controls[4].at, Beat::whole(1));
    EXPECT_FLOAT_EQ(controls[4].value, 0.0F);
    ASSERT_EQ(score.diagnostics.size(), 1U);
    EXPECT_THAT(score.diagnostics[0].text, HasSubstr("controllers without effect: 91"));
}

TEST(MidiReader, ScalesPitchBendByItsRegisteredRange) {
    Track track;
    track.event(0, raw({0xE0, 0, 0x60})).note(96, 60);
    track.control(0, 101, 0).control(0, 100, 0).control(0, 6, 12).control(0, 38, 0);
    track.event(0, raw({0xE0, 0, 0x60})).note(96, 60).event(0, raw({0xE0, 0, 0x40}));
    const Score score = parse(midiFile(0, 96, {track.chunk()}));
    const auto& controls = score.parts[0].controls;
    ASSERT_EQ(controls.size(), 3U);
    EXPECT_FLOAT_EQ(controls[0].value, 1.0F);
    EXPECT_FLOAT_EQ(controls[1].value, 6.0F);
    EXPECT_FLOAT_EQ(controls[2].value, 0.0F);
}

TEST(MidiReader, SetsUpAChannelFromAnotherTrack) {
    Track setup;
    setup.event(0, raw({0xC2, 56})).control(0, 7, 64, 2);
    Track notes;
    notes.note(96, 60, 2);
    const Score score = parse(midiFile(1, 96, {setup.chunk(), notes.chunk()}));
    EXPECT_EQ(score.parts[0].program, 56);
    ASSERT_EQ(score.parts[0].controls.size(), 1U);
}

TEST(MidiReader, KnowsDrumPartsOfGsXgAndGm2) {
    Track track;
    track.event(0, raw({0xF0, 10, 0x41, 0x10, 0x42, 0x12, 0x40, 0x1B, 0x15, 0x02, 0x0E, 0xF7}));
    track.note(96, 38, 11);
    track.control(0, 0, 127, 5).event(0, raw({0xC5, 0})).note(96, 38, 5);
    track.control(0, 0, 121, 9).event(0, raw({0xC9, 0})).note(96, 60, 9);
    const Score score = parse(midiFile(0, 96, {track.chunk()}));
    ASSERT_EQ(score.parts.size(), 3U);
    EXPECT_TRUE(score.parts[0].percussion) << "XG bank";
    EXPECT_FALSE(score.parts[1].percussion) << "GM2 melody bank on channel 10";
    EXPECT_TRUE(score.parts[2].percussion) << "GS rhythm part";
}

TEST(MidiReader, NeverSoundsOneKeyTwiceAtOnce) {
    Track legato;  // the next stroke comes before the release of the last
    legato.on(0, 60).on(96, 60).off(4, 60).off(92, 60);
    Track unison;  // a whole note and a quarter begin together
    unison.on(0, 72).on(0, 72).off(96, 72).off(288, 72);
    const Score score = parse(midiFile(1, 96, {legato.chunk(), unison.chunk()}));
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+1:60", "1+1:60"));
    EXPECT_THAT(summary(score.parts[1]), ElementsAre("0+4:72"));
}

TEST(MidiReader, EndsHangingNotesAndSaysSo) {
    Track track;
    track.on(0, 60).meta(192, 0x01, "x");
    const Score score = parse(midiFile(0, 96, {track.chunk()}));
    EXPECT_THAT(summary(score.parts[0]), ElementsAre("0+2:60"));
    ASSERT_FALSE(score.diagnostics.empty());
    EXPECT_THAT(score.diagnostics[0].text, HasSubstr("never ended"));
}

TEST(MidiReader, LaysSmpteTicksOnSeconds) {
    Track track;
    track.note(1000, 60);
    // 25 frames of 40 ticks: a tick is a millisecond, and the tempo map stands at 120.
    const Score score = parse(midiFile(0, (256 - 25) << 8 | 40, {track.chunk()}));
    EXPECT_DOUBLE_EQ(TempoMap(score.tempos).seconds(score.parts[0].notes[0].duration.value()), 1.0);
}

TEST(MidiReader, PlaysTheTracksOfType2OneAfterAnother) {
    Track first;
    first.note(96, 60);
    Track second;
    second.note(96, 62);
    const Score score = parse(midiFile(2, 96, {first.chunk(), second.chunk()}));
    EXPECT_THAT(summary(score.parts[1]), ElementsAre("1+1:62"));
}

TEST(MidiReader, OpensRiffFiles) {
    Track track;
    track.note(96, 60);
    const std::string midi = midiFile(0, 96, {track.chunk()});
    const std::string riff = "RIFF" + raw({0, 0, 0, 0}) + "RMIDdata" + raw({0, 0, 0, 0}) + midi;
    EXPECT_EQ(parse(riff).parts.size(), 1U);
}

TEST(MidiReader, PlacesNotesAfterAMidBarChangeOfMetre) {
    Track track;
    track.meta(0, 0x58, raw({4, 2, 24, 8})).note(96, 60);
    track.meta(0, 0x58, raw({2, 2, 24, 8})).note(96, 62).note(96, 64);
    const Score score = parse(midiFile(0, 96, {track.chunk()}));
    ASSERT_EQ(score.measures.size(), 2U);
    EXPECT_EQ(score.measures[0].length, Beat::whole(1));
    EXPECT_EQ(score.measures[1].length, Beat::whole(2));
}

}  // namespace
}  // namespace arioso::test
