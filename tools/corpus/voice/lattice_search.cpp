#include "tools/corpus/voice/lattice_search.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace arioso::corpus {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();
constexpr std::uint8_t kStayed = 255;

float leaveChance(const Lattice& lattice, const AcousticModel& model, int node) {
    const LatticeNode& from = lattice.nodes[static_cast<std::size_t>(node)];
    return from.stays ? model.logLeave(from.state) : 0.0F;
}

}  // namespace

std::vector<int> bestPath(const Lattice& lattice, const AcousticModel& model,
                          const StateScores& scores, int frames) {
    const std::size_t nodes = lattice.nodes.size();
    const auto count = static_cast<std::size_t>(frames);
    std::vector<float> now(nodes, kNever);
    std::vector<float> before(nodes, kNever);
    std::vector<std::uint8_t> came(nodes * count, kStayed);
    for (std::size_t t = 0; t < count; ++t) {
        std::swap(now, before);
        for (std::size_t n = 0; n < nodes; ++n) {
            const LatticeNode& node = lattice.nodes[n];
            float best = kNever;
            if (t > 0 && node.stays) best = before[n] + model.logStay(node.state);
            for (int i = 0; i < node.arcCount; ++i) {
                const LatticeNode::Arc& arc = node.arcs[static_cast<std::size_t>(i)];
                float score = kNever;
                if (arc.from < 0) {
                    score = t == 0 ? arc.logChance : kNever;
                } else if (t > 0) {
                    score = before[static_cast<std::size_t>(arc.from)] + arc.logChance +
                            leaveChance(lattice, model, arc.from);
                }
                if (score > best) {
                    best = score;
                    came[t * nodes + n] = static_cast<std::uint8_t>(i);
                }
            }
            now[n] = best + scores[static_cast<std::size_t>(node.state)][t];
        }
    }
    int at = -1;
    float best = kNever;
    for (const LatticeEnd& end : lattice.ends) {
        if (end.node < 0) continue;
        const float score = now[static_cast<std::size_t>(end.node)] + end.logChance;
        if (score > best) {
            best = score;
            at = end.node;
        }
    }
    if (at < 0) return {};
    std::vector<int> path(count);
    for (std::size_t t = count; t-- > 0;) {
        path[t] = at;
        const std::uint8_t way = came[t * nodes + static_cast<std::size_t>(at)];
        if (way != kStayed) at = lattice.nodes[static_cast<std::size_t>(at)].arcs[way].from;
    }
    return path;
}

std::vector<Occupancy> occupancyOf(const Lattice& lattice, const std::vector<int>& path) {
    std::vector<Occupancy> out;
    out.reserve(path.size());
    for (std::size_t t = 0; t < path.size(); ++t) {
        out.push_back(
            {static_cast<int>(t), lattice.nodes[static_cast<std::size_t>(path[t])].state, 1.0});
    }
    return out;
}

std::vector<double> visitsOf(const Lattice& lattice, const std::vector<int>& path, int states) {
    std::vector<double> out(static_cast<std::size_t>(states));
    for (std::size_t t = 0; t < path.size(); ++t) {
        if (t > 0 && path[t] == path[t - 1]) continue;
        out[static_cast<std::size_t>(lattice.nodes[static_cast<std::size_t>(path[t])].state)] +=
            1.0;
    }
    return out;
}

