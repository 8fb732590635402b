#include "src/features/score_features.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "dsp/error.h"
#include "src/features/rhythm_features.h"
#include "src/features/tune_features.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

struct Line {
    double onset;
    double duration;
    int pitch;
};

Score scoreOf(const std::vector<Line>& notes, int bars, int beats = 4) {
    Score score;
    for (int i = 0; i < bars; ++i) {
        Measure bar;
        bar.start = Beat::whole(beats * i);
        bar.length = Beat::whole(beats);
        bar.beats = beats;
        bar.number = std::to_string(i + 1);
        bar.written = i;
        score.measures.push_back(bar);
    }
    Part part;
    part.name = "Flute";
    for (const Line& line : notes) {
        Note note;
        note.onset = Beat::fromDouble(line.onset);
        note.duration = Beat::fromDouble(line.duration);
        note.pitch = line.pitch;
        note.measure = static_cast<int>(line.onset) / beats;
        part.notes.push_back(note);
    }
    score.parts.push_back(part);
    return score;
}

Score scale() {
    std::vector<Line> notes;
    const std::vector<int> pitches = {60, 62, 64, 65, 67, 69, 71, 72};
    for (std::size_t i = 0; i < pitches.size(); ++i)
        notes.push_back({static_cast<double>(i), 1.0, pitches[i]});
    return scoreOf(notes, 2);
}

TEST(ScoreFeatures, OfAScale) {
    const ScoreFeatures f = scoreFeatures(scale());
    EXPECT_EQ(f.notes, 8);
    EXPECT_EQ(f.bars, 2);
    EXPECT_NEAR(f.seconds, 4.0, 1e-9);
    EXPECT_NEAR(f.startTempo, 120.0, 1e-9);
    EXPECT_NEAR(f.notesPerBar, 4.0, 1e-9);
    EXPECT_EQ(f.lowest, 60);
    EXPECT_EQ(f.highest, 72);
    EXPECT_NEAR(f.pitchClasses[0], 0.25, 1e-9);
    EXPECT_NEAR(f.pitchClassEntropy, 0.25 * 2.0 + 6.0 * 0.125 * 3.0, 1e-9);
    EXPECT_NEAR(f.entropyOneBar, 2.0, 1e-9);
    EXPECT_NEAR(f.scaleConsistency, 1.0, 1e-9);
    EXPECT_NEAR(f.polyphony, 1.0, 1e-9);
    EXPECT_NEAR(f.polyphonyRate, 0.0, 1e-9);
    EXPECT_EQ(f.key.tonic, 0);
    EXPECT_FALSE(f.key.minor);
    EXPECT_EQ(f.tune.parsons, "*UUUUUUU");
    EXPECT_NEAR(f.tune.steps, 1.0, 1e-9);
    EXPECT_NEAR(f.tune.intervals[12 + 2], 5.0 / 7.0, 1e-9);
    EXPECT_EQ(f.tune.contours.at("ascending"), 1);
    EXPECT_NEAR(f.rhythm.lengths.at("1"), 1.0, 1e-9);
    EXPECT_NEAR(f.rhythm.grooveAllPairs, 1.0, 1e-9);
    EXPECT_NEAR(f.rhythm.emptyBeats, 0.0, 1e-9);
    EXPECT_NEAR(f.tune.syncopation, 0.0, 1e-9);
}

TEST(ScoreFeatures, RefusesAScoreWithoutNotes) {
    EXPECT_THROW((void)scoreFeatures(Score{}), Error);
    EXPECT_THROW((void)scoreFeatures(scoreOf({}, 2)), Error);
}

TEST(ScoreFeatures, ChordsByTemplateWithTheirPlaces) {
    std::vector<Line> notes;
    const std::vector<std::vector<int>> chords = {
        {48, 64, 67, 72}, {53, 65, 69, 72}, {43, 65, 67, 71}, {48, 64, 67, 72}};
    for (std::size_t bar = 0; bar < 4; ++bar)
        for (const int pitch : chords[bar]) notes.push_back({4.0 * bar, 4.0, pitch});
    const ScoreFeatures f = scoreFeatures(scoreOf(notes, 4));
    ASSERT_EQ(f.chords.size(), 4U);
    EXPECT_EQ(f.chords[0].text, "C");
    EXPECT_EQ(f.chords[1].text, "F");
    EXPECT_EQ(f.chords[2].text, "G7");
    EXPECT_EQ(f.chords[2].bar, 2);
    EXPECT_FALSE(f.chordsWritten);
    EXPECT_NEAR(f.polyphony, 4.0, 1e-9);
    EXPECT_NEAR(f.polyphonyRate, 1.0, 1e-9);
    EXPECT_NEAR(f.progressionNovelty, 1.0, 1e-9);
}

