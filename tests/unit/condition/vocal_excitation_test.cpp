#include "src/condition/vocal_excitation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "dsp/audio_format.h"
#include "src/condition/condition.h"

namespace arioso {
namespace {

Instrument singer() {
    Instrument voice;
    voice.id = "alba";
    voice.singer = true;
    voice.lowest = 50;
    voice.highest = 72;
    return voice;
}

PerformedNote sung(double onset, double offset, float pitch, std::vector<PhonemeSpan> phonemes) {
    PerformedNote note;
    note.onset = onset;
    note.offset = offset;
    note.pitch = pitch;
    note.velocity = 0.8F;
    note.phonemes = std::move(phonemes);
    note.syllable = "la";
    return note;
}

/// "sa-ma" on A3 and C4: s before the first beat, m voiced between the vowels.
PerformedPart sama() {
    PerformedPart part;
    part.vocal = true;
    part.notes.push_back(sung(0.5, 1.0, 57.0F, {{"s", 0.35, 0.5, false}, {"a", 0.5, 0.93, true}}));
    part.notes.push_back(sung(1.0, 1.6, 60.0F, {{"m", 0.93, 1.0, false}, {"a", 1.0, 1.6, true}}));
    part.notes[1].id = 1;
    return part;
}

double rms(const dsp::Excitation& excitation, double from, double to) {
    std::vector<float> samples(static_cast<std::size_t>((to - from) * dsp::kSampleRate));
    excitation.render(static_cast<std::int64_t>(from * dsp::kSampleRate), samples);
    double sum = 0.0;
    for (const float value : samples) sum += static_cast<double>(value) * value;
    return std::sqrt(sum / static_cast<double>(samples.size()));
}

TEST(VocalExcitation, UnvoicedSoundsAreNoiseAndVoicedOnesOneTrainAcrossNotes) {
    const auto notes = vocalNotes(sama(), singer());
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[0].noise, 1.0F);
    EXPECT_DOUBLE_EQ(notes[0].onset, 0.35);
    EXPECT_DOUBLE_EQ(notes[0].offset, 0.5);
    EXPECT_EQ(notes[1].noise, 0.0F);
    EXPECT_DOUBLE_EQ(notes[1].onset, 0.5);
    EXPECT_DOUBLE_EQ(notes[1].offset, 1.6);
    EXPECT_NEAR(notes[1].frequency, 220.0, 0.01);
    EXPECT_NEAR(notes[1].pitch.front().cents, 0.0F, 0.01F);
    EXPECT_NEAR(notes[1].pitch.back().cents, 300.0F, 0.01F);
}

TEST(VocalExcitation, ThePitchStaysOnTheOldNoteUntilTheNewOneBegins) {
    const auto train = vocalNotes(sama(), singer()).back();
    for (const auto& point : train.pitch) {
        const double seconds = train.onset + point.seconds;
        EXPECT_NEAR(point.cents, seconds < 0.999995 ? 0.0F : 300.0F, 0.01F) << seconds;
    }
}

TEST(VocalExcitation, VoicedFricativesHaveBoth) {
    auto part = sama();
    part.notes[0].phonemes[0].symbol = "z";
    const auto notes = vocalNotes(part, singer());
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[0].noise, 1.0F);
    EXPECT_LT(notes[0].amplitude, part.notes[0].velocity);
    EXPECT_DOUBLE_EQ(notes[1].onset, 0.35);
}

TEST(VocalExcitation, TwoSingersOfAChordKeepTheirOwnPitch) {
    PerformedPart part;
    for (const float pitch : {57.0F, 61.0F}) {
        part.notes.push_back(sung(0.0, 0.5, pitch, {{"a", 0.0, 0.5, true}}));
    }
    for (const float pitch : {59.0F, 62.0F}) {
        part.notes.push_back(sung(0.5, 1.0, pitch, {{"a", 0.5, 1.0, true}}));
    }
    const auto notes = vocalNotes(part, singer());
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_NEAR(notes[0].pitch.back().cents, 200.0F, 0.01F);
    EXPECT_NEAR(notes[1].pitch.back().cents, 100.0F, 0.01F);
}

TEST(VocalExcitation, ARestIsSilent) {
    auto part = sama();
    for (PerformedNote& note : part.notes) {
        if (note.id == 0) continue;
        note.onset += 1.0;
        note.offset += 1.0;
        for (PhonemeSpan& span : note.phonemes) {
            span.start += 1.0;
            span.end += 1.0;
        }
    }
    const auto excitation = makeExcitation(part, singer(), 1);
    EXPECT_GT(rms(excitation, 0.38, 0.48), 0.02);
    EXPECT_GT(rms(excitation, 0.6, 0.9), 0.02);
    EXPECT_LT(rms(excitation, 1.2, 1.8), 1e-4);
    EXPECT_GT(rms(excitation, 2.1, 2.5), 0.02);
}

TEST(Condition, VoiceCurvesReachTheModelOnTheirScale) {
    auto part = sama();
    part.voice.breathiness = {{0.0, 0.0F}, {1.0, 50.0F}};
    part.voice.gender = {{0.0, -100.0F}};
    const Instrument voice = singer();
    const auto excitation = makeExcitation(part, voice, 1);
    Condition condition;
    ConditionBuilder(part, voice, excitation).build(0, 120, condition);
    const auto at = [&](double seconds, int plane) {
        const auto frame = static_cast<std::size_t>(seconds * dsp::kSampleRate / dsp::kHop);
        return condition.curves[frame * Condition::kCurves + static_cast<std::size_t>(plane)];
    };
    EXPECT_NEAR(at(0.5, 0), 0.25F, 0.01F);
    EXPECT_NEAR(at(1.3, 0), 0.5F, 1e-6F);
    EXPECT_EQ(at(0.5, 1), 0.0F);
    EXPECT_EQ(at(0.5, 2), -1.0F);
    EXPECT_EQ(at(0.5, 3), 1.0F);
}

TEST(Voices, TheShippedTableHasHighAndLowVoicesInEachLanguage) {
    const auto table = InstrumentTable::load(ARIOSO_SOURCE_DIR "/configs/voices.toml");
    for (const char* language : {"en", "de"}) {
        for (const bool high : {true, false}) {
            EXPECT_TRUE(std::any_of(table.all().begin(), table.all().end(),
                                    [&](const auto& one) {
                                        return one.singer && one.high == high &&
                                               one.languages.front() == language;
                                    }))
                << language << high;
        }
    }
}

TEST(VocalExcitation, ABreathIsASofterH) {
    PerformedPart part;
    part.vocal = true;
    part.notes.push_back(sung(
        1.0, 1.6, 57.0F, {{"br", 0.5, 0.8, false}, {"h", 0.8, 1.0, false}, {"a", 1.0, 1.6, true}}));
    const auto notes = vocalNotes(part, singer());
    ASSERT_EQ(notes.size(), 3U);
    EXPECT_EQ(notes[0].noise, 1.0F);
    EXPECT_GT(notes[0].amplitude, 0.0F);
    EXPECT_LT(notes[0].amplitude, notes[1].amplitude);

    const auto excitation = makeExcitation(part, singer(), 1);
    Condition condition;
    ConditionBuilder(part, singer(), excitation).build(0, 120, condition);
    const auto& symbols = phonemeInventory();
    const auto h = std::find(symbols.begin(), symbols.end(), "h") - symbols.begin();
    const auto frame = static_cast<std::size_t>(0.65 * dsp::kSampleRate / dsp::kHop);
    EXPECT_EQ(condition.phoneme[frame], h);
}

}  // namespace
}  // namespace arioso
