#include "models/semi_markov.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "dsp/error.h"
#include "models/sampling.h"

namespace arioso::models {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// log(a + b) of two logarithms.
double logAdd(double a, double b) {
    if (a < b) std::swap(a, b);
    return b == kNever ? a : a + std::log1p(std::exp(b - a));
}

LogTable exponentials(const LogTable& logs) {
    LogTable out = logs;
    for (double& value : out.values) value = std::exp(value);
    return out;
}

std::vector<LogTable> exponentials(const std::vector<LogTable>& tables) {
    std::vector<LogTable> out;
    out.reserve(tables.size());
    for (const LogTable& table : tables) out.push_back(exponentials(table));
    return out;
}

double most(const double* values, std::size_t count) {
    return *std::max_element(values, values + count);
}

std::vector<double> weightsOf(const std::vector<double>& logs) {
    const double top = most(logs.data(), logs.size());
    std::vector<double> out;
    out.reserve(logs.size());
    for (const double value : logs) out.push_back(top == kNever ? 0.0 : std::exp(value - top));
    return out;
}

}  // namespace

const LogTable& SemiMarkovChain::tableFor(std::size_t begin) const {
    return transitions[tableAt.empty() ? 0 : tableAt[begin]];
}

double SemiMarkovChain::finalOf(std::size_t state) const {
    return final.empty() ? 0.0 : final[state];
}

SemiMarkovChain::Forward SemiMarkovChain::forward(const LogTable& evidence) const {
    const std::size_t n = states();
    const std::size_t length = evidence.rows;
    const std::vector<LogTable> chances = exponentials(transitions);
    Forward out{LogTable(length, n, kNever), LogTable(length, n, kNever)};
    std::vector<double> weights(n);
    std::vector<double> sums(n);
    for (std::size_t t = 0; t < length; ++t) {
        if (t == 0) {
            for (std::size_t j = 0; j < n; ++j) out.begin.at(0, j) = initial[j];
        } else {
            const double* before = &out.end.values[(t - 1) * n];
            const double top = most(before, n);
            const LogTable& chance = chances[tableAt.empty() ? 0 : tableAt[t]];
            std::fill(sums.begin(), sums.end(), 0.0);
            for (std::size_t i = 0; i < n; ++i) {
                weights[i] = top == kNever ? 0.0 : std::exp(before[i] - top);
                if (weights[i] == 0.0) continue;
                const double* row = &chance.values[i * n];
                for (std::size_t j = 0; j < n; ++j) sums[j] += weights[i] * row[j];
            }
            for (std::size_t j = 0; j < n; ++j) {
                if (sums[j] > 0.0) {
                    out.begin.at(t, j) = top + std::log(sums[j]);
                    continue;
                }
                // What is far below the best may still be the only way on.
                double sum = kNever;
                for (std::size_t i = 0; i < n; ++i)
                    sum = logAdd(sum, before[i] + tableFor(t).at(i, j));
                out.begin.at(t, j) = sum;
            }
        }
        for (std::size_t j = 0; j < n; ++j) {
            double seen = 0.0;
            double sum = kNever;
            for (std::size_t d = 1; d <= std::min(longest, t + 1); ++d) {
                const std::size_t start = t + 1 - d;
                seen += evidence.at(start, j);
                if (seen == kNever) break;
                const double entered = out.begin.at(start, j);
                if (entered != kNever) sum = logAdd(sum, entered + duration(start, j, d) + seen);
            }
            out.end.at(t, j) = sum;
        }
    }
    return out;
}

double SemiMarkovChain::logLikelihood(const LogTable& evidence) const {
    if (evidence.rows == 0) return 0.0;
    const Forward alpha = forward(evidence);
    double sum = kNever;
    for (std::size_t j = 0; j < states(); ++j)
        sum = logAdd(sum, alpha.end.at(evidence.rows - 1, j) + finalOf(j));
    return sum;
}

LogTable SemiMarkovChain::posterior(const LogTable& evidence) const {
    const std::size_t n = states();
    const std::size_t length = evidence.rows;
    LogTable out(length, n, kNever);
    if (length == 0) return out;
    const Forward alpha = forward(evidence);
    LogTable begin(length, n, kNever);  // log P(observations from t on | a segment begins at t)
    LogTable end(length, n, kNever);    // log P(observations after t | a segment ends at t)
    std::vector<double> terms(n);
    for (std::size_t t = length; t-- > 0;) {
        for (std::size_t j = 0; j < n; ++j) {
            if (t + 1 == length) {
                end.at(t, j) = finalOf(j);
                continue;
            }
            for (std::size_t k = 0; k < n; ++k)
                terms[k] = tableFor(t + 1).at(j, k) + begin.at(t + 1, k);
            end.at(t, j) = logSum(terms);
        }
        for (std::size_t j = 0; j < n; ++j) {
            double seen = 0.0;
            double sum = kNever;
            for (std::size_t d = 1; d <= std::min(longest, length - t); ++d) {
                seen += evidence.at(t + d - 1, j);
                if (seen == kNever) break;
                const double after = end.at(t + d - 1, j);
                if (after != kNever) sum = logAdd(sum, duration(t, j, d) + seen + after);
            }
            begin.at(t, j) = sum;
        }
    }
    std::vector<double> totals(n);
    for (std::size_t j = 0; j < n; ++j) totals[j] = initial[j] + begin.at(0, j);
    const double total = logSum(totals);
    if (total == kNever) return out;
    // A state holds at t if one more of its segments began up to t than ended before it.
    for (std::size_t j = 0; j < n; ++j) {
        double inside = 0.0;
        for (std::size_t t = 0; t < length; ++t) {
            inside += std::exp(alpha.begin.at(t, j) + begin.at(t, j) - total);
            out.at(t, j) = inside > 0.0 ? std::log(inside) : kNever;
            inside = std::max(0.0, inside - std::exp(alpha.end.at(t, j) + end.at(t, j) - total));
        }
    }
    return out;
}

