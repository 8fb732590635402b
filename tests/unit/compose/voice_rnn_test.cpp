#include "src/harmony/voice_rnn.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "dsp/error.h"
#include "models/rnn_rbm_training.h"
#include "src/harmony/harmonizer.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

std::filesystem::path shipped() {
    return std::filesystem::path(ARIOSO_SOURCE_DIR) / "models" / "weights" / "composer";
}

/// Two chords in turn, a rest in the tenor now and then.
const std::vector<VoiceFrame> kChords = {{72, 67, 64, 48}, {71, 67, 62, 43}};

struct Piece {
    std::vector<VoiceFrame> frames;
    std::vector<int> places;
    std::vector<SlotKey> keys;
};

Piece turns(std::size_t length, std::size_t first) {
    Piece out;
    for (std::size_t t = 0; t < length; ++t) {
        out.frames.push_back(kChords[(t + first) % 2]);
        out.places.push_back(static_cast<int>(t % 4));
        out.keys.push_back({0, false});
    }
    return out;
}

const VoiceRnnModel& toy() {
    static const VoiceRnnModel model = [] {
        VoiceRnnModel out;
        for (const bool backwards : {false, true}) {
            models::RnnRbm& one = backwards ? out.backward : out.forward;
            one = models::RnnRbm(voiceRnnShape(6, 4));
            one.initialise(1);
            std::vector<models::RnnSequence> music;
            for (const std::size_t first : {0U, 1U}) {
                const Piece piece = turns(24, first);
                music.push_back(voiceSequence(piece.frames, piece.places, piece.keys, backwards));
            }
            models::RnnRbmTraining training;
            training.epochs = 80;
            training.rate = 0.02;
            training.steps = 1;
            training.batch = 1;
            models::trainRnnRbm(one, music, training);
        }
        return out;
    }();
    return model;
}

FillRequest requestOf(const Piece& piece) {
    FillRequest out;
    out.frames = piece.frames;
    out.places = piece.places;
    out.keys = piece.keys;
    out.free.assign(piece.frames.size(), {0, 0, 0, 0});
    return out;
}

TEST(VoiceRnn, FillsMissingVoicesAndLeavesTheRest) {
    const Piece piece = turns(12, 0);
    FillRequest request = requestOf(piece);
    for (std::size_t t = 0; t < 12; ++t) {
        request.free[t] = {0, 1, 1, 0};
        request.frames[t][1] = request.frames[t][2] = -1;
    }
    const FilledVoices filled = fillVoices(toy(), request);
    for (std::size_t t = 0; t < 12; ++t) {
        EXPECT_EQ(filled.frames[t][0], piece.frames[t][0]);
        EXPECT_EQ(filled.frames[t][3], piece.frames[t][3]);
        EXPECT_GT(filled.shares[t][1][static_cast<std::size_t>(piece.frames[t][1])], 0.7F);
        EXPECT_GT(filled.shares[t][2][static_cast<std::size_t>(piece.frames[t][2])], 0.7F);
    }
    EXPECT_EQ(fillVoices(toy(), request).frames, filled.frames);
}

TEST(VoiceRnn, FillsMissingBarsFromBothSides) {
    const Piece piece = turns(16, 1);
    FillRequest request = requestOf(piece);
    for (std::size_t t = 6; t < 9; ++t) request.free[t] = {1, 1, 1, 1};
    for (std::size_t t = 6; t < 9; ++t) request.frames[t] = {-1, -1, -1, -1};
    const FilledVoices filled = fillVoices(toy(), request);
    EXPECT_EQ(filled.frames, piece.frames);
}

TEST(VoiceRnn, OnlyWhatIsAllowedIsDrawn) {
    FillRequest request = requestOf(turns(8, 0));
    for (auto& one : request.free) one = {0, 1, 0, 0};
    request.allowed = [](std::size_t, int, int pitch) { return pitch == 69; };
    for (const VoiceFrame& frame : fillVoices(toy(), request).frames) EXPECT_EQ(frame[1], 69);
}

TEST(VoiceRnn, ConditionalsAreDistributionsThatKnowTheNeighbours) {
    const Piece piece = turns(8, 0);
    const auto logs = voiceConditionals(toy(), piece.frames, piece.places, piece.keys);
    for (std::size_t v = 0; v < kVoices; ++v) {
        double sum = 0.0;
        for (const double one : logs[4][v]) sum += std::exp(one);
        EXPECT_NEAR(sum, 1.0, 1e-9);
    }
    const int alto = voiceState(67, 1, 0);
    EXPECT_GT(logs[4][1][static_cast<std::size_t>(alto)], std::log(0.7));
}

TEST(VoiceRnn, FileKeepsTheModelAndIsChecked) {
    const std::string bytes = voiceRnnBytes(toy());
    EXPECT_EQ(voiceRnnBytes(*parseVoiceRnn(bytes, "x")), bytes);
    EXPECT_THROW((void)parseVoiceRnn(bytes.substr(0, 200), "x"), Error);
    EXPECT_THROW((void)parseFourVoices(bytes, "x"), Error);
}

TEST(VoiceRnn, TheShippedModelWritesInnerVoicesUnderTheRules) {
    const auto model = loadVoiceRnn(shipped());
    HarmonizeRequest asked;
    asked.texture = HarmonyTexture::Chorale;
    asked.rhythm = HarmonicRhythm::Beat;
    const Score score = readScore(std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples" /
                                  "haydn-emperor-theme.musicxml");
    const auto tables = loadHarmony(shipped());
    const Harmonization rules = harmonize(*tables, score, asked).front();
    asked.voices = [&model](const FillRequest& request) { return fillVoices(*model, request); };
    const Harmonization made = harmonize(*tables, score, asked).front();
    EXPECT_EQ(made.faults.parallels, 0);
    EXPECT_EQ(made.faults.crossings, 0);
    std::size_t different = 0;
    for (std::size_t i = 0; i < rules.score.parts[1].notes.size(); ++i)
        different += rules.score.parts[1].notes[i].pitch != made.score.parts[1].notes[i].pitch;
    EXPECT_GT(different, 0U);
}

}  // namespace
}  // namespace arioso
