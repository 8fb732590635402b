#include "src/score/midi_singer.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace arioso {
namespace {

constexpr int kModulation = 1;
constexpr int kBreath = 2;
constexpr int kAttackTime = 73;
constexpr int kVibratoDepth = 77;
constexpr int kMost = 127;
constexpr int kMiddle = 64;

struct SoundController {
    int number;
    Expression curve;
};
constexpr std::array kSound = {
    SoundController{70, Expression::Gender}, SoundController{kAttackTime, Expression::Attack},
    SoundController{74, Expression::Tension}, SoundController{kVibratoDepth, Expression::Vibrato},
    SoundController{79, Expression::Voicing}};

/// 64 is the usual, the ends are those of the range.
float valueAt(int controller, const ExpressionRange& range) {
    if (controller < kMiddle) {
        const float share = static_cast<float>(controller) / kMiddle;
        return range.low + share * (range.neutral - range.low);
    }
    const float share = static_cast<float>(controller - kMiddle) / (kMost - kMiddle);
    return range.neutral + share * (range.high - range.neutral);
}

int controllerFor(float value, const ExpressionRange& range) {
    const bool below = value < range.neutral;
    const float end = below ? range.low : range.high;
    const float span = end - range.neutral;
    const float share =
        span == 0.0F ? 0.0F : std::clamp((value - range.neutral) / span, 0.0F, 1.0F);
    const float steps = below ? -static_cast<float>(kMiddle) : static_cast<float>(kMost - kMiddle);
    return kMiddle + static_cast<int>(std::lround(share * steps));
}

}  // namespace

std::optional<std::pair<Expression, float>> MidiSinger::take(int number, int value) {
    if (number == kModulation) {
        wheel_ = value;
        return std::pair{Expression::Vibrato, vibrato()};
    }
    if (number == kBreath) {
        const float share = static_cast<float>(value) / kMost;
        return std::pair{Expression::Breathiness, share * rangeOf(Expression::Breathiness).high};
    }
    for (const SoundController& one : kSound) {
        if (one.number != number) continue;
        if (number == kVibratoDepth) depth_ = value;
        const ExpressionRange& range = rangeOf(one.curve);
        if (number == kVibratoDepth) return std::pair{one.curve, vibrato()};
        if (number != kAttackTime) return std::pair{one.curve, valueAt(value, range)};
        return std::pair{one.curve, range.low + range.high - valueAt(value, range)};
    }
    return std::nullopt;
}

float MidiSinger::vibrato() const {
    const ExpressionRange& range = rangeOf(Expression::Vibrato);
    const float more = static_cast<float>(wheel_) / kMost * (range.high - range.neutral);
    return std::min(range.high, valueAt(depth_, range) + more);
}

std::optional<std::pair<int, int>> singerController(Expression curve, float value) {
    const ExpressionRange& range = rangeOf(curve);
    if (curve == Expression::Breathiness) {
        if (value < 0.0F) return std::nullopt;
        const float share = std::min(1.0F, value / range.high);
        return std::pair{kBreath, static_cast<int>(std::lround(share * kMost))};
    }
    for (const SoundController& one : kSound) {
        if (one.curve != curve) continue;
        const bool turned = one.number == kAttackTime;
        return std::pair{one.number,
                         controllerFor(turned ? range.low + range.high - value : value, range)};
    }
    return std::nullopt;
}

}  // namespace arioso
