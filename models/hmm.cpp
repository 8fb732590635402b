#include "models/hmm.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dsp/error.h"
#include "models/sampling.h"

namespace arioso::models {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// Turns counts into log probabilities, row by row; a row without counts becomes uniform.
void setLogs(std::span<const double> counts, std::span<double> logs) {
    double sum = 0.0;
    for (const double count : counts) sum += count;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        logs[i] =
            sum > 0.0 ? std::log(counts[i] / sum) : -std::log(static_cast<double>(counts.size()));
    }
}

std::span<double> row(LogTable& table, std::size_t index) {
    return std::span(table.values).subspan(index * table.columns, table.columns);
}

std::span<const double> row(const LogTable& table, std::size_t index) {
    return std::span(table.values).subspan(index * table.columns, table.columns);
}

std::vector<double> exponentials(std::span<const double> logs) {
    const double most = *std::max_element(logs.begin(), logs.end());
    std::vector<double> out;
    out.reserve(logs.size());
    for (const double value : logs) out.push_back(most == kNever ? 0.0 : std::exp(value - most));
    return out;
}

}  // namespace

double logSum(std::span<const double> logs) {
    if (logs.empty()) return kNever;
    const double most = *std::max_element(logs.begin(), logs.end());
    if (most == kNever) return kNever;
    double sum = 0.0;
    for (const double value : logs) sum += std::exp(value - most);
    return most + std::log(sum);
}

LogTable HiddenChain::forward(const LogTable& evidence) const {
    const std::size_t n = states();
    LogTable out(evidence.rows, n, kNever);
    std::vector<double> terms(n);
    for (std::size_t t = 0; t < evidence.rows; ++t) {
        for (std::size_t j = 0; j < n; ++j) {
            double arrival = initial[j];
            if (t > 0) {
                for (std::size_t i = 0; i < n; ++i)
                    terms[i] = out.at(t - 1, i) + transition.at(i, j);
                arrival = logSum(terms);
            }
            out.at(t, j) = arrival + evidence.at(t, j);
        }
    }
    return out;
}

LogTable HiddenChain::backward(const LogTable& evidence) const {
    const std::size_t n = states();
    LogTable out(evidence.rows, n, 0.0);
    std::vector<double> terms(n);
    for (std::size_t t = evidence.rows; t-- > 1;) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j)
                terms[j] = transition.at(i, j) + evidence.at(t, j) + out.at(t, j);
            out.at(t - 1, i) = logSum(terms);
        }
    }
    return out;
}

double HiddenChain::logLikelihood(const LogTable& evidence) const {
    if (evidence.rows == 0) return 0.0;
    const LogTable alpha = forward(evidence);
    return logSum(row(alpha, evidence.rows - 1));
}

LogTable HiddenChain::posterior(const LogTable& evidence) const {
    LogTable out = forward(evidence);
    const LogTable beta = backward(evidence);
    for (std::size_t t = 0; t < out.rows; ++t) {
        const std::span<double> here = row(out, t);
        for (std::size_t i = 0; i < here.size(); ++i) here[i] += beta.at(t, i);
        const double sum = logSum(here);
        if (sum == kNever) continue;
        for (double& value : here) value -= sum;
    }
    return out;
}

std::vector<int> HiddenChain::viterbi(const LogTable& evidence) const {
    const std::size_t n = states();
    const std::size_t length = evidence.rows;
    if (length == 0) return {};
    LogTable best(length, n, kNever);
    std::vector<int> from(length * n, 0);
    for (std::size_t j = 0; j < n; ++j) best.at(0, j) = initial[j] + evidence.at(0, j);
    for (std::size_t t = 1; t < length; ++t) {
        for (std::size_t j = 0; j < n; ++j) {
            double most = kNever;
            for (std::size_t i = 0; i < n; ++i) {
                const double value = best.at(t - 1, i) + transition.at(i, j);
                if (value <= most) continue;
                most = value;
                from[t * n + j] = static_cast<int>(i);
            }
            best.at(t, j) = most + evidence.at(t, j);
        }
    }
    const std::span<const double> last = row(best, length - 1);
    const auto end = std::max_element(last.begin(), last.end());
    if (*end == kNever) return {};
    std::vector<int> path(length);
    path.back() = static_cast<int>(end - last.begin());
    for (std::size_t t = length - 1; t > 0; --t)
        path[t - 1] = from[t * n + static_cast<std::size_t>(path[t])];
    return path;
}

std::vector<int> HiddenChain::decodePosterior(const LogTable& evidence) const {
    const LogTable table = posterior(evidence);
    std::vector<int> out;
    for (std::size_t t = 0; t < table.rows; ++t) {
        const std::span<const double> here = row(table, t);
        out.push_back(static_cast<int>(std::max_element(here.begin(), here.end()) - here.begin()));
    }
    return out;
}

