#include "src/score/expression_kind.h"

#include <cstddef>

namespace arioso {

const std::array<ExpressionRange, 8>& expressionRanges() {
    static constexpr std::array<ExpressionRange, 8> kRanges{{
        {"dynamics", -240.0F, 120.0F, 0.0F, false},
        {"pitch", -1200.0F, 1200.0F, 0.0F, false},
        {"vibrato", 0.0F, 200.0F, 100.0F, true},
        {"breathiness", -100.0F, 100.0F, 0.0F, true},
        {"tension", -100.0F, 100.0F, 0.0F, true},
        {"gender", -100.0F, 100.0F, 0.0F, true},
        {"voicing", 0.0F, 100.0F, 100.0F, true},
        {"attack", 0.0F, 200.0F, 100.0F, true},
    }};
    return kRanges;
}

const ExpressionRange& rangeOf(Expression kind) {
    return expressionRanges().at(static_cast<std::size_t>(kind));
}

}  // namespace arioso
