#include "src/compose/pattern_part.h"

#include <gtest/gtest.h>

#include <set>

#include "dsp/error.h"

namespace arioso {
namespace {

TEST(BarPattern, TellsWhatItIsLike) {
    BarPattern bar;
    bar.set(0, 0, 8);
    bar.set(0, 8, 8);
    for (const int step : {4, 12})
        for (const int row : {2, 3, 4}) bar.set(row, step, 4);
    const PatternWish wish = wishOf(bar, PatternMetre::Four);
    EXPECT_DOUBLE_EQ(wish.density, 4.0 / 16.0);
    EXPECT_DOUBLE_EQ(wish.low, 0.5);
    EXPECT_DOUBLE_EQ(wish.thickness, 1.0 / 3.0);
    EXPECT_EQ(bar.lengthOf(0, 0), 8);
    EXPECT_EQ(bar.lengthOf(2, 12), 4);
}

TEST(BarPattern, NothingSoundsOnFromNothingOrBeyondTheBar) {
    BarPattern bar;
    bar.set(2, 10, 6);
    bar.cells[kPatternCells / 2] = 1;  // row 0 sounds on at the first sixteenth
    bar.clean(PatternMetre::Three);
    EXPECT_FALSE(bar.holds(0, 0));
    EXPECT_EQ(bar.lengthOf(2, 10), 2);
    EXPECT_FALSE(bar.holds(2, 12));
}

TEST(BarPattern, MetresWithPatterns) {
    EXPECT_EQ(patternMetreOf(metrePlan(4, 4)), PatternMetre::Four);
    EXPECT_EQ(patternMetreOf(metrePlan(2, 4)), PatternMetre::Four);
    EXPECT_EQ(patternMetreOf(metrePlan(3, 4)), PatternMetre::Three);
    EXPECT_EQ(patternMetreOf(metrePlan(6, 8)), PatternMetre::Six);
    EXPECT_FALSE(patternMetreOf(metrePlan(5, 4)));
    EXPECT_FALSE(patternMetreOf(metrePlan(9, 8)));
}

/// A generator that always makes the same: the bass on the first sixteenth, held, then the third
/// and fifth inner voice on the fifth.
PatternModel stubborn() {
    PatternModel model;
    model.shape = {kPatternCells, kPatternConditions, 4, 3};
    model.generator = models::wganGenerator(model.shape);
    auto& odds = model.generator.biases.back();
    std::fill(odds.begin(), odds.end(), -1.0F);
    BarPattern bar;
    bar.set(0, 0, 4);
    bar.set(3, 4, 2);
    bar.set(4, 4, 2);
    for (std::size_t i = 0; i < odds.size(); ++i)
        if (bar.cells[i] != 0) odds[i] = 1.0F;
    return model;
}

struct Phrase {
    MetrePlan metre = metrePlan(4, 4);
    std::vector<ChordSlot> slots = {{0, 48, 0, {}}, {48, 24, 1, {}}, {72, 24, 1, {}}};
    std::vector<ChordLayout> layouts = {{48, {55, 60, 64}}, {53, {57, 60, 65}}, {55, {59, 62, 67}}};
    std::vector<TuneNote> tune;
    AccompanimentGround ground;
    Phrase() {
        slots[1].chord = {5, ChordQuality::Major};
        slots[2].chord = {7, ChordQuality::Major};
        ground.metre = &metre;
        ground.slots = &slots;
        ground.voicings = &layouts;
        ground.tune = &tune;
        ground.endTicks = 96;
    }
};

TEST(PatternPart, SetsPatternsIntoTheChords) {
    const Phrase phrase;
    const PatternModel model = stubborn();
    models::RandomStream random(1);
    const auto notes = writePatterns(phrase.ground, model, Texture::Pulse, true, random);
    ASSERT_GE(notes.size(), 3U);
    EXPECT_EQ(notes[0].tick, 0);
    EXPECT_EQ(notes[0].pitch, 48);
    EXPECT_EQ(notes[0].duration, 12);
    EXPECT_TRUE(notes[0].low);
    EXPECT_EQ(notes[1].tick, 12);
    EXPECT_EQ(notes[1].pitch, 60);
    EXPECT_EQ(notes[2].pitch, 64);
    // The pattern has nothing where the last chord comes: it is heard all the same.
    std::set<int> last;
    for (const PartNote& note : notes)
        if (note.tick == 72) last.insert(note.pitch);
    EXPECT_EQ(last, (std::set<int>{55, 59, 62, 67}));
}

TEST(PatternPart, PlaysWithoutTheBassAndHoldsTheEnd) {
    Phrase phrase;
    phrase.ground.last = true;
    const PatternModel model = stubborn();
    models::RandomStream random(1);
    for (const PartNote& note :
         writePatterns(phrase.ground, model, Texture::Pulse, false, random)) {
        EXPECT_FALSE(note.low);
        if (note.tick == 72) {
            EXPECT_EQ(note.duration, 24);
        }
    }
}

TEST(PatternPart, RulesPlayWhatIsHeldAndOtherMetres) {
    Phrase phrase;
    const PatternModel model = stubborn();
    phrase.ground.patterns = &model;
    models::RandomStream random(1);
    for (const PartNote& note : writeChords(phrase.ground, Texture::Held, true, random))
        EXPECT_NE(note.tick, 12);
    const MetrePlan five = metrePlan(5, 4);
    phrase.ground.metre = &five;
    EXPECT_TRUE(writePatterns(phrase.ground, model, Texture::Pulse, true, random).empty());
    EXPECT_FALSE(writeChords(phrase.ground, Texture::Pulse, true, random).empty());
}

TEST(PatternModel, FileKeepsTheModelAndIsChecked) {
    PatternModel model = stubborn();
    model.generator.initialise(2);
    const std::string bytes = patternBytes(model);
    EXPECT_EQ(patternBytes(*parsePatterns(bytes, "x")), bytes);
    EXPECT_THROW((void)parsePatterns(bytes.substr(0, 300), "x"), Error);
}

}  // namespace
}  // namespace arioso
