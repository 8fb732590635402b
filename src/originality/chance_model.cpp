#include "src/originality/chance_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace arioso {
namespace {

/// Share of each symbol before anything is known.
constexpr double kFloor = 1.0 / 2000.0;
constexpr std::uint32_t kNone = 0xFFFFFFFFU;

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

void ChanceModel::add(std::span<const std::uint32_t> symbols) {
    using Gram = std::array<std::uint32_t, kOrder + 1>;
    for (std::size_t order = 0; order <= kOrder; ++order) {
        std::set<Gram> seen;
        for (std::size_t i = order; i < symbols.size(); ++i) {
            Gram gram{};
            gram.fill(kNone);
            for (std::size_t k = 0; k <= order; ++k) gram[k] = symbols[i - k];
            if (!seen.insert(gram).second) continue;
            std::array<std::uint32_t, kOrder> context{};
            context.fill(kNone);
            for (std::size_t k = 0; k < order; ++k) context[k] = symbols[i - 1 - k];
            Context& counts = contexts_[order][context];
            ++counts.pieces;
            ++counts.next[symbols[i]];
        }
    }
}

double ChanceModel::bits(std::span<const std::uint32_t> row, bool own) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        double likely = kFloor;
        for (std::size_t order = 0; order <= std::min(kOrder, i); ++order) {
            std::array<std::uint32_t, kOrder> context{};
            context.fill(kNone);
            for (std::size_t k = 0; k < order; ++k) context[k] = row[i - 1 - k];
            const auto found = contexts_[order].find(context);
            if (found == contexts_[order].end()) break;
            const Context& counts = found->second;
            const auto next = counts.next.find(row[i]);
            const double here = next == counts.next.end() ? 0.0 : next->second;
            const double out = own ? std::min(1.0, here) : 0.0;
            const double kinds =
                std::max(1.0, static_cast<double>(counts.next.size()) - (here == out ? out : 0.0));
            likely =
                (here - out + kinds * likely) / (static_cast<double>(counts.pieces) - out + kinds);
        }
        sum -= std::log2(likely);
    }
    return sum;
}

double ChanceScale::expected(double bits, std::size_t asked, std::size_t known) {
    return std::log10(static_cast<double>(std::max<std::size_t>(asked, 1))) +
           std::log10(static_cast<double>(std::max<std::size_t>(known, 1))) -
           bits * std::log10(2.0);
}

double ChanceScale::chance(double bits, std::size_t asked, std::size_t known) const {
    return std::min(1.0, std::pow(10.0, offset + slope * expected(bits, asked, known)));
}

ChanceScale ChanceScale::fitted(std::vector<double> expected) {
    constexpr std::size_t kFewest = 20;
    ChanceScale out;
    if (expected.size() < kFewest) return out;
    std::ranges::sort(expected);
    // The rarest fifth alone: what is common needs no exact figure. Theil and Sen's line, which a
    // real quotation among the works does not tilt.
    const std::size_t count = expected.size() / 5;
    const auto share = [&](std::size_t i) {
        return std::log10((static_cast<double>(i) + 0.5) / static_cast<double>(expected.size()));
    };
    std::vector<double> slopes;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = i + 1; k < count; ++k)
            if (expected[k] > expected[i])
                slopes.push_back((share(k) - share(i)) / (expected[k] - expected[i]));
    if (slopes.empty()) return out;
    out.slope = std::clamp(median(slopes), 0.1, 1.0);
    std::vector<double> offsets;
    for (std::size_t i = 0; i < count; ++i) offsets.push_back(share(i) - out.slope * expected[i]);
    out.offset = median(offsets);
    return out;
}

}  // namespace arioso
