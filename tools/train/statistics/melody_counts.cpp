#include "tools/train/statistics/melody_counts.h"

#include <span>

namespace arioso::train {
namespace {

/// Symbols of cells, then places in bars of all metres, then the end of a bar.
constexpr int kPlaces = kBeatCells * (1 + 2 + 3 + 4);
constexpr int kFirstPlace = kCellSymbols;
constexpr int kBarEnd = kFirstPlace + 2 * kPlaces;
constexpr int kAlphabet = kBarEnd + 1;

int placeSymbol(const MelodyMetre& metre, int cell) {
    const int before = kBeatCells * metre.beats * (metre.beats - 1) / 2;
    return kFirstPlace + (metre.compound ? kPlaces : 0) + before + cell;
}

struct Events {
    std::vector<int> symbols;
    std::size_t given = 0;  ///< of these, before the window
};

Events eventsOf(const MelodyWindow& window) {
    Events out;
    const MelodyMetre metre = window.melodyMetre();
    const int bar = metre.beats * kBeatCells;
    const auto add = [&](int symbol, int cell) {
        if (symbol == kCellHold) return;
        out.symbols.push_back(placeSymbol(metre, cell));
        out.symbols.push_back(symbol);
    };
    if (window.past.front() < kCellUnknown) {
        for (int i = 0; i < kBeatCells; ++i)
            add(window.past[static_cast<std::size_t>(i)], bar - kBeatCells + i);
        out.symbols.push_back(kBarEnd);
    }
    out.given = out.symbols.size();
    for (int i = 0; i < static_cast<int>(window.cells.size()); ++i) {
        add(window.cells[static_cast<std::size_t>(i)], i % bar);
        if (i % bar == bar - 1) out.symbols.push_back(kBarEnd);
    }
    return out;
}

models::Ppm counted(const std::vector<MelodyWindow>& training, int order) {
    models::PpmTrainer trainer(kAlphabet, order);
    for (const MelodyWindow& window : training) trainer.add(eventsOf(window).symbols);
    return trainer.model();
}

}  // namespace

MelodyCounts::MelodyCounts(const std::vector<MelodyWindow>& training, int order)
    : ppm_(counted(training, order)) {}

double MelodyCounts::cost(const MelodyWindow& window) const {
    const Events events = eventsOf(window);
    double nats = 0.0;
    for (std::size_t i = events.given; i < events.symbols.size(); ++i)
        nats -=
            ppm_.logProbability(std::span<const int>(events.symbols).first(i), events.symbols[i]);
    return nats;
}

}  // namespace arioso::train
