#include "src/compose/melody_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "dsp/philox.h"
#include "models/tensor_file.h"
#include "src/compose/melody_blend.h"
#include "src/compose/melody_leaning.h"
#include "src/compose/melody_vary.h"
#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

models::MelodyNetworkConfig small() {
    models::MelodyNetworkConfig config;
    config.symbols = kCellSymbols;
    config.cells = kBeatCells;
    config.beatConditions = kBeatConditions;
    config.chordConditions = kChordConditions;
    config.embedding = 4;
    config.beat = 12;
    config.encoder = 8;
    config.latent = 6;
    config.past = 8;
    config.conductor = 12;
    config.given = 6;
    config.decoder = 10;
    return config;
}

/// Weights by name, so that they can be asked for twice. Half precision, as files have it.
std::vector<float> weights(const std::string& name, std::size_t count) {
    const dsp::Philox noise(std::hash<std::string>{}(name));
    std::vector<float> out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = std::round(noise.normal(i) * 64.0F) / 128.0F;
    return out;
}

/// Knows nothing, but does all that a model does.
MelodyModel untrained() {
    MelodyModel model{models::MelodyNetwork(small(), weights),
                      MelodyLatent(6, 0.0F),
                      MelodyLatent(6, 1.0F),
                      {},
                      {}};
    model.scale.deviation.fill(1.0);
    for (std::size_t i = 0; i < kMelodyAttributes; ++i)
        model.directions.push_back(weights("direction" + std::to_string(i), 6));
    return model;
}

Score sample(const std::string& name) {
    return readScore(std::string(ARIOSO_SOURCE_DIR "/samples/") + name,
                     ReadOptions(RepeatMode::None));
}

Score readBack(const Score& score) {
    const std::string text = writeMusicXml(score);
    return readMusicXml(std::as_bytes(std::span(text.data(), text.size())), "x.musicxml");
}

bool sameNotes(const Part& a, const Part& b) {
    return std::ranges::equal(a.notes, b.notes, [](const Note& x, const Note& y) {
        return x.onset == y.onset && x.duration == y.duration && x.pitch == y.pitch &&
               x.lyrics == y.lyrics;
    });
}

BlendInput inputOf(const Score& score, std::size_t bars) {
    BlendInput input;
    input.score = &score;
    input.name = "tune";
    input.part = lineOfScore(score, "");
    while (blendableBars(score, input.firstBar, 1) == 0) ++input.firstBar;
    input.bars = blendableBars(score, input.firstBar, bars);
    return input;
}

TEST(MelodyModel, SurvivesItsFile) {
    const MelodyModel model = untrained();
    const std::string bytes = melodyBytes(model, weights);
    const auto read = parseMelodyModel(bytes, "x.safetensors");
    EXPECT_EQ(melodyBytes(*read, weights), bytes);
    MelodyCells window;
    window.metre = {3, false};
    window.cells = cellsOf({}, 0, window.metre, window.metre.windowBeats(), 60);
    EXPECT_EQ(placeOf(model, window, 0.0F), placeOf(*read, window, 0.0F));
    std::string damaged = bytes;
    damaged.replace(damaged.find("melody-vae-1"), 12, "melody-vae-9");
    try {
        static_cast<void>(parseMelodyModel(damaged, "x.safetensors"));
        FAIL() << "read";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Model);
        EXPECT_NE(std::string(error.what()).find("x.safetensors: architecture"), std::string::npos);
    }
}

TEST(MelodyModel, GreatCircleKeepsEndsAndLength) {
    const MelodyLatent a = {3.0F, 0.0F, 0.0F};
    const MelodyLatent b = {0.0F, 3.0F, 0.0F};
    EXPECT_EQ(spherical(a, b, 0.0), a);
    const MelodyLatent end = spherical(a, b, 1.0);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(end[i], b[i], 1e-5);
    const MelodyLatent middle = spherical(a, b, 0.5);
    EXPECT_NEAR(std::hypot(middle[0], middle[1]), 3.0, 1e-5);
    EXPECT_NEAR(middle[0], middle[1], 1e-5);
    EXPECT_EQ(spherical(a, a, 0.3), a);
}

