#include "src/compose/accompaniment.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/compose/pattern_part.h"
#include "src/compose/scale_steps.h"

namespace arioso {
namespace {

/// Arpeggios stay below the tune's usual place.
constexpr int kHighestRung = 77;

/// Felt beats of the phrase that lie in a slot, as ticks from the phrase's start.
std::vector<int> beatsIn(const MetrePlan& metre, const ChordSlot& slot) {
    std::vector<int> out;
    const int end = slot.start + slot.length;
    for (int bar = slot.start / metre.barTicks; bar * metre.barTicks < end; ++bar)
        for (const int place : metre.beatStarts) {
            const int tick = bar * metre.barTicks + place;
            if (tick >= slot.start && tick < end) out.push_back(tick);
        }
    if (out.empty() || out.front() != slot.start) out.insert(out.begin(), slot.start);
    return out;
}

/// The beats of a slot with their lengths.
struct BeatSpan {
    int tick;
    int length;
    bool barStart;
};

std::vector<BeatSpan> spansIn(const MetrePlan& metre, const ChordSlot& slot) {
    const std::vector<int> beats = beatsIn(metre, slot);
    std::vector<BeatSpan> out;
    for (std::size_t i = 0; i < beats.size(); ++i) {
        const int end = i + 1 < beats.size() ? beats[i + 1] : slot.start + slot.length;
        out.push_back({beats[i], end - beats[i], beats[i] % metre.barTicks == 0});
    }
    return out;
}

/// Where the tune strikes inside a slot, and the slot's beginning; quicker notes than eighths are
/// the tune's alone.
std::vector<BeatSpan> tuneSpans(const AccompanimentGround& ground, const ChordSlot& slot) {
    constexpr int kQuickest = 6;
    const int end = slot.start + slot.length;
    std::vector<int> ticks = {slot.start};
    for (const TuneNote& note : *ground.tune)
        if (note.tick >= ticks.back() + kQuickest && note.tick + kQuickest <= end)
            ticks.push_back(note.tick);
    std::vector<BeatSpan> out;
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const int next = i + 1 < ticks.size() ? ticks[i + 1] : end;
        out.push_back({ticks[i], next - ticks[i], ticks[i] % ground.metre->barTicks == 0});
    }
    return out;
}

/// A bass that walks by beats from a chord to the next: tones of the chord on its way, and a step
/// into the goal.
std::vector<PartNote> walk(const AccompanimentGround& ground, const ChordSlot& slot, int from,
                           int goal, int lowest, int highest, models::RandomStream& random) {
    std::vector<PartNote> out;
    const std::vector<BeatSpan> spans = spansIn(*ground.metre, slot);
    int pitch = from;
    for (std::size_t k = 0; k < spans.size(); ++k) {
        if (k > 0 && k + 1 == spans.size() && goal != from) {
            const int side = goal > pitch ? -1 : 1;
            const int whole = goal + 2 * side;
            const bool inScale = inMask(scaleMask(ground.minor), whole - ground.tonic);
            pitch = inScale && random.chance(0.5) ? whole : goal + side;
        } else if (k > 0) {
            const int direction = goal > pitch || (goal == pitch && random.chance(0.5)) ? 1 : -1;
            int next = pitch;
            for (int step = 1; step <= 7 && next == pitch; ++step)
                for (const int way : {direction, -direction}) {
                    const int tried = pitch + way * step;
                    if (next == pitch && tried >= lowest && tried <= highest &&
                        inMask(chordMask(slot.chord), tried - ground.tonic))
                        next = tried;
                }
            pitch = next;
        }
        pitch = std::clamp(pitch, lowest, highest);
        out.push_back({spans[k].tick, spans[k].length, pitch, true, false});
    }
    return out;
}

class ChordWriter {
  public:
    ChordWriter(const AccompanimentGround& ground, bool withBass, models::RandomStream& random)
        : ground_(ground), withBass_(withBass), random_(random) {}

