#include "src/originality/known_run.h"

#include <algorithm>
#include <set>
#include <utility>

#include "src/compose/event_piece.h"

namespace arioso {
namespace {

std::string numberOf(const Score& score, int bar) {
    const auto index = static_cast<std::size_t>(std::max(0, bar));
    return index < score.measures.size() ? score.measures[index].number : std::string("?");
}

/// Cuts a line wherever it passes a bar that was not written.
void split(const MelodyLine& line, const std::vector<bool>& bars, std::vector<MelodyLine>& out) {
    MelodyLine piece{line.name, {}};
    for (const StudyNote& note : line.notes) {
        if (!piece.notes.empty()) {
            const auto first = bars.begin() + piece.notes.back().bar;
            const auto last = bars.begin() + note.bar;
            if (std::find(first, last, false) != last) {
                out.push_back(std::move(piece));
                piece = {line.name, {}};
            }
        }
        piece.notes.push_back(note);
    }
    if (!piece.notes.empty()) out.push_back(std::move(piece));
}

}  // namespace

KnownRun knownRun(const TuneLibrary& library, const Score& score, const MelodyLine& line,
                  const SharedRun& run) {
    const TuneLibrary::Tune& tune = library.tunes()[run.tune];
    return {run.notes,
            line.name,
            numberOf(score, line.notes[run.from].bar),
            numberOf(score, line.notes[run.from + run.notes - 1].bar),
            tune.title,
            tune.composer,
            library.barOf(run.tune, run.tuneFrom),
            library.barOf(run.tune, run.tuneFrom + run.notes - 1)};
}

std::optional<KnownRun> longestKnownRun(const TuneLibrary& library, const Score& score,
                                        const std::vector<MelodyLine>& lines) {
    std::optional<KnownRun> out;
    for (const MelodyLine& line : lines) {
        const auto runs = library.shared(line.notes);
        if (!runs.empty() && (!out || out->notes < runs.front().notes))
            out = knownRun(library, score, line, runs.front());
    }
    return out;
}

std::vector<MelodyLine> writtenLines(const Score& written, const Score& before,
                                     const RewriteRequest& request) {
    const std::vector<EventLane> lanes = lanesOf(before);
    std::vector<MelodyLine> out;
    for (std::size_t p = 0; p < written.parts.size(); ++p) {
        const auto index = static_cast<int>(p);
        const auto isWritten = [&](std::size_t bar, int staff) {
            for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
                const std::size_t cell = bar * lanes.size() + lane;
                const bool here =
                    lanes[lane].part == index && (staff == 0 || lanes[lane].staff == 0 ||
                                                  lanes[lane].staff == std::min(staff, 2));
                if (here && cell < request.cells.size() && request.cells[cell] != 0) return true;
            }
            return false;
        };
        std::vector<bool> bars;
        for (std::size_t bar = 0; bar < written.measures.size(); ++bar)
            bars.push_back(isWritten(bar, 0));
        std::set<std::pair<double, double>> kept;
        for (const auto& [part, note] : request.kept)
            if (part == index) {
                const Note& stays = before.parts[p].notes[note];
                kept.emplace(stays.onset.value(), stays.pitch);
            }
        Score one;
        one.measures = written.measures;
        one.parts = {written.parts[p]};
        std::erase_if(one.parts.front().notes, [&](const Note& note) {
            return note.measure < 0 ||
                   !isWritten(static_cast<std::size_t>(note.measure), std::max(1, note.staff)) ||
                   kept.contains({note.onset.value(), note.pitch});
        });
        for (const MelodyLine& line : melodyLines(one)) split(line, bars, out);
    }
    return out;
}

}  // namespace arioso
