#include "tools/corpus/etude.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace arioso::corpus {
namespace {

InstrumentTable shipped() {
    return InstrumentTable::load(ARIOSO_SOURCE_DIR "/configs/instruments.toml");
}

TEST(Etude, StaysInRangeAndFillsItsTime) {
    const InstrumentTable table = shipped();
    for (const Instrument& instrument : table.all()) {
        for (std::uint64_t piece = 0; piece < 5; ++piece) {
            Random random(4, piece);
            const PerformedPart part = makeEtude(instrument, random, 20.0);
            ASSERT_GT(part.notes.size(), 5U) << instrument.id;
            EXPECT_EQ(part.percussion, instrument.percussion);
            EXPECT_LT(part.notes.front().onset, 1.7);
            EXPECT_GT(part.notes.back().onset, 12.0) << instrument.id;
            for (const PerformedNote& note : part.notes) {
                EXPECT_GE(note.pitch, static_cast<float>(instrument.lowest) - 0.16F);
                EXPECT_LE(note.pitch, static_cast<float>(instrument.highest) + 0.16F);
                EXPECT_GT(note.offset, note.onset);
                EXPECT_LE(note.offset, 21.01);
                EXPECT_GE(note.velocity, 0.1F);
                EXPECT_LE(note.velocity, 1.0F);
            }
        }
    }
}

TEST(Etude, CoversEveryKeyAllLoudnessesAndLengths) {
    const InstrumentTable table = shipped();
    for (const char* id : {"piano", "flute", "drums"}) {
        const Instrument& instrument = *table.find(id);
        std::set<long> keys;
        double shortest = 9.0;
        double longest = 0.0;
        float softest = 1.0F;
        float loudest = 0.0F;
        int bent = 0;
        for (std::uint64_t piece = 0; piece < 60; ++piece) {
            Random random(1, piece);
            for (const PerformedNote& note : makeEtude(instrument, random, 22.0).notes) {
                keys.insert(std::lround(note.pitch));
                shortest = std::min(shortest, note.offset - note.onset);
                longest = std::max(longest, note.offset - note.onset);
                softest = std::min(softest, note.velocity);
                loudest = std::max(loudest, note.velocity);
                bent += note.bend.empty() ? 0 : 1;
            }
        }
        EXPECT_EQ(keys.size(), static_cast<std::size_t>(instrument.highest - instrument.lowest + 1))
            << id;
        EXPECT_LT(softest, 0.2F);
        EXPECT_GT(loudest, 0.95F);
        if (instrument.percussion) continue;
        EXPECT_LT(shortest, 0.06);
        EXPECT_GT(longest, 3.0);
        EXPECT_EQ(bent > 0, canBend(instrument)) << id;
    }
}

TEST(Etude, SameSeedSamePieceOtherSeedOtherPiece) {
    const InstrumentTable table = shipped();
    const auto make = [&](std::uint64_t seed) {
        Random random(seed, 9);
        return makeEtude(*table.find("cello"), random, 20.0);
    };
    EXPECT_EQ(make(1), make(1));
    EXPECT_FALSE(make(1) == make(2));
}

TEST(Etude, NoKeyIsStruckWhileItIsHeld) {
    const InstrumentTable table = shipped();
    Random random(2, 2);
    std::map<long, double> heldUntil;
    for (const PerformedNote& note : makeEtude(*table.find("harp"), random, 25.0).notes) {
        const long key = std::lround(note.pitch);
        EXPECT_LE(heldUntil[key], note.onset + 1e-9);
        heldUntil[key] = note.offset;
    }
}

}  // namespace
}  // namespace arioso::corpus
