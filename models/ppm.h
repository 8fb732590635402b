#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace arioso::models {

/// Variable-order Markov model: prediction by partial matching with escape method C and exclusion
/// (Moffat, "Implementing the PPM data compression scheme", IEEE Trans. Communications 38(11),
/// 1990). Contexts are held as a trie of counts in flat arrays. Const members on any thread.
class Ppm {
  public:
    /// A model without counts: every symbol is as likely as the others.
    explicit Ppm(int alphabet = 1, int order = 0);

    [[nodiscard]] int alphabet() const { return alphabet_; }
    [[nodiscard]] int order() const { return order_; }
    [[nodiscard]] std::size_t nodes() const { return symbols_.size(); }

    /// P(next symbol | context), the newest symbol last; more than `order` symbols are cut. All are
    /// above 0 unless the root has seen every symbol. `out` has `alphabet` elements and sums to 1.
    void predict(std::span<const int> context, std::span<double> out) const;
    /// As above, at most this order.
    void predict(std::span<const int> context, int order, std::span<double> out) const;
    /// Natural logarithm of P(symbol | context).
    [[nodiscard]] double logProbability(std::span<const int> context, int symbol) const;
    /// Mean of -ln P over a sequence, its first symbol included, in nats a symbol.
    [[nodiscard]] double crossEntropy(std::span<const int> sequence) const;

    /// Trie in breadth-first order, as stored: symbol, count and number of children of each node,
    /// the root first (its symbol is 0).
    struct Arrays {
        int alphabet = 1;
        int order = 0;
        std::vector<std::uint8_t> symbols;
        std::vector<std::uint16_t> counts;
        std::vector<std::uint8_t> children;
    };
    [[nodiscard]] Arrays arrays() const;
    /// Error(Model) with `name` if they are no such trie.
    static Ppm fromArrays(const Arrays& arrays, const std::string& name);

  private:
    friend class PpmTrainer;
    [[nodiscard]] int child(int node, int symbol) const;

    int alphabet_ = 1;
    int order_ = 0;
    std::vector<std::uint8_t> symbols_;
    std::vector<std::uint16_t> counts_;
    std::vector<int> first_;  // children of node i are first_[i] … first_[i + 1] - 1
};

/// Counts sequences and makes a Ppm of them.
class PpmTrainer {
  public:
    /// `alphabet` 1…256 symbols, `order` 0…16. `updateExclusion`: a symbol that a long context
    /// already knew is not counted in the shorter ones, which then tell how many contexts it has
    /// been new to (Moffat 1990).
    PpmTrainer(int alphabet, int order, bool updateExclusion = true);

    /// Error(Processing) if a symbol is out of range.
    void add(std::span<const int> sequence);
    /// Leaves out what was seen less often than `leastCount` behind a context of one symbol or
    /// more.
    [[nodiscard]] Ppm model(int leastCount = 1) const;

  private:
    struct Node {
        std::uint32_t count = 0;
        std::vector<std::pair<int, int>> children;  // symbol, node; sorted by symbol
    };
    int childOf(int node, int symbol);
    [[nodiscard]] bool isKept(int index, int leastCount) const;

    int alphabet_;
    int order_;
    bool updateExclusion_;
    std::vector<Node> nodes_;
};

}  // namespace arioso::models
