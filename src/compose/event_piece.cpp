#include "src/compose/event_piece.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "dsp/error.h"
#include "src/compose/chord_terms.h"
#include "src/compose/key_finder.h"
#include "src/compose/study.h"
#include "src/score/measures.h"

namespace arioso {
namespace {

using events::LaneKind;

constexpr int kLongestNote = 40 * kTicks;

int ticks(Beat beat) {
    return static_cast<int>(std::lround(beat.value() * kTicks));
}

int majorTonic(const EventKey& key) {
    return pitchClassOf(key.minor ? key.tonic + 3 : key.tonic);
}

int relativePitch(double pitch, int shift) {
    int out = static_cast<int>(std::lround(pitch)) - shift;
    while (out < events::kLowestPitch) out += 12;
    while (out >= events::kLowestPitch + events::kPitches) out -= 12;
    return out;
}

/// Metre that is written for a bar: one of those known, or the whole bar as one of equal length.
std::pair<int, int> knownMetre(int beats, int beatType) {
    if (events::metreSymbol(beats, beatType) >= 0) return {beats, beatType};
    for (int symbol = events::kMetre; symbol < events::kMetre + events::kMetres; ++symbol) {
        const auto metre = events::metreOf(symbol);
        if (beatType > 0 && metre.beats * beatType == beats * metre.beatType)
            return {metre.beats, metre.beatType};
    }
    return {4, 4};
}

bool hasTwoStaves(const Part& part) {
    return !part.percussion && std::any_of(part.notes.begin(), part.notes.end(),
                                           [](const Note& note) { return note.staff > 1; });
}

class Encoder {
  public:
    Encoder(const Score& score, EventPiece& piece, std::size_t first, std::size_t count,
            const EventMarks& marks)
        : score_(score), piece_(piece), marks_(marks), first_(static_cast<int>(first)) {
        for (std::size_t i = first; i < first + count; ++i) {
            bar(score.measures[i]);
            if (i < marks.sections.size()) piece_.bars.back().section = marks.sections[i];
        }
        for (auto& bar : piece_.bars) bar.cells.resize(piece_.lanes.size());
    }

    void run() {
        for (std::size_t lane = 0; lane < piece_.lanes.size(); ++lane) {
            if (piece_.lanes[lane].kind == LaneKind::Chords)
                chords(lane);
            else
                notes(lane);
        }
    }

  private:
    void bar(const Measure& measure) {
        const int start = ticks(measure.start);
        EventBar bar;
        std::tie(bar.beats, bar.beatType) = knownMetre(measure.beats, measure.beatType);
        bar.length = ticks(measure.start + measure.length) - start;
        bar.signature = pitchClassOf(measure.fifths * 7 - majorTonic(piece_.key));
        if (bar.length > events::kLongestBar)
            throw Error(ExitCode::Processing, "bar " + measure.number +
                                                  " is longer than eight quarters, which the "
                                                  "composer's models do not know");
        piece_.bars.push_back(bar);
        starts_.push_back(start);
    }

    /// Bar that a tick is in; -1 outside.
    [[nodiscard]] int barAt(int tick) const {
        const auto after = std::upper_bound(starts_.begin(), starts_.end(), tick);
        if (after == starts_.begin()) return -1;
        const auto index = static_cast<std::size_t>(after - starts_.begin()) - 1;
        if (tick >= starts_[index] + piece_.bars[index].length) return -1;
        return static_cast<int>(index);
    }

    void notes(std::size_t lane) {
        const Part& part = score_.parts[static_cast<std::size_t>(piece_.lanes[lane].part)];
        const int staff = piece_.lanes[lane].staff;
        const bool stated = std::all_of(part.notes.begin(), part.notes.end(),
                                        [](const Note& note) { return note.velocity.has_value(); });
        const int shift = part.percussion ? 0 : piece_.key.shift();
        std::vector<std::vector<EventNote>> bars(piece_.bars.size());
        const auto index = static_cast<std::size_t>(piece_.lanes[lane].part);
        const bool sung = index < marks_.syllables.size();
        for (std::size_t n = 0; n < part.notes.size(); ++n) {
            const Note& note = part.notes[n];
            if (note.grace != Grace::None || !(Beat{} < note.duration)) continue;
            if (staff != 0 && std::min(note.staff, 2) != staff) continue;
            // By its bar as written: a player's note a little early is not the next bar's.
            const int onset = ticks(note.onset);
            const int place = note.measure - first_;
            if (place < 0 || place >= static_cast<int>(bars.size())) continue;
            const auto bar = static_cast<std::size_t>(place);
            EventNote one;
            one.onset = std::clamp(onset - starts_[bar], 0, piece_.bars[bar].length - 1);
            one.duration = std::clamp(ticks(note.onset + note.duration) - onset, 1, kLongestNote);
            one.pitch = relativePitch(note.pitch, shift);
            if (stated)
                one.level = std::clamp(
                    static_cast<int>(std::lround(*note.velocity * (events::kLevels - 1))), 0,
                    events::kLevels - 1);
            if (sung && n < marks_.syllables[index].size())
                one.syllable = marks_.syllables[index][n];
            bars[bar].push_back(one);
        }
        for (std::size_t i = 0; i < bars.size(); ++i)
            piece_.bars[i].cells[lane] = cellOf(std::move(bars[i]));
    }

