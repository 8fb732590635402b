#include "src/harmony/voice_fill.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "dsp/error.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

/// Four bars of four voices in C, a quarter a beat.
Score chorale(const std::string& metre = "4/4") {
    const std::string text = "X:1\nM:" + metre +
                             "\nL:1/4\nK:C\nV:1\nV:2\nV:3\nV:4\n"
                             "[V:1] c B c d | e d c B | c c d d | c4 |\n"
                             "[V:2] G G G G | G G G G | A G A G | G4 |\n"
                             "[V:3] E D E G, | C B, C D | F E F B, | E4 |\n"
                             "[V:4] C, G,, C, B,, | C, G,, A,, G,, | F,, C, D, G,, | C,4 |\n";
    return readAbc(std::as_bytes(std::span(text.data(), text.size())), "chorale");
}

RewriteRequest request(const Score& score, std::size_t bar) {
    const std::size_t lanes = lanesOf(score).size();
    RewriteRequest out;
    out.cells.assign(score.measures.size() * lanes, 0);
    for (std::size_t lane = 0; lane < lanes; ++lane) out.cells[bar * lanes + lane] = 1;
    out.seed = 1;
    return out;
}

/// Draws the same pitches everywhere; the second draw has voices that cross.
VoiceFiller always(const VoiceFrame& frame) {
    return [frame](const FillRequest& asked) {
        FilledVoices out;
        out.frames = asked.frames;
        out.shares.resize(asked.frames.size());
        for (std::size_t t = 0; t < asked.frames.size(); ++t)
            for (std::size_t v = 0; v < kVoices; ++v) {
                out.shares[t][v].fill(0.0F);
                if (asked.free[t][v] == 0) continue;
                out.frames[t][v] = frame[v];
                out.shares[t][v][static_cast<std::size_t>(frame[v])] = 1.0F;
            }
        std::vector<VoiceFrame> crossed = out.frames;
        for (std::size_t t = 0; t < crossed.size(); ++t)
            if (asked.free[t][0] != 0) std::swap(crossed[t][0], crossed[t][1]);
        out.draws = {crossed, out.frames};
        return out;
    };
}

std::vector<double> pitches(const Part& part, int bar) {
    std::vector<double> out;
    for (const Note& note : part.notes)
        if (note.measure == bar) out.push_back(note.pitch);
    return out;
}

TEST(VoiceFill, WritesTheBarAndNothingElse) {
    const Score before = chorale();
    const auto filled = fillBars(before, always({72, 67, 64, 48}), request(before, 1));
    ASSERT_EQ(filled.size(), 1U);
    const Score& after = filled.front().score;
    for (std::size_t p = 0; p < 4; ++p)
        for (const int bar : {0, 2, 3})
            EXPECT_EQ(pitches(after.parts[p], bar), pitches(before.parts[p], bar));
    // Held within each half of the bar.
    EXPECT_EQ(pitches(after.parts[0], 1), (std::vector<double>{72, 72}));
    EXPECT_EQ(pitches(after.parts[3], 1), (std::vector<double>{48, 48}));
    EXPECT_EQ(filled.front().notes, 8U);
}

TEST(VoiceFill, LocksAreKept) {
    const Score before = chorale();
    RewriteRequest asked = request(before, 1);
    asked.kept.insert({0, 5});                        // the second note of the bar's soprano, D
    asked.cells[lanesOf(before).size() * 2 - 1] = 0;  // and the bass
    const Score after = fillBars(before, always({72, 67, 64, 48}), asked).front().score;
    EXPECT_EQ(pitches(after.parts[0], 1), (std::vector<double>{72, 74, 72}));
    EXPECT_EQ(pitches(after.parts[3], 1), pitches(before.parts[3], 1));
    asked.kept.clear();
    asked.keepRhythm = true;
    EXPECT_EQ(pitches(fillBars(before, always({72, 67, 64, 48}), asked).front().score.parts[0], 1),
              (std::vector<double>{72, 72, 72, 72}));
}

TEST(VoiceFill, BarsThatComeAgainHaveTheSameMusic) {
    const std::string text =
        "X:1\nM:4/4\nL:1/4\nK:C\nV:1\nV:2\nV:3\nV:4\n"
        "[V:1] |: c B c d | e d c B :|\n[V:2] |: G G G G | G G G G :|\n"
        "[V:3] |: E D E G, | C B, C D :|\n[V:4] |: C, G,, C, B,, | C, G,, A,, G,, :|\n";
    const Score before = readAbc(std::as_bytes(std::span(text.data(), text.size())), "twice");
    ASSERT_EQ(before.measures.size(), 4U);
    const Score after =
        fillBars(before, always({72, 67, 64, 48}), request(before, 1)).front().score;
    EXPECT_EQ(pitches(after.parts[1], 3), (std::vector<double>{67, 67}));
    EXPECT_EQ(pitches(after.parts[1], 2), pitches(before.parts[1], 2));
}

TEST(VoiceFill, WhatItCannotDoIsSaid) {
    const auto message = [](const Score& score) -> std::string {
        try {
            static_cast<void>(fillBars(score, always({72, 67, 64, 48}), request(score, 1)));
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    };
    Score three = chorale();
    three.parts.pop_back();
    EXPECT_THAT(message(three), testing::HasSubstr("expected four pitched parts"));
    EXPECT_THAT(message(three), testing::HasSubstr("found 3"));
    Score odd = chorale();
    odd.measures[1].beats = 11;
    EXPECT_THAT(message(odd), testing::HasSubstr("measure 2"));
    EXPECT_THAT(message(odd), testing::HasSubstr("found 11/4"));
}

TEST(VoiceFill, TheShippedModelsWriteInTheCompassOfTheParts) {
    const Score before = readScore(std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples" /
                                   "haydn-emperor-theme.musicxml");
    const auto folder = std::filesystem::path(ARIOSO_SOURCE_DIR) / "models/weights/composer";
    for (const char* method : {"rbm", "rnn-rbm"}) {
        const VoiceFiller filler = loadVoiceFiller(method, folder);
        const Score after = fillBars(before, filler, request(before, 4)).front().score;
        for (std::size_t p = 0; p < 4; ++p) {
            EXPECT_FALSE(pitches(after.parts[p], 4).empty()) << method;
            for (const double pitch : pitches(after.parts[p], 4)) {
                EXPECT_GE(pitch, 41.0);
                EXPECT_LE(pitch, 81.0);
            }
        }
    }
}

}  // namespace
}  // namespace arioso