TEST(ScoreFeatures, TensionRisesWithDistanceOnTheSpiral) {
    std::vector<Line> notes;
    for (const int pitch : {60, 64, 67}) notes.push_back({0.0, 4.0, pitch});
    for (const int pitch : {60, 64, 67}) notes.push_back({4.0, 4.0, pitch});
    for (const int pitch : {61, 66, 68, 71}) notes.push_back({8.0, 4.0, pitch});
    for (const int pitch : {60, 64, 67}) notes.push_back({12.0, 4.0, pitch});
    const ScoreFeatures f = scoreFeatures(scoreOf(notes, 4));
    ASSERT_EQ(f.tension.size(), 4U);
    EXPECT_NEAR(f.tension[1].momentum, 0.0, 1e-9);
    EXPECT_GT(f.tension[2].momentum, 0.5);
    EXPECT_GT(f.tension[2].diameter, f.tension[0].diameter);
    EXPECT_GT(f.tension[2].strain, 2.0 * f.tension[0].strain);
}

TEST(ScoreFeatures, SyncopationCountsNotesHeldOverStrongerPlaces) {
    // On the beat, then the same a quarter later every time, held over the bar's middle.
    const Score plain = scoreOf({{0, 1, 60}, {1, 1, 62}, {2, 1, 64}, {3, 1, 65}}, 1);
    const Score held = scoreOf({{0, 1, 60}, {1, 2, 62}, {3, 1, 65}}, 1);
    const Score offbeat = scoreOf({{0, 0.5, 60}, {0.5, 1, 62}, {1.5, 1, 64}, {2.5, 1.5, 65}}, 1);
    const auto of = [](const Score& score) {
        const auto bars = studyBars(score);
        return syncopationOf(tuneOf(score.parts[0], bars), bars);
    };
    EXPECT_NEAR(of(plain), 0.0, 1e-9);
    EXPECT_NEAR(of(held), 1.0, 1e-9);
    // Held over a beat (1), over the middle (2) and over a beat (1).
    EXPECT_NEAR(of(offbeat), 4.0, 1e-9);
}

TEST(ScoreFeatures, GrooveComparesAllBarsOrNeighbours) {
    // Bars of quarters and of halves in turn: 2 of 64 places differ.
    std::vector<Line> notes;
    for (int bar = 0; bar < 4; ++bar)
        for (int beat = 0; beat < 4; beat += bar % 2 == 0 ? 1 : 2)
            notes.push_back({4.0 * bar + beat, 1.0, 60});
    const RhythmFeatures f = rhythmFeatures(scoreOf(notes, 4));
    EXPECT_NEAR(f.grooveNeighbours, 1.0 - 2.0 / 64.0, 1e-9);
    EXPECT_NEAR(f.grooveAllPairs, 1.0 - 4.0 / 6.0 * 2.0 / 64.0, 1e-9);
    EXPECT_NEAR(f.emptyBeats, 4.0 / 16.0, 1e-9);
}

TEST(ScoreFeatures, ContoursAreHurons) {
    EXPECT_EQ(contourOf({60, 64, 67, 64, 60}), "convex");
    EXPECT_EQ(contourOf({67, 62, 60, 67}), "concave");
    EXPECT_EQ(contourOf({67, 64, 62, 60}), "descending");
    EXPECT_EQ(contourOf({60, 60, 60, 64}), "horizontal-ascending");
    EXPECT_EQ(contourOf({60, 64, 64, 64}), "ascending-horizontal");
    EXPECT_EQ(contourOf({60, 60}), "horizontal");
}

Score sample(const char* name) {
    return readScore(std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples" / name);
}

std::string formOf(const char* name) {
    std::string out;
    for (const std::string& one : scoreFeatures(sample(name)).form.sections) out += one;
    return out;
}

TEST(ScoreFeatures, FormsOfKnownPieces) {
    EXPECT_EQ(formOf("ode-to-joy-without-words.musicxml"), "AABA");
    EXPECT_EQ(formOf("haydn-emperor-theme.musicxml"), "AABCC");
    EXPECT_EQ(formOf("petzold-minuet-in-g.musicxml"), "ABCDABCDEFGHEFGH");
}

TEST(ScoreFeatures, KeysAndWordsOfKnownPieces) {
    const ScoreFeatures night = scoreFeatures(sample("stille-nacht.musicxml"));
    EXPECT_EQ(night.key.tonic, 5);
    EXPECT_FALSE(night.key.minor);
    ASSERT_EQ(night.keys.size(), 1U);
    EXPECT_GT(night.keys[0].confidence, 0.9);
    EXPECT_EQ(night.syllables, 43);
    const ScoreFeatures grace = scoreFeatures(sample("amazing-grace-leadsheet.musicxml"));
    EXPECT_TRUE(grace.chordsWritten);
}

}  // namespace
}  // namespace arioso
