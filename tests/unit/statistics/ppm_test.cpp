#include "models/ppm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "dsp/error.h"
#include "models/random_stream.h"

namespace arioso::models {
namespace {

std::vector<double> predicted(const Ppm& ppm, const std::vector<int>& context) {
    std::vector<double> out(static_cast<std::size_t>(ppm.alphabet()));
    ppm.predict(context, out);
    return out;
}

TEST(Ppm, KnowsNothingWithoutCounts) {
    const Ppm ppm(4, 2);
    for (const double p : predicted(ppm, {1, 2})) EXPECT_DOUBLE_EQ(p, 0.25);
}

/// "abracadabra" at order 2, worked by hand after method C with exclusion: after "ra" only c was
/// seen (1/2, escape 1/2); in "a" b and d remain (2 and 1 of 3 + 2 kinds); then r at order 0; then
/// the symbols never seen.
TEST(Ppm, EscapesByMethodCWithExclusion) {
    enum { A, B, C, D, R, E };
    PpmTrainer trainer(6, 2, false);
    trainer.add(std::vector<int>{A, B, R, A, C, A, D, A, B, R, A});
    const auto p = predicted(trainer.model(), {R, A});
    EXPECT_NEAR(p[C], 0.5, 1e-12);
    EXPECT_NEAR(p[B], 0.5 * 2 / 5, 1e-12);
    EXPECT_NEAR(p[D], 0.5 * 1 / 5, 1e-12);
    // Order 0 without c, b, d: a five times, r twice, two kinds.
    const double escaped = 0.5 * 2 / 5;
    EXPECT_NEAR(p[A], escaped * 5 / 9, 1e-12);
    EXPECT_NEAR(p[R], escaped * 2 / 9, 1e-12);
    EXPECT_NEAR(p[E], escaped * 2 / 9, 1e-12);
}

TEST(Ppm, ProbabilitiesSumToOneInEveryContext) {
    RandomStream random(4);
    for (const bool exclusion : {false, true}) {
        PpmTrainer trainer(5, 3, exclusion);
        std::vector<int> line;
        for (int i = 0; i < 400; ++i) line.push_back(random.below(4 + i / 200));
        trainer.add(line);
        for (const int least : {1, 2}) {
            const Ppm ppm = trainer.model(least);
            for (int i = 0; i < 100; ++i) {
                const std::vector<int> context = {random.below(5), random.below(5),
                                                  random.below(5)};
                const auto p = predicted(ppm, context);
                EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1.0, 1e-12);
                for (const double one : p) EXPECT_GT(one, 0.0);
            }
        }
    }
}

TEST(Ppm, LongerContextsPredictBetterWhereTheyMatter) {
    // x then y only two symbols after a, z only two after b.
    std::vector<int> line;
    RandomStream random(6);
    for (int i = 0; i < 300; ++i) {
        const int first = random.below(2);
        line.insert(line.end(), {first, 2, 3 + first});
    }
    PpmTrainer one(5, 1);
    PpmTrainer two(5, 2);
    one.add(line);
    two.add(line);
    EXPECT_LT(two.model().crossEntropy(line), one.model().crossEntropy(line) - 0.15);
}

TEST(Ppm, UpdateExclusionCountsContextsInShortOnes) {
    // "b" follows "a" often, "c" follows many things once each.
    PpmTrainer trainer(8, 1, true);
    trainer.add(std::vector<int>{0, 1, 0, 1, 0, 1, 0, 1, 3, 2, 4, 2, 5, 2, 6, 2});
    const auto p = predicted(trainer.model(), {});
    EXPECT_GT(p[2], p[1]);
}

TEST(Ppm, ArraysComeBackTheSame) {
    PpmTrainer trainer(7, 3);
    RandomStream random(2);
    std::vector<int> line;
    for (int i = 0; i < 300; ++i) line.push_back(random.below(7));
    trainer.add(line);
    const Ppm ppm = trainer.model();
    const Ppm again = Ppm::fromArrays(ppm.arrays(), "test");
    EXPECT_EQ(predicted(ppm, {1, 2, 3}), predicted(again, {1, 2, 3}));
    EXPECT_EQ(ppm.nodes(), again.nodes());
}

TEST(Ppm, BrokenArraysAreRefused) {
    PpmTrainer trainer(7, 2);
    trainer.add(std::vector<int>{0, 1, 2, 1, 0, 3});
    const Ppm::Arrays good = trainer.model().arrays();
    const auto refused = [](const Ppm::Arrays& arrays) {
        try {
            Ppm::fromArrays(arrays, "file: trie");
        } catch (const Error& error) {
            return std::string(error.what()).find("file: trie: ") == 0;
        }
        return false;
    };
    Ppm::Arrays bad = good;
    bad.children[0] = 200;
    EXPECT_TRUE(refused(bad));
    bad = good;
    bad.symbols[1] = 9;
    EXPECT_TRUE(refused(bad));
    bad = good;
    bad.counts.pop_back();
    EXPECT_TRUE(refused(bad));
    bad = good;
    bad.children.back() = 1;
    EXPECT_TRUE(refused(bad));
    bad = good;
    std::swap(bad.symbols[1], bad.symbols[2]);
    EXPECT_TRUE(refused(bad));
    bad = {};
    EXPECT_TRUE(refused(bad));
}

TEST(Ppm, RefusesSymbolsOutsideItsAlphabet) {
    PpmTrainer trainer(3, 1);
    EXPECT_THROW(trainer.add(std::vector<int>{0, 3}), Error);
    EXPECT_THROW(PpmTrainer(300, 1), Error);
}

}  // namespace
}  // namespace arioso::models
