#include "src/score/measures.h"

#include <fmt/format.h>

#include <algorithm>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr std::size_t kMostMeasures = 300'000;

KeySignature keyAt(const std::vector<KeySignature>& keys, Beat at) {
    const auto next =
        std::upper_bound(keys.begin(), keys.end(), at,
                         [](Beat beat, const KeySignature& key) { return beat < key.at; });
    return next == keys.begin() ? KeySignature{} : *std::prev(next);
}

}  // namespace

std::vector<Measure> layMeasures(const std::vector<TimeSignature>& times,
                                 const std::vector<KeySignature>& keys, Beat end,
                                 const std::string& name) {
    std::vector<Measure> out;
    TimeSignature current;
    std::size_t next = 0;
    Beat at;
    do {
        while (next < times.size() && times[next].at <= at) current = times[next++];
        Measure bar;
        bar.start = at;
        bar.length = Beat(std::int64_t{4} * current.beats, current.beatType);
        if (next < times.size() && times[next].at < at + bar.length) {
            bar.length = times[next].at - at;
        }
        bar.number = std::to_string(out.size() + 1);
        bar.beats = current.beats;
        bar.beatType = current.beatType;
        const KeySignature key = keyAt(keys, at);
        bar.fifths = key.fifths;
        bar.minor = key.minor;
        at = at + bar.length;
        out.push_back(std::move(bar));
        if (out.size() > kMostMeasures) {
            throw Error(ExitCode::Input, fmt::format("{}: expected at most {} measures, found more",
                                                     name, kMostMeasures));
        }
    } while (at < end);
    return out;
}

void assignMeasures(Score& score) {
    for (Part& part : score.parts) {
        std::size_t index = 0;
        for (Note& note : part.notes) {
            while (index + 1 < score.measures.size() &&
                   score.measures[index + 1].start <= note.onset) {
                ++index;
            }
            note.measure = static_cast<int>(index);
        }
    }
}

}  // namespace arioso