std::vector<Segment> SemiMarkovChain::viterbi(const LogTable& evidence) const {
    const std::size_t n = states();
    const std::size_t length = evidence.rows;
    if (length == 0) return {};
    LogTable begin(length, n, kNever);
    LogTable end(length, n, kNever);
    std::vector<int> from(length * n, -1);
    std::vector<std::size_t> lasted(length * n, 0);
    for (std::size_t t = 0; t < length; ++t) {
        for (std::size_t j = 0; j < n; ++j) {
            if (t == 0) {
                begin.at(0, j) = initial[j];
                continue;
            }
            for (std::size_t i = 0; i < n; ++i) {
                const double value = end.at(t - 1, i) + tableFor(t).at(i, j);
                if (value <= begin.at(t, j)) continue;
                begin.at(t, j) = value;
                from[t * n + j] = static_cast<int>(i);
            }
        }
        for (std::size_t j = 0; j < n; ++j) {
            double seen = 0.0;
            for (std::size_t d = 1; d <= std::min(longest, t + 1); ++d) {
                const std::size_t start = t + 1 - d;
                seen += evidence.at(start, j);
                if (seen == kNever) break;
                if (begin.at(start, j) == kNever) continue;
                const double value = begin.at(start, j) + duration(start, j, d) + seen;
                if (value <= end.at(t, j)) continue;
                end.at(t, j) = value;
                lasted[t * n + j] = d;
            }
        }
    }
    std::vector<double> last(n);
    for (std::size_t j = 0; j < n; ++j) last[j] = end.at(length - 1, j) + finalOf(j);
    const auto best = std::max_element(last.begin(), last.end());
    if (*best == kNever) return {};
    std::vector<Segment> out;
    auto state = static_cast<std::size_t>(best - last.begin());
    std::size_t until = length;
    while (until > 0) {
        const std::size_t lengthHere = lasted[(until - 1) * n + state];
        const std::size_t start = until - lengthHere;
        out.push_back({start, lengthHere, static_cast<int>(state)});
        if (start > 0) state = static_cast<std::size_t>(from[start * n + state]);
        until = start;
    }
    std::reverse(out.begin(), out.end());
    return out;
}

std::vector<Segment> SemiMarkovChain::sample(const LogTable& evidence, RandomStream& random) const {
    const std::size_t n = states();
    if (evidence.rows == 0) return {};
    const Forward alpha = forward(evidence);
    std::vector<Segment> out;
    std::size_t until = evidence.rows;
    int after = -1;
    while (until > 0) {
        std::vector<double> logs(n);
        for (std::size_t j = 0; j < n; ++j)
            logs[j] =
                alpha.end.at(until - 1, j) +
                (after < 0 ? finalOf(j) : tableFor(until).at(j, static_cast<std::size_t>(after)));
        if (most(logs.data(), n) == kNever)
            throw Error(ExitCode::Processing, "semi-Markov chain: the observations are impossible");
        const int state = draw(weightsOf(logs), random);
        const auto j = static_cast<std::size_t>(state);
        std::vector<double> lengths;
        double seen = 0.0;
        for (std::size_t d = 1; d <= std::min(longest, until); ++d) {
            seen += evidence.at(until - d, j);
            if (seen == kNever) break;
            const double entered = alpha.begin.at(until - d, j);
            lengths.push_back(entered == kNever ? kNever
                                                : entered + duration(until - d, j, d) + seen);
        }
        const auto d = static_cast<std::size_t>(draw(weightsOf(lengths), random)) + 1;
        until -= d;
        out.push_back({until, d, state});
        after = state;
    }
    std::reverse(out.begin(), out.end());
    return out;
}

double SemiMarkovChain::score(const std::vector<Segment>& segments,
                              const LogTable& evidence) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Segment& one = segments[i];
        const auto state = static_cast<std::size_t>(one.state);
        sum += i == 0
                   ? initial[state]
                   : tableFor(one.begin).at(static_cast<std::size_t>(segments[i - 1].state), state);
        sum += duration(one.begin, state, one.length);
        for (std::size_t t = one.begin; t < one.begin + one.length; ++t)
            sum += evidence.at(t, state);
    }
    if (!segments.empty()) sum += finalOf(static_cast<std::size_t>(segments.back().state));
    return sum;
}

std::vector<int> statesOf(const std::vector<Segment>& segments) {
    std::vector<int> out;
    for (const Segment& one : segments) out.insert(out.end(), one.length, one.state);
    return out;
}

}  // namespace arioso::models
