#include "tools/eval/measure/note_sites.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace arioso::eval {
namespace {

constexpr double kChordSpread = 0.005;  // notes this near to each other begin together
constexpr double kQuietBefore = 0.12;   // no other onset this long before a measured onset
constexpr double kLongestRise = 0.5;
constexpr double kLongestStroke = 0.15;  // later rises of a struck note are beating
constexpr double kShortestRise = 0.06;
constexpr double kLongestFall = 1.0;
constexpr double kShortestFall = 0.08;
constexpr double kReleaseTail = 0.25;  // others have died away this long after their offsets
constexpr double kLongestSteady = 0.3;

}  // namespace

double hertzOf(double pitch) {
    return 440.0 * std::exp2((pitch - 69.0) / 12.0);
}

double bendAt(const PerformedNote& note, double seconds) {
    const auto& curve = note.bend;
    if (curve.empty()) return 0.0;
    if (seconds <= curve.front().seconds) return curve.front().cents;
    for (std::size_t i = 1; i < curve.size(); ++i) {
        if (seconds > curve[i].seconds) continue;
        const double span = curve[i].seconds - curve[i - 1].seconds;
        const double share = span > 0.0 ? (seconds - curve[i - 1].seconds) / span : 1.0;
        return curve[i - 1].cents + share * (curve[i].cents - curve[i - 1].cents);
    }
    return curve.back().cents;
}

std::vector<NoteSite> planSites(const PerformedPart& part, bool sustained) {
    std::vector<NoteSite> sites;
    sites.reserve(part.notes.size());
    for (std::size_t i = 0; i < part.notes.size(); ++i) {
        const PerformedNote& note = part.notes[i];
        NoteSite site;
        site.note = i;
        site.onset = note.onset;
        if (!part.percussion) site.frequency = hertzOf(note.pitch + bendAt(note, 0.0) / 100.0);
        double previous = -std::numeric_limits<double>::infinity();
        double next = std::numeric_limits<double>::infinity();
        double othersSilentFrom = 0.0;  // of the notes that began before or with this one
        bool alone = true;
        for (std::size_t k = 0; k < part.notes.size(); ++k) {
            if (k == i) continue;
            const PerformedNote& other = part.notes[k];
            const double distance = other.onset - note.onset;
            if (distance < -kChordSpread) previous = std::max(previous, other.onset);
            if (distance > kChordSpread) next = std::min(next, other.onset);
            if (std::abs(distance) <= kChordSpread) alone = false;
            if (distance <= kChordSpread) {
                othersSilentFrom = std::max(othersSilentFrom, other.offset + kReleaseTail);
            }
        }
        const double latest = next - 0.01;
        if (note.onset - previous >= kQuietBefore) {
            const double longest = sustained ? kLongestRise : kLongestStroke;
            const double to =
                std::min({note.onset + longest, latest, std::max(note.offset, note.onset + 0.1)});
            if (to - note.onset >= kShortestRise) site.rise = {note.onset - 0.1, to};
        }
        double fallFrom = sustained ? note.offset : note.onset + 0.05;
        double fallTo =
            sustained ? note.offset + 0.3 : std::min(note.offset, note.onset + kLongestFall);
        if (part.percussion) {
            // A drum rings as long as it likes: the length of its note means nothing.
            fallFrom = note.onset + 0.02;
            fallTo = note.onset + 0.4;
        }
        fallTo = std::min(fallTo, latest);
        if (fallTo - fallFrom >= kShortestFall && (!sustained || alone)) {
            site.fall = {fallFrom, fallTo};
        }
        const double length = note.offset - note.onset;
        const double steadyFrom =
            std::max(note.onset + std::min(0.08, 0.3 * length), othersSilentFrom);
        const double steadyTo = std::min({note.offset, latest, steadyFrom + kLongestSteady});
        const double shortest = std::max(0.06, 5.0 / std::max(site.frequency, 1.0));
        if (alone && !part.percussion && steadyTo - steadyFrom >= shortest) {
            site.steady = {steadyFrom, steadyTo};
            double cents = 0.0;
            constexpr int kPoints = 16;
            for (int p = 0; p < kPoints; ++p) {
                const double at = steadyFrom + (p + 0.5) / kPoints * (steadyTo - steadyFrom);
                cents += bendAt(note, at - note.onset) / kPoints;
            }
            site.steadyPitch = note.pitch + cents / 100.0;
        }
        sites.push_back(site);
    }
    return sites;
}

}  // namespace arioso::eval
