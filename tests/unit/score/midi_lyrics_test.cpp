#include <gmock/gmock.h>

#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;

TEST(MidiLyrics, LieOnTheNotesTheySoundWith) {
    Track track;
    for (const char* text : {"Hal-", "le-", "lu-", "ja"}) track.meta(0, 0x05, text).note(96, 60);
    track.note(96, 62);
    const Score score = parse(midiFile(0, 96, {track.chunk()}));
    EXPECT_TRUE(score.parts[0].vocal);
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("Hal-", "le-", "lu-", "ja", ""));
    EXPECT_EQ(score.parts[0].notes[1].lyrics[0].syllabic, Syllabic::Middle);
    EXPECT_EQ(score.parts[0].notes[3].lyrics[0].syllabic, Syllabic::End);
}

TEST(MidiLyrics, WordsMayBeToldByBlanks) {
    Track track;
    for (const char* text : {"Sil", "ent ", "night"}) track.meta(0, 0x05, text).note(96, 60);
    EXPECT_THAT(lyricsOf(parse(midiFile(0, 96, {track.chunk()})).parts[0]),
                ElementsAre("Sil-", "ent", "night"));
}

TEST(MidiLyrics, OfAnOwnTrackFindTheMelody) {
    Track words1;
    Track melody;
    Track chords;
    for (const char* text : {"a", "b", "c", "d"}) {
        words1.meta(0, 0x05, text).event(96, raw({0xFF, 0x01, 0}));
        melody.on(0, 72).on(0, 60).off(96, 72).off(0, 60);
        chords.note(48, 40, 1).note(48, 41, 1);
    }
    const Score score = parse(midiFile(1, 96, {words1.chunk(), chords.chunk(), melody.chunk()}));
    ASSERT_EQ(score.parts.size(), 2U);
    EXPECT_FALSE(score.parts[0].vocal);
    EXPECT_TRUE(score.parts[1].vocal);
    EXPECT_EQ(score.parts[1].notes[1].pitch, 72.0);
    EXPECT_EQ(score.parts[1].notes[1].lyrics[0].text, "a") << "the upper note of a chord sings";
}

TEST(MidiLyrics, OfKaraokeFilesAreTextEventsWithTags) {
    Track head;
    head.meta(0, 0x03, "Soft Karaoke").meta(0, 0x01, "@KMIDI KARAOKE FILE");
    Track text;
    text.meta(0, 0x01, "@LGERM").meta(0, 0x01, "@TAlle Voegel").meta(0, 0x01, "@TTrad.");
    Track melody;
    const char* const syllables[] = {"\\Al", "le ", "Voe", "gel ", "sind ", "schon ", "/al", "le"};
    std::uint32_t delta = 0;
    for (const char* syllable : syllables) {
        text.meta(delta, 0x01, syllable);
        melody.note(96, 67);
        delta = 96;
    }
    const Score score = parse(midiFile(1, 96, {head.chunk(), text.chunk(), melody.chunk()}));
    EXPECT_EQ(score.language, "de");
    EXPECT_EQ(score.title, "Alle Voegel");
    EXPECT_THAT(lyricsOf(score.parts[0]),
                ElementsAre("Al-", "le", "Voe-", "gel", "sind", "schon", "al-", "le"));
}

TEST(MidiLyrics, AreConvertedToUtf8) {
    Track track;
    track.meta(0, 0x05, "f\xFCr ").note(96, 60).meta(0, 0x05, "dich").note(96, 62);
    EXPECT_THAT(lyricsOf(parse(midiFile(0, 96, {track.chunk()})).parts[0]),
                ElementsAre("für", "dich"));
}

}  // namespace
}  // namespace arioso::test
