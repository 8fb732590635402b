#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/perform/performer.h"
#include "src/score/midi_writer.h"
#include "tests/unit/score/midi_bytes.h"

namespace arioso {
namespace {

using test::big;
using test::midiFile;
using test::raw;
using test::Track;
using testing::ElementsAre;

Score read(const std::string& bytes) {
    return readMidi(test::asBytes(bytes), "test.mid");
}
Score readTrack(const Track& track) {
    return read(midiFile(0, 96, {track.chunk()}));
}

/// A system exclusive message with its length and end.
std::string exclusive(std::initializer_list<int> bytes) {
    return raw({0xF0, static_cast<int>(bytes.size()) + 1}) + raw(bytes) + raw({0xF7});
}
const std::string kGmOn = exclusive({0x7E, 0x7F, 0x09, 0x01});
const std::string kGm2On = exclusive({0x7E, 0x7F, 0x09, 0x03});
const std::string kGsReset = exclusive({0x41, 0x10, 0x42, 0x12, 0x40, 0x00, 0x7F, 0x00, 0x41});
const std::string kXgOn = exclusive({0x43, 0x10, 0x4C, 0x00, 0x00, 0x7E, 0x00});

Track program(const std::string& reset, int bank, int channel = 0) {
    Track track;
    track.event(0, reset).control(0, 0, bank, channel).event(0, raw({0xC0 | channel, 5}));
    return track.note(96, 60, channel);
}

TEST(MidiSystems, BanksOfDrumsAreThoseOfTheirSystem) {
    EXPECT_TRUE(readTrack(program(kXgOn, 127)).parts[0].percussion);
    EXPECT_TRUE(readTrack(program(kXgOn, 126)).parts[0].percussion);
    EXPECT_TRUE(readTrack(program(kGm2On, 120)).parts[0].percussion);
    EXPECT_FALSE(readTrack(program(kGm2On, 121, 9)).parts[0].percussion);
    EXPECT_FALSE(readTrack(program(kGsReset, 127)).parts[0].percussion);
    EXPECT_FALSE(readTrack(program(kXgOn, 120)).parts[0].percussion);
}

TEST(MidiSystems, AResetUndoesDrumsBendsAndVolumes) {
    Track track;
    track.control(0, 7, 30).event(0, raw({0xE0, 0, 0x60})).note(96, 60);
    track.event(0, kGmOn).note(96, 62);
    const Score score = readTrack(track);
    ASSERT_EQ(score.parts[0].controls.size(), 5U);
    EXPECT_DOUBLE_EQ(score.parts[0].controls[2].at.value(), 1.0);
    EXPECT_NEAR(score.parts[0].controls[2].value, 100.0 / 127, 1e-6);
    EXPECT_NEAR(score.parts[0].controls[4].value, 0.0, 1e-6);

    Track drums;
    drums.event(0, exclusive({0x41, 0x10, 0x42, 0x12, 0x40, 0x11, 0x15, 0x01, 0x00}));
    drums.event(0, kGsReset).note(96, 60);
    EXPECT_FALSE(readTrack(drums).parts[0].percussion);
}

TEST(MidiSystems, DrumsThatBeginWithAllNotesOffStayDrums) {
    Track track;
    track.control(0, 123, 0, 9).note(96, 38, 9);
    EXPECT_TRUE(readTrack(track).parts[0].percussion);
}

TEST(MidiControllers, SostenutoHoldsWhatIsDownAndNothingElse) {
    Track track;
    track.on(0, 60).control(48, 66, 127).off(48, 60).note(96, 64).control(96, 66, 0).note(96, 65);
    const Score score = readTrack(track);
    ASSERT_EQ(score.parts[0].notes.size(), 3U);
    EXPECT_DOUBLE_EQ(score.parts[0].notes[0].duration.value(), 1.0);
    PerformOptions options;
    options.humanize = 0.0;
    const auto notes = perform(score, options).parts[0].notes;
    EXPECT_NEAR(notes[0].offset - notes[0].onset, 1.5, 1e-6) << "three quarters at 120";
    EXPECT_NEAR(notes[1].offset - notes[1].onset, 0.5, 1e-6);
}

TEST(MidiControllers, SostenutoComesDownBehindTheKeysItHolds) {
    Track track;
    track.on(0, 60).control(0, 66, 127).off(96, 60).note(96, 64).control(0, 66, 0);
    const std::string bytes = writeMidi(readTrack(track));
    const std::size_t down = bytes.find(raw({0xB0, 66, 127}));
    ASSERT_NE(down, std::string::npos);
    EXPECT_LT(bytes.find(raw({0x90, 60})), down);
    const auto controls = read(bytes).parts[0].controls;
    ASSERT_EQ(controls.size(), 2U);
    EXPECT_EQ(controls[1].kind, ControlChange::Kind::Sostenuto);
    EXPECT_EQ(controls[1].value, 0.0F);
}

TEST(MidiControllers, TheSoftPedalSoftens) {
    Track track;
    track.control(0, 67, 127).note(96, 60).control(0, 67, 0).note(96, 60);
    const Score score = readTrack(track);
    const auto& notes = score.parts[0].notes;
    EXPECT_LT(*notes[0].velocity, *notes[1].velocity);
}

TEST(MidiControllers, IncrementsMoveTheBendRange) {
    Track track;
    track.control(0, 101, 0).control(0, 100, 0).control(0, 96, 0).control(0, 96, 0);
    track.event(0, raw({0xE0, 0x7F, 0x7F})).note(96, 60);
    EXPECT_NEAR(readTrack(track).parts[0].controls.back().value, 4.0, 0.01);
}

TEST(MidiControllers, ModesEndAllNotes) {
    Track track;
    track.on(0, 60).control(96, 126, 1).off(96, 60);
    EXPECT_DOUBLE_EQ(readTrack(track).parts[0].notes[0].duration.value(), 1.0);
}

TEST(MidiReader, RunningStatusGoesOnAcrossMetaAndExclusive) {
    Track track;
    track.event(0, raw({0x90, 60, 80})).meta(24, 0x01, "hi").event(0, raw({60, 0}));
    track.event(0, kGmOn).event(0, raw({62, 80})).event(24, raw({62, 0}));
    const auto notes = readTrack(track).parts[0].notes;
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_DOUBLE_EQ(notes[0].duration.value(), 0.25);
    EXPECT_DOUBLE_EQ(notes[1].onset.value(), 0.25);
}

TEST(MidiReader, SmpteDropFramesLastTheirTime) {
    // 30 drop frames a second (29.97), 40 ticks each: 1199 ticks are a second, two quarters.
    Track track;
    track.on(0, 60).off(1199, 60);
    const Score score = read(midiFile(1, 0xE328, {track.chunk()}));
    EXPECT_NEAR(score.parts[0].notes[0].duration.value(), 2.0, 0.002);
}

TEST(MidiLyrics, KaraokeInShiftJisIsConverted) {
    const std::string words[] = {"\x82\xB3", "\x82\xAD", "\x82\xE7", "\x82\xB3", "\x82\xAD",
                                 "\x82\xE7", "\x82\xCC", "\x82\xE2", "\x82\xDC", "\x82\xE0",
                                 "\x82\xB3", "\x82\xC6", "\x82\xE0", "\x82\xDD", "\x82\xED"};
    Track track;
    for (const std::string& word : words) track.meta(0, 0x05, word).note(96, 60);
    const Score score = readTrack(track);
    ASSERT_FALSE(score.parts[0].notes[0].lyrics.empty());
    EXPECT_EQ(score.parts[0].notes[0].lyrics[0].text, "さ");
}

}  // namespace
}  // namespace arioso