TEST(MelodyModel, WritesOnlyWhatIsAllowed) {
    const MelodyModel model = untrained();
    WindowRequest request;
    request.place = drawnPlace(model, 1, 1);
    request.window.metre = {4, false};
    request.window.reference = 60;
    request.allowed.assign(48, kAnyCell);
    avoidCells(request.allowed, parseAvoidedCells("chromatic,triplets,rests,G"), request.window, 0,
               false);
    models::RandomStream random(2);
    const std::vector<int> past(kBeatCells, kCellUnknown);
    const WrittenWindow written = writeWindow(model, request, past, 3.0, random);
    ASSERT_EQ(written.cells.size(), 48U);
    int onsets = 0;
    for (std::size_t i = 0; i < written.cells.size(); ++i) {
        EXPECT_NE(written.cells[i], kCellRest);
        if (written.cells[i] < kCellPitch) continue;
        ++onsets;
        const int pitch = pitchClassOf(symbolPitch(written.cells[i], 60));
        EXPECT_TRUE(inMask(scaleMask(false), pitch)) << pitch;
        EXPECT_NE(pitch, 7);
        EXPECT_TRUE(i % 6 != 2 && i % 6 != 4) << i;
    }
    EXPECT_GT(onsets, 10);
    EXPECT_LT(written.logProbability, 0.0);
    EXPECT_THROW(static_cast<void>(parseAvoidedCells("H")), Error);
}

TEST(MelodyModel, WhatItLacksBringsAWindowBack) {
    const MelodyModel model = untrained();
    std::vector<StudyNote> notes;
    for (int i = 0; i < 6; ++i) {
        StudyNote note;
        note.onset = i * 15;
        note.duration = 12;
        note.pitch = 60 + 2 * i;
        notes.push_back(note);
    }
    WindowRequest own;
    own.window.metre = {4, false};
    own.window.reference = 60;
    own.window.cells = cellsOf(notes, 0, own.window.metre, 8, 60);
    own.place = placeOf(model, own.window, 0.0F);
    const std::vector<int> past(kBeatCells, kCellUnknown);
    const std::vector<float> lack = lackOf(model, own, past);
    const auto written = [&](double share) {
        CellLeaning leaning;
        lean(leaning, own.window.cells, lack, share);
        models::RandomStream random(1);
        return writeLeaning(model, own, leaning, past, 0.0, random).cells;
    };
    EXPECT_EQ(written(1.0), own.window.cells);
    EXPECT_NE(written(0.0), own.window.cells);
}

TEST(MelodyBlend, EndsAreAsWrittenAndStepsLieBetween) {
    const Score ode = sample("ode-to-joy-without-words.musicxml");
    const Score night = sample("stille-nacht.musicxml");
    BlendInput a = inputOf(ode, 4);
    BlendInput b = inputOf(night, 4);
    BlendRequest request;
    request.steps = 3;
    request.seed = 1;
    request.temperature = 1.0;
    const Blend blend = blendMelodies(untrained(), {a, b, a}, request).front();
    ASSERT_EQ(blend.sections.size(), 9U);
    EXPECT_EQ(blend.sections[4].name, "B");
    EXPECT_EQ(blend.sections[5].name, "B-C 1/3");
    EXPECT_TRUE(sameNotes(blend.sections[0].score.parts[0], blend.sections[8].score.parts[0]));
    // The first as on its page, the second with its intervals, rhythm and words.
    std::vector<const Note*> written;
    for (const Note& note : night.parts[b.part].notes)
        if (note.measure >= static_cast<int>(b.firstBar) &&
            note.measure < static_cast<int>(b.firstBar + 4) && note.grace == Grace::None)
            written.push_back(&note);
    const auto& notes = blend.sections[4].score.parts[0].notes;
    ASSERT_EQ(notes.size(), written.size());
    for (std::size_t i = 0; i < notes.size(); ++i) {
        EXPECT_EQ(notes[i].duration, written[i]->duration);
        EXPECT_EQ(notes[i].pitch - notes[0].pitch, written[i]->pitch - written[0]->pitch);
        EXPECT_EQ(notes[i].lyrics, written[i]->lyrics);
    }
    for (const BlendSection& section : blend.sections)
        EXPECT_EQ(section.score.measures.size(), 4U) << section.name;
    const Score whole = readBack(joined(blend));
    EXPECT_EQ(whole.measures.size(), 36U);
}

