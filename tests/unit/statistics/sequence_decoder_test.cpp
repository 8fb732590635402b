#include "models/sequence_decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>

#include "dsp/error.h"

namespace arioso::models {
namespace {

using Sequence = std::vector<int>;

/// Three symbols, two of them music and the last an end: small enough to list all that can be
/// written. What comes next depends on the one before.
class Toy : public DecodingState {
  public:
    static constexpr int kEnd = 2;
    using Rule = std::function<bool(const Sequence&, int)>;
    explicit Toy(Rule rule = {}, std::size_t length = 4)
        : rule_(std::move(rule)), length_(length) {}

    [[nodiscard]] std::unique_ptr<DecodingState> clone() const override {
        return std::make_unique<Toy>(*this);
    }
    [[nodiscard]] int alphabet() const override { return 3; }
    [[nodiscard]] bool finished() const override { return !said_.empty() && said_.back() == kEnd; }
    void predict(std::span<double> logs) override {
        static constexpr double kNext[4][3] = {
            {0.6, 0.3, 0.1}, {0.1, 0.6, 0.3}, {0.0, 0.0, 1.0}, {0.5, 0.45, 0.05}};
        const auto& row = kNext[said_.empty() ? 3 : said_.back()];
        for (int i = 0; i < 3; ++i) logs[static_cast<std::size_t>(i)] = std::log(row[i]);
    }
    void allow(std::span<char> allowed) override {
        for (int i = 0; i < 3; ++i) {
            const bool fits = said_.size() < length_ || i == kEnd;
            allowed[static_cast<std::size_t>(i)] = fits && (!rule_ || rule_(said_, i)) ? 1 : 0;
        }
    }
    void push(int symbol) override { said_.push_back(symbol); }

    /// All sequences that can be written, with their probabilities among what is allowed.
    [[nodiscard]] std::map<Sequence, double> all() const {
        std::map<Sequence, double> out;
        walk(*this, 1.0, out);
        return out;
    }

  private:
    static void walk(Toy state, double probability, std::map<Sequence, double>& out) {
        if (state.finished()) {
            out[state.said_] += probability;
            return;
        }
        std::array<double, 3> logs{};
        std::array<char, 3> allowed{};
        state.predict(logs);
        state.allow(allowed);
        double sum = 0.0;
        for (std::size_t i = 0; i < 3; ++i) sum += allowed[i] != 0 ? std::exp(logs[i]) : 0.0;
        for (int i = 0; i < 3; ++i) {
            if (allowed[static_cast<std::size_t>(i)] == 0) continue;
            Toy next = state;
            next.push(i);
            walk(next, probability * std::exp(logs[static_cast<std::size_t>(i)]) / sum, out);
        }
    }

