#include "src/features/tension.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/compose/chord_terms.h"
#include "src/harmony/once_through.h"
#include "src/score/spelling.h"

namespace arioso {
namespace {

using Point = std::array<double, 3>;

/// Pitches on the line of fifths (C = 0) wind up a spiral, a quarter turn a fifth; the rise is
/// Chew's, by which a third is as near as a fifth.
Point spiral(int fifths) {
    const double turn = fifths * 1.5707963267948966;
    return {std::sin(turn), std::cos(turn), fifths * std::sqrt(2.0 / 15.0)};
}

Point weighted(const std::array<std::pair<Point, double>, 3>& parts) {
    Point out{};
    for (const auto& [point, weight] : parts)
        for (std::size_t i = 0; i < 3; ++i) out[i] += weight * point[i];
    return out;
}

// Weights of root, fifth and third, and of tonic, dominant and subdominant, as Chew fitted them.
constexpr double kMost = 0.516;
constexpr double kMore = 0.315;
constexpr double kLeast = 0.168;

Point majorChord(int root) {
    return weighted(
        {{{spiral(root), kMost}, {spiral(root + 1), kMore}, {spiral(root + 4), kLeast}}});
}

Point minorChord(int root) {
    return weighted(
        {{{spiral(root), kMost}, {spiral(root + 1), kMore}, {spiral(root - 3), kLeast}}});
}

Point keyCentre(int tonic, bool minor) {
    if (!minor)
        return weighted({{{majorChord(tonic), kMost},
                          {majorChord(tonic + 1), kMore},
                          {majorChord(tonic - 1), kLeast}}});
    return weighted({{{minorChord(tonic), kMost},
                      {majorChord(tonic + 1), kMore},
                      {minorChord(tonic - 1), kLeast}}});
}

double distance(const Point& a, const Point& b) {
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

int fifthsOfNote(const Note& note, int signature) {
    const SpelledPitch spelled = note.spelled ? *note.spelled : spell(note.pitch, signature);
    static constexpr std::array<int, 7> kLetters = {3, 5, 0, 2, 4, -1, 1};  // A B C D E F G
    const int letter = std::clamp(spelled.step - 'A', 0, 6);
    return kLetters[static_cast<std::size_t>(letter)] +
           7 * static_cast<int>(std::lround(spelled.alter));
}

}  // namespace

std::vector<BarTension> tensionOf(const Score& score, const std::vector<StudyBar>& bars) {
    struct Cloud {
        std::vector<Point> points;
        Point sum{};
        double weight = 0.0;
    };
    std::vector<Cloud> clouds(bars.size());
    for (const Part& part : score.parts) {
        if (part.percussion) continue;
        for (const Note& note : part.notes) {
            if (note.grace != Grace::None || bars.empty()) continue;
            auto bar = static_cast<std::size_t>(barAt(score, note.onset));
            const Beat end = note.onset + note.duration;
            const Point point = spiral(fifthsOfNote(note, score.measures[bar].fifths));
            for (; bar < bars.size() && score.measures[bar].start < end; ++bar) {
                const Measure& measure = score.measures[bar];
                const double from = std::max(note.onset, measure.start).value();
                const double until = std::min(end, measure.start + measure.length).value();
                if (until <= from) continue;
                Cloud& cloud = clouds[bar];
                cloud.points.push_back(point);
                cloud.weight += until - from;
                for (std::size_t i = 0; i < 3; ++i) cloud.sum[i] += (until - from) * point[i];
            }
        }
    }
    std::vector<BarTension> out(bars.size());
    Point before{};
    bool heard = false;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        Cloud& cloud = clouds[i];
        if (cloud.weight <= 0.0) continue;
        for (double& one : cloud.sum) one /= cloud.weight;
        std::sort(cloud.points.begin(), cloud.points.end());
        cloud.points.erase(std::unique(cloud.points.begin(), cloud.points.end()),
                           cloud.points.end());
        for (const Point& a : cloud.points)
            for (const Point& b : cloud.points)
                out[i].diameter = std::max(out[i].diameter, distance(a, b));
        if (heard) out[i].momentum = distance(before, cloud.sum);
        int tonic = fifthsOf(bars[i].tonic, bars[i].minor) + (bars[i].minor ? 3 : 0);
        // The key may be written on the other side of the circle from the notes.
        double nearest = 1e9;
        for (const int turn : {-12, 0, 12})
            nearest =
                std::min(nearest, distance(cloud.sum, keyCentre(tonic + turn, bars[i].minor)));
        out[i].strain = nearest;
        before = cloud.sum;
        heard = true;
    }
    return out;
}

}  // namespace arioso
