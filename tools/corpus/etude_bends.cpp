#include "tools/corpus/etude_bends.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace arioso::corpus {

void addBend(PerformedNote& note, Random& random) {
    constexpr double kStep = 0.015;
    const double length = note.offset - note.onset;
    const double kind = random.uniform();
    if (length < 0.2 || kind > 0.75) return;

    const bool vibrato = length > 0.45 && kind < 0.5;
    const double depth = vibrato ? random.range(8.0, 45.0) : 0.0;
    const double rate = random.range(4.3, 6.8);
    const double delay = random.range(0.05, 0.35);
    double from = 0.0;
    double to = 0.0;
    double begin = 0.0;
    double glide = random.range(0.06, 0.2);
    if (kind > 0.4 && kind < 0.55) {  // scooped into
        from = random.range(-120.0, -30.0);
    } else if (kind >= 0.55 && kind < 0.67) {  // bent to another pitch
        to = 100.0 * random.pick(std::vector<int>{-2, -1, 1, 2});
        begin = length * random.range(0.2, 0.5);
    } else if (kind >= 0.67) {  // falls off at its end
        to = random.range(-300.0, -80.0);
        glide = std::min(glide, length * 0.4);
        begin = length - glide;
    }
    for (double at = 0.0; at <= length; at += kStep) {
        const double place = std::clamp((at - begin) / glide, 0.0, 1.0);
        double cents = from + (to - from) * (0.5 - 0.5 * std::cos(std::numbers::pi * place));
        const double grown = std::clamp((at - delay) / 0.25, 0.0, 1.0);
        cents +=
            grown * depth * std::sin(2.0 * std::numbers::pi * rate * std::max(0.0, at - delay));
        note.bend.push_back({at, static_cast<float>(cents)});
    }
}

}  // namespace arioso::corpus
