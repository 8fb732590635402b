#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "dsp/error.h"
#include "src/compose/piece_form.h"
#include "tests/unit/compose/composed.h"

namespace arioso {
namespace {

constexpr int kIntroduction = 2;

std::string lettersOf(const std::string& text) {
    std::string out;
    for (const FormSection& section : parsePieceForm(text).sections) out += section.name + " ";
    return out;
}

PieceRequest request(const std::string& form, std::uint64_t seed, int bars = 32) {
    PieceRequest out;
    out.steering = mood(0.5, 0.1);
    out.steering.tonic = 2;
    out.bars = bars;
    out.seed = seed;
    out.form = parsePieceForm(form);
    return out;
}

/// What a part plays in some bars, counted from the first of them.
std::set<std::tuple<double, double, double>> playedIn(const Score& score, std::size_t part, int bar,
                                                      int bars) {
    std::set<std::tuple<double, double, double>> out;
    for (const Note& note : score.parts[part].notes)
        if (note.measure >= bar && note.measure < bar + bars && note.grace == Grace::None)
            out.insert({(note.onset - score.measures[static_cast<std::size_t>(bar)].start).value(),
                        note.duration.value(), note.pitch});
    return out;
}

double shareInCommon(const std::set<std::tuple<double, double, double>>& a,
                     const std::set<std::tuple<double, double, double>>& b) {
    double common = 0.0;
    for (const auto& one : a) common += b.contains(one) ? 1.0 : 0.0;
    return common / static_cast<double>(std::max(a.size(), b.size()));
}

TEST(PieceForm, ReadsLettersPrimesAndNames) {
    EXPECT_EQ(lettersOf("AABA"), "A A B A ");
    EXPECT_EQ(lettersOf("A A' B A''"), "A A' B A'' ");
    EXPECT_EQ(lettersOf("rondo"), "A B A C A ");
    EXPECT_EQ(lettersOf("strophic"), "Verse 1 Verse 2 Verse 3 ");
    EXPECT_EQ(lettersOf("verse-chorus"), "Verse 1 Chorus Verse 2 Chorus Bridge Chorus ");
}

TEST(PieceForm, RefusesWhatIsNoForm) {
    for (const char* text : {"", "samba", "A2", "'A", "A''''", "A+B"}) {
        try {
            static_cast<void>(parsePieceForm(text));
            FAIL() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Usage);
            EXPECT_THAT(error.what(), testing::HasSubstr("rondo"));
        }
    }
}

TEST(ComposeInForm, TheSameLetterHasTheSameNotesAndOthersHaveNot) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const Score score = composePiece(shippedModel(), request("AABA", seed));
        ASSERT_EQ(score.measures.size(), 34U);
        for (std::size_t part = 0; part < score.parts.size(); ++part) {
            // The last bar leads on to what comes next.
            const auto first = playedIn(score, part, kIntroduction, 7);
            EXPECT_EQ(first, playedIn(score, part, kIntroduction + 8, 7)) << "seed " << seed;
            EXPECT_GT(shareInCommon(first, playedIn(score, part, kIntroduction + 24, 7)), 0.4);
        }
        EXPECT_LT(shareInCommon(playedIn(score, 0, kIntroduction, 7),
                                playedIn(score, 0, kIntroduction + 16, 7)),
                  0.4);
    }
}

TEST(ComposeInForm, APrimeIsLikeItsLetterButNotTheSame) {
    double common = 0.0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const Score score = composePiece(shippedModel(), request("A A' B A", seed));
        const auto plain = playedIn(score, 0, kIntroduction, 8);
        const auto varied = playedIn(score, 0, kIntroduction + 8, 8);
        EXPECT_NE(plain, varied) << "seed " << seed;
        common += shareInCommon(plain, varied) / 6.0;
    }
    EXPECT_GT(common, 0.35);
}

TEST(ComposeInForm, TheBluesHasItsTwelveBars) {
    PieceRequest wish = request("blues", 3);
    const Score score = composePiece(shippedModel(), wish);
    ASSERT_EQ(score.measures.size(), 2U + 36U);
    const auto rootAt = [&](int bar) {
        std::string found;
        for (const ChordSymbol& chord : score.chords)
            if (!(score.measures[static_cast<std::size_t>(bar)].start < chord.at))
                found = std::string(1, chord.root);
        return found;
    };
    for (int chorus = 0; chorus < 3; ++chorus) {
        const int first = kIntroduction + 12 * chorus;
        EXPECT_EQ(rootAt(first), "D");
        EXPECT_EQ(rootAt(first + 4), "G");
        EXPECT_EQ(rootAt(first + 8), "A");
    }
    EXPECT_EQ(static_cast<int>(score.parts.front().notes.back().pitch) % 12, 2);
}

TEST(ComposeInForm, TheSameRequestGivesTheSamePiece) {
    const Score a = composePiece(shippedModel(), request("verse-chorus", 5));
    const Score b = composePiece(shippedModel(), request("verse-chorus", 5));
    ASSERT_EQ(a.parts.size(), b.parts.size());
    for (std::size_t part = 0; part < a.parts.size(); ++part)
        EXPECT_EQ(playedIn(a, part, 0, static_cast<int>(a.measures.size())),
                  playedIn(b, part, 0, static_cast<int>(b.measures.size())));
}

TEST(ComposeInForm, AFreeKeyMayChangeInTheMiddleAndComesHome) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        PieceRequest wish = request("ABACA", seed, 40);
        wish.steering.tonic.reset();
        const Score score = composePiece(shippedModel(), wish);
        EXPECT_EQ(score.measures[2].fifths, score.measures.back().fifths);
        EXPECT_EQ(score.measures[2].minor, score.measures.back().minor);
    }
}

}  // namespace
}  // namespace arioso
