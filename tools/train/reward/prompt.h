#pragma once

#include <optional>
#include <vector>

#include "src/compose/event_fill.h"
#include "tools/train/reward/reward.h"
#include "tools/train/statistics/event_corpus.h"

namespace arioso::train {

/// Cells of a piece that are to be written, as `fill` and `continue` ask for them.
struct Prompt {
    EventPiece piece;  ///< with what people wrote
    CutCells cut;
    std::vector<CellPlan> plans;  ///< for each cut cell
    RewardReference reference;    ///< of what people wrote
};

struct PromptOptions {
    std::size_t symbols = 320;  ///< of a window, at most, what is cut out included
    std::size_t answer = 110;   ///< of what is cut out
    double endShare = 0.5;      ///< cut at the window's end: to be continued
    double laneShare = 0.25;    ///< one lane over some bars; the others are whole bars inside
};

/// A window somewhere in the pieces, long ones more often, with cells cut out. No lane is given
/// more room than `rewrite` would: compass and thickness of what it has elsewhere, single lines
/// stay so, nothing sounds on into what stays. Error(Input) if no window will do.
Prompt drawPrompt(const std::vector<EventSource>& pieces, const PromptOptions& options,
                  const Reward& reward, models::RandomStream& random);

/// `count` prompts by (seed, number), each by itself.
std::vector<Prompt> drawPrompts(const std::vector<EventSource>& pieces,
                                const PromptOptions& options, const Reward& reward,
                                std::uint64_t seed, std::size_t count);

/// Plans for the cut cells of a piece, in order of bars and lanes.
std::vector<CellPlan> plansOf(const EventPiece& piece, const CutCells& cut);

}  // namespace arioso::train