std::vector<Occupancy> softOccupancy(const Lattice& lattice, const AcousticModel& model,
                                     const StateScores& scores, int frames,
                                     std::vector<double>& visits) {
    const std::size_t nodes = lattice.nodes.size();
    const auto count = static_cast<std::size_t>(frames);
    std::vector<double> stay(nodes);
    std::vector<std::array<double, 2>> enter(nodes);
    std::vector<int> state(nodes);
    for (std::size_t n = 0; n < nodes; ++n) {
        const LatticeNode& node = lattice.nodes[n];
        state[n] = node.state;
        stay[n] = node.stays ? std::exp(static_cast<double>(model.logStay(node.state))) : 0.0;
        for (std::size_t i = 0; i < static_cast<std::size_t>(node.arcCount); ++i) {
            const LatticeNode::Arc& arc = node.arcs[i];
            const float leave = arc.from < 0 ? 0.0F : leaveChance(lattice, model, arc.from);
            enter[n][i] = std::exp(static_cast<double>(arc.logChance + leave));
        }
    }
    std::vector<int> used = state;
    std::sort(used.begin(), used.end());
    used.erase(std::unique(used.begin(), used.end()), used.end());
    // Densities of a frame relative to its likeliest state: they stay within a double's range.
    std::vector<double> density(scores.size());
    const auto densities = [&](std::size_t t) {
        float best = kNever;
        for (const int s : used) best = std::max(best, scores[static_cast<std::size_t>(s)][t]);
        for (const int s : used) {
            const auto at = static_cast<std::size_t>(s);
            density[at] = std::exp(static_cast<double>(scores[at][t] - best));
        }
    };
    std::vector<double> forward(nodes * count);
    for (std::size_t t = 0; t < count; ++t) {
        densities(t);
        double sum = 0.0;
        double* now = &forward[t * nodes];
        const double* before = t > 0 ? &forward[(t - 1) * nodes] : nullptr;
        for (std::size_t n = 0; n < nodes; ++n) {
            const LatticeNode& node = lattice.nodes[n];
            double value = before != nullptr ? before[n] * stay[n] : 0.0;
            for (std::size_t i = 0; i < static_cast<std::size_t>(node.arcCount); ++i) {
                const int from = node.arcs[i].from;
                if (from < 0) {
                    if (t == 0) value += enter[n][i];
                } else if (before != nullptr) {
                    value += before[static_cast<std::size_t>(from)] * enter[n][i];
                }
            }
            now[n] = value * density[static_cast<std::size_t>(state[n])];
            sum += now[n];
        }
        if (!(sum > 0.0)) return {};
        for (std::size_t n = 0; n < nodes; ++n) now[n] /= sum;
    }
    std::vector<double> backward(nodes);
    std::vector<double> weighted(nodes);  // backward times density, of the next frame
    for (const LatticeEnd& end : lattice.ends) {
        if (end.node >= 0)
            backward[static_cast<std::size_t>(end.node)] =
                std::exp(static_cast<double>(end.logChance));
    }
    std::vector<Occupancy> out;
    visits.assign(scores.size(), 0.0);
    std::vector<double> share(scores.size());
    for (std::size_t t = count; t-- > 0;) {
        const double* now = &forward[t * nodes];
        double all = 0.0;
        for (std::size_t n = 0; n < nodes; ++n) all += now[n] * backward[n];
        if (!(all > 0.0)) return {};
        for (const int s : used) share[static_cast<std::size_t>(s)] = 0.0;
        for (std::size_t n = 0; n < nodes; ++n)
            share[static_cast<std::size_t>(state[n])] += now[n] * backward[n] / all;
        constexpr double kLeast = 1e-3;
        for (const int s : used) {
            const double weight = share[static_cast<std::size_t>(s)];
            if (weight > kLeast) out.push_back({static_cast<int>(t), s, weight});
        }
        densities(t);
        double largest = 0.0;
        for (std::size_t n = 0; n < nodes; ++n) {
            weighted[n] = backward[n] * density[static_cast<std::size_t>(state[n])];
            largest = std::max(largest, weighted[n]);
        }
        if (!(largest > 0.0)) return {};
        for (std::size_t n = 0; n < nodes; ++n) {
            weighted[n] /= largest;
            backward[n] = weighted[n] * stay[n];
        }
        for (std::size_t n = 0; n < nodes; ++n) {
            const LatticeNode& node = lattice.nodes[n];
            for (std::size_t i = 0; i < static_cast<std::size_t>(node.arcCount); ++i) {
                const int from = node.arcs[i].from;
                if (from >= 0)
                    backward[static_cast<std::size_t>(from)] += weighted[n] * enter[n][i];
            }
        }
    }
    // The mean length of a state's visits follows from how often its nodes are passed: once each,
    // but for pauses, which count by their share.
    for (std::size_t n = 0; n < nodes; ++n) {
        double passed = 1.0;
        if (lattice.nodes[n].phone < 0) {
            passed = 0.0;
            for (const LatticeNode::Arc& arc : lattice.nodes[n].arcs)
                passed = std::max(passed, std::exp(static_cast<double>(arc.logChance)));
            passed = std::min(passed, 1.0);
        }
        visits[static_cast<std::size_t>(state[n])] += passed;
    }
    return out;
}

}  // namespace arioso::corpus
