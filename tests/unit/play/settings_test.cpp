#include "src/play/play_settings.h"

#include <gtest/gtest.h>

#include "src/play/feel.h"

namespace arioso::play {
namespace {

using nlohmann::json;

const std::vector<std::string> kParts{"Voice", "Flute"};

TEST(PlaySettings, SoloSilencesTheOthersAndMuteItself) {
    PlaySettings settings =
        changed({}, json::parse(R"({"parts": {"flute": {"solo": true}}})"), kParts);
    EXPECT_FALSE(settings.audible(0));
    EXPECT_TRUE(settings.audible(1));
    settings = changed(settings, json::parse(R"({"parts": {"2": {"mute": true}}})"), kParts);
    EXPECT_FALSE(settings.audible(1));
    EXPECT_EQ(settings.gain(1), 0.0F);
}

TEST(PlaySettings, LevelsAreLeftToTheMixAndTheRestMakesANewPlan) {
    const PlaySettings before = changed({}, json::object(), kParts);
    const auto needed = [&](const char* change) {
        return changed(before, json::parse(change), kParts).needsNewPlan(before);
    };
    EXPECT_FALSE(needed(R"({"parts": {"1": {"gain": -6, "mute": true, "solo": true}}})"));
    EXPECT_TRUE(needed(R"({"parts": {"1": {"instrument": "oboe"}}})"));
    EXPECT_TRUE(needed(R"({"tempo": 1.01})"));
    EXPECT_TRUE(needed(R"({"valence": -0.5})"));
}

TEST(PlaySettings, ReadsBackWhatItWrites) {
    const json change = json::parse(
        R"({"tempo": 1.5, "transpose": -3, "parts": {"1": {"gain": -6, "instrument": "oboe"}}})");
    const json written = toJson(changed({}, change, kParts), kParts);
    EXPECT_EQ(written.at("tempo"), 1.5);
    EXPECT_EQ(written.at("parts")[0].at("gain"), -6.0);
    EXPECT_EQ(written.at("parts")[0].at("instrument"), "oboe");
    EXPECT_EQ(written.at("parts")[1].at("name"), "Flute");
}

RenderPlan twoNotes() {
    RenderPlan plan;
    StemPlan stem;
    for (int i = 0; i < 2; ++i) {
        PerformedNote note;
        note.onset = i;
        note.offset = i + 0.8;
        note.velocity = i == 0 ? 0.5F : 0.7F;
        stem.part.notes.push_back(note);
    }
    plan.stems.push_back(stem);
    return plan;
}

TEST(Feel, NeutralChangesNothingBitForBit) {
    RenderPlan plan = twoNotes();
    feel({}, plan);
    EXPECT_EQ(plan.stems[0].part, twoNotes().stems[0].part);
    EXPECT_EQ(feelingTempo({}), 1.0);
}

TEST(Feel, ExcitementIsLouderShorterAndFasterCalmTheOpposite) {
    PlaySettings excited;
    excited.arousal = 1.0;
    PlaySettings calm;
    calm.arousal = -1.0;
    RenderPlan loud = twoNotes();
    RenderPlan soft = twoNotes();
    feel(excited, loud);
    feel(calm, soft);
    EXPECT_GT(loud.stems[0].part.notes[0].velocity, 0.55F);
    EXPECT_LT(soft.stems[0].part.notes[0].velocity, 0.45F);
    EXPECT_LT(loud.stems[0].part.notes[0].offset, 0.7);
    EXPECT_EQ(soft.stems[0].part.notes[0].offset, 0.8);
    EXPECT_GT(feelingTempo(excited), 1.1);
    EXPECT_LT(feelingTempo(calm), 0.9);
}

TEST(Feel, ExpressionStretchesDynamicsAboutTheirMean) {
    PlaySettings wide;
    wide.expression = 200.0;
    RenderPlan plan = twoNotes();
    feel(wide, plan);
    EXPECT_NEAR(plan.stems[0].part.notes[0].velocity, 0.4, 1e-6);
    EXPECT_NEAR(plan.stems[0].part.notes[1].velocity, 0.8, 1e-6);
}

}  // namespace
}  // namespace arioso::play
