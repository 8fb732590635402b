#include "tools/train/reward/theory_shares.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "src/compose/chord_terms.h"

namespace arioso::train {
namespace {

using events::LaneKind;

constexpr int kLeap = 5;  // semitones; more than a fourth
constexpr int kTenth = 16;
constexpr int kMargin = 2;
constexpr int kLeastCompass = 12;
constexpr std::size_t kKnownCompass = 8;  // notes

double share(double part, double whole, double none) {
    return whole > 0.0 ? part / whole : none;
}

std::uint32_t scaleOf(const Passage& passage) {
    if (!passage.minor) return scaleMask(false);
    constexpr int kRaisedSixth = 9;
    return scaleMask(true) | scaleMask(true, true) | (1U << kRaisedSixth);
}

bool isConsonant(int interval) {
    constexpr std::array<bool, 12> kConsonant = {true,  false, false, true, true,  true,
                                                 false, true,  true,  true, false, false};
    return kConsonant[static_cast<std::size_t>(pitchClassOf(interval))];
}

/// Chord symbols of a bar: tick from its start and tones.
struct Sounding {
    int tick;
    std::uint32_t tones;
};

std::vector<Sounding> chordsOf(const std::vector<int>& cell) {
    std::vector<Sounding> out;
    int tick = 0;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (events::isPosition(cell[i])) tick = events::tickOf(cell[i]);
        if (cell[i] == events::kNudge) ++tick;
        if (!events::isIn(cell[i], events::kPitchClass, 12) || i + 1 >= cell.size()) continue;
        const Chord chord{cell[i] - events::kPitchClass,
                          static_cast<ChordQuality>(cell[i + 1] - events::kQuality)};
        out.push_back({tick, chordMask(chord)});
    }
    return out;
}

/// The outermost pitches that sound at a tick, other than one and the same.
struct Outer {
    int low;
    int high;
};

std::optional<Outer> outerAt(const Passage& passage, int tick) {
    Outer out{1000, -1000};
    std::size_t count = 0;
    for (const PassageNote& note : passage.notes) {
        if (note.start > tick) break;
        if (note.end <= tick) continue;
        out.low = std::min(out.low, note.pitch);
        out.high = std::max(out.high, note.pitch);
        ++count;
    }
    if (count < 2 || out.low == out.high) return std::nullopt;
    return out;
}

/// Lowest and highest pitch that a lane's notes may have.
struct Compass {
    int low = 0;
    int high = 127;
};

Compass compassOf(const Passage& passage, std::size_t lane) {
    Compass out{127, 0};
    std::size_t kept = 0;
    for (const PassageNote& note : passage.notes) {
        if (note.lane != lane || note.fresh) continue;
        out.low = std::min(out.low, note.pitch - kMargin);
        out.high = std::max(out.high, note.pitch + kMargin);
        ++kept;
    }
    if (kept < kKnownCompass) return {};
    while (out.high - out.low < kLeastCompass) {
        --out.low;
        ++out.high;
    }
    return out;
}

}  // namespace

double keyShare(const Passage& passage) {
    const std::uint32_t scale = scaleOf(passage);
    double all = 0.0;
    double inside = 0.0;
    for (const PassageNote& note : passage.notes) {
        if (!note.fresh) continue;
        ++all;
        if (inMask(scale, note.pitch - passage.bars[note.bar].key)) ++inside;
    }
    return share(inside, all, 1.0);
}

double resolvedShare(const Passage& passage) {
    double leaps = 0.0;
    double resolved = 0.0;
    for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane) {
        if (!isMelodic(passage.lanes[lane])) continue;
        const auto line = passage.line(lane);
        for (std::size_t i = 1; i + 1 < line.size(); ++i) {
            const int leap = line[i].pitch - line[i - 1].pitch;
            const int next = line[i + 1].pitch - line[i].pitch;
            const bool judged = line[i].fresh && line[i].start <= line[i - 1].end;
            if (!judged || std::abs(leap) <= kLeap) continue;
            ++leaps;
            if (next == 0 || (next > 0) != (leap > 0)) ++resolved;
        }
    }
    return share(resolved, leaps, 1.0);
}

