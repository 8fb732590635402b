#include "tools/corpus/teacher.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/audio_format.h"
#include "dsp/error.h"

namespace arioso::corpus {
namespace {

PerformedNote makeNote(double onset, double offset, float pitch, float velocity = 0.7F) {
    PerformedNote note;
    note.onset = onset;
    note.offset = offset;
    note.pitch = pitch;
    note.velocity = velocity;
    return note;
}

class TeacherTest : public testing::Test {
  protected:
    const Instrument& instrument(const std::string& id) { return *table_.find(id); }
    std::vector<float> render(const std::string& id, std::vector<PerformedNote> notes,
                              double seconds) {
        PerformedPart part;
        part.notes = std::move(notes);
        return teacher_->render(part, instrument(id), std::llround(seconds * dsp::kSampleRate));
    }
    InstrumentTable table_ = InstrumentTable::load(ARIOSO_SOURCE_DIR "/configs/instruments.toml");
    std::unique_ptr<Teacher> teacher_ = makeSoundFontTeacher(kDefaultSoundFont);
};

/// Strength of one frequency in [start, start + 32768), by a Hann-windowed Fourier sum.
double strength(const std::vector<float>& sound, std::size_t start, double hz) {
    constexpr std::size_t kLength = 32768;
    double re = 0.0;
    double im = 0.0;
    for (std::size_t i = 0; i < kLength; ++i) {
        const double place = static_cast<double>(i) / kLength;
        const double value = static_cast<double>(sound[start + i]) *
                             (0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * place));
        const double angle =
            2.0 * std::numbers::pi * hz * static_cast<double>(i) / dsp::kSampleRate;
        re += value * std::cos(angle);
        im += value * std::sin(angle);
    }
    return std::hypot(re, im);
}

/// Cents between the strongest frequency within a semitone of `hz` and `hz`.
double centsFrom(const std::vector<float>& sound, std::size_t start, double hz) {
    double best = 0.0;
    double bestStrength = 0.0;
    for (double cents = -100.0; cents <= 100.0; cents += 2.0) {
        const double here = strength(sound, start, hz * std::exp2(cents / 1200.0));
        if (here > bestStrength) {
            bestStrength = here;
            best = cents;
        }
    }
    return best;
}

TEST_F(TeacherTest, ConcertPitchIs440) {
    for (const char* id : {"piano", "oboe", "drawbar_organ"}) {
        const auto sound = render(id, {makeNote(0.0, 2.0, 69.0F)}, 2.0);
        EXPECT_NEAR(centsFrom(sound, 8820, 440.0), 0.0, 8.0) << id;
    }
}

TEST_F(TeacherTest, FractionalPitchAndBendsAreHeard) {
    auto raised = makeNote(0.0, 2.0, 69.4F);
    EXPECT_NEAR(centsFrom(render("drawbar_organ", {raised}, 2.0), 8820, 440.0), 40.0, 5.0);
    auto bent = makeNote(0.0, 2.0, 69.0F);
    bent.bend = {{0.0, 0.0F}, {0.2, -60.0F}};
    // The neighbour is not drawn along.
    const auto sound = render("drawbar_organ", {bent, makeNote(0.0, 2.0, 78.0F)}, 2.0);
    EXPECT_NEAR(centsFrom(sound, 13230, 440.0), -60.0, 5.0);
    EXPECT_NEAR(centsFrom(sound, 13230, 739.99), 0.0, 5.0);
}

TEST_F(TeacherTest, OnsetsLieOnTheirSample) {
    // Any offset from the grid of FluidSynth's blocks; the same sound must only be moved.
    const auto reference = render("harpsichord", {makeNote(0.0, 0.5, 60.0F)}, 1.0);
    const auto heard = [](const std::vector<float>& sound) {
        const auto first =
            std::find_if(sound.begin(), sound.end(), [](float v) { return std::abs(v) > 1e-4F; });
        return std::distance(sound.begin(), first);
    };
    for (const double onset : {0.1, 0.2503, 0.33337, 0.5}) {
        const auto sound = render("harpsichord", {makeNote(onset, onset + 0.5, 60.0F)}, 2.0);
        EXPECT_NEAR(static_cast<double>(heard(sound) - heard(reference)), onset * dsp::kSampleRate,
                    33.0);
    }
}

TEST_F(TeacherTest, LouderWhenPlayedLouderAndSilentBeforeTheOnset) {
    const auto energy = [](const std::vector<float>& sound) {
        double sum = 0.0;
        for (const float v : sound) sum += static_cast<double>(v) * static_cast<double>(v);
        return sum;
    };
    const auto soft = render("piano", {makeNote(0.5, 1.0, 60.0F, 0.3F)}, 1.0);
    const auto loud = render("piano", {makeNote(0.5, 1.0, 60.0F, 0.9F)}, 1.0);
    EXPECT_GT(energy(loud), 4.0 * energy(soft));
    EXPECT_TRUE(std::all_of(loud.begin(), loud.begin() + 22000, [](float v) { return v == 0.0F; }));
}

TEST_F(TeacherTest, WhatCameBeforeLeavesNoTrace) {
    const std::vector<PerformedNote> piece{makeNote(0.0, 0.4, 60.2F), makeNote(0.3, 1.2, 67.2F)};
    const auto first = render("violin", piece, 1.5);
    render("harp", {makeNote(0.0, 3.0, 40.0F, 1.0F)}, 0.2);
    EXPECT_EQ(render("violin", piece, 1.5), first);
}

TEST_F(TeacherTest, DrumsRingPastTheirWrittenLength) {
    Instrument drums = instrument("drums");
    PerformedPart part;
    part.percussion = true;
    part.notes = {makeNote(0.0, 0.05, 49.0F)};
    const auto sound = teacher_->render(part, drums, 2 * dsp::kSampleRate);
    EXPECT_TRUE(std::any_of(sound.begin() + 44100, sound.end(),
                            [](float v) { return std::abs(v) > 1e-3F; }));
}

TEST(TeacherErrors, MissingOrBadSoundFontIsNamed) {
    for (const char* path : {"nowhere.sf2", ARIOSO_SOURCE_DIR "/LICENSE"}) {
        try {
            makeSoundFontTeacher(path);
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            EXPECT_THAT(error.what(), testing::HasSubstr(path));
        }
    }
}

TEST(Untangle, ARepeatedKeyEndsTheNoteBefore) {
    PerformedPart part;
    part.notes = {makeNote(1.0, 3.0, 60.0F), makeNote(0.0, 2.0, 60.0F), makeNote(0.5, 2.0, 62.0F)};
    untangle(part);
    ASSERT_EQ(part.notes.size(), 3U);
    EXPECT_EQ(part.notes[0].offset, 1.0);
    EXPECT_EQ(part.notes[1].offset, 2.0);
    EXPECT_EQ(part.notes[2].offset, 3.0);
    EXPECT_EQ(part.notes[2].id, 2U);
}

}  // namespace
}  // namespace arioso::corpus