    std::vector<PartNote> write(Texture texture) {
        for (std::size_t i = 0; i < ground_.slots->size(); ++i) {
            const ChordSlot& slot = (*ground_.slots)[i];
            const ChordLayout& voicing = (*ground_.voicings)[i];
            if (ground_.last && i + 1 == ground_.slots->size()) {
                hold(slot, voicing);
                continue;
            }
            switch (texture) {
                case Texture::Held:
                    hold(slot, voicing);
                    break;
                case Texture::Pulse:
                    pulse(slot, voicing);
                    break;
                case Texture::OomPah:
                    oomPah(slot, voicing);
                    break;
                case Texture::Broken:
                    broken(slot, voicing);
                    break;
                case Texture::Arpeggio:
                    arpeggio(slot, voicing);
                    break;
                case Texture::Repeated:
                    repeated(slot, voicing);
                    break;
                case Texture::Syncopated:
                    syncopated(slot, voicing);
                    break;
                case Texture::Homophonic:
                    for (const BeatSpan& span : tuneSpans(ground_, slot)) {
                        bass(voicing.bass, span.tick, span.length);
                        chord(voicing, span.tick, span.length);
                    }
                    break;
                case Texture::Walking:
                    walking(i);
                    break;
            }
        }
        return std::move(out_);
    }

  private:
    void chord(const ChordLayout& voicing, int tick, int duration, bool detached = false) {
        for (const int pitch : voicing.inner)
            out_.push_back({tick, duration, pitch, false, detached});
    }
    void bass(int pitch, int tick, int duration, bool detached = false) {
        if (withBass_) out_.push_back({tick, duration, pitch, true, detached});
    }
    /// The fifth below or above the root where the bass may go, without a parallel to the tune.
    [[nodiscard]] int otherBass(const ChordSlot& slot, const ChordLayout& voicing) const {
        const int root = ground_.tonic + slot.chord.root;
        for (const int step : {-5, 7, -3, 4, 3, -4}) {
            const int pitch = voicing.bass + step;
            const int above = pitchClassOf(pitch - root);
            if (pitch >= 33 && pitch < voicing.inner[0] && above == 7 &&
                inMask(chordMask(slot.chord), pitch - ground_.tonic))
                return pitch;
        }
        return voicing.bass;
    }

    void hold(const ChordSlot& slot, const ChordLayout& voicing) {
        const int bar = ground_.metre->barTicks;
        for (int tick = slot.start; tick < slot.start + slot.length;) {
            const int next = std::min((tick / bar + 1) * bar, slot.start + slot.length);
            bass(voicing.bass, tick, next - tick);
            // A held chord breathes: now and then its middle moves.
            const int half = tick + ground_.metre->half;
            const bool stir = !ground_.last && ground_.metre->half > 0 && tick % bar == 0 &&
                              half < next && random_.chance(0.3);
            if (stir) {
                out_.push_back({tick, next - tick, voicing.inner[0]});
                out_.push_back({tick, next - tick, voicing.inner[2]});
                out_.push_back({tick, half - tick, voicing.inner[1]});
                out_.push_back({half, next - half, voicing.inner[1]});
            } else {
                chord(voicing, tick, next - tick);
            }
            tick = next;
        }
    }

    void pulse(const ChordSlot& slot, const ChordLayout& voicing) {
        const auto spans = spansIn(*ground_.metre, slot);
        for (std::size_t i = 0; i < spans.size(); ++i) {
            const bool first = i == 0 || spans[i].barStart;
            if (first) bass(voicing.bass, spans[i].tick, spans[i].length);
            if (first && withBass_ && spans.size() > 1 && random_.chance(0.5)) continue;
            chord(voicing, spans[i].tick, spans[i].length, true);
        }
    }