    void chords(std::size_t lane) {
        std::vector<std::map<int, Chord>> bars(piece_.bars.size());
        for (const ChordSymbol& symbol : score_.chords) {
            const int tick = ticks(symbol.at);
            const int place = barAt(tick);
            Chord chord;
            if (place < 0 || !readSymbol(symbol, chord.root, chord.quality)) continue;
            const auto index = static_cast<std::size_t>(place);
            bars[index][tick - starts_[index]] = chord;
        }
        for (std::size_t i = 0; i < bars.size(); ++i) {
            for (const auto& [tick, chord] : bars[i]) {
                auto& cell = piece_.bars[i].cells[lane];
                if (tick > 0) events::appendPosition(tick, cell);
                cell.push_back(events::kPitchClass + pitchClassOf(chord.root - piece_.key.tonic));
                cell.push_back(events::kQuality + static_cast<int>(chord.quality));
            }
        }
    }

    const Score& score_;
    EventPiece& piece_;
    const EventMarks& marks_;
    int first_;
    std::vector<int> starts_;
};

void movePitches(EventPiece& piece, int semitones) {
    if (semitones == 0) return;
    for (EventBar& bar : piece.bars)
        for (std::size_t lane = 0; lane < piece.lanes.size(); ++lane) {
            const LaneKind kind = piece.lanes[lane].kind;
            if (kind == LaneKind::Chords || kind == LaneKind::Drums) continue;
            auto notes = notesOf(bar.cells[lane]);
            for (EventNote& note : notes) note.pitch = relativePitch(note.pitch + semitones, 0);
            bar.cells[lane] = cellOf(std::move(notes));
        }
}

constexpr std::array kDensityEdges = {0.75, 1.5, 2.5, 3.5, 5.0, 7.0, 10.0};
constexpr std::array kTempoEdges = {50.0, 66.0, 80.0, 96.0, 112.0, 132.0, 160.0};
constexpr std::array kTempos = {42.0, 58.0, 72.0, 88.0, 104.0, 120.0, 144.0, 176.0};

template <class Edges>
int levelOf(double value, const Edges& edges) {
    return events::kLevel +
           static_cast<int>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin());
}

}  // namespace

std::vector<EventKey> barKeys(const Score& score) {
    std::vector<StudyBar> bars(score.measures.size());
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const Measure& measure = score.measures[i];
        bars[i].start = ticks(measure.start);
        bars[i].length = ticks(measure.start + measure.length) - bars[i].start;
    }
    if (!bars.empty()) findKeys(score, bars);
    std::vector<EventKey> out;
    for (const StudyBar& bar : bars) out.push_back({bar.tonic, bar.minor});
    return out;
}

EventKey commonestKey(const std::vector<EventKey>& keys, std::size_t first, std::size_t count) {
    std::array<int, 24> counts{};
    EventKey best;
    int most = 0;
    for (std::size_t i = first; i < std::min(keys.size(), first + count); ++i) {
        const auto index = static_cast<std::size_t>(keys[i].tonic + (keys[i].minor ? 12 : 0));
        if (++counts[index] > most) {
            most = counts[index];
            best = keys[i];
        }
    }
    return best;
}

std::vector<EventLane> lanesOf(const Score& score) {
    std::vector<EventLane> lanes;
    const auto known = [](const ChordSymbol& symbol) {
        Chord chord;
        return readSymbol(symbol, chord.root, chord.quality);
    };
    if (std::any_of(score.chords.begin(), score.chords.end(), known))
        lanes.push_back({LaneKind::Chords, -1, 0});
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        const Part& part = score.parts[p];
        const int index = static_cast<int>(p);
        if (hasTwoStaves(part)) {
            lanes.push_back({LaneKind::KeysUpper, index, 1});
            lanes.push_back({LaneKind::KeysLower, index, 2});
        } else {
            lanes.push_back(
                {events::laneKindOf(part.program, part.percussion, part.vocal), index, 0});
        }
    }
    return lanes;
}

