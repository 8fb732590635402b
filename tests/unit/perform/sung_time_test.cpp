#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "src/perform/phone_lengths.h"
#include "sung_builder.h"

namespace arioso {
namespace {

using testing::singAll;
using testing::sungAt;

/// Small, seeded: the same scores on every machine.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
    std::size_t below(std::size_t n) {
        state_ ^= state_ << 13U;
        state_ ^= state_ >> 7U;
        state_ ^= state_ << 17U;
        return static_cast<std::size_t>(state_ % n);
    }

  private:
    std::uint64_t state_;
};

const std::vector<std::string> kTexts{"strengths",
                                      "a",
                                      "glimpsed",
                                      "I",
                                      "twelfths",
                                      "",
                                      "",
                                      "sea",
                                      "of",
                                      "light",
                                      "3",
                                      "St.",
                                      "[k ae t]",
                                      "world,",
                                      "eternal.",
                                      "heav'n",
                                      "the\u203feternal",
                                      "che\u203fil",
                                      "la la la",
                                      "\U0001F600",
                                      "Wanderung",
                                      "\u2013"};
const std::vector<double> kLengths{0.0625, 0.125, 0.25, 0.5, 0.75, 1.0, 2.0, 4.0, 16.0};

TEST(SungTime, PhonemesFillTheirNotesExactlyWhateverTheWords) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Dice dice(seed);
        std::vector<Note> notes;
        double beat = 2.0;
        for (int i = 0; i < 24; ++i) {
            const double length = kLengths[dice.below(kLengths.size())];
            notes.push_back(
                sungAt(beat, length, i == 0 ? "sea" : kTexts[dice.below(kTexts.size())]));
            beat += length + (dice.below(6) == 0 ? 1.0 : 0.0);
        }
        const auto played = singAll(notes, "en", seed % 2 == 0 ? 0.0 : 1.0).parts[0].notes;
        double end = 0.0;
        for (std::size_t i = 0; i < played.size(); ++i) {
            const PerformedNote& note = played[i];
            ASSERT_FALSE(note.phonemes.empty()) << seed << " " << i;
            // Behind a breath or a rest there may be silence, else each begins where one ends.
            const bool joined = i > 0 && note.onset - played[i - 1].offset < 1e-9;
            for (std::size_t p = 0; p < note.phonemes.size(); ++p) {
                const PhonemeSpan& span = note.phonemes[p];
                EXPECT_GT(span.end, span.start) << seed << " " << i;
                if (p > 0 || joined) {
                    EXPECT_EQ(span.start, end) << seed << " " << i;
                } else {
                    EXPECT_GE(span.start, end) << seed << " " << i;
                }
                end = span.end;
            }
            const bool on =
                std::any_of(note.phonemes.begin(), note.phonemes.end(),
                            [&note](const PhonemeSpan& span) { return span.start == note.onset; });
            EXPECT_TRUE(on) << seed << " " << i << " " << note.syllable;
            const bool last = i + 1 == played.size();
            const bool sung = last || played[i + 1].onset - note.offset >= 0.03;
            if (sung && last) {
                EXPECT_EQ(end, note.offset) << seed << " " << i;
            }
        }
    }
}

TEST(SungTime, NoSoundIsShorterThanAFrameOfTheModels) {
    std::vector<Note> notes;
    for (int i = 0; i < 40; ++i)
        notes.push_back(sungAt(2.0 + 0.0625 * i, 0.0625, i % 2 == 0 ? "strengths" : "glimpsed"));
    const auto played = singAll(notes);
    for (const PerformedNote& note : played.parts[0].notes) {
        for (const PhonemeSpan& span : note.phonemes)
            EXPECT_GE(span.end - span.start, kShortestPhone - 1e-9);
    }
    ASSERT_FALSE(played.diagnostics.empty());
    EXPECT_NE(played.diagnostics[0].find("too long for its time"), std::string::npos);
    EXPECT_LE(played.diagnostics.size(), 6U);
}

TEST(SungTime, WhatHasNoTimeIsLeftOutByItsLength) {
    const std::vector<Phone> cluster{{"s", false, false}, {"t", false, false}, {"ɾ", false, false}};
    std::vector<PhonemeSpan> spans;
    EXPECT_EQ(
        spreadPhones(PhoneLengths::builtIn(), cluster, 1.0, 1.0 + 2.5 * kShortestPhone, spans), 1U);
    ASSERT_EQ(spans.size(), 2U);
    EXPECT_EQ(spans[0].symbol, "s");
    EXPECT_EQ(spans[1].symbol, "t");
    EXPECT_EQ(spans[1].end, 1.0 + 2.5 * kShortestPhone);
    spans.clear();
    EXPECT_EQ(spreadPhones(PhoneLengths::builtIn(), cluster, 1.0, 1.001, spans), 3U);
    EXPECT_TRUE(spans.empty());
}

}  // namespace
}  // namespace arioso