    void oomPah(const ChordSlot& slot, const ChordLayout& voicing) {
        const auto spans = spansIn(*ground_.metre, slot);
        if (ground_.metre->compound()) {
            for (std::size_t i = 0; i < spans.size(); ++i) {
                const int low = i % 2 == 0 ? voicing.bass : otherBass(slot, voicing);
                bass(low, spans[i].tick, 6);
                if (!withBass_ && random_.chance(0.4)) chord(voicing, spans[i].tick, 6, true);
                if (spans[i].length >= 18) {
                    chord(voicing, spans[i].tick + 12, 6, true);
                    if (random_.chance(ground_.activity * 0.5))
                        chord(voicing, spans[i].tick + 6, 6, true);
                }
            }
            return;
        }
        const bool triple = ground_.metre->beatStarts.size() % 3 == 0;
        int count = 0;
        for (std::size_t i = 0; i < spans.size(); ++i) {
            const int inBar = spans[i].tick % ground_.metre->barTicks;
            const bool strong =
                i == 0 ||
                (triple ? spans[i].barStart : inBar % (2 * ground_.metre->beatLength(0)) == 0);
            if (strong) {
                const int low = count++ % 2 == 0 ? voicing.bass : otherBass(slot, voicing);
                bass(low, spans[i].tick, spans[i].length, true);
                if (spans.size() == 1 && spans[i].length >= 12)
                    chord(voicing, spans[i].tick + spans[i].length / 2, spans[i].length / 2, true);
                continue;
            }
            if (random_.chance(0.12 + 0.25 * (ground_.activity - 0.5)) && spans[i].length >= 12) {
                chord(voicing, spans[i].tick, spans[i].length / 2, true);
                chord(voicing, spans[i].tick + spans[i].length / 2, spans[i].length / 2, true);
            } else {
                chord(voicing, spans[i].tick, spans[i].length, true);
            }
        }
    }

    void broken(const ChordSlot& slot, const ChordLayout& voicing) {
        // The order of the figure changes from chord to chord, its motion does not.
        static constexpr std::array<std::array<int, 4>, 3> kOrders = {
            {{0, 2, 1, 2}, {0, 1, 2, 1}, {0, 2, 1, 2}}};
        const auto& order = kOrders[static_cast<std::size_t>(random_.below(3))];
        const int step = 6;
        bass(voicing.bass, slot.start, std::min(slot.length, ground_.metre->barTicks));
        int count = 0;
        for (int at = 0; at + step <= slot.length; at += step, ++count) {
            const int tick = slot.start + at;
            if (at > 0 && tick % ground_.metre->barTicks == 0) {
                bass(voicing.bass, tick, std::min(slot.length - at, ground_.metre->barTicks));
                count = 0;
            }
            const bool triple = ground_.metre->compound();
            const std::size_t voice =
                triple ? static_cast<std::size_t>(count % 3)
                       : static_cast<std::size_t>(order[static_cast<std::size_t>(count % 4)]);
            out_.push_back({tick, step, voicing.inner[voice]});
        }
    }

    void arpeggio(const ChordSlot& slot, const ChordLayout& voicing) {
        std::vector<int> ladder = {voicing.inner[0], voicing.inner[1], voicing.inner[2]};
        for (std::size_t i = 0; i < 2; ++i)
            if (voicing.inner[i] + 12 > ladder.back() && voicing.inner[i] + 12 <= kHighestRung)
                ladder.push_back(voicing.inner[i] + 12);
        const int low = voicing.inner[2] - 12;
        if (low < ladder.front() && low > voicing.bass + 2) ladder.insert(ladder.begin(), low);
        const int bar = ground_.metre->barTicks;
        const int step = 6;
        const bool turns = random_.chance(0.6);
        for (int begin = slot.start; begin < slot.start + slot.length;) {
            const int end = std::min((begin / bar + 1) * bar, slot.start + slot.length);
            bass(voicing.bass, begin, end - begin);
            const int first = withBass_ ? 1 : 0;
            const int steps = (end - begin) / step;
            const int size = static_cast<int>(ladder.size());
            for (int i = first; i < steps; ++i) {
                const int k = i - first;
                const int turn = 2 * size - 2;
                const int place = turns ? (k % turn < size ? k % turn : turn - k % turn) : k % size;
                out_.push_back({begin + i * step, step, ladder[static_cast<std::size_t>(place)]});
            }
            begin = end;
        }
    }

    void repeated(const ChordSlot& slot, const ChordLayout& voicing) {
        const int step = 6;
        for (int at = 0; at + step <= slot.length; at += step) {
            const int tick = slot.start + at;
            if (at == 0 || tick % ground_.metre->barTicks == 0)
                bass(voicing.bass, tick, std::min(slot.length - at, 24));
            // Now and then a gap, so that it does not hammer.
            if (at > 0 && random_.chance(0.1)) continue;
            chord(voicing, tick, step, true);
        }
    }

