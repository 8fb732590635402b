#include "tools/eval/measure/timbre_classifier.h"

#include <gtest/gtest.h>

#include "dsp/error.h"
#include "dsp/mel.h"
#include "tests/unit/eval/test_signals.h"

namespace arioso::eval {
namespace {

std::vector<float> logMel(const std::vector<float>& audio) {
    const auto frames = dsp::framesFor(static_cast<long>(audio.size()));
    std::vector<float> mel(static_cast<std::size_t>(frames) * dsp::kMelBands);
    dsp::MelAnalyser().analyse(audio, 0, 0, frames, mel);
    return mel;
}

PerformedPart shifted(float semitones) {
    auto part = scalePart();
    for (auto& note : part.notes) note.pitch += semitones;
    return part;
}

TEST(TimbreClassifier, tellsPluckedFromSoftWhateverPitchAndLevel) {
    const TestTone plucked{.attack = 0.003, .decayDbPerSecond = 40.0};
    const TestTone soft{.attack = 0.3, .releaseDbPerSecond = 60.0};
    std::vector<std::vector<TimbreFeatures>> classes(3);
    for (const float key : {0.0F, 3.0F, 7.0F}) {
        for (const auto& [tone, index] : {std::pair{plucked, 0U}, {soft, 2U}}) {
            const auto found = timbreFeatures(logMel(testSound(shifted(key), 7.0, tone)));
            classes[index].insert(classes[index].end(), found.begin(), found.end());
        }
    }
    const TimbreClassifier classifier(classes);
    TestTone quietPlucked = plucked;
    quietPlucked.gain = 0.05;
    const auto test = timbreFeatures(logMel(testSound(shifted(5.0F), 7.0, quietPlucked)));
    ASSERT_GE(test.size(), 4U);
    EXPECT_DOUBLE_EQ(classifier.accuracy(test, 0), 1.0);
    EXPECT_DOUBLE_EQ(classifier.accuracy(test, 1), 0.0);
    const auto other = timbreFeatures(logMel(testSound(shifted(5.0F), 7.0, soft)));
    EXPECT_DOUBLE_EQ(classifier.accuracy(other, 2), 1.0);
}

TEST(TimbreClassifier, oneInstrumentAloneIsAnError) {
    EXPECT_THROW(TimbreClassifier({{{1.0F, 2.0F}}, {}}), Error);
}

TEST(TimbreFeatures, silenceHasNone) {
    EXPECT_TRUE(timbreFeatures({}).empty());
}

TEST(TimbreClassifier, theSameExamplesGiveTheSameClassifier) {
    const dsp::Philox noise(5);
    std::vector<std::vector<TimbreFeatures>> classes(2);
    for (std::uint64_t i = 0; i < 40; ++i) {
        classes[i % 2].push_back({noise.normal(2 * i), noise.normal(2 * i + 1)});
    }
    const TimbreClassifier a(classes);
    const TimbreClassifier b(classes);
    for (std::uint64_t i = 100; i < 200; ++i) {
        const TimbreFeatures x = {noise.normal(2 * i), noise.normal(2 * i + 1)};
        EXPECT_EQ(a.classify(x), b.classify(x));
    }
}

TEST(TimbreClassifier, learnsWhatNoStraightLineSeparates) {
    const dsp::Philox noise(6);
    std::vector<std::vector<TimbreFeatures>> classes(2);
    for (std::uint64_t i = 0; i < 400; ++i) {
        const float x = 3.0F * noise.normal(2 * i);
        const float y = 3.0F * noise.normal(2 * i + 1);
        classes[x * y > 0.0F ? 1 : 0].push_back({x, y});
    }
    const TimbreClassifier classifier(classes);
    EXPECT_EQ(classifier.classify({4.0F, 4.0F}), 1U);
    EXPECT_EQ(classifier.classify({-4.0F, -4.0F}), 1U);
    EXPECT_EQ(classifier.classify({-4.0F, 4.0F}), 0U);
    EXPECT_EQ(classifier.classify({4.0F, -4.0F}), 0U);
}

}  // namespace
}  // namespace arioso::eval
