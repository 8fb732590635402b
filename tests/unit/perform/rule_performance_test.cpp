#include "src/perform/rules/rule_performance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "score_builder.h"
#include "src/perform/performance_json.h"
#include "src/perform/performer.h"
#include "src/perform/rules/segmentation.h"

namespace arioso {
namespace {

using testing::markedAt;
using testing::noteAt;
using testing::scoreOf;

Score withBars(Score score, int bars, int beats = 4) {
    for (int bar = 0; bar < bars; ++bar) {
        Measure measure;
        measure.start = Beat::whole(beats * bar);
        measure.length = Beat::whole(beats);
        measure.number = std::to_string(bar + 1);
        measure.beats = beats;
        score.measures.push_back(measure);
    }
    return score;
}

/// Eight bars: a tune of two phrases over a bass of whole notes, for flute and cello.
Score duet() {
    std::vector<Note> tune;
    for (int beat = 0; beat < 32; ++beat) {
        if (beat % 16 == 15) continue;
        const double length = beat % 16 == 14 ? 1.0 : 0.5;
        tune.push_back(noteAt(beat, 72 + (5 * beat) % 9, length));
        if (length < 1.0) tune.push_back(noteAt(beat + 0.5, 74 + (3 * beat) % 7, 0.5));
    }
    Score score = withBars(scoreOf(tune, 73), 8);
    Part bass = score.parts.front();
    bass.id = "P2";
    bass.program = 42;
    bass.notes.clear();
    for (int bar = 0; bar < 8; ++bar) bass.notes.push_back(noteAt(4 * bar, 48 + bar % 3, 4));
    score.parts.push_back(bass);
    return score;
}

PerformOptions styled(const char* affect, std::initializer_list<const char*> rules = {}) {
    PerformOptions options;
    options.humanize = 0.0;
    Quantities quantities = Palettes::builtIn().named(affect);
    for (const char* rule : rules) applyRule(rule, quantities);
    options.style = constantStyle(quantities);
    return options;
}

PerformOptions plain() {
    PerformOptions options;
    options.humanize = 0.0;
    return options;
}

/// Mean share of its interval that a note sounds for.
double soundingShare(const PerformedPart& part) {
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < part.notes.size(); ++i)
        sum += (part.notes[i].offset - part.notes[i].onset) /
               (part.notes[i + 1].onset - part.notes[i].onset);
    return sum / static_cast<double>(part.notes.size() - 1);
}

double meanVelocity(const PerformedPart& part) {
    double sum = 0.0;
    for (const PerformedNote& note : part.notes) sum += static_cast<double>(note.velocity);
    return sum / static_cast<double>(part.notes.size());
}

TEST(RulePerformance, MechanicalIsWithoutRules) {
    const Performance ruled = perform(duet(), styled("mechanical"));
    const Performance bare = perform(duet(), plain());
    for (std::size_t p = 0; p < 2; ++p) {
        ASSERT_EQ(ruled.parts[p].notes.size(), bare.parts[p].notes.size());
        for (std::size_t i = 0; i < bare.parts[p].notes.size(); ++i) {
            EXPECT_NEAR(ruled.parts[p].notes[i].onset, bare.parts[p].notes[i].onset, 1e-9);
            EXPECT_NEAR(ruled.parts[p].notes[i].offset, bare.parts[p].notes[i].offset, 1e-9);
            EXPECT_EQ(ruled.parts[p].notes[i].velocity, bare.parts[p].notes[i].velocity);
        }
    }
}

TEST(RulePerformance, HighLoudAloneChangesLevelsByItsFormula) {
    const Score score = scoreOf({noteAt(0, 54), noteAt(1, 66)});
    const auto notes = perform(score, styled("mechanical", {"high-loud=2"})).parts.front().notes;
    // Six semitones about the mean at 2 * 3 dB an octave, 40 dB a unit of velocity.
    EXPECT_NEAR(notes[0].velocity, 0.6 - 3.0 / 40.0, 1e-6);
    EXPECT_NEAR(notes[1].velocity, 0.6 + 3.0 / 40.0, 1e-6);
    EXPECT_NEAR(notes[1].onset, 0.5, 1e-9);
}

TEST(RulePerformance, DurationContrastMovesTheFollowingOnset) {
    // Eighths of 200 ms: 16.5 ms less each.
    Score score = scoreOf({noteAt(0, 60, 0.4), noteAt(0.4, 60, 0.4), noteAt(0.8, 60, 2)});
    const auto notes =
        perform(score, styled("mechanical", {"duration-contrast=1"})).parts.front().notes;
    EXPECT_NEAR(notes[1].onset, 0.1835, 1e-3);
    EXPECT_NEAR(notes[2].onset, 0.367, 1e-3);
}

TEST(RulePerformance, PartsThatBeginTogetherStayTogether) {
    for (const char* affect : {"neutral", "happy", "sad", "angry", "tender"}) {
        const Performance played = perform(duet(), styled(affect));
        ASSERT_EQ(played.parts.size(), 2U);
        const auto& tune = played.parts[0].notes;
        for (std::size_t bar = 0; bar < 8; ++bar) {
            const double bass = played.parts[1].notes[bar].onset;
            const bool found = std::any_of(tune.begin(), tune.end(), [bass](const auto& note) {
                return std::abs(note.onset - bass) < 1e-9;
            });
            EXPECT_TRUE(found) << affect << ", bar " << bar + 1;
            EXPECT_NEAR(played.measures[bar].seconds, bass, 1e-9);
        }
    }
}

TEST(RulePerformance, HappyIsFasterShorterAndLouderThanSad) {
    const Performance happy = perform(duet(), styled("happy"));
    const Performance sad = perform(duet(), styled("sad"));
    EXPECT_LT(happy.duration, 0.65 * sad.duration);
    EXPECT_LT(soundingShare(happy.parts[0]), soundingShare(sad.parts[0]) - 0.08);
    EXPECT_GT(meanVelocity(happy.parts[0]), meanVelocity(sad.parts[0]) + 0.12);
    EXPECT_GT(happy.parts[0].brightness.front().value, sad.parts[0].brightness.front().value);
    EXPECT_LT(happy.parts[0].notes[0].rise, sad.parts[0].notes[0].rise - 0.05F);
}

TEST(RulePerformance, WrittenDynamicsAndTempiAreWhatRulesDeviateFrom) {
    Score score = duet();
    score.parts[0].dynamics.push_back({Beat::whole(0), 0.4F, false, 0});
    score.parts[0].dynamics.push_back({Beat::whole(16), 0.8F, false, 0});
    score.tempos.push_back({Beat::whole(16), 60.0, false});
    // Duration contrast depends on the tempo by its nature.
    const Performance played = perform(score, styled("happy", {"duration-contrast=0"}));
    const auto& notes = played.parts[0].notes;
    const auto half = notes.size() / 2;
    EXPECT_GT(notes[half + 4].velocity, notes[4].velocity + 0.25F);
    const double first = played.measures[3].seconds - played.measures[1].seconds;
    const double second = played.measures[7].seconds - played.measures[5].seconds;
    EXPECT_NEAR(second / first, 2.0, 0.15);
}

TEST(RulePerformance, ARitardThatIsWrittenIsNotPlayedTwice) {
    Score score = duet();
    const double steady = perform(score, styled("mechanical", {"final-ritard=1"})).duration;
    EXPECT_GT(steady, perform(score, plain()).duration + 0.5);
    score.tempos.push_back({Beat::whole(29), 110.0, false});
    EXPECT_NEAR(perform(score, styled("mechanical", {"final-ritard=1"})).duration,
                perform(score, plain()).duration, 1e-6);
}

TEST(RulePerformance, SlursOfAKeyboardOverlapAndOfAFluteJoin) {
    for (const int program : {0, 73}) {
        const Score score =
            scoreOf({markedAt(0, 60, 1, Articulation::Slurred), noteAt(1, 62)}, program);
        const auto notes =
            perform(score, styled("mechanical", {"score-legato=1"})).parts.front().notes;
        // A key overlap ratio of 0.166233 at 500 ms.
        EXPECT_NEAR(notes[0].offset, program == 0 ? 0.5 + 0.5 * 0.166233 : 0.5, 1e-5);
    }
}

TEST(RulePerformance, WordsStayOnTheirNotes) {
    Score score = duet();
    Part& voice = score.parts.front();
    voice.vocal = true;
    for (Note& note : voice.notes) {
        Lyric lyric;
        lyric.text = "la";
        note.lyrics.push_back(lyric);
    }
    const Performance sung = perform(score, styled("sad"));
    for (const PerformedNote& note : sung.parts[0].notes) {
        // Before the first note there is no time for its consonant.
        if (note.id == 0) continue;
        const auto vowel = std::find_if(note.phonemes.begin(), note.phonemes.end(),
                                        [](const auto& span) { return span.vowel; });
        ASSERT_NE(vowel, note.phonemes.end());
        EXPECT_NEAR(vowel->start, note.onset, 1e-6);
    }
}

TEST(RulePerformance, NotesTellWhatEveryRuleDid) {
    PerformOptions options = styled("happy");
    options.keepRules = true;
    const Performance played = perform(duet(), options);
    const PerformedNote& note = played.parts[0].notes[3];
    double db = 0.0;
    for (const RuleShare& share : note.rules) db += share.deviation.db;
    EXPECT_NEAR(static_cast<double>(note.velocity), 0.6 + db / 40.0, 1e-5);
    // The intervals add up: what was there, and what each rule added.
    double ms = 250.0;
    for (const RuleShare& share : note.rules) ms += share.deviation.ms;
    EXPECT_NEAR(played.parts[0].notes[4].onset - note.onset, ms / 1000.0, 1e-6);
    const auto json = toJson(played);
    EXPECT_EQ(json["parts"][0]["notes"][3]["rules"]["level"]["db"], 3.0);
    EXPECT_EQ(performanceFromJson(json, "x").parts, played.parts);
    EXPECT_TRUE(perform(duet(), styled("happy")).parts[0].notes[3].rules.empty());
}

TEST(RulePerformance, AFeelingThatChangesChangesTheTempo) {
    PerformOptions options = plain();
    const Palettes& palettes = Palettes::builtIn();
    for (const auto& [measure, affect] :
         {std::pair{"1", "sad"}, std::pair{"5", "sad"}, std::pair{"5", "happy"}}) {
        StylePoint point;
        point.place.measure = measure;
        point.quantities = palettes.named(affect);
        options.style.points.push_back(point);
    }
    const Performance played = perform(duet(), options);
    const double sad = played.measures[3].seconds - played.measures[1].seconds;
    const double happy = played.measures[7].seconds - played.measures[5].seconds;
    EXPECT_GT(sad, 1.5 * happy);
}

TEST(TimeWarp, IsItsOwnInverse) {
    TimeWarp warp;
    EXPECT_EQ(warp.played(1.0 / 3.0), 1.0 / 3.0);
    warp.add(0.0, 0.0);
    warp.add(1.0, 2.0);
    warp.add(1.0, 3.0);
    warp.add(3.0, 3.0);
    EXPECT_NEAR(warp.played(0.5), 1.0, 1e-12);
    EXPECT_NEAR(warp.played(2.0), 2.5, 1e-12);
    EXPECT_NEAR(warp.played(5.0), 4.0, 1e-12);
    for (const double at : {0.0, 0.3, 1.0, 1.7, 6.0})
        EXPECT_NEAR(warp.nominal(warp.played(at)), at, 1e-12);
    EXPECT_NEAR(warp.stretch(0.5), 2.0, 1e-12);
}

TEST(Segmentation, RestsAndWrittenEndsMakePhrases) {
    std::vector<LineNote> tune;
    for (int i = 0; i < 64; ++i) {
        if (i % 16 == 15) continue;
        tune.push_back({1.0 * i, i + 1.0, 60.0 + (7 * i) % 5, false, false});
    }
    const auto strengths = boundaryStrengths(tune);
    EXPECT_THAT(phraseStarts(tune, strengths, 16.0, 4.0), ::testing::ElementsAre(0, 15, 30, 45));
    // Half phrases keep them.
    const std::vector<std::size_t> fixed{0, 15, 30, 45};
    EXPECT_THAT(phraseStarts(tune, strengths, 8.0, 4.0, fixed),
                ::testing::IsSupersetOf({0U, 15U, 30U, 45U}));
    tune[22].phraseEnd = true;
    EXPECT_THAT(phraseStarts(tune, boundaryStrengths(tune), 16.0, 4.0), ::testing::Contains(23));
}

TEST(Segmentation, GroupsEndBeforeLongNotesEnd) {
    std::vector<LineNote> tune;
    double at = 0.0;
    for (const double length : {0.5, 0.5, 0.5, 2.0, 0.5, 0.5, 0.5, 2.0}) {
        tune.push_back({at, at + length, 60.0, false, false});
        at += length;
    }
    EXPECT_THAT(melodyGroups(boundaryStrengths(tune)), ::testing::ElementsAre(0, 4));
}

}  // namespace
}  // namespace arioso
