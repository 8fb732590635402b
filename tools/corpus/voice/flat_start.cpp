#include "tools/corpus/voice/flat_start.h"

#include <algorithm>

#include "src/perform/phone_lengths.h"

namespace arioso::corpus {
namespace {

/// Frames that lie in quiet stretches: at the ends, or long enough for a pause.
std::vector<bool> quietFrames(const Features& features) {
    const auto level = features.row(0);
    std::vector<float> sorted(level.begin(), level.end());
    std::sort(sorted.begin(), sorted.end());
    const float low = sorted[sorted.size() / 20];
    const float high = sorted[sorted.size() * 9 / 10];
    const float threshold = low + 0.3F * (high - low);
    constexpr std::size_t kPauseFrames = 30;  // 150 ms
    std::vector<bool> out(level.size());
    for (std::size_t t = 0; t < level.size();) {
        std::size_t end = t;
        while (end < level.size() && level[end] < threshold) ++end;
        if (t == 0 || end == level.size() || end - t >= kPauseFrames)
            std::fill(out.begin() + static_cast<std::ptrdiff_t>(t),
                      out.begin() + static_cast<std::ptrdiff_t>(end), true);
        t = end + 1;
    }
    return out;
}

}  // namespace

std::vector<Occupancy> flatStart(const Utterance& utterance, const PhoneStates& states) {
    std::vector<Occupancy> out;
    const std::vector<bool> quiet = quietFrames(utterance.features);
    const auto speech = static_cast<double>(std::count(quiet.begin(), quiet.end(), false));
    std::vector<double> ends;  // share of the speech after each state
    std::vector<int> order;
    double all = 0.0;
    for (const SpokenPhone& phone : utterance.spoken.phones) {
        const int count = states.count(phone.symbol);
        for (int i = 0; i < count; ++i) {
            ends.push_back(all += PhoneLengths::builtIn().seconds(phone.symbol) / count);
            order.push_back(states.first(phone.symbol) + i);
        }
    }
    std::size_t state = 0;
    double done = 0.0;
    const int pause = states.first(kPause);
    for (int t = 0; t < utterance.features.frames; ++t) {
        if (quiet[static_cast<std::size_t>(t)]) {
            for (int i = 0; i < states.count(kPause); ++i) out.push_back({t, pause + i, 1.0 / 3.0});
            continue;
        }
        const double place = (done + 0.5) / speech * all;
        while (state + 1 < ends.size() && ends[state] < place) ++state;
        out.push_back({t, order[state], 1.0});
        done += 1.0;
    }
    return out;
}

}  // namespace arioso::corpus
