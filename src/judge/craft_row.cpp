#include "src/judge/craft_row.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "dsp/error.h"
#include "models/ridge.h"
#include "src/compose/study.h"
#include "src/features/key_correlation.h"

namespace arioso {
namespace {

using models::kUnknown;

struct Event {
    std::int64_t onset = 0;  // ticks
    std::int64_t end = 0;
    int pitch = 0;
    std::size_t part = 0;
    bool onGrid = true;
};

std::vector<Event> eventsOf(const Score& score) {
    std::vector<Event> out;
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        if (score.parts[p].percussion) continue;
        for (const Note& note : score.parts[p].notes) {
            if (note.grace != Grace::None) continue;
            const double tick = note.onset.value() * kTicks;
            out.push_back({std::llround(tick),
                           std::llround((note.onset + note.duration).value() * kTicks),
                           static_cast<int>(std::lround(note.pitch)), p,
                           std::abs(tick / 3.0 - std::round(tick / 3.0)) < 1e-6});
        }
    }
    std::ranges::stable_sort(out, {}, &Event::onset);
    if (out.empty())
        throw Error(ExitCode::Input, "expected a score with pitched notes, found none");
    return out;
}

double shareOf(double part, double whole) {
    return whole > 0.0 ? part / whole : kUnknown;
}

/// How notes that sound at once go together.
void addTogether(const std::vector<Event>& events, FeatureRow& row) {
    double seconds = 0.0;
    double tritones = 0.0;
    double consonant = 0.0;
    double pairs = 0.0;
    double apart = 0.0;
    double shared = 0.0;
    std::set<std::size_t> parts;
    std::map<std::int64_t, std::set<std::size_t>> begins;
    for (const Event& event : events) {
        parts.insert(event.part);
        begins[event.onset].insert(event.part);
    }
    for (std::size_t i = 0; i < events.size(); ++i)
        // What began long before sounds on; a few dozen notes back are enough.
        for (std::size_t j = i; j-- > 0 && i - j < 48;) {
            if (events[j].end <= events[i].onset) continue;
            const int interval = std::abs(events[i].pitch - events[j].pitch) % 12;
            const int size = std::min(interval, 12 - interval);
            pairs += 1.0;
            seconds += size == 1 ? 1.0 : 0.0;
            tritones += size == 6 ? 1.0 : 0.0;
            consonant += size == 0 || size == 3 || size == 4 || size == 5 ? 1.0 : 0.0;
        }
    for (const auto& [tick, who] : begins) (who.size() > 1 ? shared : apart) += 1.0;
    row.add("minor_seconds", shareOf(seconds, pairs));
    row.add("tritones", shareOf(tritones, pairs));
    row.add("consonances", shareOf(consonant, pairs));
    row.add("onsets_together", parts.size() > 1 ? shareOf(shared, shared + apart) : kUnknown);
}

/// How the upper line goes on.
void addLine(const std::vector<StudyNote>& tune, const std::vector<StudyBar>& bars, int tonic,
             FeatureRow& row) {
    double leaps = 0.0;
    double answered = 0.0;
    double turns = 0.0;
    double overBars = 0.0;
    double barLines = 0.0;
    double augmented = 0.0;
    std::map<int, double> intervals;
    std::map<int, double> lengths;
    for (std::size_t i = 1; i < tune.size(); ++i) {
        const int step = tune[i].pitch - tune[i - 1].pitch;
        intervals[std::clamp(step, -12, 12)] += 1.0;
        augmented += std::abs(step) == 6 || std::abs(step) > 12 ? 1.0 : 0.0;
        if (tune[i].bar != tune[i - 1].bar) {
            overBars += std::abs(step);
            barLines += 1.0;
        }
        if (i + 1 == tune.size()) break;
        const int next = tune[i + 1].pitch - tune[i].pitch;
        turns += step * next < 0 ? 1.0 : 0.0;
        if (std::abs(step) <= 4) continue;
        leaps += 1.0;
        answered += step * next < 0 || std::abs(next) <= 2 ? 1.0 : 0.0;
    }
    double onBeat = 0.0;
    double longOnBeat = 0.0;
    double longer = 0.0;
    for (const StudyNote& note : tune) {
        lengths[note.duration] += 1.0;
        const StudyBar& bar = bars[static_cast<std::size_t>(note.bar)];
        const bool beat = (note.onset - bar.start) % kTicks == 0;
        onBeat += beat ? 1.0 : 0.0;
        if (note.duration < kTicks) continue;
        longer += 1.0;
        longOnBeat += beat ? 1.0 : 0.0;
    }
    const auto entropy = [](const std::map<int, double>& counts) {
        std::vector<double> weights;
        for (const auto& [key, count] : counts) weights.push_back(count);
        return weights.empty() ? kUnknown
                               : entropyBits(weights.data(), static_cast<int>(weights.size()));
    };
    const auto notes = static_cast<double>(tune.size());
    row.add("leaps_answered", shareOf(answered, leaps));
    row.add("turns", shareOf(turns, notes));
    row.add("over_bar_lines", shareOf(overBars, barLines));
    row.add("awkward_intervals", shareOf(augmented, notes));
    row.add("interval_entropy", entropy(intervals));
    row.add("length_entropy", entropy(lengths));
    row.add("on_beats", shareOf(onBeat, notes));
    row.add("long_on_beats", shareOf(longOnBeat, longer));
    const int last = tune.empty() ? 0 : ((tune.back().pitch - tonic) % 12 + 12) % 12;
    row.add("ends_in_tonic", tune.empty()
                                 ? kUnknown
                                 : (last == 0 || last == 4 || last == 3 || last == 7 ? 1.0 : 0.0));
}

/// How bars differ from one another.
void addBars(const std::vector<Event>& events, const std::vector<StudyBar>& bars, FeatureRow& row) {
    std::vector<double> notes(bars.size(), 0.0);
    std::vector<std::set<std::int64_t>> rhythm(bars.size());
    std::vector<std::multiset<std::pair<std::int64_t, int>>> content(bars.size());
    std::size_t bar = 0;
    for (const Event& event : events) {
        while (bar + 1 < bars.size() && bars[bar + 1].start <= event.onset) ++bar;
        notes[bar] += 1.0;
        rhythm[bar].insert(event.onset - bars[bar].start);
        content[bar].emplace(event.onset - bars[bar].start, event.pitch);
    }
    double sum = 0.0;
    double squares = 0.0;
    double same = 0.0;
    double sameRhythm = 0.0;
    double shared = 0.0;
    double union_ = 0.0;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        sum += notes[i];
        squares += notes[i] * notes[i];
        if (i == 0) continue;
        same += !content[i].empty() && content[i] == content[i - 1] ? 1.0 : 0.0;
        sameRhythm += !rhythm[i].empty() && rhythm[i] == rhythm[i - 1] ? 1.0 : 0.0;
        for (const std::int64_t place : rhythm[i]) shared += rhythm[i - 1].contains(place) ? 1 : 0;
        std::set<std::int64_t> both = rhythm[i];
        both.insert(rhythm[i - 1].begin(), rhythm[i - 1].end());
        union_ += static_cast<double>(both.size());
    }
    const auto count = static_cast<double>(bars.size());
    const double mean = sum / std::max(1.0, count);
    row.add("density_spread",
            mean > 0.0 ? std::sqrt(std::max(0.0, squares / count - mean * mean)) / mean : kUnknown);
    row.add("same_bars", shareOf(same, count - 1.0));
    row.add("same_rhythms", shareOf(sameRhythm, count - 1.0));
    row.add("rhythm_shared", shareOf(shared, union_));
}