TEST(MelodyBlend, StepsKeepRhythmAndBarsOfTheFirst) {
    const Score ode = sample("ode-to-joy-without-words.musicxml");
    const BlendInput a = inputOf(ode, 4);
    BlendInput b = a;
    b.firstBar += 8;
    BlendRequest request;
    request.steps = 2;
    request.keepRhythm = true;
    request.keptBars = {0, 1, 0, 0};
    request.temperature = 2.0;
    request.key = std::pair(2, false);
    const Blend blend = blendMelodies(untrained(), {a, b}, request).front();
    const auto& own = blend.sections[0].score.parts[0].notes;
    const auto& step = blend.sections[1].score.parts[0].notes;
    ASSERT_EQ(own.size(), step.size());
    bool differ = false;
    for (std::size_t i = 0; i < own.size(); ++i) {
        EXPECT_EQ(own[i].onset, step[i].onset);
        if (own[i].measure == 1) {
            EXPECT_EQ(own[i].pitch, step[i].pitch);
        }
        differ = differ || own[i].pitch != step[i].pitch;
    }
    EXPECT_TRUE(differ);
    EXPECT_EQ(blend.sections[1].score.measures[0].fifths, 2);
}

TEST(MelodyVary, OnlyTheBarsAskedForChange) {
    const Score score = sample("petzold-minuet-in-g.musicxml");
    MelodyVaryRequest request;
    const Score& line = score;
    request.part = 0;
    request.bars.assign(line.measures.size(), 0);
    request.bars[4] = request.bars[5] = request.bars[6] = 1;
    request.amount = 0.7;
    request.seed = 3;
    request.temperature = 1.0;
    request.candidates = 3;
    const auto all = varyMelody(untrained(), line, request);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_GE(all[0].piece.logProbability, all[2].piece.logProbability);
    for (const MelodyVariation& one : all) {
        Part before = line.parts[0];
        Part after = one.piece.score.parts[0];
        const auto changed = [](const Note& note) {
            return note.measure >= 4 && note.measure <= 6;
        };
        EXPECT_FALSE(sameNotes(before, after));
        std::erase_if(before.notes, changed);
        std::erase_if(after.notes, changed);
        EXPECT_TRUE(sameNotes(before, after));
        EXPECT_GT(one.distance, 0.0);
        static_cast<void>(readBack(one.piece.score));
    }
    const auto again = varyMelody(untrained(), line, request);
    EXPECT_TRUE(sameNotes(again[0].piece.score.parts[0], all[0].piece.score.parts[0]));
}

TEST(MelodyVary, SungBarsKeepEverySyllable) {
    const Score score = sample("brahms-lullaby.musicxml");
    MelodyVaryRequest request;
    request.part = lineOfScore(score, "");
    request.bars.assign(score.measures.size(), 1);
    request.temperature = 1.5;
    request.amount = 1.0;
    const auto one = varyMelody(untrained(), score, request).front();
    const auto& before = score.parts[request.part].notes;
    const auto& after = one.piece.score.parts[request.part].notes;
    ASSERT_EQ(before.size(), after.size());
    bool differ = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_EQ(before[i].onset, after[i].onset);
        EXPECT_EQ(before[i].lyrics, after[i].lyrics);
        differ = differ || before[i].pitch != after[i].pitch;
    }
    EXPECT_TRUE(differ);
    EXPECT_TRUE(sameNotes(score.parts.back(), one.piece.score.parts.back()) ||
                request.part + 1 == score.parts.size());
}

TEST(MelodyVary, TheLeftHandStays) {
    const Score score = sample("petzold-minuet-in-g.musicxml");
    MelodyVaryRequest request;
    request.bars.assign(score.measures.size(), 1);
    request.amount = 1.0;
    Part before = score.parts[0];
    Part after = varyMelody(untrained(), score, request).front().piece.score.parts[0];
    const auto upper = [](const Note& note) { return note.staff == 1; };
    EXPECT_FALSE(sameNotes(before, after));
    std::erase_if(before.notes, upper);
    std::erase_if(after.notes, upper);
    EXPECT_TRUE(sameNotes(before, after));
}

TEST(MelodyVary, ChordsAreRefusedByName) {
    Score score = sample("petzold-minuet-in-g.musicxml");
    for (Note& note : score.parts[0].notes) note.staff = 1;
    MelodyVaryRequest request;
    request.bars.assign(score.measures.size(), 1);
    try {
        static_cast<void>(varyMelody(untrained(), score, request));
        FAIL() << "varied";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_NE(std::string(error.what()).find("several notes at once"), std::string::npos);
    }
}

}  // namespace
}  // namespace arioso
