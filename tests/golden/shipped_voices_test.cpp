// The voices that ship, judged as a listener would: in tune, on the beat, s without a voice.

#include <gtest/gtest.h>

#include "dsp/audio_format.h"
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
        note.pitch = static_cast<float>(voice.lowest + 2 + static_cast<int>(i) * (keys - 4) / 4);
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

INSTANTIATE_TEST_SUITE_P(Each, ShippedVoices,
                         testing::Values("alba", "bruno", "clara", "dorian", "esme", "felix"),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace arioso
