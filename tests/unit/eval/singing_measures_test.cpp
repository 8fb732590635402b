#include "tools/eval/measure/singing_measures.h"

#include <gtest/gtest.h>

#include "tests/unit/eval/test_signals.h"
#include "tools/eval/measure/statistics.h"

namespace arioso::eval {
namespace {

/// "sa sa sa sa": each note's vowel on the beat, the consonant before it.
PerformedPart sungPart() {
    PerformedPart part;
    for (int i = 0; i < 4; ++i) {
        PerformedNote note = testNote(0.5 + i, 1.3 + i, 57.0F + static_cast<float>(2 * i));
        note.phonemes = {{"s", note.onset - 0.1, note.onset, false},
                         {"a", note.onset, note.offset, true}};
        part.notes.push_back(note);
    }
    return part;
}

std::vector<float> sungSound(const PerformedPart& part, const TestTone& tone) {
    std::vector<float> audio = testSound(part, 5.0, tone);
    const dsp::Philox noise(7);
    for (const PerformedNote& note : part.notes) {
        const auto from = static_cast<std::size_t>(note.phonemes[0].start * dsp::kSampleRate);
        const auto to = static_cast<std::size_t>(note.phonemes[0].end * dsp::kSampleRate);
        // Differences of white noise: little at low frequencies, like an s.
        for (std::size_t i = from; i < to; ++i) {
            audio[i] +=
                0.02F * (noise.normal(i) - 2.0F * noise.normal(i + 1) + noise.normal(i + 2));
        }
    }
    return audio;
}

TEST(SingingMeasures, ASongSungAsWrittenHasNoFaults) {
    const PerformedPart part = sungPart();
    const SingingMeasures heard = measureSinging(part, sungSound(part, {}));
    EXPECT_EQ(heard.centreCents.size(), 4U);
    EXPECT_LT(quantile(heard.centreCents, 1.0), 2.0);
    EXPECT_EQ(heard.vowelOnsetMs.size(), 4U);
    EXPECT_LT(quantile(heard.vowelOnsetMs, 1.0), 10.0);
    EXPECT_LT(heard.voicingErrorPercent(), 2.0);
}

TEST(SingingMeasures, FlatSingingIsHeardByItsCents) {
    const PerformedPart part = sungPart();
    TestTone tone;
    tone.cents = -30.0;
    EXPECT_NEAR(median(measureSinging(part, sungSound(part, tone)).centreCents), 30.0, 2.0);
}

TEST(SingingMeasures, VowelsThatComeLateAreHeardByTheirMilliseconds) {
    const PerformedPart part = sungPart();
    TestTone tone;
    tone.shift = 0.04;
    EXPECT_NEAR(median(measureSinging(part, sungSound(part, tone)).vowelOnsetMs), 40.0, 8.0);
}

TEST(SingingMeasures, AWhisperIsAllVoicingErrors) {
    PerformedPart part = sungPart();
    TestTone silent;
    silent.gain = 0.0;
    const SingingMeasures heard = measureSinging(part, sungSound(part, silent));
    EXPECT_EQ(heard.voicedAsVoiceless, heard.voicedFrames);
    EXPECT_GT(heard.voicingErrorPercent(), 80.0);
}

TEST(SingingMeasures, FramesThatAreOutOfTuneAreF0FrameErrors) {
    const PerformedPart part = sungPart();
    TestTone tone;
    const auto reference = sungSound(part, tone);
    EXPECT_EQ(f0FrameErrorPercent(part, reference, reference), 0.0);
    tone.cents = 70.0;
    // Notes and their fading ends fill 3.2 to 3.6 of 5 seconds.
    EXPECT_NEAR(f0FrameErrorPercent(part, sungSound(part, tone), reference), 68.0, 6.0);
}

TEST(SingingMeasures, WithoutWordsThereIsNothingToMeasure) {
    const PerformedPart part = scalePart();
    const SingingMeasures heard = measureSinging(part, testSound(part, 7.0));
    EXPECT_TRUE(heard.centreCents.empty());
    EXPECT_TRUE(std::isnan(heard.voicingErrorPercent()));
}

}  // namespace
}  // namespace arioso::eval