    Rule rule_;
    std::size_t length_;
    Sequence said_;
};

TEST(SampleSequence, DrawsEverySequenceAsOftenAsItIsLikely) {
    const Toy toy;
    const auto all = toy.all();
    std::map<Sequence, int> counts;
    RandomStream random(1);
    constexpr int kDraws = 40000;
    for (int i = 0; i < kDraws; ++i) {
        const Decoded one = sampleSequence(toy, {}, random);
        ++counts[one.symbols];
        EXPECT_NEAR(one.logProbability, std::log(all.at(one.symbols)), 1e-9);
    }
    for (const auto& [sequence, probability] : all)
        EXPECT_NEAR(counts[sequence] / static_cast<double>(kDraws), probability, 0.01);
}

TEST(SampleSequence, ColdIsGreedyAndASeedIsASequence) {
    const Toy toy;
    DecodingOptions options;
    options.sampling.temperature = 0.01;
    RandomStream random(4);
    EXPECT_EQ(sampleSequence(toy, options, random).symbols, (Sequence{0, 0, 0, 0, 2}));
    RandomStream a(9, 1);
    RandomStream b(9, 1);
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(sampleSequence(toy, {}, a).symbols, sampleSequence(toy, {}, b).symbols);
}

/// Only what begins 1 1 can end well, which the model knows nothing of and the rule tells too late.
TEST(SampleSequence, TurnsBackFromDeadEnds) {
    const Toy toy([](const Sequence& said, int symbol) {
        if (said.size() < 3) return symbol != Toy::kEnd;
        return said[0] == 1 && said[1] == 1;
    });
    RandomStream random(2);
    DecodingOptions options;
    options.sampling = {0.2, 1, 0.5};
    for (int i = 0; i < 100; ++i) {
        const Decoded one = sampleSequence(toy, i % 2 == 0 ? DecodingOptions{} : options, random);
        EXPECT_EQ(one.symbols[0], 1);
        EXPECT_EQ(one.symbols[1], 1);
        EXPECT_EQ(one.symbols.back(), Toy::kEnd);
    }
    const Toy impossible(
        [](const Sequence& said, int symbol) { return said.size() < 3 && symbol != Toy::kEnd; });
    EXPECT_THROW(sampleSequence(impossible, {}, random), Error);
    EXPECT_THROW(beamSearch(impossible, {}, {}), Error);
}

TEST(SampleSequence, WhatIsForbiddenIsNeverDrawnAndWhatIsImpossibleCanBe) {
    // After 2 comes nothing, and the rule wants what the model calls impossible.
    const Toy toy([](const Sequence& said, int symbol) {
        return said.empty() ? symbol == 0 : symbol == Toy::kEnd;
    });
    RandomStream random(3);
    EXPECT_EQ(sampleSequence(toy, {}, random).symbols, (Sequence{0, 2}));
}

TEST(SampleSequence, RepeatsCanBeMadeRare) {
    const Toy toy({}, 30);
    DecodingOptions options;
    options.repeatLength = 3;
    options.repeatPenalty = 50.0;
    RandomStream random(5);
    for (int i = 0; i < 200; ++i) {
        const Sequence said = sampleSequence(toy, options, random).symbols;
        // There are eight threes of two symbols and then nothing new but the end.
        EXPECT_LE(said.size(), 11U);
    }
}

TEST(BeamSearch, AWideBeamFindsTheLikeliestInOrder) {
    const Toy toy;
    std::vector<std::pair<double, Sequence>> expected;
    for (const auto& [sequence, probability] : toy.all())
        expected.emplace_back(-probability, sequence);
    std::sort(expected.begin(), expected.end());
    BeamOptions beam;
    beam.beams = 64;
    beam.lengthPenalty = 0.0;
    const auto found = beamSearch(toy, {}, beam);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        EXPECT_NEAR(found[i].logProbability, std::log(-expected[i].first), 1e-9);
}

TEST(BeamSearch, LengthIsNormalised) {
    const Toy toy;
    double best = -1e9;
    Sequence expected;
    for (const auto& [sequence, probability] : toy.all()) {
        const double score =
            std::log(probability) / ((5.0 + static_cast<double>(sequence.size())) / 6.0);
        if (score > best) {
            best = score;
            expected = sequence;
        }
    }
    BeamOptions beam;
    beam.beams = 64;
    beam.lengthPenalty = 1.0;
    EXPECT_EQ(beamSearch(toy, {}, beam).front().symbols, expected);
}

TEST(BeamSearch, GroupsDiffer) {
    const Toy toy;
    BeamOptions beam;
    beam.beams = 2;
    beam.groups = 2;
    beam.diversity = 10.0;
    const auto found = beamSearch(toy, {}, beam);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_NE(found[0].symbols[0], found[1].symbols[0]);
}

TEST(BeamSearch, KeepsTheRules) {
    const Toy toy([](const Sequence& said, int symbol) {
        return said.size() < 2 ? symbol == 1 : symbol == Toy::kEnd;
    });
    EXPECT_EQ(beamSearch(toy, {}, {}).front().symbols, (Sequence{1, 1, 2}));
}

}  // namespace
}  // namespace arioso::models
