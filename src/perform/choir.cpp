#include "src/perform/choir.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "dsp/philox.h"
#include "src/perform/curves.h"

namespace arioso {
namespace {

constexpr double kLag = 0.005;      // seconds, standard deviation of a singer's own lateness
constexpr double kScatter = 0.011;  // seconds, of the same singer from note to note
constexpr double kMost = 2.0;       // standard deviations
constexpr double kKnots = 0.2;      // seconds between the nearest deviations
constexpr double kDetune = 9.0;     // cents, at the ends of the spread
constexpr double kDetuneMore = 2.0;
constexpr double kMostDetune = 12.0;
constexpr double kThroat = 14.0;  // of the gender curve, at the ends of the spread
constexpr double kThroatMore = 3.0;
constexpr double kLevel = 0.7;  // dB, standard deviation
constexpr std::uint64_t kStream = 0x63686F6972ULL << 16U;
constexpr std::uint64_t kSingers = 256;

double bounded(float value) {
    return std::clamp(static_cast<double>(value), -kMost, kMost);
}

bool overlap(const PerformedNote& a, const PerformedNote& b) {
    const double both = std::min(a.offset, b.offset) - std::max(a.onset, b.onset);
    return both > 0.5 * std::min(a.offset - a.onset, b.offset - b.onset);
}

/// How many notes of a voice sound with each of its notes, itself counted.
std::vector<int> chordSizes(const std::vector<PerformedNote>& notes) {
    std::vector<int> sizes(notes.size());
    for (std::size_t i = 0; i < notes.size(); ++i) {
        sizes[i] = std::max(sizes[i], notes[i].rank + 1);
        for (std::size_t j = i + 1; j < notes.size() && notes[j].onset < notes[i].offset; ++j) {
            if (notes[j].voice != notes[i].voice || !overlap(notes[i], notes[j])) continue;
            sizes[i] = std::max(sizes[i], notes[j].rank + 1);
            sizes[j] = std::max(sizes[j], notes[i].rank + 1);
        }
    }
    return sizes;
}

/// Moves the times of a performance a little, smoothly: what touched before touches after.
class TimeWarp {
  public:
    TimeWarp(const std::vector<PerformedNote>& notes, const dsp::Philox& random, double lag) {
        for (const PerformedNote& note : notes) {
            if (!knots_.empty() && note.onset - knots_.back().seconds < kKnots) continue;
            const double moved = lag + kScatter * bounded(random.normal(note.id));
            knots_.push_back({note.onset, static_cast<float>(moved)});
        }
    }
    [[nodiscard]] double at(double seconds) const {
        return std::max(0.0, seconds + static_cast<double>(curveAt(knots_, seconds)));
    }

  private:
    std::vector<CurvePoint> knots_;
};

void warp(const TimeWarp& time, PerformedNote& note) {
    const double onset = time.at(note.onset);
    for (dsp::PitchPoint& point : note.bend)
        point.seconds = time.at(note.onset + point.seconds) - onset;
    for (CurvePoint& point : note.levels)
        point.seconds = time.at(note.onset + point.seconds) - onset;
    for (PhonemeSpan& span : note.phonemes) {
        span.start = time.at(span.start);
        span.end = time.at(span.end);
    }
    note.offset = std::max(onset, time.at(note.offset));
    note.onset = onset;
}

/// Place of one of `count` in a row, -1 … 1; each property walks the row in an order of its own, so
/// that the lowest is not also the leftmost.
double placeIn(int index, int count, int step) {
    if (count < 2) return 0.0;
    while (count % step == 0) ++step;
    const int place = (index * step) % count;
    return 2.0 * (place + 0.5) / count - 1.0;
}

void makeOwn(ChoirSinger& singer, int index, const ChoirOptions& options) {
    const dsp::Philox random(
        options.seed,
        kStream + (options.stream * kSingers + static_cast<std::uint64_t>(singer.number & 0xFF)));
    const auto own = random.normalBlock(1ULL << 40U);
    PerformedPart& part = singer.part;
    const TimeWarp time(part.notes, random, kLag * bounded(own[0]));
    const double detune = std::clamp(
        kDetune * placeIn(index, options.singers, 1) + kDetuneMore * 0.5 * bounded(own[1]),
        -kMostDetune, kMostDetune);
    for (PerformedNote& note : part.notes) {
        warp(time, note);
        if (note.bend.empty()) note.bend.push_back({0.0, 0.0F});
        for (dsp::PitchPoint& point : note.bend) point.cents += static_cast<float>(detune);
    }
    const double throat =
        kThroat * placeIn(index, options.singers, 2) + kThroatMore * bounded(own[2]);
    part.voice.gender = addCurves(part.voice.gender, {{0.0, static_cast<float>(throat)}});
    // Singers that differ by cents add up in power.
    const double gain = kLevel * bounded(own[3]) - 10.0 * std::log10(options.singers);
    part.gainDb = addCurves(part.gainDb, {{0.0, static_cast<float>(gain)}});
    singer.place = static_cast<float>(placeIn(index, options.singers, 3));
}

}  // namespace

bool hasSeveralLines(const PerformedPart& part) {
    return std::any_of(part.notes.begin(), part.notes.end(), [&part](const PerformedNote& note) {
        return note.voice != part.notes.front().voice || note.rank > 0;
    });
}

std::vector<ChoirSinger> singersOf(const PerformedPart& part, std::span<const PerformedPart> takes,
                                   const ChoirOptions& options) {
    const std::vector<int> sizes = chordSizes(part.notes);
    std::map<int, int> most;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        int& count = most.try_emplace(part.notes[i].voice, options.singers).first->second;
        count = std::min(kMostSingers, std::max(count, sizes[i]));
    }
    std::vector<ChoirSinger> out;
    int number = 0;
    for (const auto& [voice, count] : most) {
        for (int s = 0; s < count; ++s) {
            ChoirSinger singer;
            singer.voice = voice;
            singer.number = number++;
            singer.part = part;
            singer.part.notes.clear();
            for (std::size_t i = 0; i < part.notes.size(); ++i) {
                const PerformedNote& note = part.notes[i];
                const int rank = sizes[i] > options.singers ? s : s * sizes[i] / options.singers;
                if (note.voice != voice || note.rank != rank) continue;
                if (s >= options.singers && sizes[i] <= options.singers) continue;
                singer.part.notes.push_back(note);
                if (takes.empty()) continue;
                const auto& take = takes[static_cast<std::size_t>(s) % takes.size()];
                singer.part.notes.back().bend = take.notes.at(i).bend;
                singer.part.notes.back().levels = take.notes.at(i).levels;
            }
            if (singer.part.notes.empty()) continue;
            if (options.singers > 1) makeOwn(singer, s, options);
            out.push_back(std::move(singer));
        }
    }
    return out;
}

}  // namespace arioso
