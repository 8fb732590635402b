#include "src/compose/marking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "dsp/error.h"
#include "src/compose/mark_study.h"
#include "tests/unit/compose/composed.h"

namespace arioso {
namespace {

/// Tables that know one thing only.
MarkTables tablesOf(Ornament ornament, Touch touch, std::size_t swell) {
    MarkTables out;
    out.ornaments.assign(MarkPlace::kAll * kOrnaments, 0.0F);
    out.touches.assign(MarkPlace::kAll * kTouches, 0.0F);
    for (std::size_t i = 0; i < MarkPlace::kAll; ++i) {
        out.ornaments[i * kOrnaments + static_cast<std::size_t>(ornament)] = 1.0F;
        out.touches[i * kTouches + static_cast<std::size_t>(touch)] = 1.0F;
    }
    out.graces.assign(kGraceSteps, 0.0F);
    out.graces[2] = 1.0F;  // from the step above
    out.levels.assign(kPiecePlaces * kLevelSteps, 0.0F);
    out.swells.assign(kPiecePlaces * kSwells, 0.0F);
    for (std::size_t p = 0; p < kPiecePlaces; ++p) {
        out.levels[p * kLevelSteps + 2] = 1.0F;
        out.swells[p * kSwells + swell] = 1.0F;
    }
    return out;
}

std::vector<Note> quarters(const std::vector<double>& pitches) {
    std::vector<Note> out;
    for (std::size_t i = 0; i < pitches.size(); ++i) {
        Note note;
        note.onset = Beat::whole(static_cast<std::int64_t>(i));
        note.duration = Beat::whole(1);
        note.pitch = pitches[i];
        out.push_back(note);
    }
    return out;
}

class Marks : public testing::Test {
  protected:
    std::vector<Note> mark(const MarkTables& tables, std::vector<Note> tune) {
        character_.quartersPerMinute = 60.0;
        models::RandomStream random(1);
        graces_.clear();
        drawMarks(tune, graces_, {&tables, &metre_, &character_, 0, 0, 127, true}, random);
        return tune;
    }
    Character character_;
    MetrePlan metre_ = metrePlan(4, 4);
    std::vector<Note> graces_;
};

TEST_F(Marks, SlursLeadToOtherNotesOnlyAndNoOrnamentEndsAPhrase) {
    const auto tune =
        mark(tablesOf(Ornament::Trill, Touch::Slurred, 4), quarters({60, 62, 62, 64}));
    EXPECT_TRUE(has(tune[0].articulation, Articulation::Slurred));
    EXPECT_FALSE(has(tune[1].articulation, Articulation::Slurred)) << "over a repeated note";
    EXPECT_FALSE(has(tune[3].articulation, Articulation::Slurred)) << "into nothing";
    EXPECT_TRUE(has(tune[0].articulation, Articulation::Trill));
    EXPECT_FALSE(has(tune[3].articulation, Articulation::Trill));
}

TEST_F(Marks, GraceNotesStandAStepOfTheKeyAboveWhereThatIsLearnt) {
    const auto tune = mark(tablesOf(Ornament::Grace, Touch::Plain, 4), quarters({60, 64, 67}));
    ASSERT_EQ(graces_.size(), 2U);
    EXPECT_EQ(graces_[0].pitch, 62.0);
    EXPECT_EQ(graces_[1].pitch, 65.0);
    EXPECT_EQ(graces_[1].onset, tune[1].onset);
    EXPECT_EQ(graces_[1].grace, Grace::Acciaccatura);
}

TEST_F(Marks, WhatIsOverTooSoonHasNoTrill) {
    std::vector<Note> tune = quarters({60, 62, 64});
    for (Note& note : tune) note.duration = {1, 8};
    tune = mark(tablesOf(Ornament::Trill, Touch::Plain, 4), tune);
    EXPECT_FALSE(has(tune[0].articulation, Articulation::Trill));
}

TEST_F(Marks, ALearntSwellIsHeard) {
    models::RandomStream random(1);
    const PhraseSwell up = drawSwell(tablesOf(Ornament::None, Touch::Plain, 8), 1, random);
    EXPECT_GT(up.middle, up.begin + 0.05);
    EXPECT_GT(up.end, up.middle + 0.05);
    const PhraseSwell level = drawSwell(tablesOf(Ornament::None, Touch::Plain, 4), 1, random);
    EXPECT_GT(level.middle, level.begin) << "unmarked phrases are shaped, too";
}

TEST_F(Marks, TablesAreReadAsTheyWereWritten) {
    const MarkTables tables = tablesOf(Ornament::Turn, Touch::Accent, 3);
    const auto again = parseMarks(markBytes(tables), "marks");
    EXPECT_EQ(again->ornaments, tables.ornaments);
    EXPECT_EQ(again->swells, tables.swells);
    MarkTables wrong = tables;
    wrong.graces[0] = -1.0F;
    try {
        static_cast<void>(parseMarks(markBytes(wrong), "marks"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("graces"));
    }
}

TEST(MarkStudy, CountsWhatIsWritten) {
    Score score;
    for (int bar = 0; bar < 8; ++bar) {
        Measure measure;
        measure.start = Beat::whole(4 * bar);
        measure.length = Beat::whole(4);
        score.measures.push_back(measure);
    }
    Part part;
    part.notes = quarters(std::vector<double>(32, 67.0));
    for (std::size_t i = 0; i < part.notes.size(); ++i) {
        part.notes[i].measure = static_cast<int>(i / 4);
        part.notes[i].pitch += static_cast<double>(i % 2);
    }
    part.notes[4].articulation = Articulation::Trill;
    part.notes[6].articulation = Articulation::Staccato;
    part.dynamics = {{Beat::whole(0), 0.3F, true},
                     {Beat::whole(8), 0.6F, false},
                     {Beat::whole(16), 0.3F, false}};
    score.parts = {part};
    const MarkStudy study = studyMarks(score);
    ASSERT_EQ(study.lines.size(), 1U);
    EXPECT_EQ(study.lines[0][4].ornament, Ornament::Trill);
    EXPECT_EQ(study.lines[0][6].touch, Touch::Staccato);
    EXPECT_EQ(study.lines[0][7].place.before, Touch::Staccato);
    ASSERT_EQ(study.dynamics.size(), 2U);
    EXPECT_EQ(study.dynamics[0].swell, 3U * 2U + 1U) << "up, then level";
    EXPECT_EQ(study.dynamics[1].swell, 4U);
}

TEST(ComposedMarks, PiecesSwellAndAreArticulatedByTheirMood) {
    const auto share = [](double valence, double arousal, Articulation mark) {
        double marked = 0.0;
        double all = 0.0;
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            const Score score =
                composePiece(shippedModel(), {mood(valence, arousal), 32, seed, {}});
            for (const Note& note : score.parts.front().notes) {
                if (note.grace != Grace::None) continue;
                all += 1.0;
                marked += has(note.articulation, mark) ? 1.0 : 0.0;
            }
        }
        return marked / all;
    };
    EXPECT_GT(share(0.5, -0.8, Articulation::Slurred), 0.25);
    EXPECT_GT(share(0.5, -0.8, Articulation::Slurred), share(0.5, 0.8, Articulation::Slurred));
    EXPECT_GT(share(0.5, 0.8, Articulation::Staccato), share(0.5, -0.8, Articulation::Staccato));
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const Score score = composePiece(shippedModel(), {mood(0.2, 0.0), 32, seed, {}});
        std::set<int> levels;
        bool ramps = false;
        for (const DynamicMark& mark : score.parts.front().dynamics) {
            levels.insert(static_cast<int>(std::lround(20.0F * mark.level)));
            ramps = ramps || mark.ramp;
        }
        EXPECT_GE(levels.size(), 3U) << "seed " << seed;
        EXPECT_TRUE(ramps) << "seed " << seed;
    }
}

}  // namespace
}  // namespace arioso
