#include "tools/train/harmony/voice_counts.h"

#include <algorithm>

namespace arioso::train {

void Counts::add(const std::vector<int>& context, int state) {
    auto& row = rows_[context];
    row.resize(kVoiceStates, 0.0);
    row[static_cast<std::size_t>(state)] += 1.0;
}

double Counts::share(const std::vector<int>& context, int state, double behind) const {
    const auto found = rows_.find(context);
    if (found == rows_.end()) return behind;
    double sum = 0.0;
    double kinds = 0.0;
    for (const double one : found->second) {
        sum += one;
        kinds += one > 0.0 ? 1.0 : 0.0;
    }
    return (found->second[static_cast<std::size_t>(state)] + kinds * behind) / (sum + kinds);
}

void PairGuess::learn(const std::array<int, kVoices>& states) {
    for (const int voice : {1, 2}) {
        const int state = states[static_cast<std::size_t>(voice)];
        if (state >= kVoicePitches) continue;
        pairs_[{voice, states[0], states[3]}][state] += 1;
        single_[voice][state] += 1;
    }
}

int PairGuess::guess(int voice, int highest, int lowest) const {
    const auto pair = pairs_.find({voice, highest, lowest});
    const auto& counts = pair != pairs_.end() ? pair->second : single_.at(voice);
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

}  // namespace arioso::train
