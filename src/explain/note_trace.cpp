#include "src/explain/note_trace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "src/compose/event_piece.h"
#include "src/compose/event_sequence.h"
#include "src/compose/study.h"
#include "src/explain/lane_groups.h"

namespace arioso {
namespace {

constexpr std::size_t kWindow = 8;
constexpr std::size_t kExpected = 3;

/// The pitches of a cell's next group by their likelihood, given that it is a pitch.
NoteTrace asked(const std::array<double, events::kSymbols>& logs, int symbol, int shift) {
    NoteTrace out;
    double sum = 0.0;
    std::vector<std::pair<int, double>> all;
    for (int i = 0; i < events::kPitches; ++i) {
        const double p = std::exp(logs[static_cast<std::size_t>(events::kPitch + i)]);
        sum += p;
        all.emplace_back(events::kLowestPitch + i + shift, p);
    }
    out.pitch = symbol - events::kPitch + events::kLowestPitch + shift;
    out.probability = std::exp(logs[static_cast<std::size_t>(symbol)]) / std::max(sum, 1e-300);
    std::ranges::partial_sort(all, all.begin() + kExpected, std::greater{},
                              [](const auto& one) { return one.second; });
    for (std::size_t i = 0; i < kExpected; ++i)
        out.expected.emplace_back(all[i].first, all[i].second / std::max(sum, 1e-300));
    return out;
}

void traceWindow(const Score& score, const EventPiece& piece, std::size_t first,
                 const EventModel& model, std::vector<NoteTrace>& out) {
    std::array<double, events::kSymbols> logs{};
    const auto context = model.begin();
    EventReader reader;
    const std::vector<int> symbols = sequenceOf(piece);
    const SequenceFollower follower(symbols);
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        const int symbol = symbols[i];
        if (reader.inCell() && events::isPitch(symbol)) {
            const EventLane& lane = piece.lanes[reader.lane()];
            if (lane.part >= 0 && lane.kind != events::LaneKind::Drums) {
                context->predict(reader, events::kPad, logs);
                NoteTrace trace = asked(logs, symbol, piece.key.shift());
                trace.bar = first + reader.bar();
                trace.part = static_cast<std::size_t>(lane.part);
                const int tick = reader.openPitches() > 0 ? reader.onset() : reader.place();
                trace.onset = score.measures[trace.bar].start + Beat{tick, kTicks};
                out.push_back(std::move(trace));
            }
        }
        follower.push(reader, i);
        context->read(reader);
    }
}

}  // namespace

double NoteTrace::bits() const {
    return -std::log2(std::max(probability, 1e-9));
}

std::vector<NoteTrace> traceNotes(const Score& score, const EventModel& model) {
    std::vector<NoteTrace> out;
    const std::vector<EventKey> keys = barKeys(score);
    for (std::size_t first = 0; first < score.measures.size(); first += kWindow) {
        const std::size_t count = std::min(kWindow, score.measures.size() - first);
        const EventKey key = commonestKey(keys, first, count);
        const EventPiece whole = withoutSilentLanes(eventsOf(score, key, first, count));
        for (const EventPiece& piece : laneGroups(whole))
            traceWindow(score, piece, first, model, out);
    }
    std::ranges::stable_sort(out, {}, &NoteTrace::bar);
    return out;
}

}  // namespace arioso