/// Sounding time outside the best key's scale, in all and by note.
void addKey(const std::vector<Event>& events, const KeyGuess& key, FeatureRow& row) {
    static constexpr std::array kMajor = {true,  false, true,  false, true,  true,
                                          false, true,  false, true,  false, true};
    static constexpr std::array kMinor = {true,  false, true, true,  false, true,
                                          false, true,  true, false, true,  true};
    double outside = 0.0;
    double time = 0.0;
    double offGrid = 0.0;
    for (const Event& event : events) {
        const auto degree = static_cast<std::size_t>(((event.pitch - key.tonic) % 12 + 12) % 12);
        const auto length = static_cast<double>(event.end - event.onset);
        time += length;
        outside += (key.minor ? kMinor[degree] : kMajor[degree]) ? 0.0 : length;
        offGrid += event.onGrid ? 0.0 : 1.0;
    }
    row.add("outside_scale", shareOf(outside, time));
    row.add("key_correlation", key.correlation);
    row.add("off_grid", shareOf(offGrid, static_cast<double>(events.size())));
}

}  // namespace

FeatureRow craftRow(const Score& score) {
    const std::vector<Event> events = eventsOf(score);
    const std::vector<StudyBar> bars = studyBars(score);
    std::array<double, 12> classes{};
    for (const Event& event : events)
        classes[static_cast<std::size_t>((event.pitch % 12 + 12) % 12)] +=
            static_cast<double>(event.end - event.onset);
    const KeyGuess key = guessKey(classes);
    const Part* part = tunePart(score);
    for (std::size_t p = 0; part == nullptr && p < score.parts.size(); ++p)
        if (!score.parts[p].percussion && !score.parts[p].notes.empty()) part = &score.parts[p];
    FeatureRow row;
    addTogether(events, row);
    addLine(part == nullptr ? std::vector<StudyNote>{} : tuneOf(*part, bars), bars, key.tonic, row);
    addBars(events, bars, row);
    addKey(events, key, row);
    return row;
}

}  // namespace arioso
