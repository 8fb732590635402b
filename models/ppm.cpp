#include "models/ppm.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <vector>

#include "dsp/error.h"

namespace arioso::models {
namespace {

constexpr int kLargestAlphabet = 256;
constexpr int kLargestOrder = 16;

}  // namespace

Ppm::Ppm(int alphabet, int order)
    : alphabet_(alphabet), order_(order), symbols_{0}, counts_{0}, first_{1, 1} {}

int Ppm::child(int node, int symbol) const {
    const auto begin = symbols_.begin() + first_[static_cast<std::size_t>(node)];
    const auto end = symbols_.begin() + first_[static_cast<std::size_t>(node) + 1];
    const auto found = std::lower_bound(begin, end, static_cast<std::uint8_t>(symbol));
    if (found == end || *found != symbol) return -1;
    return static_cast<int>(found - symbols_.begin());
}

void Ppm::predict(std::span<const int> context, std::span<double> out) const {
    predict(context, order_, out);
}

void Ppm::predict(std::span<const int> context, int order, std::span<double> out) const {
    std::fill(out.begin(), out.end(), 0.0);
    std::vector<char> excluded(static_cast<std::size_t>(alphabet_), 0);
    double left = 1.0;
    const int longest = std::min({order, order_, static_cast<int>(context.size())});
    for (int length = longest; length >= 0; --length) {
        int node = 0;
        for (const int symbol :
             context.subspan(context.size() - static_cast<std::size_t>(length))) {
            node = child(node, symbol);
            if (node < 0) break;
        }
        if (node < 0) continue;
        double total = 0.0;
        int kinds = 0;
        const int begin = first_[static_cast<std::size_t>(node)];
        const int end = first_[static_cast<std::size_t>(node) + 1];
        for (int i = begin; i < end; ++i) {
            if (excluded[symbols_[static_cast<std::size_t>(i)]] != 0) continue;
            total += counts_[static_cast<std::size_t>(i)];
            ++kinds;
        }
        if (kinds == 0) continue;
        const double share = left / (total + kinds);
        for (int i = begin; i < end; ++i) {
            const std::size_t symbol = symbols_[static_cast<std::size_t>(i)];
            if (excluded[symbol] != 0) continue;
            out[symbol] = share * counts_[static_cast<std::size_t>(i)];
            excluded[symbol] = 1;
        }
        left = share * kinds;
    }
    const auto unseen = std::count(excluded.begin(), excluded.end(), 0);
    if (unseen > 0) {
        for (std::size_t i = 0; i < out.size(); ++i)
            if (excluded[i] == 0) out[i] = left / static_cast<double>(unseen);
        return;
    }
    // Nothing is left to escape to: its share goes to all.
    for (double& value : out) value /= 1.0 - left;
}

double Ppm::logProbability(std::span<const int> context, int symbol) const {
    std::vector<double> out(static_cast<std::size_t>(alphabet_));
    predict(context, out);
    return std::log(out[static_cast<std::size_t>(symbol)]);
}

double Ppm::crossEntropy(std::span<const int> sequence) const {
    if (sequence.empty()) return 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < sequence.size(); ++i)
        sum -= logProbability(sequence.first(i), sequence[i]);
    return sum / static_cast<double>(sequence.size());
}

Ppm::Arrays Ppm::arrays() const {
    Arrays out{alphabet_, order_, symbols_, counts_, {}};
    for (std::size_t i = 0; i < symbols_.size(); ++i)
        out.children.push_back(static_cast<std::uint8_t>(first_[i + 1] - first_[i]));
    return out;
}

