#include "tools/train/reward/note_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/compose/chord_terms.h"

namespace arioso::train {
namespace {

constexpr int kWidest = 24;
constexpr std::size_t kRun = 4;

double total(const std::map<int, double>& histogram) {
    double sum = 0.0;
    for (const auto& [value, count] : histogram) sum += count;
    return sum;
}

double common(const std::map<int, double>& one, const std::map<int, double>& other) {
    const double ones = total(one);
    const double others = total(other);
    if (ones <= 0.0 || others <= 0.0) return 0.0;
    double sum = 0.0;
    for (const auto& [value, count] : one)
        if (const auto found = other.find(value); found != other.end())
            sum += std::min(count / ones, found->second / others);
    return sum;
}

}  // namespace

void NoteShapes::add(const Passage& passage) {
    ++passages_;
    for (std::size_t b = 0; b < passage.bars.size(); ++b) {
        bool fresh = false;
        for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane)
            fresh = fresh || passage.isFresh(b, lane);
        if (!fresh) continue;
        ++bars_;
        const Passage::Bar& bar = passage.bars[b];
        const bool sounds =
            std::any_of(passage.notes.begin(), passage.notes.end(), [&](const PassageNote& note) {
                return note.start < bar.start + bar.length && note.end > bar.start;
            });
        if (!sounds) ++silent_;
    }
    for (const PassageNote& note : passage.notes) {
        if (!note.fresh) continue;
        ++notes_;
        ++lengths_[note.end - note.start];
        ++degrees_[pitchClassOf(note.pitch)];
        ++places_[(note.start - passage.bars[note.bar].start) % passage.bars[note.bar].beat];
    }
    for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane) {
        if (!isMelodic(passage.lanes[lane])) continue;
        const auto line = passage.line(lane);
        for (std::size_t i = 1; i < line.size(); ++i)
            if (line[i].fresh)
                ++intervals_[std::clamp(line[i].pitch - line[i - 1].pitch, -kWidest, kWidest)];
        std::set<std::array<int, 2 * (kRun - 1)>> seen;
        for (std::size_t i = kRun; i <= line.size(); ++i) {
            std::array<int, 2 * (kRun - 1)> run{};
            bool fresh = line[i - kRun].fresh;
            for (std::size_t k = 1; k < kRun; ++k) {
                const PassageNote& note = line[i - kRun + k];
                fresh = fresh && note.fresh;
                run[2 * k - 2] = note.pitch - line[i - kRun + k - 1].pitch;
                run[2 * k - 1] = note.start - line[i - kRun + k - 1].start;
            }
            if (!fresh) continue;
            ++runs_;
            if (!seen.insert(run).second) ++repeated_;
        }
    }
}

NoteShapes::Overlap NoteShapes::overlap(const NoteShapes& other) const {
    return {common(lengths_, other.lengths_), common(intervals_, other.intervals_),
            common(degrees_, other.degrees_), common(places_, other.places_)};
}

double NoteShapes::intervalEntropy() const {
    const double all = total(intervals_);
    double out = 0.0;
    for (const auto& [interval, count] : intervals_) out -= count / all * std::log2(count / all);
    return out;
}

}  // namespace arioso::train
