// The voices that ship, judged as a listener would: in tune, on the beat, s without a voice.

#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "dsp/audio_format.h"
#include "dsp/stft.h"
#include "models/model_set.h"
#include "src/condition/instruments.h"
#include "src/synth/stem_renderer.h"
#include "tools/eval/measure/singing_measures.h"
#include "tools/eval/measure/statistics.h"

namespace arioso {
namespace {

const InstrumentTable& voices() {
    static const auto table =
        InstrumentTable::load(std::string(ARIOSO_SOURCE_DIR) + "/configs/voices.toml");
    return table;
}

/// "sa" on five notes over the voice's range.
PerformedPart scale(const Instrument& voice) {
    PerformedPart part;
    part.vocal = true;
    for (std::uint32_t i = 0; i < 5; ++i) {
        PerformedNote note;
        note.onset = 0.5 + 0.8 * i;
        note.offset = note.onset + 0.6;
        const int keys = voice.highest - voice.lowest;
        const int step = static_cast<int>(i) * (keys - 4) / 4;
        note.pitch = static_cast<float>(voice.lowest + 2 + step);
        note.velocity = 0.7F;
        note.id = i;
        note.phonemes = {{"s", note.onset - 0.1, note.onset, false},
                         {"a", note.onset, note.offset, true}};
        part.notes.push_back(note);
    }
    return part;
}

class ShippedVoices : public testing::TestWithParam<std::string> {};

TEST_P(ShippedVoices, SingInTuneAndOnTheBeat) {
    static const auto models =
        models::ModelSet::load(std::string(ARIOSO_SOURCE_DIR) + "/models/weights/voices");
    const Instrument* voice = voices().find(GetParam());
    ASSERT_NE(voice, nullptr);
    const PerformedPart part = scale(*voice);
    StemOptions options;
    options.seed = 1;
    const StemRenderer renderer(models, part, *voice, options);
    const auto heard = eval::measureSinging(part, renderer.renderAll());
    ASSERT_GE(heard.centreCents.size(), 4U);
    EXPECT_LT(eval::median(heard.centreCents), 5.0);
    EXPECT_LT(eval::quantile(heard.centreCents, 1.0), 20.0);
    ASSERT_GE(heard.vowelOnsetMs.size(), 4U);
    EXPECT_LT(eval::median(heard.vowelOnsetMs), 15.0);
    EXPECT_LT(heard.voicingErrorPercent(), 8.0);
}

/// Power of the held vowels of a scale by frequency, 80 Hz to 5 kHz.
struct Timbre {
    double brightness = 0.0;  ///< dB, 1 to 5 kHz against what is below
    double centroid = 0.0;    ///< Hz
};

Timbre timbreOf(const PerformedPart& part, std::span<const float> sound) {
    dsp::Stft stft;
    std::vector<std::complex<float>> bins(static_cast<std::size_t>(dsp::kBins));
    double low = 0.0;
    double high = 0.0;
    double moment = 0.0;
    for (const PerformedNote& note : part.notes) {
        const double middle = 0.5 * (note.onset + note.offset);
        const auto frame = static_cast<std::int64_t>(middle * dsp::kSampleRate / dsp::kHop);
        for (std::int64_t i = frame - 8; i <= frame + 8; ++i) {
            stft.analyse(sound, 0, i, 1, bins);
            for (std::size_t bin = 0; bin < bins.size(); ++bin) {
                const double hertz = static_cast<double>(bin) * dsp::kSampleRate / dsp::kFftSize;
                if (hertz < 80.0 || hertz > 5000.0) continue;
                const double power = std::norm(bins[bin]);
                (hertz < 1000.0 ? low : high) += power;
                moment += hertz * power;
            }
        }
    }
    return {10.0 * std::log10(high / low), moment / (low + high)};
}

Timbre sungWith(const Instrument& voice, VoiceCurves curves) {
    static const auto models =
        models::ModelSet::load(std::string(ARIOSO_SOURCE_DIR) + "/models/weights/voices");
    PerformedPart part = scale(voice);
    part.voice = std::move(curves);
    StemOptions options;
    options.seed = 1;
    const StemRenderer renderer(models, part, voice, options);
    std::vector<float> sound(StemRenderer::kWindowSamples);
    renderer.renderWindow(0, sound);
    return timbreOf(part, sound);
}

TEST_P(ShippedVoices, TensionBrightensThem) {
    const Instrument* voice = voices().find(GetParam());
    ASSERT_NE(voice, nullptr);
    VoiceCurves loose;
    loose.tension = {{0.0, -80.0F}};
    VoiceCurves tense;
    tense.tension = {{0.0, 80.0F}};
    EXPECT_GT(sungWith(*voice, tense).brightness, sungWith(*voice, loose).brightness + 6.0);
}

TEST_P(ShippedVoices, GenderMovesTheirFormants) {
    const Instrument* voice = voices().find(GetParam());
    ASSERT_NE(voice, nullptr);
    VoiceCurves shorter;
    shorter.gender = {{0.0, -80.0F}};
    VoiceCurves longer;
    longer.gender = {{0.0, 80.0F}};
    EXPECT_LT(sungWith(*voice, longer).centroid, sungWith(*voice, shorter).centroid);
}

INSTANTIATE_TEST_SUITE_P(Each, ShippedVoices,
                         testing::Values("alba", "bruno", "clara", "dorian", "esme", "felix"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace arioso
