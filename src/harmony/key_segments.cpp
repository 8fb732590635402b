#include "src/harmony/key_segments.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/semi_markov.h"
#include "src/compose/chord_terms.h"
#include "src/compose/key_finder.h"

namespace arioso {
namespace {

constexpr double kLastIsTonic = 2.5;  ///< nats
constexpr double kLastInTriad = 1.0;
constexpr int kLongest = 64;

}  // namespace

std::vector<KeySegment> findKeySegments(const Score& score, std::vector<StudyBar>& bars, int least,
                                        int lastPitch) {
    if (bars.empty()) return {};
    models::LogTable evidence = keyEvidence(score, bars);
    if (lastPitch >= 0) {
        for (std::size_t key = 0; key < kKeys; ++key) {
            const int above = pitchClassOf(lastPitch - static_cast<int>(key));
            const bool inTriad = above == 7 || above == (key >= 12 ? 3 : 4);
            evidence.at(bars.size() - 1, key) += above == 0 ? kLastIsTonic
                                                 : inTriad  ? kLastInTriad
                                                            : 0.0;
        }
    }
    models::SemiMarkovChain chain;
    chain.initial.assign(kKeys, 0.0);
    chain.transitions = {keyTransitions()};
    chain.longest =
        static_cast<std::size_t>(std::min<int>(kLongest, static_cast<int>(bars.size())));
    const auto shortest =
        static_cast<std::size_t>(std::min<int>(least, static_cast<int>(bars.size())));
    const std::size_t end = bars.size();
    chain.duration = [shortest, end](std::size_t begin, std::size_t, std::size_t length) {
        // A section that has lasted as long as can be told goes on as another in the same key.
        const bool atEnd = begin + length == end;
        if (length < shortest && !(atEnd && begin == 0))
            return -std::numeric_limits<double>::infinity();
        return 0.0;
    };
    const std::vector<models::Segment> path = chain.viterbi(evidence);
    const models::LogTable posterior = chain.posterior(evidence);
    std::vector<KeySegment> out;
    for (const models::Segment& one : path) {
        double sum = 0.0;
        for (std::size_t t = one.begin; t < one.begin + one.length; ++t) {
            sum += std::exp(posterior.at(t, static_cast<std::size_t>(one.state)));
            bars[t].tonic = one.state % 12;
            bars[t].minor = one.state >= 12;
        }
        const int tonic = one.state % 12;
        const bool minor = one.state >= 12;
        if (!out.empty() && out.back().tonic == tonic && out.back().minor == minor) {
            KeySegment& last = out.back();
            last.confidence =
                (last.confidence * last.bars + sum) / (last.bars + static_cast<double>(one.length));
            last.bars += static_cast<int>(one.length);
            continue;
        }
        out.push_back({static_cast<int>(one.begin), static_cast<int>(one.length), tonic, minor,
                       sum / static_cast<double>(one.length)});
    }
    return out;
}

}  // namespace arioso
