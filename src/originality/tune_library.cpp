#include "src/originality/tune_library.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "models/tensor_file.h"
#include "src/compose/composer_weights.h"

namespace arioso {
namespace {

constexpr const char* kName = "tunes";
constexpr const char* kArchitecture = "arioso-tunes-1";
/// Share of the distance to a neighbour by which an onset may be elsewhere.
constexpr double kTolerance = 0.15;
/// What short notes lose when they are put on the grid, in ticks.
constexpr double kRounding = 0.6;
/// Whole numbers that half precision holds exactly.
constexpr int kLargest = 2048;
constexpr std::uint64_t kLongest = 10'000'000;

/// A tick of swung music where it would be if both halves of a beat were equal.
std::int32_t evened(std::int32_t tick) {
    const std::int32_t beat = tick >= 0 ? tick / kTicks * kTicks : 0;
    const double place = tick - beat;
    const double late = kTicks * 2.0 / 3.0;
    const double there = place < late ? place * 0.75 : kTicks / 2.0 + (place - late) * 1.5;
    // In quarters of a tick, so that nothing is rounded away.
    return 4 * beat + static_cast<std::int32_t>(std::lround(4.0 * there));
}

template <typename Pitch>
std::uint32_t hashOf(const Pitch& pitch) {
    GramHash hash;
    for (std::size_t i = 1; i < TuneLibrary::kGram; ++i)
        hash.mix(static_cast<std::uint32_t>(pitch(i) - pitch(i - 1) + 128));
    return hash.value();
}

}  // namespace

TuneLibrary::TuneLibrary(std::vector<Tune> tunes, Columns columns, PostingIndex index)
    : tunes_(std::move(tunes)), columns_(std::move(columns)), index_(std::move(index)) {}

std::vector<TuneLibrary::Point> TuneLibrary::pointsOf(const std::vector<StudyNote>& melody) {
    std::vector<Point> out;
    out.reserve(melody.size());
    for (const StudyNote& note : melody)
        out.push_back({note.onset, evened(note.onset), static_cast<std::int16_t>(note.pitch)});
    return out;
}

void TuneLibrary::add(const std::string& title, const std::string& composer,
                      const std::vector<StudyNote>& melody) {
    if (melody.size() < kGram) return;
    tunes_.push_back({title, composer, columns_.onsets.size(), melody.size()});
    for (const StudyNote& note : melody) {
        columns_.onsets.add(note.onset);
        columns_.pitches.add(static_cast<std::int16_t>(note.pitch));
        columns_.bars.add(static_cast<std::uint16_t>(std::clamp(note.bar, 0, 65535)));
    }
}

void TuneLibrary::index() {
    index_ = PostingIndex(stretches(), [this](const PostingIndex::Sink& sink) {
        for (const Tune& tune : tunes_)
            for (std::size_t at = tune.first; at + kGram <= tune.first + tune.count; ++at)
                sink(hashOf([&](std::size_t i) { return columns_.pitches[at + i]; }),
                     static_cast<std::uint32_t>(at));
    });
}

std::size_t TuneLibrary::stretches() const {
    std::size_t out = 0;
    for (const Tune& tune : tunes_) out += tune.count + 1 - kGram;
    return out;
}

TuneLibrary::Window TuneLibrary::windowAt(std::size_t place) const {
    Window out;
    for (std::size_t i = 0; i < kGram; ++i) {
        const std::int32_t onset = columns_.onsets[place + i];
        out[i] = {onset, evened(onset), columns_.pitches[place + i]};
    }
    return out;
}

int TuneLibrary::barOf(std::size_t tune, std::size_t note) const {
    return columns_.bars[tunes_[tune].first + note] + 1;
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
    const std::uint32_t hash = hashOf([&](std::size_t i) { return line[from + i].pitch; });
    for (const std::uint32_t place : index_.places(hash)) {
        // A place of a file may lie anywhere.
        if (std::size_t{place} + kGram > columns_.onsets.size()) continue;
        const Point* here = &line[from];
        const auto alike = [&](std::size_t i) {
            return here[i].pitch - here[i - 1].pitch ==
                   columns_.pitches[place + i] - columns_.pitches[place + i - 1];
        };
        bool equal = true;
        for (std::size_t i = 1; i < kGram && equal; ++i) equal = alike(i);
        if (!equal || !sameRhythm(here, windowAt(place).data(), kGram)) continue;
        // Not std::ranges::upper_bound over a projection of a view: clang 14 cannot.
        const auto after =
            std::upper_bound(tunes_.begin(), tunes_.end(), place,
                             [](std::size_t at, const Tune& tune) { return at < tune.first; });
        const auto tune = static_cast<std::size_t>(after - tunes_.begin()) - 1;
        SharedRun run{tune, kGram, from, place - tunes_[tune].first};
        // As long as every stretch of kGram notes goes on to be the same.
        while (run.from + run.notes < line.size() &&
               run.tuneFrom + run.notes < tunes_[tune].count && alike(run.notes) &&
               sameRhythm(here + run.notes + 1 - kGram,
                          windowAt(place + run.notes + 1 - kGram).data(), kGram))
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
        for (std::size_t i = 0; i < tune.count; ++i) {
            const std::size_t at = tune.first + i;
            const std::size_t last = i == 0 ? at : at - 1;
            const int bar = i == 0 ? 0 : columns_.bars[last];
            intervals.push_back(static_cast<float>(columns_.pitches[at] - columns_.pitches[last]));
            // The first: its place in the beat, by which swing is told.
            const int step =
                i == 0 ? columns_.onsets[at] % kTicks : columns_.onsets[at] - columns_.onsets[last];
            steps.push_back(static_cast<float>(std::min(step, kLargest)));
            bars.push_back(static_cast<float>(std::min(columns_.bars[at] - bar, kLargest)));
        }
    }
    const auto count = static_cast<std::int64_t>(columns_.onsets.size());
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
            !entry[1].is_string() || !entry[2].is_number_unsigned() ||
            entry[2].get<std::uint64_t>() < kGram || entry[2].get<std::uint64_t>() > kLongest)
            reader.fail("expected title, composer and number of notes of every tune");
        out.tunes_.push_back({entry[0], entry[1], count, entry[2]});
        count += out.tunes_.back().count;
    }
    const std::vector<float> intervals = reader.values("intervals", count);
    const std::vector<float> steps = reader.values("steps", count);
    const std::vector<float> bars = reader.values("bars", count);
    for (const Tune& tune : out.tunes_) {
        std::int16_t pitch = 60;
        std::int32_t onset = 0;
        std::uint16_t bar = 0;
        for (std::size_t i = tune.first; i < tune.first + tune.count; ++i) {
            pitch = static_cast<std::int16_t>(pitch + std::lround(intervals[i]));
            onset += static_cast<std::int32_t>(std::lround(steps[i]));
            bar = static_cast<std::uint16_t>(bar + std::lround(bars[i]));
            out.columns_.pitches.add(pitch);
            out.columns_.onsets.add(onset);
            out.columns_.bars.add(bar);
        }
    }
    out.index();
    return out;
}

}  // namespace arioso
