#include "tools/eval/measure/note_measures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/eval/test_signals.h"
#include "tools/eval/measure/note_envelope.h"
#include "tools/eval/measure/spurious_onsets.h"
#include "tools/eval/measure/statistics.h"

namespace arioso::eval {
namespace {

std::vector<NoteMeasure> measureAll(const PerformedPart& part, const std::vector<float>& audio,
                                    bool sustained) {
    std::vector<NoteMeasure> all;
    for (const auto& site : planSites(part, sustained)) all.push_back(measureNote(audio, site));
    return all;
}

double medianOf(const std::vector<NoteMeasure>& all, double NoteMeasure::*field) {
    std::vector<double> values;
    for (const auto& one : all) values.push_back(one.*field);
    return median(values);
}

TEST(NoteMeasures, aSoundSevenMillisecondsLateMeasuresSeven) {
    const auto part = scalePart();
    const auto there = measureAll(part, testSound(part, 7.0), true);
    const auto late = measureAll(part, testSound(part, 7.0, {.shift = 0.007}), true);
    for (std::size_t i = 0; i < there.size(); ++i) {
        EXPECT_NEAR(late[i].onset - there[i].onset, 0.007, 0.001) << i;
        EXPECT_NEAR(there[i].onset, part.notes[i].onset + 0.0025, 0.003) << i;
    }
}

TEST(NoteMeasures, aSlowWaveringAttackIsStillTimed) {
    const auto part = scalePart();
    const TestTone slow{.attack = 0.3};
    const auto there = testSound(part, 7.0, slow);
    TestTone moved = slow;
    moved.shift = 0.015;
    auto late = testSound(part, 7.0, moved);
    for (std::size_t i = 0; i < late.size(); ++i) {
        const double t = static_cast<double>(i) / dsp::kSampleRate;
        late[i] *= static_cast<float>(0.5 + 0.05 * std::sin(2.0 * std::numbers::pi * 6.0 * t));
    }
    std::vector<double> shifts;
    for (const auto& site : planSites(part, true)) {
        shifts.push_back(riseShift(riseEnvelope(late, site), riseEnvelope(there, site)));
    }
    EXPECT_NEAR(median(shifts), 0.015, 0.004);
    const std::vector<float> silence(there.size());
    const auto site = planSites(part, true)[0];
    EXPECT_TRUE(std::isnan(riseShift(riseEnvelope(silence, site), riseEnvelope(there, site))));
}

TEST(NoteMeasures, attackTimeFollowsTheRise) {
    const auto part = scalePart();
    for (const double attack : {0.05, 0.1, 0.2}) {
        const auto all = measureAll(part, testSound(part, 7.0, {.attack = attack}), true);
        EXPECT_NEAR(medianOf(all, &NoteMeasure::attack), 0.8 * attack, 0.1 * attack) << attack;
    }
}

TEST(NoteMeasures, decaySlopeOfAStruckString) {
    const auto part = scalePart();
    const auto all = measureAll(part, testSound(part, 7.0, {.decayDbPerSecond = 24.0}), false);
    EXPECT_NEAR(medianOf(all, &NoteMeasure::fallDbPerSecond), 24.0, 0.5);
}

TEST(NoteMeasures, releaseSlopeOfABlownPipe) {
    const auto part = scalePart();
    const auto all = measureAll(part, testSound(part, 7.0, {.releaseDbPerSecond = 150.0}), true);
    EXPECT_NEAR(medianOf(all, &NoteMeasure::fallDbPerSecond), 150.0, 15.0);
}

TEST(NoteMeasures, silenceGivesNoFigures) {
    const auto part = scalePart();
    const std::vector<float> silence(7 * 44100);
    const auto all = measureAll(part, silence, true);
    for (const auto& one : all) {
        EXPECT_TRUE(std::isnan(one.onset));
        EXPECT_TRUE(std::isnan(one.attack));
        EXPECT_TRUE(std::isnan(one.fallDbPerSecond));
    }
}

TEST(NoteMeasures, drumHitsAreTimedWithoutAPitch) {
    PerformedPart part;
    part.percussion = true;
    part.notes = {testNote(0.5, 0.6, 38), testNote(1.0, 1.1, 38)};
    std::vector<float> audio(2 * 44100);
    const dsp::Philox noise(3);
    for (const double hit : {0.504, 1.004}) {
        for (int i = 0; i < 4000; ++i) {
            audio[static_cast<std::size_t>(hit * 44100) + static_cast<std::size_t>(i)] +=
                0.3F * noise.normal(static_cast<std::uint64_t>(i)) *
                std::exp(-static_cast<float>(i) / 800.0F);
        }
    }
    for (const auto& site : planSites(part, false)) {
        EXPECT_NEAR(measureNote(audio, site).onset, site.onset + 0.004, 0.003);
    }
}

TEST(NoteSites, crowdedNotesAreNotMeasured) {
    PerformedPart part;
    part.notes = {testNote(1.0, 1.5, 60), testNote(1.05, 1.5, 64), testNote(3.0, 3.6, 67)};
    const auto sites = planSites(part, true);
    EXPECT_TRUE(sites[1].rise.empty());
    EXPECT_TRUE(sites[0].steady.empty());
    EXPECT_FALSE(sites[2].rise.empty());
    EXPECT_FALSE(sites[2].steady.empty());
}

TEST(NoteSites, bendsMoveTheExpectedPitch) {
    PerformedPart part;
    part.notes = {testNote(0.0, 1.0, 60)};
    part.notes[0].bend = {{0.0, 0.0F}, {1.0, 100.0F}};
    const auto site = planSites(part, true)[0];
    const double middle = 0.5 * (site.steady.from + site.steady.to);
    EXPECT_NEAR(site.steadyPitch, 60.0 + middle, 0.001);
}

TEST(MissingNotes, aNoteLeftOutOrReplacedIsMissed) {
    const auto part = scalePart();
    const auto sites = planSites(part, true);
    const auto reference = testSound(part, 7.0);
    auto other = part;
    other.notes[2].pitch += 1.0F;  // a semitone off
    other.notes.erase(other.notes.begin() + 4);
    const auto test = testSound(other, 7.0, {.gain = 0.1, .cents = 5.0});
    std::vector<bool> missing;
    for (const auto& site : sites) {
        missing.push_back(isMissing(partialLevels(test, site), partialLevels(reference, site)));
    }
    EXPECT_EQ(missing, (std::vector<bool>{false, false, true, false, true, false}));
}

TEST(MissingNotes, oneToneOfAChordCanBeMissed) {
    PerformedPart chord;
    chord.notes = {testNote(0.5, 1.5, 60), testNote(0.5, 1.5, 64), testNote(0.5, 1.5, 67)};
    auto without = chord;
    without.notes.erase(without.notes.begin() + 1);
    const auto reference = testSound(chord, 2.0);
    const auto test = testSound(without, 2.0);
    const auto sites = planSites(chord, true);
    EXPECT_FALSE(isMissing(partialLevels(test, sites[0]), partialLevels(reference, sites[0])));
    EXPECT_TRUE(isMissing(partialLevels(test, sites[1]), partialLevels(reference, sites[1])));
    EXPECT_FALSE(isMissing(partialLevels(test, sites[2]), partialLevels(reference, sites[2])));
}

TEST(SpuriousOnsets, onlyTheInventedNoteIsReported) {
    const auto part = scalePart();
    const auto reference = novelty(testSound(part, 7.0));
    const double threshold = onsetThreshold(reference, part);
    EXPECT_TRUE(spuriousOnsets(reference, threshold, part).empty());
    auto more = part;
    more.notes.push_back(testNote(3.85, 4.2, 70));
    const auto found = spuriousOnsets(novelty(testSound(more, 7.0)), threshold, part);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found[0], 3.85, 0.02);
}

TEST(Statistics, mediansLeaveOutWhatCouldNotBeMeasured) {
    EXPECT_DOUBLE_EQ(median({3.0, std::nan(""), 1.0, 2.0, 10.0}), 2.5);
    EXPECT_TRUE(std::isnan(median({})));
    EXPECT_DOUBLE_EQ(quantile({0, 10, 20, 30, 40}, 0.9), 36.0);
}

}  // namespace
}  // namespace arioso::eval
