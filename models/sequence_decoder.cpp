#include "models/sequence_decoder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "dsp/error.h"

namespace arioso::models {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// How often `symbols` ends a run of `length` symbols that has occurred before with `next`.
void penaliseRepeats(const std::vector<int>& symbols, const DecodingOptions& options,
                     std::span<double> logs) {
    const auto length = static_cast<std::size_t>(std::max(0, options.repeatLength));
    if (length < 2 || options.repeatPenalty <= 0.0 || symbols.size() < length) return;
    const auto tail = symbols.end() - static_cast<std::ptrdiff_t>(length - 1);
    for (std::size_t i = 0; i + length <= symbols.size(); ++i)
        if (std::equal(tail, symbols.end(), symbols.begin() + static_cast<std::ptrdiff_t>(i)))
            logs[static_cast<std::size_t>(symbols[i + length - 1])] -= options.repeatPenalty;
}

struct Step {
    std::vector<double> logs;     // as the model has them, normalised among what is allowed
    std::vector<double> weighed;  // with penalties
    std::vector<char> allowed;
    bool any = false;
};

Step stepOf(DecodingState& state, const std::vector<int>& symbols, const DecodingOptions& options) {
    const auto size = static_cast<std::size_t>(state.alphabet());
    Step step;
    step.logs.resize(size);
    step.allowed.resize(size);
    state.allow(step.allowed);
    step.any =
        std::any_of(step.allowed.begin(), step.allowed.end(), [](char one) { return one != 0; });
    if (!step.any) return step;
    state.predict(step.logs);
    double most = kNever;
    for (std::size_t i = 0; i < size; ++i)
        if (step.allowed[i] != 0) most = std::max(most, step.logs[i]);
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
        if (step.allowed[i] == 0) continue;
        ++count;
        if (most > kNever) sum += std::exp(step.logs[i] - most);
    }
    for (std::size_t i = 0; i < size; ++i) {
        if (step.allowed[i] == 0)
            step.logs[i] = kNever;
        else
            // What the model calls impossible is not, where the rules leave nothing else.
            step.logs[i] = most > kNever ? step.logs[i] - most - std::log(sum) : -std::log(count);
    }
    step.weighed = step.logs;
    penaliseRepeats(symbols, options, step.weighed);
    return step;
}

[[noreturn]] void failRules() {
    throw Error(ExitCode::Processing, "no sequence keeps all the rules");
}

}  // namespace

Decoded sampleSequence(const DecodingState& start, const DecodingOptions& options,
                       RandomStream& random) {
    struct Place {
        std::unique_ptr<DecodingState> state;
        Step step;
        double before;
    };
    std::vector<Place> path;
    Decoded out;
    std::size_t retreats = 0;
    path.push_back({start.clone(), {}, 0.0});
    if (path.back().state->finished()) return out;
    path.back().step = stepOf(*path.back().state, out.symbols, options);
    for (;;) {
        Place& here = path.back();
        const bool open = std::any_of(here.step.allowed.begin(), here.step.allowed.end(),
                                      [](char one) { return one != 0; });
        if (!open || out.symbols.size() >= options.longest) {
            path.pop_back();
            if (path.empty() || ++retreats > options.retreats) failRules();
            path.back().step.allowed[static_cast<std::size_t>(out.symbols.back())] = 0;
            out.logProbability = path.back().before;
            out.symbols.pop_back();
            continue;
        }
        std::vector<double> weights(here.step.weighed.size());
        double most = kNever;
        for (std::size_t i = 0; i < weights.size(); ++i)
            if (here.step.allowed[i] != 0) most = std::max(most, here.step.weighed[i]);
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] = most > kNever ? std::exp(here.step.weighed[i] - most) : 0.0;
        const int symbol = drawMasked(weights, here.step.allowed, options.sampling, random);
        const double log = here.step.logs[static_cast<std::size_t>(symbol)];
        const double before = out.logProbability;
        here.before = before;
        auto next = here.state->clone();
        next->push(symbol);
        out.symbols.push_back(symbol);
        out.logProbability = before + log;
        if (next->finished()) return out;
        Step step = stepOf(*next, out.symbols, options);
        path.push_back({std::move(next), std::move(step), out.logProbability});
    }
}