    /// Chords on the weak beats, now and then half a beat early.
    void walking(std::size_t index) {
        const ChordSlot& slot = (*ground_.slots)[index];
        const ChordLayout& voicing = (*ground_.voicings)[index];
        const auto spans = spansIn(*ground_.metre, slot);
        if (withBass_) {
            const std::size_t next = std::min(index + 1, ground_.voicings->size() - 1);
            const int highest = std::max(voicing.bass + 7, voicing.inner[0] - 1);
            const auto steps = walk(ground_, slot, voicing.bass, (*ground_.voicings)[next].bass,
                                    std::max(28, voicing.bass - 9), highest, random_);
            out_.insert(out_.end(), steps.begin(), steps.end());
        }
        for (std::size_t k = 0; k < spans.size(); ++k) {
            if (k % 2 == 0 && spans.size() > 1) continue;
            const bool early = k > 0 && random_.chance(0.25);
            chord(voicing, spans[k].tick - (early ? 6 : 0), std::min(spans[k].length, 6), true);
        }
    }

    void syncopated(const ChordSlot& slot, const ChordLayout& voicing) {
        static constexpr std::array<std::array<int, 4>, 4> kBars = {
            {{0, 18, 36, -1}, {0, 18, 30, -1}, {0, 12, 30, 42}, {6, 18, 30, -1}}};
        const auto& hits = kBars[static_cast<std::size_t>(random_.below(4))];
        for (int begin = slot.start; begin < slot.start + slot.length; begin += 48) {
            const int end = std::min(begin + 48, slot.start + slot.length);
            bass(voicing.bass, begin, std::min(18, end - begin));
            if (end - begin > 24) bass(voicing.bass, begin + 24, 18);
            std::vector<int> ticks;
            for (const int hit : hits)
                if (hit >= 0 && begin + hit < end) ticks.push_back(begin + hit);
            if (ticks.empty()) ticks.push_back(begin);
            for (std::size_t i = 0; i < ticks.size(); ++i) {
                const int next = i + 1 < ticks.size() ? ticks[i + 1] : end;
                chord(voicing, ticks[i], std::min(next - ticks[i], 12), true);
            }
        }
    }

    const AccompanimentGround& ground_;
    bool withBass_;
    models::RandomStream& random_;
    std::vector<PartNote> out_;
};

/// What the tune does at a tick: its pitch, and the one it comes from if it moves there.
struct TuneMove {
    int before = -1;
    int now = -1;
    bool moves = false;
};

TuneMove tuneAt(const std::vector<TuneNote>& tune, int tick) {
    TuneMove out;
    for (const TuneNote& note : tune) {
        if (note.tick > tick) break;
        if (note.tick == tick) {
            out.moves = true;
            out.before = out.now;
            out.now = note.pitch;
        } else {
            out.now = note.pitch;
            out.before = out.now;
        }
    }
    return out;
}

int intoRange(int pitch, int lowest, int highest) {
    while (pitch < lowest) pitch += 12;
    while (pitch > highest && pitch - 12 >= lowest) pitch -= 12;
    return pitch;
}

}  // namespace

std::vector<PartNote> writeChords(const AccompanimentGround& ground, Texture texture, bool withBass,
                                  models::RandomStream& random) {
    // These are what the tune or the bass does, which a pattern of one bar knows nothing of.
    const bool bound =
        texture == Texture::Held || texture == Texture::Homophonic || texture == Texture::Walking;
    if (ground.patterns != nullptr && !bound && patternMetreOf(*ground.metre))
        return writePatterns(ground, *ground.patterns, texture, withBass, random);
    return ChordWriter(ground, withBass, random).write(texture);
}

