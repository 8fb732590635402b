#include "src/compose/key_finder.h"

#include <array>
#include <cmath>

#include "models/hmm.h"
#include "src/compose/sounding.h"

namespace arioso {
namespace {

constexpr std::array<double, 12> kMajorProfile = {6.35, 2.23, 3.48, 2.33, 4.38, 4.09,
                                                  2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr std::array<double, 12> kMinorProfile = {6.33, 2.68, 3.52, 5.38, 2.60, 3.53,
                                                  2.54, 4.75, 3.98, 2.69, 3.34, 3.17};

/// What a bar says against a key that its signature does not name, in nats.
constexpr double kSignature = 1.2;
constexpr double kModulation = 5.0;  ///< cost of a change to a near key, in nats
constexpr double kDistance = 1.0;    ///< more for each fifth further

double sharpened(double rating, const std::array<double, 12>& profile) {
    double sum = 0.0;
    for (const double one : profile) sum += one * one;
    return std::log(rating * rating / sum);
}

}  // namespace

const std::array<double, 12>& keyProfile(bool minor) {
    return minor ? kMinorProfile : kMajorProfile;
}

models::LogTable keyTransitions() {
    models::LogTable out(kKeys, kKeys);
    for (std::size_t a = 0; a < kKeys; ++a)
        for (std::size_t b = 0; b < kKeys; ++b) {
            if (a == b) continue;
            const int first = fifthsOf(static_cast<int>(a % 12), a >= 12);
            const int second = fifthsOf(static_cast<int>(b % 12), b >= 12);
            int far = std::abs(first - second);
            far = std::min(far, 12 - far);
            if (a % 12 == b % 12) far = 1;
            out.at(a, b) = -kModulation - kDistance * far;
        }
    return out;
}

models::LogTable keyEvidence(const Score& score, const std::vector<StudyBar>& bars) {
    const SoundingNotes sounding(score);
    models::LogTable evidence(bars.size(), kKeys);
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const auto quarters =
            sounding.pitchClassQuarters(bars[i].start, bars[i].start + bars[i].length);
        for (std::size_t key = 0; key < kKeys; ++key) {
            const bool minor = key >= 12;
            const auto& profile = keyProfile(minor);
            double sum = 0.0;
            for (std::size_t p = 0; p < 12; ++p)
                // Long bars and thick chords say more, but not in proportion.
                sum +=
                    std::sqrt(quarters[p]) * sharpened(profile[(p + 12 - key % 12) % 12], profile);
            const Measure& measure = score.measures[i];
            if (fifthsOf(static_cast<int>(key % 12), minor) != measure.fifths) sum -= kSignature;
            if (measure.minor && !minor) sum -= 0.5 * kSignature;
            evidence.at(i, key) = sum;
        }
    }
    return evidence;
}

void findKeys(const Score& score, std::vector<StudyBar>& bars) {
    models::HiddenChain chain;
    chain.initial.assign(kKeys, 0.0);
    chain.transition = keyTransitions();
    const std::vector<int> path = chain.viterbi(keyEvidence(score, bars));
    for (std::size_t i = 0; i < path.size(); ++i) {
        bars[i].tonic = path[i] % 12;
        bars[i].minor = path[i] >= 12;
    }
}

}  // namespace arioso
