#include <algorithm>
#include <cmath>

#include "src/score/score.h"

namespace arioso {
namespace {

constexpr double kDefaultTempo = 120.0;
constexpr double kSlowest = 1.0;
constexpr double kFastest = 100000.0;
/// Below this relative change over a piece the logarithm loses more digits than the slope is worth.
constexpr double kFlat = 1e-9;

double sane(double tempo) {
    return std::isfinite(tempo) ? std::clamp(tempo, kSlowest, kFastest) : kDefaultTempo;
}

double secondsInto(double tempo, double slope, double beats) {
    if (std::abs(slope * beats) < kFlat * tempo) return beats * 60.0 / tempo;
    return 60.0 / slope * std::log1p(slope * beats / tempo);
}

double beatsInto(double tempo, double slope, double seconds) {
    if (std::abs(slope * seconds) < kFlat * 60.0) return seconds * tempo / 60.0;
    return tempo / slope * std::expm1(slope * seconds / 60.0);
}

}  // namespace

TempoMap::TempoMap(std::vector<TempoChange> changes) {
    std::stable_sort(changes.begin(), changes.end(),
                     [](const TempoChange& a, const TempoChange& b) { return a.at < b.at; });
    pieces_.push_back({0.0, 0.0, kDefaultTempo, 0.0});
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const double beat = std::max(0.0, changes[i].at.value());
        const double tempo = sane(changes[i].quartersPerMinute);
        double slope = 0.0;
        if (changes[i].ramp && i + 1 < changes.size()) {
            const double span = changes[i + 1].at.value() - beat;
            if (span > 0.0) slope = (sane(changes[i + 1].quartersPerMinute) - tempo) / span;
        }
        const double at = seconds(beat);
        if (beat <= pieces_.back().beat) pieces_.pop_back();
        pieces_.push_back({beat, at, tempo, slope});
    }
}

double TempoMap::seconds(double beat) const {
    auto next = std::upper_bound(pieces_.begin(), pieces_.end(), beat,
                                 [](double b, const Piece& piece) { return b < piece.beat; });
    if (next == pieces_.begin()) return (beat - next->beat) * 60.0 / next->tempo;
    const Piece& piece = *std::prev(next);
    return piece.seconds + secondsInto(piece.tempo, piece.slope, beat - piece.beat);
}

double TempoMap::beat(double seconds) const {
    auto next = std::upper_bound(pieces_.begin(), pieces_.end(), seconds,
                                 [](double s, const Piece& piece) { return s < piece.seconds; });
    if (next == pieces_.begin()) return next->beat + seconds * next->tempo / 60.0;
    const Piece& piece = *std::prev(next);
    return piece.beat + beatsInto(piece.tempo, piece.slope, seconds - piece.seconds);
}

double TempoMap::tempoAt(double beat) const {
    auto next = std::upper_bound(pieces_.begin(), pieces_.end(), beat,
                                 [](double b, const Piece& piece) { return b < piece.beat; });
    if (next == pieces_.begin()) return next->tempo;
    const Piece& piece = *std::prev(next);
    return piece.tempo + piece.slope * (beat - piece.beat);
}

}  // namespace arioso