std::vector<PartNote> writeBassLine(const AccompanimentGround& ground, Texture texture, int lowest,
                                    int highest, models::RandomStream& random) {
    const auto& slots = *ground.slots;
    const auto& voicings = *ground.voicings;
    const MetrePlan& metre = *ground.metre;
    std::vector<PartNote> out;
    const auto layoutAt = [&](int tick) {
        std::size_t found = 0;
        for (std::size_t i = 0; i < slots.size(); ++i)
            if (slots[i].start <= tick) found = i;
        return voicings[found];
    };
    // A note only where it makes no parallel fifth or octave with the tune.
    const auto add = [&](int tick, int duration, int pitch, int instead, bool detached) {
        if (!out.empty()) {
            const TuneMove move = tuneAt(*ground.tune, tick);
            const auto parallel = [&] {
                return move.moves && move.before >= 0 &&
                       parallelPerfects(move.before, out.back().pitch, move.now, pitch);
            };
            if (parallel()) pitch = instead;
            // The layout has none between its own notes: the one before was another.
            if (parallel()) out.back().pitch = layoutAt(out.back().tick).bass;
        }
        out.push_back({tick, duration, pitch, true, detached});
    };
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const ChordSlot& slot = slots[i];
        const int pitch = voicings[i].bass;
        const int end = slot.start + slot.length;
        const bool final = ground.last && i + 1 == slots.size();
        const auto spans = spansIn(metre, slot);
        if (!final && texture == Texture::Homophonic) {
            for (const BeatSpan& span : tuneSpans(ground, slot))
                add(span.tick, span.length, pitch, pitch, false);
            continue;
        }
        if (!final && texture == Texture::Walking) {
            const int goal = i + 1 < slots.size() ? voicings[i + 1].bass : pitch;
            for (const PartNote& one : walk(ground, slot, pitch, goal, lowest, highest, random))
                add(one.tick, one.duration, one.pitch, pitch, false);
            continue;
        }
        if (final || texture == Texture::Held || texture == Texture::Arpeggio ||
            texture == Texture::Broken || spans.size() < 2) {
            for (int tick = slot.start; tick < end;) {
                const int next = std::min((tick / metre.barTicks + 1) * metre.barTicks, end);
                add(tick, next - tick, pitch, pitch, false);
                tick = next;
            }
        } else {
            const int root = pitchClassOf(ground.tonic + slot.chord.root);
            int fifth = pitch;
            for (const int step : {-5, 7})
                if (pitch + step >= lowest && pitch + step <= highest && fifth == pitch &&
                    pitchClassOf(pitch + step - root) == 7 &&
                    inMask(chordMask(slot.chord), pitch + step - ground.tonic))
                    fifth = pitch + step;
            int count = 0;
            for (std::size_t k = 0; k < spans.size(); ++k) {
                const int inBar = spans[k].tick % metre.barTicks;
                const bool strong =
                    k == 0 || spans[k].barStart ||
                    (metre.beatStarts.size() != 3 && inBar % (2 * metre.beatLength(0)) == 0);
                const bool busy = texture == Texture::Repeated;
                if (!strong && !busy) continue;
                const int wanted = count++ % 2 == 1 && texture != Texture::Repeated ? fifth : pitch;
                int length = spans[k].length;
                if (texture == Texture::Pulse && k + 1 < spans.size() && !busy)
                    length = std::min(end - spans[k].tick, 2 * length);
                if (busy && spans[k].length >= 12 && spans[k].length % 2 == 0) {
                    add(spans[k].tick, length / 2, wanted, pitch, true);
                    add(spans[k].tick + length / 2, length / 2, wanted, pitch, true);
                } else if (texture == Texture::Syncopated && length >= 12 &&
                           spans[k].tick + 24 <= end && random.chance(0.7)) {
                    add(spans[k].tick, 18, wanted, pitch, false);
                    add(spans[k].tick + 18, 6, pitch, pitch, true);
                } else {
                    add(spans[k].tick, length, wanted, pitch, texture == Texture::OomPah);
                }
            }
        }
        // A step between two roots leads on.
        if (i + 1 == slots.size() || final || out.empty()) continue;
        const int goal = voicings[i + 1].bass;
        const int gap = goal - pitch;
        const int beat = metre.beatLength(metre.beatStarts.size() - 1);
        PartNote& back = out.back();
        if ((std::abs(gap) == 3 || std::abs(gap) == 4) && back.pitch == pitch &&
            random.chance(0.55)) {
            const int step = stepOf(pitch - ground.tonic) + (gap > 0 ? 1 : -1);
            int passing = semitonesOf(step, ground.minor) + ground.tonic;
            while (passing < std::min(pitch, goal)) passing += 12;
            while (passing > std::max(pitch, goal)) passing -= 12;
            const int at = end - std::min(beat, 12);
            const bool between = passing > std::min(pitch, goal) && passing < std::max(pitch, goal);
            const TuneMove move = tuneAt(*ground.tune, at);
            const bool clash =
                move.now >= 0 &&
                (pitchClassOf(move.now - passing) == 1 || pitchClassOf(move.now - passing) == 11 ||
                 (move.moves && parallelPerfects(move.before, pitch, move.now, passing)));
            const TuneMove next = tuneAt(*ground.tune, end);
            const bool parallel = next.moves && next.before >= 0 &&
                                  parallelPerfects(next.before, passing, next.now, goal);
            if (between && !clash && !parallel && at > back.tick &&
                back.tick + back.duration > at) {
                back.duration = at - back.tick;
                out.push_back({at, end - at, passing, true, false});
            }
        }
    }
    return out;
}

