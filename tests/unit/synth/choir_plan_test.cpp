#include "src/synth/choir_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/synth/mixdown.h"

namespace arioso {
namespace {

const InstrumentTable& instruments() {
    static const auto table = InstrumentTable::load(ARIOSO_SOURCE_DIR "/configs/instruments.toml");
    return table;
}
const InstrumentTable& voices() {
    static const auto table = InstrumentTable::load(ARIOSO_SOURCE_DIR "/configs/voices.toml");
    return table;
}

RenderRequest chorale() {
    RenderRequest request;
    request.score = ARIOSO_SOURCE_DIR "/samples/old-hundredth-chorale.musicxml";
    request.seed = 3;
    return request;
}

RenderPlan planOf(const RenderRequest& request) {
    return makePlan(request, instruments(), &voices());
}

PerformedPart named(const std::string& name, int program = 52) {
    PerformedPart part;
    part.name = name;
    part.program = program;
    return part;
}

TEST(ChoirPlan, PartsThatAreNamedAsAChoirAreOne) {
    for (const char* name : {"Choir", "Chorus 1", "Frauenchor", "Coro II", "SATB", "Chœur"})
        EXPECT_EQ(choirSize(named(name), 1), 3) << name;
    for (const char* name : {"Voice", "Chords", "Soprano", "Sopran solo"})
        EXPECT_EQ(choirSize(named(name), 1), 1) << name;
}

TEST(ChoirPlan, RegistersOfAScoreWithThreeLinesAreAChoir) {
    for (const char* name : {"Soprano", "S.", "Alt 2", "T1", "Bass", "Women"})
        EXPECT_EQ(choirSize(named(name, 0), 4), 3) << name;
    EXPECT_EQ(choirSize(named("Voice"), 4), 3);
    EXPECT_EQ(choirSize(named("Voice", 0), 4), 1);
    EXPECT_EQ(choirSize(named("Susanna"), 4), 1);
    EXPECT_EQ(choirSize(named("Soprano solo"), 4), 1);
    EXPECT_EQ(choirSize(named("Soprano"), 2), 1);
}

TEST(ChoirPlan, AChoraleIsSungByThreeAPartInAllItsWords) {
    const RenderPlan plan = planOf(chorale());
    ASSERT_EQ(plan.stems.size(), 4U);
    EXPECT_EQ(linesWithWords(plan), 4U);
    std::set<std::uint32_t> numbers;
    for (const StemPlan& stem : plan.stems) {
        ASSERT_EQ(stem.singers.size(), 3U) << stem.part.name;
        for (const SingerPlan& singer : stem.singers) {
            numbers.insert(singer.number);
            EXPECT_EQ(singer.instrument.id, stem.instrument.id);
            EXPECT_TRUE(singer.instrument.singer);
            ASSERT_EQ(singer.part.notes.size(), stem.part.notes.size());
            for (const PerformedNote& note : singer.part.notes) EXPECT_FALSE(note.phonemes.empty());
        }
    }
    EXPECT_EQ(numbers.size(), 12U);
    EXPECT_TRUE(plan.stems[0].instrument.high);
    EXPECT_FALSE(plan.stems[3].instrument.high);
    EXPECT_THAT(plan.notes, testing::Contains("Soprano, Alto, Tenor, Bass: 3 singers each (--choir "
                                              "says how many)"));
}

TEST(ChoirPlan, TheUserSaysHowMany) {
    RenderRequest request = chorale();
    request.choir = {{"Tenor", 5}, {"", 1}};
    const RenderPlan plan = planOf(request);
    EXPECT_TRUE(plan.stems[0].singers.empty());
    EXPECT_EQ(plan.stems[2].singers.size(), 5U);
    request.choir = {{"Piano", 2}};
    EXPECT_THROW(planOf(request), Error);
    request.choir = {{"", 17}};
    try {
        validate(request);
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "choir: expected 1 to 16, found '17'");
    }
}

TEST(ChoirPlan, SoloLeavesTheSingersWhoTheyAre) {
    const RenderPlan all = planOf(chorale());
    RenderRequest request = chorale();
    request.solo = {"Alto"};
    const RenderPlan solo = planOf(request);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(solo.stems[1].singers[i].part, all.stems[1].singers[i].part);
        EXPECT_EQ(solo.stems[1].singers[i].number, all.stems[1].singers[i].number);
    }
}

TEST(ChoirPlan, SingersShareTheStemOfTheirPart) {
    RenderPlan plan = planOf(chorale());
    plan.stems.resize(2);
    const auto tracks = tracksOf(plan.stems);
    ASSERT_EQ(tracks.size(), 6U);
    EXPECT_EQ(tracks[4].stem, 1U);
    Mixdown mixdown(plan.stems, {}, parseReverb("off"), 0);
    // Only the altos sound.
    std::vector<std::vector<float>> sounds(6);
    for (std::size_t i = 3; i < 6; ++i) sounds[i].assign(4410, 0.1F);
    Mixdown::Block block;
    mixdown.process(sounds, 4410, true, block);
    ASSERT_EQ(block.stems.size(), 2U);
    EXPECT_EQ(block.stems[0].channel(0)[4000], 0.0F);
    EXPECT_GT(block.stems[1].channel(0)[4000], 0.05F);
    EXPECT_EQ(block.stems[1].channel(1)[4000], block.mix.channel(1)[4000]);
}

TEST(ChoirPlan, RequestsCarryIt) {
    RenderRequest request = chorale();
    request.choir = {{"Tenor", 5}, {"", 2}};
    EXPECT_EQ(requestFromJson(toJson(request), "request"), request);
}

}  // namespace
}  // namespace arioso
