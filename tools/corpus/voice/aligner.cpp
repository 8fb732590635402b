#include "tools/corpus/voice/aligner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "tools/corpus/voice/flat_start.h"
#include "tools/corpus/voice/lattice_search.h"

namespace arioso::corpus {
namespace {

constexpr int kSoftPasses = 6;
constexpr int kPassesEachSize = 3;
constexpr std::size_t kMostParts = 8;

bool trainable(const Utterance& utterance) {
    return !utterance.heldOut && !utterance.spoken.phones.empty() && utterance.features.frames > 0;
}

/// What a pass over an utterance adds.
enum class Pass { Flat, Soft, Best };

void study(const Utterance& utterance, Pass pass, const AcousticModel& model,
           AcousticModel::Estimator& estimator) {
    std::vector<Occupancy> found;
    std::vector<double> visits(static_cast<std::size_t>(model.states().states()));
    if (pass == Pass::Flat) {
        found = flatStart(utterance, model.states());
    } else {
        const Lattice lattice(utterance.spoken, model.states());
        const StateScores scores = model.scores(utterance.features, lattice);
        const int frames = utterance.features.frames;
        if (pass == Pass::Soft) found = softOccupancy(lattice, model, scores, frames, visits);
        if (found.empty()) {
            const std::vector<int> path = bestPath(lattice, model, scores, frames);
            found = occupancyOf(lattice, path);
            visits = visitsOf(lattice, path, model.states().states());
        }
    }
    estimator.add(utterance.features, found, visits);
}

/// Mean, over the frames of three neighbouring sounds, of how much worse they fit than the states
/// that fit best; the lowest of the utterance.
double worstPlace(const std::vector<PhoneTime>& phones, const std::vector<double>& lossSums) {
    const auto frameAt = [](double seconds) {
        return static_cast<std::size_t>(std::lround(seconds / Features::kHopSeconds));
    };
    double worst = 0.0;
    for (std::size_t i = 0; i < phones.size(); ++i) {
        const std::size_t first = frameAt(phones[i > 0 ? i - 1 : 0].start);
        const std::size_t last =
            std::min(frameAt(phones[std::min(i + 1, phones.size() - 1)].end), lossSums.size() - 1);
        if (last <= first) continue;
        worst =
            std::min(worst, (lossSums[last] - lossSums[first]) / static_cast<double>(last - first));
    }
    return worst;
}

}  // namespace

Aligner Aligner::train(std::span<const Utterance> utterances, const Progress& progress) {
    std::vector<std::string> symbols;
    bool any = false;
    for (const Utterance& utterance : utterances) {
        any = any || trainable(utterance);
        for (const SpokenPhone& phone : utterance.spoken.phones) symbols.push_back(phone.symbol);
    }
    if (!any) throw Error(ExitCode::Input, "alignment: expected utterances with words, found none");
    AcousticModel model{PhoneStates(std::move(symbols))};
    const auto run = [&](Pass pass, std::size_t parts, const std::string& name) {
        AcousticModel::Estimator estimator(model);
        for (const Utterance& utterance : utterances) {
            if (trainable(utterance)) study(utterance, pass, model, estimator);
        }
        model.estimate(estimator, parts);
        if (progress) progress(name);
    };
    run(Pass::Flat, 1, "flat start");
    for (int i = 1; i <= kSoftPasses; ++i)
        run(Pass::Soft, 1, fmt::format("Baum-Welch pass {} of {}", i, kSoftPasses));
    for (std::size_t parts = 1; parts <= kMostParts; parts *= 2) {
        for (int i = 1; i <= kPassesEachSize; ++i) {
            const bool grow = i == kPassesEachSize && parts < kMostParts;
            run(Pass::Best, grow ? 2 * parts : parts,
                fmt::format("{} Gaussians, pass {} of {}", parts, i, kPassesEachSize));
        }
    }
    return Aligner(std::move(model));
}

Alignment Aligner::align(const Utterance& utterance) const {
    Alignment out;
    out.file = utterance.file;
    out.text = utterance.text;
    out.heldOut = utterance.heldOut;
    if (utterance.spoken.phones.empty()) return out;
    const Lattice lattice(utterance.spoken, model_.states());
    const StateScores scores = model_.scores(utterance.features);
    const std::vector<int> path = bestPath(lattice, model_, scores, utterance.features.frames);
    if (path.empty()) return out;
    std::vector<double> lossSums{0.0};
    int before = -1;
    for (std::size_t t = 0; t < path.size(); ++t) {
        const LatticeNode& node = lattice.nodes[static_cast<std::size_t>(path[t])];
        const float own = scores[static_cast<std::size_t>(node.state)][t];
        float best = own;
        for (const auto& state : scores) best = std::max(best, state[t]);
        out.score += static_cast<double>(own);
        lossSums.push_back(lossSums.back() + static_cast<double>(own - best));
        if (t == 0 || node.phone != before) {
            const double now = static_cast<double>(t) * Features::kHopSeconds;
            if (t > 0) out.phones.back().end = now;
            PhoneTime phone{std::string(kPause), now, now, -1};
            if (node.phone >= 0) {
                const SpokenPhone& spoken =
                    utterance.spoken.phones[static_cast<std::size_t>(node.phone)];
                phone.symbol = spoken.symbol;
                phone.word = spoken.word;
            }
            out.phones.push_back(std::move(phone));
        }
        before = node.phone;
    }
    out.phones.back().end = utterance.features.seconds;
    out.score /= static_cast<double>(path.size());
    out.worst = worstPlace(out.phones, lossSums);
    refineBoundaries(out.phones, utterance.features.cues);
    for (const std::string& word : utterance.spoken.words) out.words.push_back({word, 0.0, 0.0});
    for (const PhoneTime& phone : out.phones) {
        if (phone.word < 0) continue;
        WordTime& word = out.words[static_cast<std::size_t>(phone.word)];
        if (word.end == 0.0) word.start = phone.start;
        word.end = phone.end;
    }
    return out;
}

void markSuspects(std::vector<Alignment>& alignments) {
    std::vector<double> worst;
    for (const Alignment& alignment : alignments) {
        if (!alignment.phones.empty()) worst.push_back(alignment.worst);
    }
    const auto median = [](std::vector<double> values) {
        if (values.empty()) return 0.0;
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), middle, values.end());
        return *middle;
    };
    const double usual = median(worst);
    for (double& value : worst) value = std::abs(value - usual);
    constexpr double kFarOff = 6.0;
    constexpr double kLeastDeviation = 0.5;
    const double limit = usual - kFarOff * std::max(median(worst), kLeastDeviation);
    for (Alignment& alignment : alignments)
        alignment.suspect = alignment.phones.empty() || alignment.worst < limit;
}

}  // namespace arioso::corpus