EventPiece eventsOf(const Score& score, const EventKey& key, std::size_t first, std::size_t count,
                    const EventMarks& marks) {
    EventPiece piece;
    piece.key = key;
    piece.lanes = lanesOf(score);
    first = std::min(first, score.measures.size());
    count = std::min(count, score.measures.size() - first);
    piece.atEnd = count > 0 && first + count == score.measures.size();
    Encoder(score, piece, first, count, marks).run();
    piece.worded = tellsWords(piece);
    measureDensity(piece);
    if (!score.tempos.empty() && count > 0) {
        const double at = score.measures[first].start.value();
        piece.tempo = tempoLevel(TempoMap(score.tempos).tempoAt(at));
    }
    return piece;
}

EventPiece eventsOf(const Score& score) {
    const std::size_t count = score.measures.size();
    return eventsOf(score, commonestKey(barKeys(score), 0, count), 0, count);
}

Score scoreOf(const EventPiece& piece) {
    Score score;
    int at = 0;
    int number = 1;
    for (const EventBar& bar : piece.bars) {
        Measure measure;
        measure.start = Beat(at, kTicks);
        measure.length = Beat(bar.length, kTicks);
        measure.number = std::to_string(number);
        measure.written = number - 1;
        measure.beats = bar.beats;
        measure.beatType = bar.beatType;
        measure.fifths = fifthsOf(pitchClassOf(majorTonic(piece.key) + bar.signature), false);
        measure.minor = piece.key.minor;
        score.measures.push_back(measure);
        at += bar.length;
        ++number;
    }
    if (piece.tempo != events::kAny) score.tempos.push_back({Beat{}, tempoOf(piece.tempo), false});
    for (std::size_t lane = 0; lane < piece.lanes.size(); ++lane) {
        const LaneKind kind = piece.lanes[lane].kind;
        const bool lower = kind == LaneKind::KeysLower && !score.parts.empty() && lane > 0 &&
                           piece.lanes[lane - 1].kind == LaneKind::KeysUpper;
        if (kind != LaneKind::Chords && !lower) {
            Part part;
            part.id = "P" + std::to_string(score.parts.size() + 1);
            part.program = events::programOf(kind);
            part.percussion = kind == LaneKind::Drums;
            part.vocal = kind == LaneKind::Voice;
            score.parts.push_back(std::move(part));
        }
        for (std::size_t b = 0; b < piece.bars.size(); ++b) {
            const Beat start = score.measures[b].start;
            const auto& cell = piece.bars[b].cells[lane];
            if (kind == LaneKind::Chords) {
                int tick = 0;
                for (std::size_t i = 0; i < cell.size(); ++i) {
                    if (events::isPosition(cell[i])) tick = events::tickOf(cell[i]);
                    if (cell[i] == events::kNudge) ++tick;
                    if (!events::isIn(cell[i], events::kPitchClass, 12) || i + 1 >= cell.size())
                        continue;
                    const Chord chord{cell[i] - events::kPitchClass,
                                      static_cast<ChordQuality>(cell[i + 1] - events::kQuality)};
                    score.chords.push_back(chordSymbol(chord, chord.root, piece.key.tonic,
                                                       piece.key.minor,
                                                       start + Beat(tick, kTicks)));
                }
                continue;
            }
            const int shift = kind == LaneKind::Drums ? 0 : piece.key.shift();
            for (const EventNote& one : notesOf(cell)) {
                Note note;
                note.onset = start + Beat(one.onset, kTicks);
                note.duration = Beat(one.duration, kTicks);
                note.pitch = one.pitch + shift;
                note.staff = lower ? 2 : 1;
                note.voice = lower ? 5 : 1;
                if (one.level >= 0)
                    note.velocity =
                        static_cast<float>(one.level) / static_cast<float>(events::kLevels - 1);
                score.parts.back().notes.push_back(note);
            }
        }
    }
    for (Part& part : score.parts)
        std::stable_sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
            return a.onset == b.onset ? a.pitch < b.pitch : a.onset < b.onset;
        });
    assignMeasures(score);
    return score;
}

std::vector<int> cellOf(std::vector<EventNote> notes) {
    std::sort(notes.begin(), notes.end(), [](const EventNote& a, const EventNote& b) {
        return std::tuple(a.onset, -a.duration, a.level, a.pitch) <
               std::tuple(b.onset, -b.duration, b.level, b.pitch);
    });
    notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
    std::vector<int> out;
    int cursor = 0;
    int level = -1;
    for (std::size_t i = 0; i < notes.size();) {
        const EventNote& head = notes[i];
        if (head.level >= 0 && head.level != level) {
            level = head.level;
            out.push_back(events::kLevel + level);
        }
        const auto joins = [&](std::size_t k) {
            return k < notes.size() && notes[k].onset == head.onset &&
                   notes[k].duration == head.duration && notes[k].level == head.level;
        };
        int syllable = -1;
        for (std::size_t k = i; joins(k); ++k) syllable = std::max(syllable, notes[k].syllable);
        if (syllable >= 0) out.push_back(events::kSyllable + syllable);
        if (head.onset != cursor) events::appendPosition(head.onset, out);
        int last = -1;
        for (; joins(i); ++i) {
            if (notes[i].pitch != last)
                out.push_back(events::kPitch + notes[i].pitch - events::kLowestPitch);
            last = notes[i].pitch;
        }
        events::appendDuration(head.duration, out);
        cursor = head.onset + head.duration;
    }
    return out;
}