Ppm Ppm::fromArrays(const Arrays& arrays, const std::string& name) {
    const auto fail = [&](const std::string& text) {
        throw Error(ExitCode::Model, name + ": " + text);
    };
    if (arrays.alphabet < 1 || arrays.alphabet >= kLargestAlphabet || arrays.order < 0 ||
        arrays.order > kLargestOrder)
        fail("expected an alphabet of 1 to 255 symbols and an order of 0 to 16");
    const std::size_t count = arrays.symbols.size();
    if (count == 0 || arrays.counts.size() != count || arrays.children.size() != count)
        fail("expected as many symbols as counts and numbers of children");
    Ppm out(arrays.alphabet, arrays.order);
    out.symbols_ = arrays.symbols;
    out.counts_ = arrays.counts;
    out.first_.assign(count + 1, 1);
    for (std::size_t i = 0; i < count; ++i) {
        if (static_cast<std::size_t>(out.first_[i]) <= i && arrays.children[i] > 0)
            fail("a context is its own child");
        out.first_[i + 1] = out.first_[i] + arrays.children[i];
        if (static_cast<std::size_t>(out.first_[i + 1]) > count)
            fail("expected " + std::to_string(out.first_[i + 1]) + " contexts or more, found " +
                 std::to_string(count));
        if (arrays.symbols[i] >= arrays.alphabet) fail("a symbol is outside the alphabet");
        if (i > 0 && arrays.counts[i] == 0) fail("a context has never been seen");
    }
    if (static_cast<std::size_t>(out.first_[count]) != count) fail("contexts without a parent");
    for (std::size_t i = 0; i < count; ++i)
        for (int c = out.first_[i] + 1; c < out.first_[i + 1]; ++c)
            if (arrays.symbols[static_cast<std::size_t>(c)] <=
                arrays.symbols[static_cast<std::size_t>(c) - 1])
                fail("symbols of a context are not sorted");
    return out;
}

PpmTrainer::PpmTrainer(int alphabet, int order, bool updateExclusion)
    : alphabet_(alphabet), order_(order), updateExclusion_(updateExclusion), nodes_(1) {
    if (alphabet < 1 || alphabet >= kLargestAlphabet || order < 0 || order > kLargestOrder)
        throw Error(
            ExitCode::Processing,
            "a PPM model: expected an alphabet of 1 to 255 symbols and an order of 0 to 16");
}

int PpmTrainer::childOf(int node, int symbol) {
    auto& children = nodes_[static_cast<std::size_t>(node)].children;
    const auto place = std::lower_bound(children.begin(), children.end(), std::pair(symbol, 0));
    if (place != children.end() && place->first == symbol) return place->second;
    const int made = static_cast<int>(nodes_.size());
    children.insert(place, {symbol, made});
    nodes_.emplace_back();
    return made;
}

void PpmTrainer::add(std::span<const int> sequence) {
    for (const int symbol : sequence)
        if (symbol < 0 || symbol >= alphabet_)
            throw Error(ExitCode::Processing, "training a PPM model: a symbol is out of range");
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        const int longest =
            static_cast<int>(std::min<std::size_t>(i, static_cast<std::size_t>(order_)));
        for (int length = longest; length >= 0; --length) {
            int node = 0;
            for (std::size_t k = i - static_cast<std::size_t>(length); k <= i; ++k)
                node = childOf(node, sequence[k]);
            if (++nodes_[static_cast<std::size_t>(node)].count > 1 && updateExclusion_) break;
        }
    }
}

/// With update exclusion a longer context may have been seen more often than the one it begins
/// with.
bool PpmTrainer::isKept(int index, int leastCount) const {
    const Node& node = nodes_[static_cast<std::size_t>(index)];
    if (node.count >= static_cast<std::uint32_t>(leastCount)) return true;
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const auto& child) { return isKept(child.second, leastCount); });
}

Ppm PpmTrainer::model(int leastCount) const {
    Ppm out(alphabet_, order_);
    out.symbols_ = {0};
    out.counts_ = {0};
    out.first_ = {1};
    struct Place {
        int node;
        int depth;
    };
    std::queue<Place> waiting;
    waiting.push({0, 0});
    while (!waiting.empty()) {
        const Place place = waiting.front();
        waiting.pop();
        for (const auto& [symbol, child] : nodes_[static_cast<std::size_t>(place.node)].children) {
            const Node& node = nodes_[static_cast<std::size_t>(child)];
            if (place.depth >= 1 && !isKept(child, leastCount)) continue;
            out.symbols_.push_back(static_cast<std::uint8_t>(symbol));
            out.counts_.push_back(static_cast<std::uint16_t>(
                std::min<std::uint32_t>(node.count, std::numeric_limits<std::uint16_t>::max())));
            waiting.push({child, place.depth + 1});
        }
        out.first_.push_back(static_cast<int>(out.symbols_.size()));
    }
    return out;
}

}  // namespace arioso::models
