#include "dsp/watermark_layout.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "dsp/philox.h"
#include "dsp/watermark_code.h"

namespace arioso::dsp {
namespace {

constexpr double kLowestHz = 200.0;
constexpr double kNarrowestHz = 80.0;
constexpr double kRelativeWidth = 0.06;
constexpr std::size_t kFindEvery = 6;  // one cell in so many has no bit

}  // namespace

WatermarkLayout::WatermarkLayout(const WatermarkKey& key) : cells_(kSlots * kBands) {
    const Philox random(key.seed, key.stream);
    std::vector<std::size_t> order(cells_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i-- > 1;) {
        const std::uint64_t word = random.block(i)[0];
        std::swap(order[i], order[static_cast<std::size_t>(word * (i + 1) >> 32)]);
    }
    std::size_t bits = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        Cell& cell = cells_[order[i]];
        cell.sign = random.block(i)[1] >> 31 != 0 ? 1.0F : -1.0F;
        if (i % kFindEvery != 0) cell.bit = static_cast<int>(bits++ % kWatermarkCodedBits);
    }
}

const std::array<double, WatermarkLayout::kBands + 1>& WatermarkLayout::edges() {
    static const auto table = [] {
        std::array<double, kBands + 1> out{};
        out[0] = kLowestHz;
        for (std::size_t i = 0; i < kBands; ++i)
            out[i + 1] = out[i] + std::max(kNarrowestHz, kRelativeWidth * out[i]);
        return out;
    }();
    return table;
}

}  // namespace arioso::dsp
