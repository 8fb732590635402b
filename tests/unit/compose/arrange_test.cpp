#include "src/compose/arrange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "dsp/error.h"
#include "src/compose/chord_terms.h"
#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"
#include "tests/unit/compose/composed.h"

namespace arioso {
namespace {

using ::testing::HasSubstr;

Score sample(const std::string& name) {
    return readScore(std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples" / name);
}

ArrangeRequest band(std::vector<int> programs, bool drums = false) {
    ArrangeRequest request;
    request.steering.programs = std::move(programs);
    request.steering.drums = drums;
    return request;
}

void expectSameNotes(const Part& a, const Part& b) {
    ASSERT_EQ(a.notes.size(), b.notes.size());
    for (std::size_t i = 0; i < a.notes.size(); ++i) {
        const Note& x = a.notes[i];
        const Note& y = b.notes[i];
        EXPECT_EQ(x.onset, y.onset);
        EXPECT_EQ(x.duration, y.duration);
        EXPECT_EQ(x.pitch, y.pitch);
        EXPECT_EQ(x.articulation, y.articulation);
        EXPECT_EQ(x.voice, y.voice);
        EXPECT_EQ(x.lyrics, y.lyrics);
    }
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.program, b.program);
}

TEST(Arrange, KeepsTheTuneAndItsWordsAndTheirRepeats) {
    const Score sheet = sample("amazing-grace-leadsheet.musicxml");
    const Score score = arrange(sheet, shippedInstruments(), band({73, 40, 42}, true));
    expectSameNotes(score.parts.front(), sheet.parts.front());
    ASSERT_EQ(score.parts.size(), 5U);
    EXPECT_TRUE(score.parts.back().percussion);
    EXPECT_EQ(score.chords.size(), sheet.chords.size());
    EXPECT_EQ(score.measures.size(), sheet.measures.size());
    const std::string xml = writeMusicXml(score);
    EXPECT_THAT(xml, HasSubstr("<repeat direction=\"backward\"")) << "all parts repeat alike";
}

TEST(Arrange, EveryPartStaysInItsInstrumentsRange) {
    const Score sheet = sample("amazing-grace-leadsheet.musicxml");
    const std::vector<int> programs = {68, 71, 60, 43};
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        ArrangeRequest request = band(programs);
        request.seed = seed;
        const Score score = arrange(sheet, shippedInstruments(), request);
        for (std::size_t p = 0; p < programs.size(); ++p) {
            const Instrument& instrument = shippedInstruments().forProgram(programs[p], false);
            ASSERT_FALSE(score.parts[p + 1].notes.empty());
            for (const Note& note : score.parts[p + 1].notes) {
                EXPECT_GE(note.pitch, instrument.lowest) << instrument.id;
                EXPECT_LE(note.pitch, instrument.highest) << instrument.id;
            }
        }
    }
}

TEST(Arrange, PlaysTheChordsOfTheSheet) {
    const Score sheet = sample("amazing-grace-leadsheet.musicxml");
    const Score score = arrange(sheet, shippedInstruments(), band({0}));
    // Beat by beat, what the piano plays is in the chord above it.
    std::size_t inside = 0;
    std::size_t all = 0;
    for (const Note& note : score.parts.back().notes) {
        const ChordSymbol* chord = nullptr;
        for (const ChordSymbol& one : score.chords)
            if (one.at <= note.onset) chord = &one;
        int root = 0;
        ChordQuality quality = ChordQuality::Major;
        if (chord == nullptr || !readSymbol(*chord, root, quality)) continue;
        ++all;
        for (const int tone : chordTones(quality))
            inside += pitchClassOf(static_cast<int>(note.pitch) - root - tone) == 0 ? 1U : 0U;
    }
    EXPECT_GT(all, 100U);
    EXPECT_GT(static_cast<double>(inside), 0.95 * static_cast<double>(all));
}

TEST(Arrange, FindsChordsWhereThereAreNone) {
    Score sheet = sample("ode-to-joy-without-words.musicxml");
    sheet.chords.clear();
    ArrangeReport report;
    const Score score = arrange(sheet, shippedInstruments(), band({24, 32}), &report);
    EXPECT_TRUE(report.chordsFound);
    EXPECT_FALSE(score.chords.empty());
    EXPECT_EQ(report.removed.size(), 1U) << "the sample's piano";
    ArrangeRequest keeping = band({24, 32});
    keeping.keep = {"Piano"};
    const Score kept = arrange(sheet, shippedInstruments(), keeping);
    ASSERT_EQ(kept.parts.size(), 4U);
    expectSameNotes(kept.parts[1], sheet.parts[1]);
}

TEST(Arrange, TheSameSeedGivesTheSameArrangement) {
    const Score sheet = sample("amazing-grace-leadsheet.musicxml");
    ArrangeRequest request = band({24, 32}, true);
    const std::string text = writeMusicXml(arrange(sheet, shippedInstruments(), request));
    EXPECT_EQ(writeMusicXml(arrange(sheet, shippedInstruments(), request)), text);
    request.seed = 2;
    EXPECT_NE(writeMusicXml(arrange(sheet, shippedInstruments(), request)), text);
}

TEST(Arrange, RefusesWhatHasNoTune) {
    EXPECT_THROW(arrange(Score{}, shippedInstruments(), band({0})), Error);
    const Score sheet = sample("amazing-grace-leadsheet.musicxml");
    EXPECT_THROW(arrange(sheet, shippedInstruments(), band({})), Error);
    ArrangeRequest request = band({0});
    request.melody = "Nobody";
    EXPECT_THROW(arrange(sheet, shippedInstruments(), request), Error);
}

}  // namespace
}  // namespace arioso
