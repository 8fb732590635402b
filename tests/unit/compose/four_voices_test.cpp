#include "src/harmony/four_voices.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "dsp/error.h"
#include "src/harmony/harmonizer.h"
#include "src/harmony/once_through.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

Score sample(const std::string& name) {
    return readScore(std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples" / name);
}

std::filesystem::path shipped() {
    return std::filesystem::path(ARIOSO_SOURCE_DIR) / "models" / "weights" / "composer";
}

TEST(FourVoices, AreReadBeatByBeat) {
    const Score score = sample("old-hundredth-chorale.musicxml");
    const Score choir = harmonize(*loadHarmony(shipped()), score,
                                  [] {
                                      HarmonizeRequest request;
                                      request.texture = HarmonyTexture::Chorale;
                                      return request;
                                  }())
                            .front()
                            .score;
    const auto grid = harmonyGrid(studyBars(choir));
    const std::vector<VoiceFrame> frames = fourVoicesOf(choir, grid);
    ASSERT_EQ(frames.size(), grid.size());
    for (const VoiceFrame& frame : frames)
        for (std::size_t v = 1; v < kVoices; ++v) EXPECT_LE(frame[v], frame[v - 1]);
    EXPECT_EQ(frames[0][0], 67);
    // Three parts are not four.
    Score fewer = choir;
    fewer.parts.pop_back();
    EXPECT_TRUE(fourVoicesOf(fewer, grid).empty());
}

TEST(FourVoices, PitchesGoIntoStatesAndBackInEveryKey) {
    for (int tonic = 0; tonic < 12; ++tonic)
        for (int voice = 0; voice < kVoices; ++voice)
            for (int state = 0; state < kVoiceStates; ++state) {
                const int pitch = voicePitch(state, voice, tonic);
                EXPECT_EQ(voiceState(pitch, voice, tonic), state);
            }
    // Out of range is the same note in another octave; silence is silence.
    EXPECT_EQ(voicePitch(voiceState(120, 3, 0), 3, 0) % 12, 0);
    EXPECT_EQ(voicePitch(voiceState(-1, 1, 5), 1, 5), -1);
}

TEST(FourVoices, WindowsHaveOneStateAVoiceAndBeat) {
    const std::vector<VoiceFrame> frames(5, {72, 67, 64, 48});
    const std::vector<char> window = windowState(frames, 1, 0);
    ASSERT_EQ(window.size(), static_cast<std::size_t>(kWindowBeats * kVoices * kVoiceStates));
    int on = 0;
    for (const char unit : window) on += unit;
    EXPECT_EQ(on, kWindowBeats * kVoices);
    EXPECT_EQ(windowGroups().size(), static_cast<std::size_t>(kWindowBeats * kVoices));
}

/// A machine that has learnt one chord in three positions.
FourVoiceModel toy() {
    FourVoiceModel model;
    model.rbm = models::Rbm(windowGroups(), 8, kWindowConditions);
    model.rbm.initialise(1);
    std::vector<models::RbmCase> cases;
    const std::vector<VoiceFrame> positions = {
        {72, 67, 64, 48}, {76, 72, 67, 48}, {79, 76, 72, 60}};
    for (int i = 0; i < 120; ++i) {
        const std::vector<VoiceFrame> frames(kWindowBeats,
                                             positions[static_cast<std::size_t>(i % 3)]);
        HarmonySlot slot;
        slot.place = i % 4;
        cases.push_back({windowState(frames, 0, 0), windowCondition(slot, false)});
    }
    models::RbmTraining training;
    training.epochs = 120;
    training.batch = 20;
    training.rate = 0.1;
    models::trainRbm(model.rbm, cases, training);
    return model;
}

FillRequest request(std::size_t length) {
    FillRequest out;
    for (std::size_t t = 0; t < length; ++t) {
        out.frames.push_back({76, 0, 0, 48});
        out.free.push_back({0, 1, 1, 0});
        out.places.push_back(static_cast<int>(t % 4));
        out.keys.push_back({0, false});
    }
    return out;
}

TEST(FourVoices, AreFilledInAsLearntAndTheRestStays) {
    const FourVoiceModel model = toy();
    const FilledVoices filled = fillVoices(model, request(10));
    ASSERT_EQ(filled.frames.size(), 10U);
    for (std::size_t t = 0; t < 10; ++t) {
        EXPECT_EQ(filled.frames[t][0], 76);
        EXPECT_EQ(filled.frames[t][3], 48);
        EXPECT_GT(filled.shares[t][1][72], 0.8F);
        EXPECT_GT(filled.shares[t][2][67], 0.8F);
    }
    EXPECT_EQ(fillVoices(model, request(10)).frames, filled.frames);
}

TEST(FourVoices, OnlyWhatIsAllowedIsDrawn) {
    FillRequest asked = request(8);
    asked.allowed = [](std::size_t, int voice, int pitch) {
        return pitch % 12 == (voice == 1 ? 7 : 4) && pitch > 50 && pitch < 76;
    };
    for (const VoiceFrame& frame : fillVoices(toy(), asked).frames) {
        EXPECT_EQ(frame[1] % 12, 7);
        EXPECT_EQ(frame[2] % 12, 4);
    }
}

TEST(FourVoices, FileKeepsTheModelAndIsChecked) {
    const FourVoiceModel model = toy();
    const std::string bytes = fourVoiceBytes(model);
    EXPECT_EQ(fourVoiceBytes(*parseFourVoices(bytes, "x")), bytes);
    EXPECT_THROW((void)parseFourVoices(bytes.substr(0, 100), "x"), Error);
    const std::string other = harmonyBytes(*loadHarmony(shipped()));
    EXPECT_THROW((void)parseFourVoices(other, "x"), Error);
}

TEST(FourVoices, TheShippedModelWritesInnerVoicesUnderTheRules) {
    const auto voices = loadFourVoices(shipped());
    HarmonizeRequest asked;
    asked.texture = HarmonyTexture::Chorale;
    asked.rhythm = HarmonicRhythm::Beat;
    const Score score = sample("haydn-emperor-theme.musicxml");
    const auto tables = loadHarmony(shipped());
    const Harmonization rules = harmonize(*tables, score, asked).front();
    asked.voices = [&voices](const FillRequest& request) { return fillVoices(*voices, request); };
    const Harmonization model = harmonize(*tables, score, asked).front();
    EXPECT_EQ(model.faults.parallels, 0);
    EXPECT_EQ(model.faults.crossings, 0);
    std::size_t different = 0;
    for (std::size_t i = 0; i < rules.score.parts[1].notes.size(); ++i)
        different += rules.score.parts[1].notes[i].pitch != model.score.parts[1].notes[i].pitch;
    EXPECT_GT(different, 0U);
    asked.texture = HarmonyTexture::Piano;
    EXPECT_THROW((void)harmonize(*tables, score, asked), Error);
}

TEST(OnceThrough, FoldsRepeatsAndKeepsOtherScores) {
    const Score minuet = sample("petzold-minuet-in-g.musicxml");
    const OnceThrough once = onceThrough(minuet);
    EXPECT_EQ(minuet.measures.size(), 64U);
    EXPECT_EQ(once.score.measures.size(), 32U);
    EXPECT_EQ(once.barOf[16], 0);
    EXPECT_EQ(once.barOf[40], 24);
    std::size_t notes = 0;
    for (const Part& part : minuet.parts) notes += part.notes.size();
    std::size_t folded = 0;
    for (const Part& part : once.score.parts) folded += part.notes.size();
    EXPECT_EQ(2 * folded, notes);
    const Score night = sample("stille-nacht.musicxml");
    EXPECT_EQ(onceThrough(night).score.measures.size(), night.measures.size());
}

}  // namespace
}  // namespace arioso
