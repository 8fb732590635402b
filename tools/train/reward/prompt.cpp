#include "tools/train/reward/prompt.h"

#include <algorithm>

#include "dsp/error.h"

namespace arioso::train {
namespace {

using events::LaneKind;

constexpr int kCompassMargin = 2;
constexpr int kLeastCompass = 12;
constexpr int kMoreGroups = 2;
constexpr std::size_t kLeastBars = 4;
constexpr std::size_t kLeastAnswer = 12;  // symbols
constexpr int kMostDraws = 10'000;

/// What a lane has in the cells that stay, or in all if nothing of it stays.
struct Habits {
    int lowest = 127;
    int highest = 0;
    int groups = 0;
    int pitches = 0;
    bool single = true;
    bool any = false;
};

Habits habitsOf(const EventPiece& piece, std::size_t lane) {
    Habits out;
    int at = 0;
    int until = 0;
    for (const EventBar& bar : piece.bars) {
        int groups = 0;
        int together = 0;
        int onset = -1;
        for (const EventNote& note : notesOf(bar.cells[lane])) {
            out.any = true;
            out.lowest = std::min(out.lowest, note.pitch);
            out.highest = std::max(out.highest, note.pitch);
            groups += note.onset != onset ? 1 : 0;
            together = note.onset != onset ? 1 : together + 1;
            onset = note.onset;
            out.pitches = std::max(out.pitches, together);
            if (at + note.onset < until) out.single = false;
            until = std::max(until, at + note.onset + note.duration);
        }
        out.groups = std::max(out.groups, groups);
        at += bar.length;
    }
    return out;
}

CutCells cutOf(const EventPiece& piece, const PromptOptions& options,
               models::RandomStream& random) {
    const std::size_t lanes = piece.lanes.size();
    const std::size_t bars = piece.bars.size();
    const double kind = random.uniform();
    const bool atEnd = kind < options.endShare;
    const bool oneLane = !atEnd && kind < options.endShare + options.laneShare && lanes > 1;
    const auto lane = static_cast<std::size_t>(random.below(static_cast<int>(lanes)));
    const auto sizeOf = [&](std::size_t bar) {
        if (oneLane) return piece.bars[bar].cells[lane].size() + 2;
        std::size_t size = 0;
        for (const auto& cell : piece.bars[bar].cells) size += cell.size() + 2;
        return size;
    };
    // From the last bar back, or forwards from somewhere that has a bar before it.
    std::size_t first =
        atEnd ? bars
              : 1 + static_cast<std::size_t>(random.below(std::max(1, static_cast<int>(bars) - 2)));
    std::size_t end = first;
    std::size_t size = 0;
    const std::size_t most = std::max<std::size_t>(1, bars / 2);
    while (end - first < most) {
        const bool left = atEnd ? first > 1 : end + 1 < bars;
        if (!left) break;
        const std::size_t next = atEnd ? first - 1 : end;
        if (size + sizeOf(next) > options.answer) break;
        size += sizeOf(next);
        if (atEnd)
            --first;
        else
            ++end;
    }
    CutCells cut(bars * lanes, 0);
    for (std::size_t bar = first; bar < end; ++bar)
        for (std::size_t one = 0; one < lanes; ++one)
            if (!oneLane || one == lane) cut[bar * lanes + one] = 1;
    return cut;
}

std::size_t answerSize(const EventPiece& piece, const CutCells& cut) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < cut.size(); ++i)
        if (cut[i] != 0)
            size += piece.bars[i / piece.lanes.size()].cells[i % piece.lanes.size()].size();
    return size;
}

}  // namespace

std::vector<CellPlan> plansOf(const EventPiece& piece, const CutCells& cut) {
    const std::size_t lanes = piece.lanes.size();
    EventPiece kept = piece;
    for (std::size_t i = 0; i < cut.size(); ++i)
        if (cut[i] != 0) kept.bars[i / lanes].cells[i % lanes].clear();
    std::vector<Habits> habits;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const Habits own = habitsOf(kept, lane);
        habits.push_back(own.any ? own : habitsOf(piece, lane));
    }
    std::vector<CellPlan> out;
    for (std::size_t i = 0; i < cut.size(); ++i) {
        if (cut[i] == 0) continue;
        const std::size_t bar = i / lanes;
        const std::size_t lane = i % lanes;
        CellPlan plan;
        const LaneKind kind = piece.lanes[lane].kind;
        const Habits& own = habits[lane];
        plan.until = 0;
        for (std::size_t next = bar; next < piece.bars.size() && cut[next * lanes + lane] != 0;
             ++next)
            plan.until += piece.bars[next].length;
        if (kind != LaneKind::Chords && own.any) {
            const int margin = kind == LaneKind::Drums ? 0 : kCompassMargin;
            plan.lowest = own.lowest - margin;
            plan.highest = own.highest + margin;
            while (plan.highest - plan.lowest < kLeastCompass) {
                --plan.lowest;
                ++plan.highest;
            }
            const int top = events::kLowestPitch + events::kPitches - 1;
            plan.lowest = std::clamp(plan.lowest, events::kLowestPitch, top - kLeastCompass);
            plan.highest = std::clamp(plan.highest, plan.lowest + kLeastCompass, top);
            plan.single = own.single;
            plan.mostGroups = own.groups + kMoreGroups;
            plan.mostPitches = std::max(1, own.pitches);
            if (plan.single && bar > 0 && cut[i - lanes] == 0)
                for (const EventNote& note : notesOf(piece.bars[bar - 1].cells[lane]))
                    plan.from = std::max(plan.from,
                                         note.onset + note.duration - piece.bars[bar - 1].length);
        }
        out.push_back(plan);
    }
    return out;
}

Prompt drawPrompt(const std::vector<EventSource>& pieces, const PromptOptions& options,
                  const Reward& reward, models::RandomStream& random) {
    double total = 0.0;
    for (const EventSource& source : pieces) total += static_cast<double>(source.symbols);
    for (int draw = 0; draw < kMostDraws && !pieces.empty(); ++draw) {
        double place = random.uniform() * total;
        const EventSource* source = &pieces.back();
        for (const EventSource& one : pieces) {
            place -= static_cast<double>(one.symbols);
            if (place < 0.0) {
                source = &one;
                break;
            }
        }
        const auto first =
            static_cast<std::size_t>(random.below(static_cast<int>(source->piece.bars.size())));
        Prompt out;
        out.piece = windowOf(*source, first, options.symbols);
        if (out.piece.lanes.empty() || out.piece.bars.size() < kLeastBars) continue;
        out.cut = cutOf(out.piece, options, random);
        // Where people wrote next to nothing there is nothing to be as good as.
        if (answerSize(out.piece, out.cut) < kLeastAnswer) continue;
        out.plans = plansOf(out.piece, out.cut);
        out.reference = reward.reference(out.piece, out.cut);
        return out;
    }
    throw Error(ExitCode::Input, "no four bars of these scores make a prompt");
}

std::vector<Prompt> drawPrompts(const std::vector<EventSource>& pieces,
                                const PromptOptions& options, const Reward& reward,
                                std::uint64_t seed, std::size_t count) {
    std::vector<Prompt> out;
    for (std::size_t i = 0; i < count; ++i) {
        models::RandomStream random(seed, i);
        out.push_back(drawPrompt(pieces, options, reward, random));
    }
    return out;
}

}  // namespace arioso::train