std::vector<EventNote> notesOf(const std::vector<int>& cell) {
    std::vector<EventNote> out;
    std::vector<int> pitches;
    int onset = 0;
    int duration = 0;
    int level = -1;
    int syllable = -1;
    const auto close = [&] {
        if (duration == 0) return;
        for (const int pitch : pitches) out.push_back({onset, duration, pitch, level, syllable});
        syllable = -1;
        pitches.clear();
        onset += duration;
        duration = 0;
    };
    for (const int symbol : cell) {
        if (!events::isDuration(symbol)) close();
        if (events::isDuration(symbol)) {
            if (!pitches.empty()) duration += events::ticksOf(symbol);
        } else if (events::isPitch(symbol)) {
            pitches.push_back(symbol - events::kPitch + events::kLowestPitch);
        } else if (events::isPosition(symbol)) {
            onset = events::tickOf(symbol);
        } else if (symbol == events::kNudge) {
            ++onset;
        } else if (events::isIn(symbol, events::kLevel, events::kLevels)) {
            level = symbol - events::kLevel;
        } else if (events::isSyllable(symbol)) {
            syllable = symbol - events::kSyllable;
        }
    }
    close();
    return out;
}

EventPiece inKey(EventPiece piece, const EventKey& key) {
    if (piece.key == key) return piece;
    const int roots = piece.key.tonic - key.tonic;
    const int signatures = majorTonic(piece.key) - majorTonic(key);
    movePitches(piece, piece.key.shift() - key.shift());
    for (EventBar& bar : piece.bars) {
        bar.signature = pitchClassOf(bar.signature + signatures);
        for (std::size_t lane = 0; lane < piece.lanes.size(); ++lane) {
            if (piece.lanes[lane].kind != LaneKind::Chords) continue;
            for (int& symbol : bar.cells[lane])
                if (events::isIn(symbol, events::kPitchClass, 12))
                    symbol =
                        events::kPitchClass + pitchClassOf(symbol - events::kPitchClass + roots);
        }
    }
    piece.key = key;
    return piece;
}

EventPiece transposed(EventPiece piece, int semitones) {
    const int before = piece.key.shift();
    piece.key.tonic = pitchClassOf(piece.key.tonic + semitones);
    // Whole octaves: the shift is the one of the nearest tonic.
    movePitches(piece, before + semitones - piece.key.shift());
    return piece;
}

EventPiece withoutSilentLanes(EventPiece piece) {
    for (std::size_t lane = piece.lanes.size(); lane-- > 0;) {
        const bool sounds =
            std::any_of(piece.bars.begin(), piece.bars.end(),
                        [&](const EventBar& bar) { return !bar.cells[lane].empty(); });
        if (sounds) continue;
        const auto at = static_cast<std::ptrdiff_t>(lane);
        piece.lanes.erase(piece.lanes.begin() + at);
        for (EventBar& bar : piece.bars) bar.cells.erase(bar.cells.begin() + at);
    }
    return piece;
}

bool tellsWords(const EventPiece& piece) {
    return std::any_of(piece.bars.begin(), piece.bars.end(), [](const EventBar& bar) {
        return std::any_of(bar.cells.begin(), bar.cells.end(), [](const auto& cell) {
            return std::any_of(cell.begin(), cell.end(), events::isSyllable);
        });
    });
}

EventPiece withoutSyllables(EventPiece piece) {
    piece.worded = false;
    for (EventBar& bar : piece.bars)
        for (auto& cell : bar.cells) std::erase_if(cell, events::isSyllable);
    return piece;
}

EventPiece withoutSections(EventPiece piece) {
    for (EventBar& bar : piece.bars) bar.section = -1;
    return piece;
}

void measureDensity(EventPiece& piece) {
    double notes = 0.0;
    double length = 0.0;
    for (const EventBar& bar : piece.bars) {
        length += static_cast<double>(bar.length) / kTicks;
        for (const auto& cell : bar.cells)
            notes += static_cast<double>(std::count_if(cell.begin(), cell.end(), events::isPitch));
    }
    piece.density = length > 0.0 ? levelOf(notes / length, kDensityEdges) : events::kAny;
}

int tempoLevel(double quartersPerMinute) {
    return levelOf(quartersPerMinute, kTempoEdges);
}

double tempoOf(int level) {
    return kTempos[static_cast<std::size_t>(level - events::kLevel)];
}

}  // namespace arioso
