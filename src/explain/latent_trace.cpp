#include "src/explain/latent_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "dsp/error.h"
#include "src/compose/melody_line.h"
#include "src/explain/page_parts.h"

namespace arioso {
namespace {

constexpr double kDarkest = 3.0;  // standard deviations

/// How far a place lies along a direction, in standard deviations of melodies' places along it
/// (dimensions taken as independent).
double alongOf(const MelodyLatent& place, const MelodyModel& model, const MelodyLatent& direction) {
    double product = 0.0;
    double square = 0.0;
    for (std::size_t i = 0; i < place.size(); ++i) {
        const auto d = static_cast<double>(direction[i]);
        const auto spread = static_cast<double>(model.spread[i]);
        product += static_cast<double>(place[i] - model.centre[i]) * d;
        square += d * d * spread * spread;
    }
    return square > 0.0 ? product / std::sqrt(square) : 0.0;
}

MelodyMeasures standardised(MelodyMeasures measures, const MelodyScale& scale) {
    addAffect(measures, scale);
    for (std::size_t a = 0; a < kMelodyAttributes; ++a)
        measures[a] =
            scale.deviation[a] > 0.0 ? (measures[a] - scale.mean[a]) / scale.deviation[a] : 0.0;
    return measures;
}

std::string nameOfWindow(const Score& score, const LatentWindow& window) {
    const std::string& first = score.measures[window.bar].number;
    return window.bars < 2 ? first : first + "–" + score.measures[window.bar + 1].number;
}

std::string attributeTable(const Score& score, const std::vector<LatentWindow>& windows,
                           MelodyMeasures LatentWindow::*which) {
    HeatTable table;
    table.corner = "bars";
    table.most = kDarkest;
    table.sign = true;
    for (std::size_t a = 0; a < kMelodyAttributes; ++a)
        table.columns.emplace_back(nameOf(static_cast<MelodyAttribute>(a)));
    table.columns.emplace_back("from the centre");
    table.columns.emplace_back("from the bars before");
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const LatentWindow& window = windows[i];
        table.rows.push_back(nameOfWindow(score, window));
        std::vector<double> row((window.*which).begin(), (window.*which).end());
        row.push_back(window.fromCentre);
        row.push_back(i == 0 ? std::numeric_limits<double>::quiet_NaN() : window.fromBefore);
        table.values.push_back(std::move(row));
    }
    return heatTable(table);
}

}  // namespace

std::vector<LatentWindow> traceLatents(const Score& score, const MelodyModel& model) {
    std::vector<LatentWindow> out;
    std::size_t part = 0;
    try {
        part = lineOfScore(score, {});
    } catch (const Error&) {
        return out;  // drums alone
    }
    const StudiedLine studied = studyLine(score, part);
    MelodyLatent before;
    for (std::size_t bar = 0; bar < studied.bars.size(); ++bar) {
        const auto metre = melodyMetre(studied.bars[bar]);
        if (!metre) continue;
        LatentWindow window;
        window.bar = bar;
        const bool second =
            bar + 1 < studied.bars.size() && melodyMetre(studied.bars[bar + 1]) == metre;
        window.bars = second ? 2 : 1;
        MelodyCells cells{studied.bars[bar].start,
                          *metre,
                          referenceTonic(studied.line, studied.bars[bar].tonic),
                          {}};
        cells.cells =
            cellsOf(studied.line, cells.start, *metre, metre->windowBeats(), cells.reference);
        // Behind a bar that stands alone other music goes on.
        if (!second) {
            const auto half = static_cast<std::ptrdiff_t>(cells.cells.size() / 2);
            std::fill(cells.cells.begin() + half, cells.cells.end(), kCellHold);
            cells.cells[static_cast<std::size_t>(half)] = kCellRest;
        }
        bar += window.bars - 1;
        if (std::ranges::none_of(cells.cells, [](int cell) { return cell >= kCellPitch; }))
            continue;
        const MelodyLatent place =
            placeOf(model, cells, studied.bars[window.bar].minor ? 1.0F : 0.0F);
        window.measured = standardised(measureCells(cells.cells), model.scale);
        for (std::size_t a = 0; a < kMelodyAttributes; ++a)
            window.latent[a] = alongOf(place, model, model.directions[a]);
        window.fromCentre = distanceOf(model, place, model.centre);
        if (!before.empty()) window.fromBefore = distanceOf(model, place, before);
        before = place;
        out.push_back(window);
    }
    return out;
}

std::string latentSection(const Score& score, const std::vector<LatentWindow>& windows) {
    if (windows.empty()) return {};
    return heading("The tune in latent space") +
           paragraph(
               "What two bars of the tune have more (blue) or less (orange) of than other "
               "melodies, in standard deviations: read from the place that the melody VAE "
               "gives them, along the directions that vary --method vae moves on. Distances "
               "are in standard deviations of places: two tunes that have nothing to do with "
               "each other lie about 1.4 apart. Arousal and valence are proxies.") +
           attributeTable(score, windows, &LatentWindow::latent) +
           folded("the same measured in the notes",
                  attributeTable(score, windows, &LatentWindow::measured));
}

nlohmann::json latentJson(const Score& score, const std::vector<LatentWindow>& windows) {
    nlohmann::json out = nlohmann::json::array();
    for (const LatentWindow& window : windows) {
        nlohmann::json latent;
        nlohmann::json measured;
        for (std::size_t a = 0; a < kMelodyAttributes; ++a) {
            const char* name = nameOf(static_cast<MelodyAttribute>(a));
            latent[name] = window.latent[a];
            measured[name] = window.measured[a];
        }
        out.push_back({{"from", score.measures[window.bar].number},
                       {"bars", window.bars},
                       {"latent", std::move(latent)},
                       {"measured", std::move(measured)},
                       {"from_centre", window.fromCentre},
                       {"from_before", window.fromBefore}});
    }
    return out;
}

}  // namespace arioso
