#include "src/synth/stem_renderer.h"
#include "dsp/pre_echo_gate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "tests/unit/synth/fake_model_set.h"

namespace arioso {
namespace {

constexpr std::int64_t kWindow = StemRenderer::kWindowSamples;
constexpr double kWindowSeconds = static_cast<double>(kWindow) / dsp::kSampleRate;
/// What the generator makes at a time.
constexpr double kSpanSeconds = 4.0 * kWindowSeconds;

PerformedNote note(double onset, double offset, float pitch, std::uint32_t id) {
    PerformedNote out;
    out.onset = onset;
    out.offset = offset;
    out.pitch = pitch;
    out.velocity = 0.8F;
    out.id = id;
    return out;
}

Instrument organ() {
    Instrument instrument;
    instrument.id = "organ";
    instrument.envelope.releaseT60 = 0.2F;
    return instrument;
}

PerformedPart longNotes() {
    PerformedPart part;
    // One note across the first boundary of spans, one across the second and third.
    part.notes = {note(0.5, kSpanSeconds + 1.0, 57.0F, 0),
                  note(kSpanSeconds + 2.0, 3.0 * kSpanSeconds + 0.5, 64.0F, 1)};
    return part;
}

StemRenderer makeStem(const PerformedPart& part, StemOptions options = {}) {
    return {models::ModelSet::load({}), part, organ(), options};
}

TEST(StemRenderer, WindowsJoinWithoutSeam) {
    const PerformedPart part = longNotes();
    StemOptions options;
    options.seed = 5;
    const StemRenderer stem = makeStem(part, options);
    const std::vector<float> out = stem.renderAll();
    std::vector<float> expected(out.size());
    const auto excitation = makeExcitation(part, organ(), 0);
    excitation.render(0, expected);
    dsp::PreEchoGate(excitation.onsets()).apply(expected, 0);
    float worst = 0.0F;
    for (std::size_t i = 0; i < out.size(); ++i)
        worst = std::max(worst, std::abs(out[i] - expected[i]));
    EXPECT_LT(worst, 1e-4F);
}

TEST(StemRenderer, OrderAndThreadsDoNotMatter) {
    const StemRenderer forwards = makeStem(longNotes());
    const std::vector<float> expected = forwards.renderAll();
    const StemRenderer backwards = makeStem(longNotes());
    std::vector<float> out(expected.size());
    const auto render = [&](std::int64_t first) {
        for (std::int64_t k = backwards.windows() - 1 - first; k >= 0; k -= 2)
            backwards.renderWindow(
                k, std::span(out).subspan(static_cast<std::size_t>(k * kWindow), kWindow));
    };
    std::thread other(render, 1);
    render(0);
    other.join();
    EXPECT_TRUE(out == expected);
}

TEST(StemRenderer, AnAnchoredGridHasTheSameSoundBeginningElsewhere) {
    const StemRenderer fixed = makeStem(longNotes());
    const std::vector<float> expected = fixed.renderAll();
    StemRenderer anchored = makeStem(longNotes());
    anchored.anchor(100);
    EXPECT_EQ(anchored.windowStart(0), 100 * 2 * dsp::kHop);
    for (std::int64_t k = -1; k < anchored.windows(); ++k) {
        EXPECT_EQ(anchored.windowStart(k) + anchored.windowSamples(k), anchored.windowStart(k + 1));
        EXPECT_EQ(anchored.windowAt(anchored.windowStart(k)), k);
        EXPECT_EQ(anchored.windowAt(anchored.windowStart(k + 1) - 1), k);
    }
    const std::vector<float> out = anchored.renderAll();
    float worst = 0.0F;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t at = i + static_cast<std::size_t>(anchored.windowStart(0));
        if (at < expected.size()) worst = std::max(worst, std::abs(out[i] - expected[at]));
    }
    EXPECT_LT(worst, 1e-4F);
    EXPECT_GE(anchored.windowStart(anchored.windows()), anchored.end());
}

TEST(StemRenderer, TheFirstWindowOfAnAnchoredGridNeedsOneShortRunOfTheGenerator) {
    StemRenderer stem = makeStem(longNotes());
    stem.anchor(300);
    tests::generatorCalls = 0;
    std::vector<float> out(static_cast<std::size_t>(stem.windowSamples(0)));
    stem.renderWindow(0, out);
    EXPECT_EQ(tests::generatorCalls, 1);
    EXPECT_LT(stem.windowSamples(0), kWindow);
}

TEST(StemRenderer, EachSpanIsGeneratedOnce) {
    const StemRenderer stem = makeStem(longNotes());
    tests::generatorCalls = 0;
    static_cast<void>(stem.renderAll());
    EXPECT_LE(tests::generatorCalls, (stem.windows() + 3) / 4 + 1);
}

TEST(StemRenderer, TheFirstFourWindowsNeedOneRunOfTheGenerator) {
    const StemRenderer stem = makeStem(longNotes());
    tests::generatorCalls = 0;
    std::vector<float> out(kWindow);
    for (std::int64_t k = 0; k < 4; ++k) stem.renderWindow(k, out);
    EXPECT_EQ(tests::generatorCalls, 1);
}

TEST(StemRenderer, SilentWindowsAreZeroAndFree) {
    PerformedPart part;
    part.notes = {note(5.0 * kWindowSeconds, 5.0 * kWindowSeconds + 1.0, 60.0F, 0)};
    const StemRenderer stem = makeStem(part);
    EXPECT_FALSE(stem.sounds(2));
    EXPECT_TRUE(stem.sounds(5));
    tests::generatorCalls = 0;
    std::vector<float> out(kWindow, 1.0F);
    stem.renderWindow(2, out);
    EXPECT_TRUE(out == std::vector<float>(kWindow, 0.0F));
    EXPECT_EQ(tests::generatorCalls, 0);
}

TEST(StemRenderer, APartWithoutNotesHasNoWindows) {
    EXPECT_EQ(makeStem({}).windows(), 0);
}

TEST(StemRenderer, StagesHaveOneRowALatentAndAFrame) {
    const StemRenderer stem = makeStem(longNotes());
    const StemRenderer::Stages stages = stem.stages(1);
    EXPECT_EQ(stages.latents.size(), 64U * 256U);
    ASSERT_EQ(stages.mel.size(), 128U * 128U);
    // The fake decoder gives back the excitation's mel.
    for (std::size_t i = 0; i < stages.mel.size(); ++i)
        ASSERT_NEAR(stages.mel[i], stages.excitationMel[i], 1e-3F) << "value " << i;
}

}  // namespace
}  // namespace arioso
