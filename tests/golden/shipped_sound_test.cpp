// The sound of the models that ship, judged as a listener would: pitch, onset, silence, loudness.
// No stored audio: weights are replaced now and then, these facts must outlive them.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "dsp/pitch.h"
#include "models/model_set.h"
#include "src/condition/instruments.h"
#include "src/synth/stem_renderer.h"

namespace arioso {
namespace {

constexpr double kNoteSeconds = 0.6;
constexpr double kFirstOnset = 0.5;

std::shared_ptr<const models::ModelSet> shipped() {
    static const auto set =
        models::ModelSet::load(std::string(ARIOSO_SOURCE_DIR) + "/models/weights");
    return set;
}

const InstrumentTable& table() {
    static const auto instruments =
        InstrumentTable::load(std::string(ARIOSO_SOURCE_DIR) + "/configs/instruments.toml");
    return instruments;
}

/// A rising triad, each note followed by a rest of its own length.
PerformedPart triad(int lowest) {
    PerformedPart part;
    const int steps[] = {0, 4, 7};
    for (std::uint32_t i = 0; i < 3; ++i) {
        PerformedNote note;
        note.onset = kFirstOnset + 2 * kNoteSeconds * i;
        note.offset = note.onset + kNoteSeconds;
        note.pitch = static_cast<float>(lowest + steps[i]);
        note.velocity = 0.75F;
        note.id = i;
        part.notes.push_back(note);
    }
    return part;
}

std::vector<float> render(const char* instrument, const PerformedPart& part,
                          std::uint64_t seed = 1) {
    StemOptions options;
    options.seed = seed;
    const StemRenderer renderer(shipped(), part, *table().find(instrument), options);
    return renderer.renderAll();
}

std::span<const float> stretch(const std::vector<float>& sound, double from, double seconds) {
    const auto at = static_cast<std::size_t>(from * dsp::kSampleRate);
    return std::span(sound).subspan(at, static_cast<std::size_t>(seconds * dsp::kSampleRate));
}

double decibels(std::span<const float> samples) {
    double power = 1e-12;
    for (const float s : samples) power += static_cast<double>(s) * s;
    return 10.0 * std::log10(power / static_cast<double>(samples.size()));
}

struct Case {
    const char* instrument;
    int lowest;
};
void PrintTo(const Case& c, std::ostream* out) {
    *out << c.instrument;
}

class ShippedSound : public testing::TestWithParam<Case> {};

TEST_P(ShippedSound, PlaysTheWrittenPitchesWithinFifteenCents) {
    const auto [instrument, lowest] = GetParam();
    const auto part = triad(lowest);
    const auto sound = render(instrument, part);
    for (const auto& note : part.notes) {
        const double heard = dsp::medianPitch(stretch(sound, note.onset + 0.12, 0.4));
        const double written = 440.0 * std::exp2((static_cast<double>(note.pitch) - 69.0) / 12.0);
        EXPECT_NEAR(dsp::centsAbove(heard, written), 0.0, 15.0) << note.pitch;
    }
}

TEST_P(ShippedSound, IsSilentBeforeTheFirstNoteAndSoundsRightAfterIt) {
    const auto [instrument, lowest] = GetParam();
    const auto sound = render(instrument, triad(lowest));
    const double note = decibels(stretch(sound, kFirstOnset + 0.1, 0.3));
    EXPECT_LT(decibels(stretch(sound, 0.0, kFirstOnset - 0.06)), note - 40.0);
    // Slow strings take their time, but a tenth of a second on everything can be heard.
    EXPECT_GT(decibels(stretch(sound, kFirstOnset + 0.1, 0.05)), note - 20.0);
}

INSTANTIATE_TEST_SUITE_P(Families, ShippedSound,
                         testing::Values(Case{"piano", 60}, Case{"nylon_guitar", 55},
                                         Case{"violin", 69}, Case{"trumpet", 64}, Case{"flute", 74},
                                         Case{"church_organ", 60}, Case{"saw_lead", 57}));

TEST(ShippedModels, TheSameSeedIsTheSameSoundAndAnotherIsNot) {
    const auto part = triad(64);
    const auto first = render("cello", part, 3);
    EXPECT_EQ(first, render("cello", part, 3));
    EXPECT_NE(first, render("cello", part, 4));
}

TEST(ShippedModels, KnowEveryInstrumentOfTheTable) {
    const auto set = shipped();
    ASSERT_EQ(set->info().size(), 3U);
    for (const auto& instrument : table().all()) {
        PerformedPart part = triad(instrument.percussion ? 36 : instrument.lowest + 12);
        part.percussion = instrument.percussion;
        part.notes.resize(1);
        const auto sound = render(instrument.id.c_str(), part);
        const double level = decibels(stretch(sound, kFirstOnset, 0.3));
        EXPECT_GT(level, -60.0) << instrument.id;
        EXPECT_LT(level, -6.0) << instrument.id;
    }
}

/// What a change while playing begins with is made in a hurry.
TEST(ShippedModels, ANoteHeldOverAChangeIsThereFromItsFirstMomentAndJoinsWhatFollows) {
    for (const char* instrument : {"violin", "church_organ", "flute"}) {
        SCOPED_TRACE(instrument);
        PerformedPart part;
        PerformedNote note;
        note.onset = 0.3;
        note.offset = 4.0;
        note.pitch = 69.0F;
        note.velocity = 0.75F;
        part.notes.push_back(note);
        StemOptions options;
        options.seed = 1;
        const StemRenderer fixed(shipped(), part, *table().find(instrument), options);
        const std::vector<float> expected = fixed.renderAll();
        StemRenderer anchored(shipped(), part, *table().find(instrument), options);
        anchored.anchor(60);
        const std::vector<float> found = anchored.renderAll();
        const auto begin = static_cast<double>(anchored.windowStart(0)) / dsp::kSampleRate;
        const auto join = static_cast<double>(anchored.windowSamples(0)) / dsp::kSampleRate;
        for (const double at : {0.0, 0.02, 0.05, 0.1, 0.3, join - 0.03, join, join + 0.03}) {
            EXPECT_NEAR(decibels(stretch(found, at, 0.03)),
                        decibels(stretch(expected, begin + at, 0.03)), 4.0)
                << "at " << at;
        }
    }
}

}  // namespace
}  // namespace arioso
