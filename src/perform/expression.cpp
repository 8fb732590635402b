#include "src/perform/expression.h"

#include <algorithm>
#include <cmath>

#include "src/perform/curves.h"

namespace arioso {
namespace {

constexpr double kJoined = 0.03;      // seconds: a smaller gap is no rest
constexpr double kBefore = 0.01;      // seconds from the usual level to that of the attack
constexpr double kHeld = 0.02;        // after the beat
constexpr double kRise = 0.1;         // seconds from the attack's level back to the usual one
constexpr float kLeastAttack = 5.0F;  // percent: -26 dB

/// When a note begins to be heard: with the consonants before its beat.
double beginOf(const PerformedNote& note) {
    double begin = note.onset;
    for (const PhonemeSpan& span : note.phonemes) {
        if (span.symbol != "br") begin = std::min(begin, span.start);
    }
    return begin;
}

}  // namespace

std::vector<CurvePoint> placeExpression(const ExpressionCurve& curve, const Score& score,
                                        const PerformanceClock& clock) {
    std::vector<CurvePoint> out;
    out.reserve(curve.points.size());
    for (const ExpressionPoint& point : curve.points)
        out.push_back({secondsOf(point, score, clock, curve.origin), point.value});
    std::stable_sort(out.begin(), out.end(), [](const CurvePoint& a, const CurvePoint& b) {
        return a.seconds < b.seconds;
    });
    return out;
}

std::vector<CurvePoint> attackGain(const std::vector<PerformedNote>& notes,
                                   const std::vector<CurvePoint>& attack) {
    std::vector<CurvePoint> gain;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const PerformedNote& note = notes[i];
        const bool joined = i > 0 && note.onset - notes[i - 1].offset < kJoined;
        if (joined && note.syllable.empty()) continue;
        const float percent = std::max(kLeastAttack, curveAt(attack, note.onset, 100.0F));
        const float level = 20.0F * std::log10(percent / 100.0F);
        const double begin = beginOf(note);
        const double held = std::min(note.onset + kHeld, note.offset);
        if (std::abs(level) < 0.05F) continue;
        if (!gain.empty() && gain.back().seconds > begin - kBefore) continue;
        gain.push_back({begin - kBefore, 0.0F});
        gain.push_back({begin, level});
        gain.push_back({held, level});
        gain.push_back({held + kRise, 0.0F});
    }
    return gain;
}

}  // namespace arioso