std::vector<Decoded> beamSearch(const DecodingState& start, const DecodingOptions& options,
                                const BeamOptions& beam) {
    struct Hypothesis {
        std::unique_ptr<DecodingState> state;
        Decoded decoded;
        double weighed = 0.0;  // log probability less penalties
    };
    const auto scoreOf = [&](double log, std::size_t length) {
        return log / std::pow((5.0 + static_cast<double>(length)) / 6.0, beam.lengthPenalty);
    };
    const int groups = std::clamp(beam.groups, 1, std::max(1, beam.beams));
    const auto size = static_cast<std::size_t>(start.alphabet());
    std::vector<std::vector<Hypothesis>> open(static_cast<std::size_t>(groups));
    std::vector<std::vector<std::pair<double, Decoded>>> done(open.size());
    const auto widthOf = [&](std::size_t group) {
        const auto all = static_cast<std::size_t>(std::clamp(beam.beams, 1, 64));
        return all / open.size() + (group < all % open.size() ? 1 : 0);
    };
    for (auto& group : open) {
        Hypothesis first;
        first.state = start.clone();
        group.push_back(std::move(first));
    }
    if (start.finished()) return {Decoded{}};
    for (std::size_t length = 0; length < options.longest; ++length) {
        bool any = false;
        std::vector<double> chosen(size, 0.0);
        for (std::size_t g = 0; g < open.size(); ++g) {
            struct Candidate {
                std::size_t from;
                int symbol;
                double log;      // of this symbol
                double weighed;  // of all
                double rank;     // less what other groups have chosen
            };
            std::vector<Candidate> candidates;
            for (std::size_t h = 0; h < open[g].size(); ++h) {
                Hypothesis& one = open[g][h];
                const Step step = stepOf(*one.state, one.decoded.symbols, options);
                if (!step.any) continue;
                for (std::size_t s = 0; s < size; ++s) {
                    if (step.allowed[s] == 0 || step.weighed[s] <= kNever) continue;
                    const double weighed = one.weighed + step.weighed[s];
                    candidates.push_back({h, static_cast<int>(s), step.logs[s], weighed,
                                          weighed - beam.diversity * chosen[s]});
                }
            }
            const std::size_t kept = std::min(widthOf(g), candidates.size());
            std::partial_sort(candidates.begin(),
                              candidates.begin() + static_cast<std::ptrdiff_t>(kept),
                              candidates.end(), [](const Candidate& a, const Candidate& b) {
                                  if (a.rank != b.rank) return a.rank > b.rank;
                                  return std::pair(a.from, a.symbol) < std::pair(b.from, b.symbol);
                              });
            candidates.resize(kept);
            std::vector<Hypothesis> next;
            for (const Candidate& candidate : candidates) {
                const Hypothesis& from = open[g][candidate.from];
                Hypothesis one;
                one.state = from.state->clone();
                one.state->push(candidate.symbol);
                one.decoded = from.decoded;
                one.decoded.symbols.push_back(candidate.symbol);
                one.decoded.logProbability += candidate.log;
                one.weighed = candidate.weighed;
                chosen[static_cast<std::size_t>(candidate.symbol)] += 1.0;
                if (one.state->finished())
                    done[g].emplace_back(scoreOf(one.weighed, length + 1), std::move(one.decoded));
                else
                    next.push_back(std::move(one));
            }
            open[g] = std::move(next);
            std::stable_sort(done[g].begin(), done[g].end(),
                             [](const auto& a, const auto& b) { return a.first > b.first; });
            if (done[g].size() > widthOf(g)) done[g].resize(widthOf(g));
            // Log probabilities only fall; none of these can overtake the worst that is done.
            if (done[g].size() == widthOf(g)) {
                const double worst = done[g].back().first;
                const auto longest = std::max(options.longest, length + 1);
                std::erase_if(open[g], [&](const Hypothesis& one) {
                    return scoreOf(one.weighed, beam.lengthPenalty > 0.0 ? longest : length + 1) <=
                           worst;
                });
            }
            any = any || !open[g].empty();
        }
        if (!any) break;
    }
    std::vector<std::pair<double, Decoded>> all;
    for (auto& group : done)
        for (auto& one : group) {
            const auto same = [&](const auto& other) {
                return other.second.symbols == one.second.symbols;
            };
            if (std::none_of(all.begin(), all.end(), same)) all.push_back(std::move(one));
        }
    if (all.empty()) failRules();
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<Decoded> out;
    for (auto& one : all) out.push_back(std::move(one.second));
    return out;
}

}  // namespace arioso::models
