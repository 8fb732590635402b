#include "src/compose/event_reader.h"

#include <algorithm>
#include <utility>

#include "dsp/error.h"
#include "src/compose/chord_terms.h"
#include "src/compose/study.h"

namespace arioso {
namespace {

using events::LaneKind;

constexpr std::size_t kMostLanes = 16;
constexpr int kMostPitches = 30;
constexpr int kMostTogether = 3;
constexpr int kStates = 128;  // of a place: those of pitches, then those of lengths
constexpr int kPitchStates = 2;
constexpr int kSyllableState = 40;
constexpr int kDurationStates = 64;
constexpr int kLongestDrawn = 2 * events::kLongestBar;  // ticks

}  // namespace

void EventReader::fail(int symbol) const {
    throw Error(ExitCode::Processing,
                "events: " + events::nameOf(symbol) + " cannot follow " + events::nameOf(last_));
}

bool EventReader::isChords() const {
    return piece_.lanes[lane_].kind == LaneKind::Chords;
}

void EventReader::expectSyllables(std::vector<int> syllables) {
    if (!inCell_)
        throw Error(ExitCode::Processing, "events: syllables are expected outside a cell");
    std::reverse(syllables.begin(), syllables.end());
    coming_ = std::move(syllables);
}

bool EventReader::canEnd() const {
    if (!inCell_) return false;
    return phase_ == Phase::Group || phase_ == Phase::Durations;
}

int EventReader::place() const {
    if (phase_ == Phase::Group || phase_ == Phase::Level || phase_ == Phase::Syllable)
        return cursor_;
    if (phase_ == Phase::Durations) return onset_ + duration_;
    return onset_;
}

int EventReader::state() const {
    switch (phase_) {
        case Phase::Group:
        case Phase::Level:
            return std::min(cursor_, events::kLongestBar) * kStates;
        case Phase::Syllable:
            return std::min(cursor_, events::kLongestBar) * kStates + kSyllableState;
        case Phase::Position:
        case Phase::Nudge:
            return onset_ * kStates;
        case Phase::Root:
            return onset_ * kStates + 1;
        case Phase::Pitches:
            return onset_ * kStates + kPitchStates +
                   std::min(static_cast<int>(pitches_.size()), kMostPitches);
        case Phase::Durations:
            return onset_ * kStates + kDurationStates + std::min(duration_, 60);
    }
    return 0;
}

void EventReader::header(int symbol) {
    const auto next = [&](bool fits, Part part) {
        if (!fits) fail(symbol);
        part_ = part;
    };
    const bool level =
        symbol == events::kAny || events::isIn(symbol, events::kLevel, events::kLevels);
    switch (part_) {
        case Part::Start:
            return next(symbol == events::kStart, Part::Mode);
        case Part::Mode:
            next(events::isIn(symbol, events::kMode, 2), Part::Tonic);
            piece_.key.minor = symbol == events::kMode + 1;
            return;
        case Part::Tonic:
            next(events::isIn(symbol, events::kPitchClass, 12), Part::Metre);
            piece_.key.tonic = symbol - events::kPitchClass;
            return;
        case Part::Metre:
            next(events::isIn(symbol, events::kMetre, events::kMetres) || symbol == events::kAny,
                 Part::Density);
            if (symbol != events::kAny) {
                // A bar that stands before the first, to tell its metre.
                const auto metre = events::metreOf(symbol);
                piece_.bars.push_back({metre.beats,
                                       metre.beatType,
                                       events::barTicks(metre.beats, metre.beatType),
                                       0,
                                       -1,
                                       {}});
            }
            return;
        case Part::Density:
            next(level, Part::Tempo);
            piece_.density = symbol;
            return;
        case Part::Tempo:
            next(level, Part::Lanes);
            piece_.tempo = symbol;
            return;
        default:
            break;
    }
    if (events::isMood(symbol) && piece_.lanes.empty() && piece_.mood == events::kAny) {
        piece_.mood = symbol;
        return;
    }
    if (symbol == events::kWords && piece_.lanes.empty() && !piece_.worded) {
        piece_.worded = true;
        return;
    }
    if (events::isLane(symbol) && piece_.lanes.size() < kMostLanes) {
        piece_.lanes.push_back({static_cast<LaneKind>(symbol - events::kLane),
                                static_cast<int>(piece_.lanes.size()), 0});
        return;
    }
    if (symbol == events::kEnd) {
        piece_.bars.clear();
        part_ = Part::End;
        return;
    }
    if (symbol != events::kBar || piece_.lanes.empty() || piece_.bars.empty()) fail(symbol);
    part_ = Part::Bars;
    lastPitch_.assign(piece_.lanes.size(), 0);
    sung_.assign(piece_.lanes.size(), 0);
}

void EventReader::push(int symbol) {
    if (symbol <= events::kPad || symbol >= events::kSymbols || part_ == Part::End) fail(symbol);
    if (part_ < Part::Bars) header(symbol);
    if (part_ < Part::Bars || part_ == Part::End) {
        last_ = symbol;
        return;
    }
    const std::size_t lanes = piece_.lanes.size();
    const bool ends = inCell_ && canEnd();
    if (symbol == events::kBar && part_ == Part::Bars) {
        const bool first = sounds_.empty();
        if (!first && (!ends || lane_ + 1 != lanes)) fail(symbol);
        if (!first) endCell();
        if (!first) piece_.bars.push_back(piece_.bars.back());
        EventBar& bar = piece_.bars.back();
        bar.length = events::barTicks(bar.beats, bar.beatType);
        bar.cells.assign(lanes, {});
        bar.section = -1;
        sounds_.emplace_back();
        echoes_.emplace_back(lanes);
        bar_ = sounds_.size() - 1;
        inHead_ = true;
        inLength_ = false;
    } else if (inHead_ && !events::isLane(symbol)) {
        barHead(symbol);
    } else if (events::isLane(symbol) && part_ == Part::Bars) {
        const std::size_t lane = inHead_ ? 0 : lane_ + 1;
        if ((!inHead_ && !ends) || lane >= lanes ||
            static_cast<int>(piece_.lanes[lane].kind) != symbol - events::kLane)
            fail(symbol);
        if (!inHead_) endCell();
        inHead_ = false;
        lane_ = lane;
        beginCell();
    } else if (events::isLane(symbol)) {
        if (inCell_ && !ends) fail(symbol);
        if (inCell_) endCell();
        if (answered_ >= cuts_.size()) fail(symbol);
        bar_ = cuts_[answered_].bar;
        lane_ = cuts_[answered_].lane;
        if (static_cast<int>(piece_.lanes[lane_].kind) != symbol - events::kLane) fail(symbol);
        beginCell();
    } else if (symbol == events::kFill) {
        if (!ends || lane_ + 1 != lanes || cuts_.empty() || part_ != Part::Bars) fail(symbol);
        endCell();
        part_ = Part::Answers;
    } else if (symbol == events::kEnd) {
        if (inCell_ && !ends) fail(symbol);
        if (part_ == Part::Bars && (lane_ + 1 != lanes || !inCell_)) fail(symbol);
        if (inCell_) endCell();
        piece_.atEnd = part_ == Part::Bars;
        part_ = Part::End;
    } else if (inCell_) {
        inside(symbol);
    } else {
        fail(symbol);
    }
    last_ = symbol;
}

void EventReader::barHead(int symbol) {
    EventBar& bar = piece_.bars.back();
    if (inLength_) {
        if (!events::isDuration(symbol)) fail(symbol);
        bar.length += events::ticksOf(symbol);
        if (bar.length > events::kLongestBar) fail(symbol);
    } else if (events::isSection(symbol)) {
        bar.section = symbol - events::kSection;
    } else if (events::isIn(symbol, events::kPitchClass, 12)) {
        bar.signature = symbol - events::kPitchClass;
    } else if (events::isIn(symbol, events::kMetre, events::kMetres)) {
        const auto metre = events::metreOf(symbol);
        bar.beats = metre.beats;
        bar.beatType = metre.beatType;
        bar.length = events::barTicks(metre.beats, metre.beatType);
    } else if (symbol == events::kLength) {
        inLength_ = true;
        bar.length = 0;
    } else {
        fail(symbol);
    }
}

void EventReader::beginCell() {
    inCell_ = true;
    phase_ = Phase::Group;
    cursor_ = 0;
    onset_ = 0;
    lastOnset_ = -1;
    together_ = 0;
    duration_ = 0;
    levels_ = false;
    pitches_.clear();
    coming_.reset();
    // Velocities are told in all cells of a lane or in none.
    for (const std::size_t other : {bar_ - 1, bar_ + 1}) {
        if (other >= piece_.bars.size() || piece_.bars[other].cells.empty()) continue;
        const auto& cell = piece_.bars[other].cells[lane_];
        levels_ = levels_ ||
                  (!cell.empty() && events::isIn(cell.front(), events::kLevel, events::kLevels));
    }
}

void EventReader::endCell() {
    if (phase_ == Phase::Durations) closeGroup();
    auto& echo = echoes_[bar_][lane_];
    const bool cut = last_ == events::kCut;
    if (!cut) echo.push_back({state(), events::kEnd});
    if (part_ == Part::Answers) ++answered_;
    inCell_ = false;
}

void EventReader::closeGroup() {
    if (!isChords()) {
        const bool drums = piece_.lanes[lane_].kind == LaneKind::Drums;
        for (const int pitch : pitches_)
            if (!drums) sounds_[bar_].push_back({lane_, onset_, onset_ + duration_, pitch});
        if (!pitches_.empty()) lastPitch_[lane_] = pitches_.back() - events::kLowestPitch + 1;
    }
    together_ = onset_ == lastOnset_ ? together_ + 1 : 0;
    lastOnset_ = onset_;
    cursor_ = onset_ + duration_;
    pitches_.clear();
    duration_ = 0;
    phase_ = Phase::Group;
}

void EventReader::inside(int symbol) {
    auto& cell = piece_.bars[bar_].cells[lane_];
    if (symbol == events::kCut) {
        if (part_ != Part::Bars || !events::isLane(last_)) fail(symbol);
        cuts_.push_back({bar_, lane_});
        return;
    }
    if (last_ == events::kCut) fail(symbol);
    const int before = state();
    const bool chords = isChords();
    if (events::isDuration(symbol)) {
        if (chords || (phase_ != Phase::Pitches && phase_ != Phase::Durations)) fail(symbol);
        phase_ = Phase::Durations;
        duration_ += events::ticksOf(symbol);
        lastDuration_ = symbol;
    } else {
        if (phase_ == Phase::Durations) closeGroup();
        if (events::isPitch(symbol) && !chords) {
            if (phase_ == Phase::Group || phase_ == Phase::Level || phase_ == Phase::Syllable)
                onset_ = cursor_;
            phase_ = Phase::Pitches;
            pitches_.push_back(symbol - events::kPitch + events::kLowestPitch);
        } else if (events::isPosition(symbol)) {
            if (phase_ != Phase::Group && phase_ != Phase::Level && phase_ != Phase::Syllable)
                fail(symbol);
            phase_ = Phase::Position;
            onset_ = events::tickOf(symbol);
        } else if (symbol == events::kNudge) {
            if (phase_ != Phase::Position) fail(symbol);
            phase_ = Phase::Nudge;
            ++onset_;
        } else if (events::isIn(symbol, events::kLevel, events::kLevels) && !chords) {
            if (phase_ != Phase::Group) fail(symbol);
            phase_ = Phase::Level;
            levels_ = true;
        } else if (events::isSyllable(symbol) && !chords) {
            if (phase_ != Phase::Group && phase_ != Phase::Level) fail(symbol);
            phase_ = Phase::Syllable;
            sung_[lane_] = 1;
            if (coming_ && !coming_->empty()) coming_->pop_back();
        } else if (chords && events::isIn(symbol, events::kPitchClass, 12)) {
            if (phase_ == Phase::Group) onset_ = cursor_;
            if (phase_ == Phase::Root) fail(symbol);
            phase_ = Phase::Root;
        } else if (chords && events::isIn(symbol, events::kQuality, kQualities)) {
            if (phase_ != Phase::Root) fail(symbol);
            // Its end is the next chord's beginning, which is always told.
            lastOnset_ = onset_;
            cursor_ = onset_;
            phase_ = Phase::Group;
        } else {
            fail(symbol);
        }
    }
    echoes_[bar_][lane_].push_back({before, symbol});
    cell.push_back(symbol);
}

int EventReader::echoAt(std::size_t bar) const {
    if (bar >= echoes_.size()) return 0;
    const int wanted = state();
    const int place = this->place() * kStates;
    int near = 0;
    for (const Echo& echo : echoes_[bar][lane_]) {
        if (echo.state == wanted) return echo.symbol;
        // At the end of a note: what begins here elsewhere.
        if (phase_ == Phase::Durations && echo.state == place && near == 0) near = echo.symbol;
        // A bar that tells no syllables: what begins here all the same.
        if (phase_ == Phase::Syllable && echo.state == place && !events::isSyllable(echo.symbol))
            near = echo.symbol;
    }
    return near;
}

template <class Visit>
void EventReader::visitSounding(int tick, Visit&& visit) const {
    for (const Sound& sound : sounds_[bar_])
        if (sound.lane != lane_ && sound.onset <= tick && tick < sound.end) visit(sound.pitch);
    if (bar_ == 0) return;
    const int length = piece_.bars[bar_ - 1].length;
    for (const Sound& sound : sounds_[bar_ - 1])
        if (sound.lane != lane_ && sound.end > length + tick) visit(sound.pitch);
}

EventReader::Features EventReader::features() const {
    Features out;
    const auto set = [&](Column column, int value) {
        out.columns[column] = static_cast<std::int16_t>(value);
    };
    set(Symbol, last_);
    set(Place, events::kLongestBar + 1);
    set(Lane, events::kLanes);
    set(Metre, piece_.bars.empty()
                   ? events::kMetres
                   : events::metreSymbol(piece_.bars.back().beats, piece_.bars.back().beatType) -
                         events::kMetre);
    if (!inCell_) return out;
    const EventBar& bar = piece_.bars[bar_];
    set(Metre, events::metreSymbol(bar.beats, bar.beatType) - events::kMetre);
    set(Place, std::min(place(), events::kLongestBar));
    set(Lane, static_cast<int>(piece_.lanes[lane_].kind));
    set(LastPitch, lastPitch_[lane_]);
    if (bar_ >= 1) set(EchoOne, echoAt(bar_ - 1));
    if (bar_ >= 2) set(EchoTwo, echoAt(bar_ - 2));
    set(EchoAfter, echoAt(bar_ + 1));
    int bass = 0;
    visitSounding(place(), [&](int pitch) {
        out.bits |= static_cast<std::uint16_t>(1U << static_cast<unsigned>(pitchClassOf(pitch)));
        const int index = pitch - events::kLowestPitch + 1;
        bass = bass == 0 ? index : std::min(bass, index);
    });
    set(Bass, bass);
    if (coming_) {
        const int left = static_cast<int>(coming_->size());
        set(NextSyllable, left > 0 ? 2 + coming_->back() : 1);
        set(SyllablesLeft, 1 + std::min(left, kMostSyllables));
    }
    return out;
}

void EventReader::allow(std::span<char> out, int ending) const {
    std::fill(out.begin(), out.end(), char{0});
    const auto permit = [&](int symbol) { out[static_cast<std::size_t>(symbol)] = 1; };
    const int length = piece_.bars[bar_].length;
    const int lastOnset = phase_ == Phase::Durations ? onset_ : lastOnset_;
    const int cursor = phase_ == Phase::Durations ? onset_ + duration_ : cursor_;
    const bool chords = isChords();
    // Every cell comes to an end: only so many groups begin together.
    const int together = phase_ == Phase::Durations && onset_ == lastOnset_ ? together_ + 1
                         : phase_ == Phase::Durations                       ? 0
                                                                            : together_;
    const bool again = !chords && together < kMostTogether;
    const auto pitches = [&](int above) {
        for (int pitch = above; pitch < events::kPitches; ++pitch) permit(events::kPitch + pitch);
    };
    const auto positions = [&] {
        for (int i = 0; i < events::kPositions; ++i) {
            const int tick = events::tickOf(events::kPosition + i);
            if (tick < length && tick != cursor && tick >= lastOnset + (again ? 0 : 1))
                permit(events::kPosition + i);
        }
    };
    const auto syllables = [&] {
        const auto place = out.subspan(events::kPosition, events::kPositions);
        const bool begins = cursor < length ||
                            std::any_of(place.begin(), place.end(), [](char one) { return one; });
        for (int i = 0; begins && sung_[lane_] != 0 && i < events::kSyllables; ++i)
            permit(events::kSyllable + i);
    };
    const auto roots = [&] {
        for (int root = 0; root < 12; ++root) permit(events::kPitchClass + root);
    };
    switch (phase_) {
        case Phase::Durations:
            if (duration_ < kLongestDrawn)
                for (int symbol = events::kDuration; symbol < lastDuration_; ++symbol)
                    permit(symbol);
            [[fallthrough]];
        case Phase::Group:
            permit(ending);
            positions();
            if (chords) {
                if (lastOnset_ < 0) roots();
                return;
            }
            if (cursor < length) {
                pitches(0);
                if (levels_)
                    for (int level = 0; level < events::kLevels; ++level)
                        permit(events::kLevel + level);
            }
            syllables();
            return;
        case Phase::Level:
            positions();
            pitches(0);
            syllables();
            return;
        case Phase::Syllable:
            positions();
            if (cursor < length) pitches(0);
            return;
        case Phase::Position:
            if (onset_ + 1 < length &&
                (onset_ % 12 == 0 || onset_ % 12 == 4 || onset_ % 12 == 6 || onset_ % 12 == 10))
                permit(events::kNudge);
            [[fallthrough]];
        case Phase::Nudge:
            if (chords)
                roots();
            else
                pitches(0);
            return;
        case Phase::Pitches: {
            const int last = pitches_.back() - events::kLowestPitch;
            if (static_cast<int>(pitches_.size()) < kMostPitches) pitches(last + 1);
            for (int i = 0; i < events::kDurations; ++i) permit(events::kDuration + i);
            return;
        }
        case Phase::Root:
            for (int quality = 0; quality < kQualities; ++quality)
                permit(events::kQuality + quality);
            return;
    }
}

}  // namespace arioso
