#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/compose/event_model.h"
#include "src/score/score.h"

namespace arioso {

/// Where a model looked while it read, or would have written, a bar. Shares add up to 1.
struct BarAttention {
    std::size_t bar = 0;       ///< index into Score::measures
    std::size_t first = 0;     ///< the first bar that it had read
    double header = 0.0;       ///< at what stands before all bars: mode, metre, tempo, parts
    std::vector<double> bars;  ///< at the bars from `first` to the bar itself
};

/// Attention is not the same as influence (Jain and Wallace, NAACL 2019): it tells what was looked
/// at. Windows of twelve bars are read, each in its own key, so that every bar but the first six
/// has six before it or more; of large orchestras the first sixteen lanes. Empty for a model that
/// does not attend.
std::vector<BarAttention> barAttention(const Score& score, const EventModel& model);

/// A map of bars by bars and what each looked at most. HTML; empty for no attention.
std::string attentionSection(const Score& score, const std::vector<BarAttention>& attention);
nlohmann::json attentionJson(const Score& score, const std::vector<BarAttention>& attention);

}  // namespace arioso