std::vector<int> HiddenChain::sampleStates(const LogTable& evidence, RandomStream& random) const {
    if (evidence.rows == 0) return {};
    const LogTable alpha = forward(evidence);
    std::vector<int> path(evidence.rows);
    for (std::size_t t = evidence.rows; t-- > 0;) {
        std::vector<double> logs(row(alpha, t).begin(), row(alpha, t).end());
        if (t + 1 < evidence.rows) {
            for (std::size_t i = 0; i < logs.size(); ++i)
                logs[i] += transition.at(i, static_cast<std::size_t>(path[t + 1]));
        }
        path[t] = draw(exponentials(logs), random);
    }
    return path;
}

Hmm Hmm::random(std::size_t states, std::size_t symbols, std::uint64_t seed) {
    RandomStream random(seed);
    const auto fill = [&](std::span<double> logs) {
        std::vector<double> counts(logs.size());
        for (double& count : counts) count = 0.2 + random.uniform();
        setLogs(counts, logs);
    };
    Hmm out;
    out.chain.initial.resize(states);
    out.chain.transition = LogTable(states, states);
    out.emission = LogTable(states, symbols);
    fill(out.chain.initial);
    for (std::size_t i = 0; i < states; ++i) {
        fill(row(out.chain.transition, i));
        fill(row(out.emission, i));
    }
    return out;
}

LogTable Hmm::evidence(std::span<const int> symbols) const {
    LogTable out(symbols.size(), chain.states());
    for (std::size_t t = 0; t < symbols.size(); ++t)
        for (std::size_t i = 0; i < chain.states(); ++i)
            out.at(t, i) = emission.at(i, static_cast<std::size_t>(symbols[t]));
    return out;
}

double Hmm::logLikelihood(std::span<const int> symbols) const {
    return chain.logLikelihood(evidence(symbols));
}

double Hmm::reestimate(std::span<const std::vector<int>> sequences, double smoothing) {
    const std::size_t n = chain.states();
    std::vector<double> first(n, smoothing);
    LogTable moves(n, n, smoothing);
    LogTable shown(n, emission.columns, smoothing);
    double total = 0.0;
    for (const std::vector<int>& symbols : sequences) {
        if (symbols.empty()) continue;
        const LogTable seen = evidence(symbols);
        const LogTable alpha = chain.forward(seen);
        const LogTable beta = chain.backward(seen);
        const double likelihood = logSum(row(alpha, seen.rows - 1));
        total += likelihood;
        if (likelihood == kNever) continue;
        for (std::size_t t = 0; t < seen.rows; ++t) {
            for (std::size_t i = 0; i < n; ++i) {
                const double here = std::exp(alpha.at(t, i) + beta.at(t, i) - likelihood);
                if (t == 0) first[i] += here;
                shown.at(i, static_cast<std::size_t>(symbols[t])) += here;
                if (t + 1 == seen.rows) continue;
                for (std::size_t j = 0; j < n; ++j)
                    moves.at(i, j) += std::exp(alpha.at(t, i) + chain.transition.at(i, j) +
                                               seen.at(t + 1, j) + beta.at(t + 1, j) - likelihood);
            }
        }
    }
    setLogs(first, chain.initial);
    for (std::size_t i = 0; i < n; ++i) {
        setLogs(row(moves, i), row(chain.transition, i));
        setLogs(row(shown, i), row(emission, i));
    }
    return total;
}

Hmm Hmm::train(std::span<const std::vector<int>> sequences, std::size_t states, std::size_t symbols,
               const HmmTraining& training) {
    std::size_t count = 0;
    for (const std::vector<int>& sequence : sequences) {
        count += sequence.size();
        for (const int symbol : sequence)
            if (symbol < 0 || static_cast<std::size_t>(symbol) >= symbols)
                throw Error(ExitCode::Processing, "training an HMM: a symbol is out of range");
    }
    if (count == 0 || states == 0)
        throw Error(ExitCode::Processing, "training an HMM: there is nothing to learn from");
    Hmm best;
    double most = kNever;
    for (int start = 0; start < std::max(training.restarts, 1); ++start) {
        Hmm hmm = random(states, symbols,
                         training.seed + static_cast<std::uint64_t>(start) * 0x9E3779B97F4A7C15ULL);
        double before = kNever;
        for (int i = 0; i < training.iterations; ++i) {
            const double now = hmm.reestimate(sequences, training.smoothing);
            const bool settled = now - before < training.tolerance * static_cast<double>(count);
            before = now;
            if (i > 0 && settled) break;
        }
        double reached = 0.0;
        for (const std::vector<int>& sequence : sequences) reached += hmm.logLikelihood(sequence);
        if (start > 0 && !(reached > most)) continue;
        most = reached;
        best = std::move(hmm);
    }
    return best;
}

Hmm::Sample Hmm::sample(std::size_t length, RandomStream& random) const {
    Sample out;
    for (std::size_t t = 0; t < length; ++t) {
        const std::span<const double> next =
            t == 0 ? std::span<const double>(chain.initial)
                   : row(chain.transition, static_cast<std::size_t>(out.states.back()));
        out.states.push_back(draw(exponentials(next), random));
        out.symbols.push_back(
            draw(exponentials(row(emission, static_cast<std::size_t>(out.states.back()))), random));
    }
    return out;
}

}  // namespace arioso::models
