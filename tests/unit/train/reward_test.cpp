#include "tools/train/reward/reward.h"

#include <gtest/gtest.h>

#include "dsp/error.h"
#include "tests/unit/train/small_piece.h"
#include "tools/train/reward/form_shares.h"
#include "tools/train/reward/note_shapes.h"
#include "tools/train/reward/theory_shares.h"

namespace arioso::train {
namespace {

Passage passage(const SmallPiece& one) {
    return passageOf(one.piece, one.cut);
}

RewardTerms equalWeights() {
    RewardTerms out;
    out.fill(1.0);
    return out;
}

TEST(TheoryShares, KeyCountsNotesOfTheScaleInWhatIsFreshOnly) {
    SmallPiece one;
    one.sing(0, {61, 63, 66, 68});  // is kept and not to be judged
    EXPECT_EQ(keyShare(passage(one)), 1.0);
    one.sing(2, {61, 63, 66, 68});
    EXPECT_NEAR(keyShare(passage(one)), 8.0 / 12.0, 1e-9);
}

TEST(TheoryShares, KeyFollowsTheBarsSignature) {
    SmallPiece one;
    one.sing(2, {66, 66, 66, 66});  // f sharp
    const double before = keyShare(passage(one));
    one.piece.bars[2].signature = 7;  // G major; its f's would be wrong
    one.accompany(2, {55, 50});
    EXPECT_GT(keyShare(passage(one)), before);
    EXPECT_EQ(keyShare(passage(one)), 1.0);
}

TEST(TheoryShares, MinorHasItsRaisedLeadingTone) {
    SmallPiece one;
    one.piece.key.minor = true;
    one.sing(2, {72, 71, 69, 67}).sing(3, {68, 67, 63, 60}).accompany(2, {48}).accompany(3, {48});
    EXPECT_EQ(keyShare(passage(one)), 1.0);
    one.sing(3, {64, 64, 64, 64});  // a major third is foreign
    EXPECT_LT(keyShare(passage(one)), 1.0);
}

TEST(TheoryShares, LeapsAreResolvedByTurningBack) {
    SmallPiece one;
    one.sing(2, {60, 69, 67, 65}).sing(3, {64, 62, 60, 60});
    EXPECT_EQ(resolvedShare(passage(one)), 1.0);
    one.sing(2, {60, 69, 71, 72});
    EXPECT_LT(resolvedShare(passage(one)), 1.0);
}

TEST(TheoryShares, ParallelFifthsAreFoundAndContraryMotionIsNot) {
    SmallPiece one;
    one.sing(2, {67, 69}).accompany(2, {48, 50}).sing(3, {71}).accompany(3, {52});
    EXPECT_NEAR(parallelShare(passage(one)), 2.0 / 3.0, 1e-9);  // into bar 3 there is none
    one.sing(2, {67, 65}).accompany(2, {48, 50}).sing(3, {64}).accompany(3, {52});
    EXPECT_EQ(parallelShare(passage(one)), 0.0);
}

TEST(TheoryShares, AgreementIsConsonanceOnBeatsAndTonesOfTheChord) {
    SmallPiece one;
    one.sing(2, {64, 64}).accompany(2, {48, 48}).sing(3, {67}).accompany(3, {48});
    EXPECT_EQ(agreementShare(passage(one), one.piece), 1.0);
    one.sing(3, {61}).accompany(3, {48});
    EXPECT_LT(agreementShare(passage(one), one.piece), 1.0);
    one.sing(3, {67});
    one.piece.lanes.insert(one.piece.lanes.begin(), EventLane{events::LaneKind::Chords, -1, 0});
    for (EventBar& bar : one.piece.bars)
        bar.cells.insert(bar.cells.begin(),
                         {events::kPitchClass + 5, events::kQuality});  // F major
    one.cut = {0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1};
    // c is a tone of F major; e and g are not.
    EXPECT_LT(agreementShare(passage(one), one.piece), 1.0);
}

TEST(TheoryShares, ALineClosesOnTheTonicWithALongNote) {
    SmallPiece one;
    one.sing(3, {62, 60}).accompany(3, {43, 48});
    EXPECT_EQ(closeShare(passage(one)), 1.0);
    one.sing(3, {60, 60, 60, 60, 60, 60, 60, 62}).accompany(3, {45});
    EXPECT_EQ(closeShare(passage(one)), 0.0);
    one.sing(3, {}).accompany(3, {});
    EXPECT_EQ(closeShare(passage(one)), 0.0);
}

TEST(TheoryShares, ReachIsTheCompassOfWhatWasThereBefore) {
    SmallPiece one;
    EXPECT_EQ(reachShare(passage(one)), 1.0);
    one.sing(3, {60, 62, 64, 88});
    EXPECT_LT(reachShare(passage(one)), 1.0);
}

TEST(FormShares, MotifsAreThoseThatComeAgainInAnyKey) {
    SmallPiece one;
    one.sing(3, {67, 69, 71, 72});
    EXPECT_GT(motifShare(passage(one)), 0.4);
    one.sing(2, {72, 67, 61, 70}).sing(3, {60, 71, 62, 66});
    EXPECT_EQ(motifShare(passage(one)), 0.0);
}

TEST(FormShares, BarsAndNotesThatAreSaidAgainCount) {
    SmallPiece one;
    EXPECT_NEAR(repetitionShare(passage(one), one.piece), 0.5, 1e-9);  // cells, no still steps
    one.sing(2, {60, 60, 60, 60}).sing(3, {60, 60, 60, 60});
    EXPECT_GT(repetitionShare(passage(one), one.piece), 0.7);
    one.sing(2, {67, 65, 64, 62}).sing(3, {64, 65, 67, 69}).accompany(2, {45}).accompany(3, {43});
    EXPECT_EQ(repetitionShare(passage(one), one.piece), 0.0);
}

TEST(FormShares, SoundAndDensityFallWithTheNotes) {
    SmallPiece one;
    EXPECT_EQ(soundingShare(passage(one)), 1.0);
    EXPECT_NEAR(freshDensity(passage(one)), 12.0 / 8.0, 1e-9);
    one.sing(2, {}).sing(3, {}).accompany(2, {});
    EXPECT_NEAR(soundingShare(passage(one)), 0.25, 1e-9);
    EXPECT_NEAR(freshDensity(passage(one)), 2.0 / 8.0, 1e-9);
}

TEST(FormShares, WhatALibraryHasIsNotNovel) {
    SmallPiece one;
    one.sing(2, {67, 65, 64, 62}).sing(3, {60, 64, 62, 71});
    TuneLibrary library;
    std::vector<StudyNote> tune;
    for (const int pitch : {69, 67, 66, 64, 62, 66, 64, 73})  // a whole tone higher
        tune.push_back({static_cast<int>(tune.size()) * 12, 12, pitch, 0, false});
    library.add("Somebody's song", "Somebody", tune);
    library.index();
    EXPECT_EQ(novelShare(passage(one), library), 0.0);
    one.sing(3, {60, 64, 62, 72});
    EXPECT_EQ(novelShare(passage(one), library), 1.0);
}

TEST(Reward, AListenerHearsWrongNotes) {
    const Listener listener = Listener::load(ARIOSO_SOURCE_DIR "/models/weights/composer");
    const Reward reward(nullptr, nullptr, &listener, equalWeights());
    const SmallPiece human;
    const RewardReference reference = reward.reference(human.piece, human.cut);
    EXPECT_EQ(reward.terms(human.piece, human.cut, reference)[RewardListener], 1.0);
    SmallPiece wrong;
    wrong.sing(2, {61, 70, 59, 78}).sing(3, {49, 90, 61, 85});
    wrong.accompany(2, {49, 62}).accompany(3, {37, 66});
    EXPECT_LT(reward.terms(wrong.piece, wrong.cut, reference)[RewardListener], 0.8);
}

TEST(Reward, WhatPeopleWroteIsAsGoodAsCanBe) {
    const SmallPiece one;
    const Reward reward(nullptr, nullptr, nullptr, equalWeights());
    const RewardTerms terms =
        reward.terms(one.piece, one.cut, reward.reference(one.piece, one.cut));
    for (std::size_t i = 0; i < terms.size(); ++i) EXPECT_EQ(terms[i], 1.0) << rewardTermNames()[i];
    EXPECT_EQ(reward.total(terms), 1.0);
}

TEST(Reward, EmptinessDronesAndTorrentsAreWorthLessThanMistakes) {
    SmallPiece human;
    human.sing(2, {67, 65, 64, 62}).sing(3, {64, 65, 62, 60}).accompany(2, {43, 50});
    const Reward reward(nullptr, nullptr, nullptr, equalWeights());
    const RewardReference reference = reward.reference(human.piece, human.cut);
    const auto worth = [&](const SmallPiece& one) {
        return reward.total(reward.terms(one.piece, one.cut, reference));
    };
    SmallPiece mistakes = human;
    mistakes.sing(2, {67, 66, 63, 62});
    SmallPiece empty = human;
    empty.sing(2, {}).sing(3, {}).accompany(2, {}).accompany(3, {});
    SmallPiece drone = human;
    drone.sing(2, {60, 60, 60, 60}).sing(3, {60, 60, 60, 60});
    SmallPiece torrent = human;
    for (const std::size_t bar : {2, 3})
        torrent.sing(bar, {60, 62, 64, 65, 67, 69, 67, 65, 64, 62, 60, 62,
                           64, 65, 67, 69, 67, 65, 64, 62, 60, 62, 64, 65});
    EXPECT_GT(worth(mistakes), worth(drone));
    EXPECT_GT(worth(mistakes), worth(torrent));
    EXPECT_GT(worth(mistakes), 0.6);
    EXPECT_LT(worth(empty), 0.01);
}

TEST(Reward, EveryTermIsBetweenNothingAndOne) {
    const SmallPiece human;
    const Reward reward(nullptr, nullptr, nullptr, equalWeights());
    const RewardReference reference = reward.reference(human.piece, human.cut);
    for (const auto& pitches : {std::vector<int>{}, std::vector<int>{61}, std::vector<int>{90, 40},
                                std::vector<int>{66, 66, 66, 61, 78, 61}}) {
        SmallPiece one;
        one.sing(2, pitches).sing(3, pitches).accompany(2, pitches).accompany(3, pitches);
        const RewardTerms terms = reward.terms(one.piece, one.cut, reference);
        for (std::size_t i = 0; i < terms.size(); ++i) {
            EXPECT_GE(terms[i], 0.0) << rewardTermNames()[i];
            EXPECT_LE(terms[i], 1.0) << rewardTermNames()[i];
        }
    }
}

TEST(Reward, AWeightBelowZeroOrNoneAtAllIsAnError) {
    RewardTerms weights = equalWeights();
    weights[RewardKey] = -1.0;
    EXPECT_THROW(Reward(nullptr, nullptr, nullptr, weights), Error);
    weights.fill(0.0);
    weights[RewardDensity] = 1.0;
    EXPECT_THROW(Reward(nullptr, nullptr, nullptr, weights), Error);
}

TEST(NoteShapes, OverlapIsAllForTheSameAndNothingForOtherMusic) {
    SmallPiece one;
    NoteShapes quarters;
    quarters.add(passage(one));
    one.sing(2, {63, 70}).sing(3, {61, 73}).accompany(2, {}).accompany(3, {});
    NoteShapes halves;
    halves.add(passage(one));
    EXPECT_NEAR(quarters.overlap(quarters).intervals, 1.0, 1e-9);
    EXPECT_NEAR(quarters.overlap(halves).intervals, 0.0, 1e-9);
    EXPECT_LT(quarters.overlap(halves).lengths, 0.5);
    EXPECT_EQ(quarters.repeatedRuns(), 0.2);  // c d e f again, of five runs of four
    EXPECT_EQ(halves.silentBars(), 0.0);
}

}  // namespace
}  // namespace arioso::train