std::vector<PartNote> writeHomophonicLine(const AccompanimentGround& ground, int line, int lowest,
                                          int highest) {
    const std::size_t voice = static_cast<std::size_t>(2 - line % 3);
    std::vector<PartNote> out;
    for (std::size_t i = 0; i < ground.slots->size(); ++i) {
        const int pitch = intoRange((*ground.voicings)[i].inner[voice], lowest, highest);
        for (const BeatSpan& span : tuneSpans(ground, (*ground.slots)[i]))
            out.push_back({span.tick, span.length, pitch});
    }
    return out;
}

std::vector<PartNote> writeInnerLine(const AccompanimentGround& ground, int line, int lowest,
                                     int highest, models::RandomStream& random) {
    const auto& slots = *ground.slots;
    const auto& voicings = *ground.voicings;
    const std::size_t voice = static_cast<std::size_t>(2 - line % 3);
    std::vector<PartNote> out;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const int pitch = intoRange(voicings[i].inner[voice], lowest, highest);
        const int end = slots[i].start + slots[i].length;
        for (int tick = slots[i].start; tick < end;) {
            const int bar = ground.metre->barTicks;
            const int next = std::min((tick / bar + 1) * bar, end);
            // Held on over the change where the note is common to both chords and the bar is one.
            if (!out.empty() && out.back().pitch == pitch && tick % bar != 0 &&
                out.back().tick + out.back().duration == tick)
                out.back().duration += next - tick;
            else
                out.push_back({tick, next - tick, pitch});
            tick = next;
        }
    }
    if (line > 0 || ground.tune->empty() || out.empty() || ground.last) return out;
    // Where the tune rests on its last note the highest inner voice answers with a short figure.
    const TuneNote& rest = ground.tune->back();
    const int beat = ground.metre->beatLength(0);
    PartNote& held = out.back();
    if (rest.duration < 2 * beat || held.duration < 3 * beat || !random.chance(0.7)) return out;
    const int from = held.tick + held.duration - 2 * beat;
    const int start = held.pitch;
    const int end = held.tick + held.duration;
    held.duration = from - held.tick;
    const int direction = random.chance(0.5) ? 1 : -1;
    const int step = beat / 2 >= 6 && random.chance(0.6) ? beat / 2 : beat;
    int scale = stepOf(start - ground.tonic);
    static constexpr std::array<std::array<int, 4>, 4> kFigures = {
        {{1, 2, 1, 0}, {0, 1, 2, 1}, {-1, 0, 1, 0}, {2, 1, 0, -1}}};
    const auto& moves = kFigures[static_cast<std::size_t>(random.below(4))];
    int tick = from;
    for (std::size_t k = 0; tick < end; ++k, tick += step) {
        const int at = scale + direction * moves[k % moves.size()];
        const int pitch = semitonesOf(at, ground.minor) + ground.tonic;
        out.push_back({tick, std::min(step, end - tick),
                       intoRange(pitch + 12 * ((start - pitch + 6) / 12), lowest, highest)});
    }
    return out;
}

}  // namespace arioso
