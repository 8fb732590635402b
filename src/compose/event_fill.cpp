#include "src/compose/event_fill.h"

#include <algorithm>

#include "dsp/error.h"
#include "src/compose/study.h"
#include "src/lyrics/melody.h"

namespace arioso {
namespace {

/// What a strong place is worth to a stressed syllable, and costs a light one, in nats between the
/// weakest and the strongest. When the network writes a length, the stress of what comes behind it
/// has not been said yet, so that it cannot see to this itself.
constexpr double kStressNats = 4.0;
constexpr double kMiddlePlace = 0.5;
/// What a note more for the syllable before costs while others wait, in nats.
constexpr double kMelismaNats = 1.0;

/// Whether a note may begin with the next symbol.
bool hasOnset(std::span<const char> allowed) {
    const auto any = [&](int first, int count) {
        const auto some =
            allowed.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
        return std::any_of(some.begin(), some.end(), [](char one) { return one != 0; });
    };
    return any(events::kPitch, events::kPitches) || any(events::kPosition, events::kPositions);
}

}  // namespace

EventFill::EventFill(const EventModel& model, const EventPiece& piece, const CutCells& cut,
                     std::vector<CellPlan> plans)
    : plans_(std::make_shared<const std::vector<CellPlan>>(std::move(plans))),
      context_(model.begin()) {
    auto kinds = std::make_shared<std::vector<int>>();
    for (std::size_t i = 0; i < cut.size(); ++i)
        if (cut[i] != 0)
            kinds->push_back(events::kLane +
                             static_cast<int>(piece.lanes[i % piece.lanes.size()].kind));
    kinds_ = std::move(kinds);
    if (kinds_->empty() || kinds_->size() != plans_->size())
        throw Error(ExitCode::Processing, "filling cells: expected a plan for each cell");
    const std::vector<int> before = sequenceOf(piece, cut, false);
    const SequenceFollower follower(before, sungLanes(piece, cut));
    for (std::size_t i = 0; i < before.size(); ++i) {
        follower.push(reader_, i);
        context_->read(reader_);
    }
    read(kinds_->front(), plans_->front().syllables);
    beginCell();
}

EventFill::EventFill(const EventFill& other)
    : plans_(other.plans_),
      kinds_(other.kinds_),
      reader_(other.reader_),
      context_(other.context_->clone()),
      cell_(other.cell_),
      begun_(other.begun_),
      group_(other.group_),
      spoken_(other.spoken_),
      slots_(other.slots_),
      planned_(other.planned_),
      finished_(other.finished_) {}

std::unique_ptr<models::DecodingState> EventFill::clone() const {
    return std::make_unique<EventFill>(*this);
}

std::vector<char> EventFill::sungLanes(const EventPiece& piece, const CutCells& cut) const {
    std::vector<char> out(piece.lanes.size(), 0);
    std::size_t plan = 0;
    for (std::size_t i = 0; i < cut.size(); ++i)
        if (cut[i] != 0 && (*plans_)[plan++].syllables) out[i % piece.lanes.size()] = 1;
    return out;
}

void EventFill::read(int symbol, const std::optional<std::vector<int>>& coming) {
    reader_.push(symbol);
    if (coming && reader_.piece().worded) reader_.expectSyllables(*coming);
    context_->read(reader_);
}

void EventFill::beginCell() {
    begun_ = 0;
    group_ = 0;
    spoken_ = 0;
    slots_.clear();
    planned_ = false;
}

void EventFill::slotsOf(const PlannedGroup& group, bool withPlace, bool withSyllable) {
    std::vector<int> symbols;
    slots_.clear();
    if (withSyllable && group.syllable >= 0)
        slots_.push_back({events::kSyllable + group.syllable, 0});
    if (withPlace) {
        events::appendPosition(group.onset, symbols);
        for (const int symbol : symbols) slots_.push_back({symbol, 0});
        symbols.clear();
    }
    for (const int pitch : group.pitches)
        slots_.push_back({events::kPitch + pitch - events::kLowestPitch, 0});
    for (int i = 0; group.pitches.empty() && i < group.count; ++i)
        slots_.push_back({-1, group.count - 1 - i});
    events::appendDuration(group.duration, symbols);
    for (const int symbol : symbols) slots_.push_back({symbol, 0});
    std::reverse(slots_.begin(), slots_.end());
    planned_ = true;
    ++group_;
}

void EventFill::predict(std::span<double> logs) {
    const int ending = cell_ + 1 < kinds_->size() ? (*kinds_)[cell_ + 1] : events::kEnd;
    context_->predict(reader_, ending, logs);
    if (plan().syllables) weighStresses(logs);
}

void EventFill::weighStresses(std::span<double> logs) const {
    const std::vector<int>& syllables = *plan().syllables;
    // Of the syllable that is being placed: the one that has been said, else the next.
    const bool said = reader_.inSyllable();
    if (!said && spoken_ >= syllables.size()) return;
    if (reader_.canEnd()) {
        for (int i = 0; i < events::kPitches; ++i)
            logs[static_cast<std::size_t>(events::kPitch + i)] -= kMelismaNats;
        for (int i = 0; i < events::kPositions; ++i)
            logs[static_cast<std::size_t>(events::kPosition + i)] -= kMelismaNats;
    }
    const int stress = syllables[said ? spoken_ - 1 : spoken_];
    if (stress > 1) return;
    const EventBar& bar = reader_.piece().bars[reader_.bar()];
    Measure measure;
    measure.length = Beat(bar.length, kTicks);
    measure.beats = bar.beats;
    measure.beatType = bar.beatType;
    const double sign = stress == 1 ? 1.0 : -1.0;
    const auto weigh = [&](int symbol, int tick) {
        if (tick >= bar.length) return;
        const double place =
            static_cast<double>(metricWeight(measure, static_cast<double>(tick) / kTicks));
        logs[static_cast<std::size_t>(symbol)] += sign * kStressNats * (place - kMiddlePlace);
    };
    if (said) {
        for (int i = 0; i < events::kPositions; ++i)
            weigh(events::kPosition + i, events::tickOf(events::kPosition + i));
        for (int i = 0; i < events::kPitches; ++i) weigh(events::kPitch + i, reader_.place());
        return;
    }
    // The length of a note is the place of what comes behind it.
    const int sounded = reader_.canEnd() ? reader_.place() : reader_.onset();
    for (int i = 0; i < events::kDurations; ++i)
        weigh(events::kDuration + i, sounded + events::ticksOf(events::kDuration + i));
}

void EventFill::allow(std::span<char> allowed) {
    const int ending = cell_ + 1 < kinds_->size() ? (*kinds_)[cell_ + 1] : events::kEnd;
    const CellPlan& plan = this->plan();
    if (slots_.empty() && reader_.canEnd() && group_ < plan.groups.size()) {
        const PlannedGroup& next = plan.groups[group_];
        const bool here = reader_.place() == next.onset;
        // Two that begin together.
        const bool again = reader_.place() > next.onset && reader_.onset() == next.onset;
        if (here || again || plan.closed) slotsOf(next, !here);
    }
    reader_.allow(allowed, ending);
    if (!slots_.empty()) {
        const Slot slot = slots_.back();
        for (int symbol = 0; symbol < events::kSymbols; ++symbol) {
            char& one = allowed[static_cast<std::size_t>(symbol)];
            const int pitch = symbol - events::kPitch + events::kLowestPitch;
            const bool fits = slot.symbol >= 0 ? symbol == slot.symbol
                                               : events::isPitch(symbol) && pitch >= plan.lowest &&
                                                     pitch <= plan.highest - slot.above;
            // What is planned comes even where the reader would not draw it.
            one = fits && (one != 0 || slot.symbol >= 0) ? 1 : 0;
        }
        return;
    }
    allowFree(allowed);
    if (plan.syllables) allowWords(allowed);
}

void EventFill::allowFree(std::span<char> allowed) const {
    const CellPlan& plan = this->plan();
    const bool boundary = reader_.canEnd();
    const int cursor = reader_.place();
    const auto forbid = [&](int symbol) { allowed[static_cast<std::size_t>(symbol)] = 0; };
    const bool more = group_ < plan.groups.size();
    const int goal = more ? plan.groups[group_].onset : 0;
    const bool opening = boundary || reader_.inSyllable();
    const bool full = boundary && (plan.closed || (!more && begun_ >= plan.mostGroups));
    for (int symbol = events::kPitch; symbol < events::kPitch + events::kPitches; ++symbol) {
        const int pitch = symbol - events::kPitch + events::kLowestPitch;
        const auto most = static_cast<std::size_t>(plan.single ? 1 : plan.mostPitches);
        if (pitch < plan.lowest || pitch > plan.highest || reader_.openPitches() >= most || full ||
            (opening && ((more && cursor > goal) || (plan.single && cursor < plan.from))))
            forbid(symbol);
    }
    // What sounds already does not begin again.
    for (const EventNote& note : notesOf(reader_.piece().bars[reader_.bar()].cells[reader_.lane()]))
        if (note.onset <= cursor && note.onset + note.duration > cursor)
            forbid(events::kPitch + note.pitch - events::kLowestPitch);
    for (int symbol = events::kPosition; symbol < events::kPosition + events::kPositions;
         ++symbol) {
        const int tick = events::tickOf(symbol);
        if (full || (more && tick > goal) || (plan.single && (tick < cursor || tick < plan.from)))
            forbid(symbol);
    }
    // Between the places of the grid only what is planned begins.
    forbid(events::kNudge);
    const int onset = boundary ? reader_.onset() : cursor;
    const int held = boundary ? cursor - onset : 0;
    for (int symbol = events::kDuration; symbol < events::kDuration + events::kDurations;
         ++symbol) {
        const int end = onset + held + events::ticksOf(symbol);
        if (end > plan.until || (boundary && planned_) || (plan.single && more && end > goal))
            forbid(symbol);
    }
    // A syllable needs a note behind it; where notes are planned, theirs are, too.
    if (full || plan.closed || !plan.groups.empty() || !hasOnset(allowed))
        for (int i = 0; i < events::kSyllables; ++i) forbid(events::kSyllable + i);
    if (boundary && begun_ == 0 && hasOnset(allowed) && hasRestedEnough()) {
        const int ending = cell_ + 1 < kinds_->size() ? (*kinds_)[cell_ + 1] : events::kEnd;
        forbid(ending);
    }
    if (more && boundary) {
        const int ending = cell_ + 1 < kinds_->size() ? (*kinds_)[cell_ + 1] : events::kEnd;
        forbid(ending);
    }
}

bool EventFill::hasRestedEnough() const {
    const EventPiece& piece = reader_.piece();
    std::size_t rests = 0;
    while (rests < reader_.bar() &&
           piece.bars[reader_.bar() - 1 - rests].cells[reader_.lane()].empty())
        ++rests;
    return rests >= plan().mostRests;
}

void EventFill::allowWords(std::span<char> allowed) const {
    const auto forbid = [&](int symbol) { allowed[static_cast<std::size_t>(symbol)] = 0; };
    const CellPlan& plan = this->plan();
    const std::vector<int>& syllables = *plan.syllables;
    const int left = static_cast<int>(syllables.size() - spoken_);
    const bool boundary = reader_.canEnd();
    // What is written now leaves room for the syllables behind it.
    const int latest = reader_.piece().bars[reader_.bar()].length - kSyllableTicks * left;
    int lastOnset = latest - kSyllableTicks;
    if (boundary) {
        const int ending = cell_ + 1 < kinds_->size() ? (*kinds_)[cell_ + 1] : events::kEnd;
        if (left > 0) forbid(ending);
        for (int i = 0; i < events::kSyllables; ++i)
            allowed[static_cast<std::size_t>(events::kSyllable + i)] =
                left > 0 && syllables[spoken_] == i ? 1 : 0;
        // A note without a syllable goes on with one.
        if (spoken_ == 0 && plan.from == 0) lastOnset = -1;
        for (int i = 0; reader_.place() > lastOnset && i < events::kPitches; ++i)
            forbid(events::kPitch + i);
    }
    if (boundary || reader_.inSyllable())
        for (int i = 0; i < events::kPositions; ++i)
            if (events::tickOf(events::kPosition + i) > lastOnset) forbid(events::kPosition + i);
    const int sounded = boundary ? reader_.place() : reader_.onset();
    for (int symbol = events::kDuration; symbol < events::kDuration + events::kDurations; ++symbol)
        if (left > 0 && sounded + events::ticksOf(symbol) > latest) forbid(symbol);
}

void EventFill::push(int symbol) {
    const bool boundary = reader_.canEnd();
    const bool ends = boundary && (events::isLane(symbol) || symbol == events::kEnd);
    if (boundary && !ends && !events::isDuration(symbol)) ++begun_;
    if (!slots_.empty()) {
        slots_.pop_back();
    } else if (boundary && !events::isDuration(symbol) && !ends) {
        planned_ = false;
        const CellPlan& plan = this->plan();
        if (group_ < plan.groups.size()) {
            // A place that leads to the plan's group, itself or by a nudge.
            const PlannedGroup& next = plan.groups[group_];
            std::vector<int> place;
            events::appendPosition(next.onset, place);
            if (symbol == place.front()) {
                slotsOf(next, true, false);
                slots_.pop_back();
            }
        }
    }
    if (events::isSyllable(symbol)) ++spoken_;
    const bool opens = ends && symbol != events::kEnd;
    read(symbol, opens ? (*plans_)[cell_ + 1].syllables : std::nullopt);
    if (!ends) return;
    if (symbol == events::kEnd) {
        finished_ = true;
        return;
    }
    ++cell_;
    beginCell();
}

}  // namespace arioso
