#include "src/compose/melody_leaning.h"

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {

constexpr double kNoChance = 0.01;  // temperature
constexpr float kMargin = 0.5F;     // nats by which a window's own symbols are the likeliest

}  // namespace

std::vector<float> lackOf(const MelodyModel& model, const WindowRequest& own,
                          std::span<const int> past) {
    const std::vector<float> conditions = melodyConditions(own.window.metre, own.minor, own.chords);
    models::MelodyDecoder decoder(model.network, own.place, conditions, past);
    std::vector<float> out;
    for (const int symbol : own.window.cells) {
        const std::vector<float>& logits = decoder.logits();
        float other = -1e30F;
        for (std::size_t i = 0; i < logits.size(); ++i)
            if (static_cast<int>(i) != symbol) other = std::max(other, logits[i]);
        out.push_back(std::max(0.0F, other + kMargin - logits[static_cast<std::size_t>(symbol)]));
        decoder.take(symbol);
    }
    return out;
}

void lean(CellLeaning& leaning, std::span<const int> cells, std::span<const float> lack,
          double share) {
    leaning.resize(cells.size() * kCellSymbols, 0.0F);
    for (std::size_t i = 0; i < cells.size(); ++i)
        leaning[i * kCellSymbols + static_cast<std::size_t>(cells[i])] +=
            static_cast<float>(share) * lack[i];
}

WrittenWindow writeLeaning(const MelodyModel& model, const WindowRequest& request,
                           const CellLeaning& leaning, std::span<const int> past,
                           double temperature, models::RandomStream& random) {
    const std::vector<float> conditions =
        melodyConditions(request.window.metre, request.minor, request.chords);
    models::MelodyDecoder decoder(model.network, request.place, conditions, past);
    WrittenWindow out;
    const auto count = static_cast<std::size_t>(request.window.metre.windowCells());
    std::vector<double> weights;
    for (std::size_t cell = 0; cell < count; ++cell) {
        std::vector<float> logits = decoder.logits();
        for (std::size_t i = 0; i < logits.size() && !leaning.empty(); ++i)
            logits[i] += leaning[cell * kCellSymbols + i];
        const CellMask mask = cell < request.allowed.size() ? request.allowed[cell] : kAnyCell;
        const auto allowed = [&](std::size_t symbol) { return ((mask >> symbol) & 1U) != 0; };
        double top = -1e300;
        std::size_t best = 0;
        for (std::size_t i = 0; i < logits.size(); ++i)
            if (allowed(i) && logits[i] > top) {
                top = logits[i];
                best = i;
            }
        double sum = 0.0;
        double heated = 0.0;
        weights.assign(logits.size(), 0.0);
        for (std::size_t i = 0; i < logits.size(); ++i) {
            if (!allowed(i)) continue;
            sum += std::exp(logits[i] - top);
            if (temperature >= kNoChance) weights[i] = std::exp((logits[i] - top) / temperature);
            heated += weights[i];
        }
        std::size_t chosen = best;
        if (temperature >= kNoChance) {
            double at = random.uniform() * heated;
            for (std::size_t i = 0; i < weights.size(); ++i) {
                if (weights[i] <= 0.0) continue;
                chosen = i;
                at -= weights[i];
                if (at < 0.0) break;
            }
        }
        out.logProbability += logits[chosen] - top - std::log(sum);
        decoder.take(static_cast<int>(chosen));
        out.cells.push_back(static_cast<int>(chosen));
    }
    return out;
}

}  // namespace arioso
