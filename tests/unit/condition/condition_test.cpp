#include "src/condition/condition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "dsp/audio_format.h"

namespace arioso {
namespace {

PerformedNote makeNote(double onset, double offset, float pitch, float velocity = 0.5F) {
    PerformedNote note;
    note.onset = onset;
    note.offset = offset;
    note.pitch = pitch;
    note.velocity = velocity;
    return note;
}

Instrument makeInstrument() {
    Instrument out;
    out.index = 7;
    out.envelope = {0.01F, 0.0F, 0.2F};
    return out;
}

float rollAt(const Condition& condition, std::int64_t frame, int plane, int key) {
    const auto index = (frame - condition.firstFrame) * 3 * 128 + plane * 128 + key;
    return condition.roll[static_cast<std::size_t>(index)];
}

double secondsOf(std::int64_t frame) {
    return static_cast<double>(frame) * dsp::kHop / dsp::kSampleRate;
}

TEST(Condition, OnsetSustainAndAgeAreOnTheFrameGrid) {
    PerformedPart part;
    part.notes = {makeNote(0.5, 1.0, 60.1F, 0.8F)};
    const Instrument instrument = makeInstrument();
    const auto excitation = makeExcitation(part, instrument, 1);
    ConditionBuilder builder(part, instrument, excitation);
    Condition out;
    builder.build(0, 120, out);

    EXPECT_EQ(out.instrument, 7);
    for (std::int64_t frame = 0; frame < 120; ++frame) {
        const double centre = secondsOf(frame);
        const bool held = centre >= 0.5 && centre < 1.0;
        EXPECT_EQ(rollAt(out, frame, 1, 60), held ? 0.8F : 0.0F) << frame;
        EXPECT_NEAR(rollAt(out, frame, 2, 60), held ? 0.8 * std::exp(-(centre - 0.5)) : 0.0, 1e-6);
        EXPECT_EQ(rollAt(out, frame, 0, 60), frame == 43 ? 0.8F : 0.0F) << frame;
        EXPECT_EQ(rollAt(out, frame, 1, 61), 0.0F);
    }
}

TEST(Condition, ANoteToldToRiseSlowlyIsSofterAtItsBeginningAlone) {
    const auto peak = [](float rise, double from, double to) {
        PerformedPart part;
        part.notes = {makeNote(0.5, 1.5, 60.0F, 0.8F)};
        part.notes[0].rise = rise;
        Instrument instrument = makeInstrument();
        instrument.envelope.attack = 0.002F;
        std::vector<float> samples(static_cast<std::size_t>((to - from) * 44100));
        makeExcitation(part, instrument, 1)
            .render(static_cast<std::int64_t>(from * 44100), samples);
        return *std::ranges::max_element(samples);
    };
    EXPECT_LT(peak(0.06F, 0.5, 0.52), 0.6F * peak(0.0F, 0.5, 0.52));
    EXPECT_NEAR(peak(0.06F, 0.9, 1.0), peak(0.0F, 0.9, 1.0), 1e-6);
    EXPECT_NEAR(peak(-0.1F, 0.5, 0.52), peak(0.0F, 0.5, 0.52), 0.1F)
        << "no sooner than what is struck";
}

TEST(Condition, AnyRangeSaysTheSame) {
    PerformedPart part;
    for (int i = 0; i < 60; ++i) {
        auto note =
            makeNote(0.11 * i, 0.11 * i + 0.05 + 0.3 * (i % 4),
                     static_cast<float>(50 + (i * 7) % 25), 0.2F + 0.01F * static_cast<float>(i));
        note.id = static_cast<std::uint32_t>(i);
        if (i % 5 == 0) {
            note.phonemes = {{"s", note.onset - 0.08, note.onset, false},
                             {"a", note.onset, note.offset, true}};
        }
        part.notes.push_back(note);
    }
    const Instrument instrument = makeInstrument();
    const auto excitation = makeExcitation(part, instrument, 3);
    ConditionBuilder builder(part, instrument, excitation);
    Condition whole;
    builder.build(0, 600, whole);
    EXPECT_GT(
        std::count_if(whole.phoneme.begin(), whole.phoneme.end(), [](auto p) { return p != 0; }),
        40);
    std::int64_t first = 0;
    for (const std::int64_t frames : {1, 7, 64, 255, 173, 100}) {
        Condition piece;
        builder.build(first, frames, piece);
        for (std::int64_t f = 0; f < frames; ++f) {
            const auto at = static_cast<std::size_t>(first + f);
            const auto here = static_cast<std::size_t>(f);
            EXPECT_TRUE(std::equal(whole.roll.begin() + static_cast<long>(at) * 384,
                                   whole.roll.begin() + static_cast<long>(at + 1) * 384,
                                   piece.roll.begin() + static_cast<long>(here) * 384));
            EXPECT_EQ(whole.phoneme[at], piece.phoneme[here]);
            EXPECT_EQ(whole.phonemePlace[at], piece.phonemePlace[here]);
            for (std::size_t band = 0; band < dsp::kMelBands; ++band) {
                EXPECT_EQ(whole.excitationMel[at * dsp::kMelBands + band],
                          piece.excitationMel[here * dsp::kMelBands + band])
                    << at << " " << band;
            }
        }
        first += frames;
    }
}

TEST(Condition, ExcitationSoundsAtTheWrittenPitch) {
    PerformedPart part;
    part.notes = {makeNote(0.0, 2.0, 69.0F)};
    const auto excitation = makeExcitation(part, makeInstrument(), 1);
    std::vector<float> sound(dsp::kSampleRate);
    excitation.render(22050, sound);
    // One pulse a period: the autocorrelation peaks at the lag of 440 Hz, 100.2 samples.
    int best = 0;
    double peak = 0.0;
    for (int lag = 60; lag < 150; ++lag) {
        double sum = 0.0;
        for (std::size_t i = 0; i < 20000; ++i) {
            sum += static_cast<double>(sound[i] * sound[i + static_cast<std::size_t>(lag)]);
        }
        if (sum > peak) {
            peak = sum;
            best = lag;
        }
    }
    EXPECT_EQ(best, 100);
}

TEST(Condition, PercussionRingsAndAnOpenHiHatIsStopped) {
    Instrument drums = makeInstrument();
    drums.percussion = true;
    PerformedPart part;
    part.percussion = true;
    part.notes = {makeNote(0.0, 0.05, 46.0F, 1.0F)};
    EXPECT_TRUE(makeExcitation(part, drums, 1).sounds(44100, 4410));
    part.notes.push_back(makeNote(0.5, 0.55, 42.0F, 1.0F));
    EXPECT_FALSE(makeExcitation(part, drums, 1).sounds(2 * 44100, 4410));
}

TEST(Condition, PhonemesOfTheInventoryAreUnique) {
    auto symbols = phonemeInventory();
    EXPECT_EQ(symbols.front(), "");
    std::sort(symbols.begin(), symbols.end());
    EXPECT_EQ(std::adjacent_find(symbols.begin(), symbols.end()), symbols.end());
}

}  // namespace
}  // namespace arioso
