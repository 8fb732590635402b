#include "src/compose/event_sequence.h"

#include <algorithm>
#include <map>
#include <utility>

namespace arioso {
namespace {

/// Sections' letters in the order in which they come.
using Letters = std::map<int, int>;

/// What stands between Bar and the first cell.
void appendBarHead(const EventBar& bar, const EventBar* before, const EventPiece& piece,
                   Letters& letters, std::vector<int>& out) {
    out.push_back(events::kBar);
    if (bar.section >= 0) {
        const int letter =
            letters.try_emplace(bar.section, static_cast<int>(letters.size())).first->second;
        if (letter < events::kSections) out.push_back(events::kSection + letter);
    }
    const int signature = before != nullptr ? before->signature : 0;
    if (bar.signature != signature) out.push_back(events::kPitchClass + bar.signature);
    const EventBar& reference = before != nullptr ? *before : piece.bars.front();
    if (bar.beats != reference.beats || bar.beatType != reference.beatType)
        out.push_back(events::metreSymbol(bar.beats, bar.beatType));
    if (bar.length != events::barTicks(bar.beats, bar.beatType)) {
        out.push_back(events::kLength);
        events::appendDuration(bar.length, out);
    }
}

}  // namespace

std::vector<int> sequenceOf(const EventPiece& piece, const CutCells& cut, bool answers) {
    std::vector<int> out = {events::kStart,
                            events::kMode + (piece.key.minor ? 1 : 0),
                            events::kPitchClass + piece.key.tonic,
                            piece.bars.empty() ? events::kAny
                                               : events::metreSymbol(piece.bars.front().beats,
                                                                     piece.bars.front().beatType),
                            piece.density,
                            piece.tempo};
    if (piece.mood != events::kAny) out.push_back(piece.mood);
    if (piece.worded) out.push_back(events::kWords);
    for (const EventLane& lane : piece.lanes)
        out.push_back(events::kLane + static_cast<int>(lane.kind));
    std::vector<int> filled;
    Letters letters;
    const std::size_t lanes = piece.lanes.size();
    for (std::size_t b = 0; b < piece.bars.size(); ++b) {
        const EventBar& bar = piece.bars[b];
        appendBarHead(bar, b > 0 ? &piece.bars[b - 1] : nullptr, piece, letters, out);
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const int kind = events::kLane + static_cast<int>(piece.lanes[lane].kind);
            out.push_back(kind);
            const auto& cell = bar.cells[lane];
            if (!cut.empty() && cut[b * lanes + lane] != 0) {
                out.push_back(events::kCut);
                filled.push_back(kind);
                filled.insert(filled.end(), cell.begin(), cell.end());
            } else {
                out.insert(out.end(), cell.begin(), cell.end());
            }
        }
    }
    if (!filled.empty()) {
        out.push_back(events::kFill);
        if (!answers) return out;
        out.insert(out.end(), filled.begin(), filled.end());
        out.push_back(events::kEnd);
    } else if (piece.atEnd) {
        out.push_back(events::kEnd);
    }
    return out;
}

EventPiece pieceOf(const std::vector<int>& symbols) {
    EventReader reader;
    for (const int symbol : symbols) reader.push(symbol);
    return reader.piece();
}

SequenceFollower::SequenceFollower(std::span<const int> symbols, std::vector<char> sungToo)
    : symbols_(symbols), sung_(std::move(sungToo)) {
    EventReader reader;
    for (const int symbol : symbols) reader.push(symbol);
    const EventPiece& piece = reader.piece();
    sung_.resize(piece.lanes.size(), 0);
    for (std::size_t lane = 0; lane < sung_.size(); ++lane) {
        if (!piece.worded)
            sung_[lane] = 0;
        else if (reader.isSung(lane))
            sung_[lane] = 1;
    }
}

void SequenceFollower::push(EventReader& reader, std::size_t index) const {
    reader.push(symbols_[index]);
    if (!reader.inCell() || !events::isLane(symbols_[index]) || sung_[reader.lane()] == 0) return;
    std::vector<int> coming;
    for (std::size_t i = index + 1; i < symbols_.size(); ++i) {
        const int symbol = symbols_[i];
        // What is cut out here comes later.
        if (symbol == events::kCut) return;
        if (events::isLane(symbol) || symbol == events::kBar || symbol == events::kFill ||
            symbol == events::kEnd)
            break;
        if (events::isSyllable(symbol)) coming.push_back(symbol - events::kSyllable);
    }
    reader.expectSyllables(std::move(coming));
}

std::size_t barSize(const EventPiece& piece, std::size_t bar) {
    // Head at its longest: section, key, metre and a length of up to four symbols.
    std::size_t size = piece.lanes.size() + 9;
    for (const auto& cell : piece.bars[bar].cells) size += cell.size();
    return size;
}

EventPiece barsOf(const EventPiece& piece, std::size_t first, std::size_t count) {
    EventPiece out;
    out.key = piece.key;
    out.tempo = piece.tempo;
    out.mood = piece.mood;
    out.lanes = piece.lanes;
    const auto begin = piece.bars.begin() + static_cast<std::ptrdiff_t>(first);
    out.bars.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    out.atEnd = piece.atEnd && first + count == piece.bars.size();
    out.worded = piece.worded;
    measureDensity(out);
    return out;
}

}  // namespace arioso
