#include <gmock/gmock.h>

#include "dsp/error.h"
#include "tests/unit/score/midi_bytes.h"

namespace arioso::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string errorOf(const std::string& midi, const ReadLimits& limits = {}) {
    try {
        parse(midi, limits);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
        return error.what();
    }
    return "no error";
}

std::string smallFile() {
    Track first;
    first.meta(0, 0x03, "Song")
        .meta(0, 0x51, raw({7, 0xA1, 0x20}))
        .meta(0, 0x58, raw({3, 2, 24, 8}));
    Track second;
    second.meta(0, 0x05, "La").event(0, raw({0xC0, 40})).control(0, 7, 90).note(96, 60);
    second.event(0, raw({0xF0, 3, 1, 2, 0xF7})).event(0, raw({0xE0, 0, 0x50})).note(96, 64);
    return midiFile(1, 96, {first.chunk(), second.chunk()});
}

TEST(MidiMalformed, EveryTruncationIsReadOrRefusedInOneLine) {
    const std::string whole = smallFile();
    int read = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        if (errorOf(whole.substr(0, length)) == "no error") ++read;
    }
    EXPECT_GT(read, 10) << "files that end inside a later event keep their notes";
}

TEST(MidiMalformed, EveryDamagedByteIsReadOrRefusedInOneLine) {
    const std::string whole = smallFile();
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const int value : {0x00, 0x7F, 0x80, 0xF0, 0xFF}) {
            std::string damaged = whole;
            damaged[i] = static_cast<char>(value);
            errorOf(damaged);
        }
    }
}

TEST(MidiMalformed, SaysWhatWasExpectedAndFound) {
    EXPECT_THAT(errorOf(""), AllOf(HasSubstr("test.mid"), HasSubstr("an empty file")));
    EXPECT_THAT(errorOf("hello"), HasSubstr("expected a Standard MIDI File"));
    EXPECT_THAT(errorOf("MThd"), HasSubstr("expected a MIDI header of 14 bytes, found 4"));
    EXPECT_THAT(errorOf(midiFile(1, 96, {})), HasSubstr("expected a track"));
    EXPECT_THAT(errorOf(midiFile(1, 96, {Track{}.chunk()})),
                HasSubstr("expected notes, found none"));
}

TEST(MidiMalformed, ClaimsOfGigabytesCostNothing) {
    Track track;
    track.note(96, 60).event(0, raw({0xFF, 0x01, 0xFF, 0xFF, 0xFF, 0x7F}));
    std::string chunk = track.chunk();
    chunk.replace(4, 4, big(0x7FFFFFFFU, 4));
    const Score score = parse(midiFile(1, 96, {chunk}));
    EXPECT_EQ(score.parts[0].notes.size(), 1U);
    EXPECT_FALSE(score.diagnostics.empty());
}

TEST(MidiMalformed, WrongTrackLengthsAndMissingEndsAreMended) {
    Track first;
    first.note(96, 60);
    Track second;
    second.note(96, 62, 1);
    for (const std::uint32_t wrong : {0U, 5U, 13U, 4000U}) {
        std::string chunk = first.chunk();
        chunk.replace(4, 4, big(wrong, 4));
        const Score score = parse(midiFile(1, 96, {chunk, second.chunk()}));
        ASSERT_EQ(score.parts.size(), 2U) << wrong;
        EXPECT_EQ(score.parts[0].notes[0].duration, Beat::whole(1)) << wrong;
        EXPECT_FALSE(score.diagnostics.empty());
    }
    const Score open = parse(midiFile(1, 96, {first.chunk(false), second.chunk()}));
    ASSERT_EQ(open.parts.size(), 2U);
    EXPECT_THAT(open.diagnostics[0].text, HasSubstr("no end-of-track"));
}

TEST(MidiMalformed, LimitsHold) {
    Track many;
    for (int i = 0; i < 200; ++i) many.note(1, 60);
    ReadLimits limits;
    limits.notes = 100;
    EXPECT_THAT(errorOf(midiFile(0, 96, {many.chunk()}), limits), HasSubstr("at most 100 notes"));
    Track far;
    far.event(0x0FFFFFFF, raw({0x90, 60, 1})).event(10, raw({0x80, 60, 0}));
    EXPECT_THAT(errorOf(midiFile(0, 96, {far.chunk()})), HasSubstr("quarter notes"));
    Track bars;
    bars.meta(0, 0x58, raw({1, 6, 24, 8})).event(0x02000000, raw({0x90, 60, 1}));
    EXPECT_THAT(errorOf(midiFile(0, 96, {bars.chunk()})), HasSubstr("measures"));
}

TEST(MidiMalformed, ImpossibleTemposAndMetresAreNamed) {
    Track track;
    track.meta(0, 0x51, raw({0, 0, 0})).meta(0, 0x58, raw({0, 2})).meta(0, 0x58, raw({4, 200}));
    track.note(96, 60);
    const Score score = parse(midiFile(0, 0, {track.chunk()}));
    EXPECT_EQ(score.diagnostics.size(), 3U);
    EXPECT_TRUE(score.tempos.empty());
}

}  // namespace
}  // namespace arioso::test