double parallelShare(const Passage& passage) {
    double moves = 0.0;
    double parallel = 0.0;
    std::optional<Outer> before;
    for (std::size_t i = 0; i < passage.notes.size();) {
        const int tick = passage.notes[i].start;
        bool fresh = false;
        for (; i < passage.notes.size() && passage.notes[i].start == tick; ++i)
            fresh = fresh || passage.notes[i].fresh;
        const auto now = outerAt(passage, tick);
        if (now && before && fresh && now->low != before->low && now->high != before->high) {
            ++moves;
            const int interval = pitchClassOf(now->high - now->low);
            const bool same = interval == pitchClassOf(before->high - before->low);
            const bool together = (now->high > before->high) == (now->low > before->low);
            if (same && together && (interval == 0 || interval == 7)) ++parallel;
        }
        before = now;
    }
    return share(parallel, moves, 0.0);
}

double agreementShare(const Passage& passage, const EventPiece& piece) {
    double pairs = 0.0;
    double consonant = 0.0;
    std::optional<std::size_t> symbols;
    for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane)
        if (passage.lanes[lane] == LaneKind::Chords) symbols = lane;
    for (const PassageNote& note : passage.notes) {
        const Passage::Bar& bar = passage.bars[note.bar];
        const int place = note.start - bar.start;
        if (!note.fresh || place % bar.beat != 0) continue;
        for (const PassageNote& other : passage.notes) {
            if (other.start > note.start) break;
            if (other.lane == note.lane || other.end <= note.start) continue;
            ++pairs;
            // From the lower one: a fourth is consonant among others, whichever is the bass.
            if (isConsonant(std::abs(note.pitch - other.pitch))) ++consonant;
        }
        if (!symbols) continue;
        std::optional<std::uint32_t> tones;
        for (const Sounding& chord : chordsOf(piece.bars[note.bar].cells[*symbols]))
            if (chord.tick <= place) tones = chord.tones;
        if (!tones) continue;
        ++pairs;
        if (inMask(*tones, note.pitch)) ++consonant;
    }
    return share(consonant, pairs, 1.0);
}

double closeShare(const Passage& passage) {
    std::optional<std::size_t> last;
    for (std::size_t bar = 0; bar < passage.bars.size(); ++bar)
        for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane)
            if (passage.isFresh(bar, lane)) last = bar;
    if (!last) return 0.0;
    // The last note of the lane that lies lowest there, and of the first that has a tune.
    std::optional<PassageNote> bass;
    std::optional<PassageNote> upper;
    double lowest = 1e9;
    for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane) {
        double sum = 0.0;
        double count = 0.0;
        std::optional<PassageNote> low;
        std::optional<PassageNote> high;
        for (const PassageNote& note : passage.notes) {
            if (note.bar != *last || note.lane != lane) continue;
            sum += note.pitch;
            ++count;
            if (!low || note.start > low->start) low = note;
            high = note;
        }
        if (!low) continue;
        if (sum / count < lowest) {
            lowest = sum / count;
            bass = low;
        }
        if (!upper && isMelodic(passage.lanes[lane])) upper = high;
    }
    if (!bass) return 0.0;
    const auto degree = [&](const PassageNote& note) {
        return pitchClassOf(note.pitch - passage.bars[*last].key);
    };
    const int root = degree(*bass);
    double out = root == 0 ? 1.0 : root == 7 ? 0.5 : 0.0;
    if (!upper) return out / 3.0;
    const int tone = degree(*upper);
    if (tone == 0 || tone == 7 || tone == (passage.minor ? 3 : 4)) out += 1.0;
    if (upper->end - upper->start >= passage.bars[*last].beat) out += 1.0;
    return out / 3.0;
}

double reachShare(const Passage& passage) {
    double all = 0.0;
    double inside = 0.0;
    for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane) {
        const Compass compass = compassOf(passage, lane);
        const bool melodic = isMelodic(passage.lanes[lane]) &&
                             passage.lanes[lane] != LaneKind::KeysUpper &&
                             passage.lanes[lane] != LaneKind::Keys;
        int chordStart = -1;
        int chordLow = 0;
        std::optional<int> before;
        for (const PassageNote& note : passage.notes) {
            if (note.lane != lane) continue;
            if (note.start != chordStart) {
                if (chordStart >= 0) before = chordLow;
                chordStart = note.start;
                chordLow = note.pitch;
            }
            if (!note.fresh) continue;
            ++all;
            const bool leaps = melodic && before && std::abs(note.pitch - *before) > 12;
            const bool wide = note.pitch - chordLow > kTenth;
            if (note.pitch >= compass.low && note.pitch <= compass.high && !leaps && !wide)
                ++inside;
        }
    }
    return share(inside, all, 1.0);
}

}  // namespace arioso::train
