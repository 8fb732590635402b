#include "tools/eval/measure/timbre_classifier.h"

#include <gtest/gtest.h>

#include "dsp/error.h"
#include "dsp/mel.h"
#include "tests/unit/eval/test_signals.h"
#include "tools/eval/measure/linear_solver.h"

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
    ASSERT_GE(test.size(), 5U);
    EXPECT_DOUBLE_EQ(classifier.accuracy(test, 0), 1.0);
    EXPECT_DOUBLE_EQ(classifier.accuracy(test, 1), 0.0);
    const auto other = timbreFeatures(logMel(testSound(shifted(5.0F), 7.0, soft)));
    EXPECT_DOUBLE_EQ(classifier.accuracy(other, 2), 1.0);
}

TEST(TimbreClassifier, oneInstrumentAloneIsAnError) {
    EXPECT_THROW(TimbreClassifier({{{1.0, 2.0}}, {}}), Error);
}

TEST(TimbreFeatures, silenceHasNone) {
    EXPECT_TRUE(timbreFeatures({}).empty());
}

TEST(LinearSolver, solvesAKnownSystem) {
    const auto x = solvePositiveDefinite({4, 2, 2, 3}, {10, 8});
    EXPECT_NEAR(x[0], 1.75, 1e-12);
    EXPECT_NEAR(x[1], 1.5, 1e-12);
}

}  // namespace
}  // namespace arioso::eval
