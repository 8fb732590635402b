#include "src/originality/tune_library.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "models/tensor_file.h"
#include "src/compose/composer_weights.h"

namespace arioso {
namespace {

constexpr const char* kName = "tunes";
constexpr const char* kArchitecture = "arioso-tunes-1";
/// Share of the distance to a neighbour by which an onset may be elsewhere.
constexpr double kTolerance = 0.25;
/// What short notes lose when they are put on the grid, in ticks.
constexpr double kRounding = 0.6;
/// Whole numbers that half precision holds exactly.
constexpr int kLargest = 2048;

std::uint32_t mixed(std::uint32_t hash, std::uint32_t value) {
    // Fowler, Noll and Vo's hash, FNV-1a.
    return (hash ^ value) * 16777619U;
}

/// A tick of swung music where it would be if both halves of a beat were equal.
std::int32_t evened(std::int32_t tick) {
    const std::int32_t beat = tick >= 0 ? tick / kTicks * kTicks : 0;
    const double place = tick - beat;
    const double late = kTicks * 2.0 / 3.0;
    const double there = place < late ? place * 0.75 : kTicks / 2.0 + (place - late) * 1.5;
    // In quarters of a tick, so that nothing is rounded away.
    return 4 * beat + static_cast<std::int32_t>(std::lround(4.0 * there));
}

template <typename Point>
std::uint32_t hashOf(const Point* points) {
    std::uint32_t hash = 2166136261U;
    for (std::size_t i = 1; i < TuneLibrary::kGram; ++i)
        hash = mixed(hash, static_cast<std::uint32_t>(points[i].pitch - points[i - 1].pitch + 128));
    return hash;
}

}  // namespace

std::vector<TuneLibrary::Point> TuneLibrary::pointsOf(const std::vector<StudyNote>& melody) {
    std::vector<Point> out;
    out.reserve(melody.size());
    for (const StudyNote& note : melody)
        out.push_back({note.onset, evened(note.onset), static_cast<std::int16_t>(note.pitch),
                       static_cast<std::int16_t>(std::min(note.bar, 32000))});
    return out;
}

void TuneLibrary::add(const std::string& title, const std::string& composer,
                      const std::vector<StudyNote>& melody) {
    if (melody.size() < kGram) return;
    tunes_.push_back({title, composer, points_.size(), melody.size()});
    for (const Point& point : pointsOf(melody)) points_.push_back(point);
}

void TuneLibrary::index() {
    entries_.clear();
    for (std::size_t t = 0; t < tunes_.size(); ++t)
        for (std::size_t i = 0; i + kGram <= tunes_[t].count; ++i) {
            const std::size_t at = tunes_[t].first + i;
            entries_.push_back({hashOf(&points_[at]), static_cast<std::uint32_t>(at),
                                static_cast<std::uint32_t>(t)});
        }
    std::ranges::sort(entries_, [](const Entry& a, const Entry& b) {
        return a.hash != b.hash ? a.hash < b.hash : a.point < b.point;
    });
}

int TuneLibrary::barOf(std::size_t tune, std::size_t note) const {
    return points_[tunes_[tune].first + note].bar + 1;
}

bool TuneLibrary::sameRhythm(const Point* a, const Point* b, std::size_t count) {
    return inStep(a, &Point::onset, b, &Point::onset, count) ||
           inStep(a, &Point::even, b, &Point::onset, count) ||
           inStep(a, &Point::onset, b, &Point::even, count);
}

bool TuneLibrary::inStep(const Point* a, std::int32_t Point::*timeA, const Point* b,
                         std::int32_t Point::*timeB, std::size_t count) {
    const double spanA = a[count - 1].*timeA - a[0].*timeA;
    const double spanB = b[count - 1].*timeB - b[0].*timeB;
    if (spanA <= 0.0 || spanB <= 0.0) return false;
    const double stretch = spanA / spanB;
    const double rounding = timeA == &Point::even ? 4.0 * kRounding : kRounding;
    for (std::size_t i = 1; i + 1 < count; ++i) {
        const double wanted = stretch * (b[i].*timeB - b[0].*timeB);
        const double found = a[i].*timeA - a[0].*timeA;
        const double near =
            stretch * std::min(b[i].*timeB - b[i - 1].*timeB, b[i + 1].*timeB - b[i].*timeB);
        if (std::abs(found - wanted) > std::max(rounding, kTolerance * near)) return false;
    }
    return true;
}

std::vector<SharedRun> TuneLibrary::runsAt(const std::vector<Point>& line, std::size_t from) const {
    std::vector<SharedRun> out;
    if (from + kGram > line.size()) return out;
    const std::uint32_t hash = hashOf(&line[from]);
    // Not std::ranges::equal_range: clang 14 cannot go over what it gives.
    const auto first = std::ranges::lower_bound(entries_, hash, {}, &Entry::hash);
    for (auto found = first; found != entries_.end() && found->hash == hash; ++found) {
        const Entry& entry = *found;
        const Tune& tune = tunes_[entry.tune];
        const Point* here = &line[from];
        const Point* there = &points_[entry.point];
        const auto alike = [&](std::size_t i) {
            return here[i].pitch - here[i - 1].pitch == there[i].pitch - there[i - 1].pitch;
        };
        bool equal = true;
        for (std::size_t i = 1; i < kGram && equal; ++i) equal = alike(i);
        if (!equal || !sameRhythm(here, there, kGram)) continue;
        SharedRun run{entry.tune, kGram, from, entry.point - tune.first};
        // As long as every stretch of kGram notes goes on to be the same.
        while (run.from + run.notes < line.size() && run.tuneFrom + run.notes < tune.count &&
               alike(run.notes) &&
               sameRhythm(here + run.notes + 1 - kGram, there + run.notes + 1 - kGram, kGram))
            ++run.notes;
        out.push_back(run);
    }
    return out;
}

std::vector<bool> TuneLibrary::known(const std::vector<StudyNote>& line) const {
    const std::vector<Point> points = pointsOf(line);
    std::vector<bool> out;
    for (std::size_t i = 0; i + kGram <= points.size(); ++i)
        out.push_back(!runsAt(points, i).empty());
    return out;
}

std::vector<SharedRun> TuneLibrary::shared(const std::vector<StudyNote>& line,
                                           std::size_t least) const {
    const std::vector<Point> points = pointsOf(line);
    std::vector<SharedRun> all;
    for (std::size_t i = 0; i + kGram <= points.size(); ++i)
        for (const SharedRun& run : runsAt(points, i))
            if (run.notes >= least) all.push_back(run);
    std::ranges::stable_sort(all, [](const SharedRun& a, const SharedRun& b) {
        return a.notes != b.notes ? a.notes > b.notes : a.from < b.from;
    });
    std::vector<bool> taken(points.size());
    std::vector<SharedRun> out;
    for (const SharedRun& run : all) {
        const auto first = taken.begin() + static_cast<std::ptrdiff_t>(run.from);
        const auto last = first + static_cast<std::ptrdiff_t>(run.notes);
        if (std::find(first, last, true) != last) continue;
        std::fill(first, last, true);
        out.push_back(run);
    }
    return out;
}

void TuneLibrary::save(const std::filesystem::path& folder, const std::string& version) const {
    std::vector<float> intervals;
    std::vector<float> steps;
    std::vector<float> bars;
    nlohmann::json list = nlohmann::json::array();
    for (const Tune& tune : tunes_) {
        list.push_back({tune.title, tune.composer, tune.count});
        Point before = points_[tune.first];
        before.bar = 0;
        for (std::size_t i = 0; i < tune.count; ++i) {
            const Point& point = points_[tune.first + i];
            intervals.push_back(static_cast<float>(point.pitch - before.pitch));
            steps.push_back(static_cast<float>(std::min(point.onset - before.onset, kLargest)));
            bars.push_back(static_cast<float>(std::min(point.bar - before.bar, kLargest)));
            before = point;
        }
    }
    const auto count = static_cast<std::int64_t>(points_.size());
    models::HalfTensorWriter writer;
    writer.add("intervals", {count}, intervals);
    writer.add("steps", {count}, steps);
    writer.add("bars", {count}, bars);
    writeComposerWeights(folder, kName,
                         writer.bytes({{"architecture", kArchitecture}, {"tunes", list}}), version);
}

TuneLibrary TuneLibrary::load(const std::filesystem::path& folder) {
    const ComposerWeights weights = readComposerWeights(folder, kName);
    const models::HalfTensorReader reader(weights.bytes, weights.file.string(), kArchitecture);
    const nlohmann::json& list = reader.config().value("tunes", nlohmann::json());
    TuneLibrary out;
    std::size_t count = 0;
    if (!list.is_array()) reader.fail("expected a list 'tunes' in the config");
    for (const auto& entry : list) {
        if (!entry.is_array() || entry.size() != 3 || !entry[0].is_string() ||
            !entry[1].is_string() || !entry[2].is_number_unsigned())
            reader.fail("expected title, composer and number of notes of every tune");
        out.tunes_.push_back({entry[0], entry[1], count, entry[2]});
        count += out.tunes_.back().count;
    }
    const std::vector<float> intervals = reader.values("intervals", count);
    const std::vector<float> steps = reader.values("steps", count);
    const std::vector<float> bars = reader.values("bars", count);
    for (const Tune& tune : out.tunes_) {
        Point point{0, 0, 60, 0};
        for (std::size_t i = tune.first; i < tune.first + tune.count; ++i) {
            point.pitch = static_cast<std::int16_t>(point.pitch + std::lround(intervals[i]));
            point.onset += static_cast<std::int32_t>(std::lround(steps[i]));
            point.bar = static_cast<std::int16_t>(point.bar + std::lround(bars[i]));
            point.even = evened(point.onset);
            out.points_.push_back(point);
        }
    }
    out.index();
    return out;
}

}  // namespace arioso
