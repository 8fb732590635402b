#include "src/compose/tune_rhythm.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/sampling.h"

namespace arioso {
namespace {

/// How much a wish for unevenness weighs, an octave between lengths.
constexpr double kTaste = 4.0;
constexpr int kDraws = 20;

bool fits(const RhythmToken& token, const MetreUnit& unit) {
    return token.place * unit.factor % unit.divisor == 0 &&
           token.duration * unit.factor % unit.divisor == 0 &&
           (token.duration * unit.factor / unit.divisor) * 4 >= 12;
}

/// Places of a unit from which it can be filled up, by the tokens that fit.
std::vector<char> openPlaces(const RhythmTable& table, const MetreUnit& unit) {
    std::vector<char> open(static_cast<std::size_t>(table.length) + 1, 0);
    open.back() = 1;
    for (int place = table.length - 1; place >= 0; --place)
        for (const RhythmToken& token : table.tokens)
            if (token.place == place && token.kind != RhythmToken::Tied && fits(token, unit) &&
                open[static_cast<std::size_t>(place + token.duration)] != 0)
                open[static_cast<std::size_t>(place)] = 1;
    return open;
}

/// Mean distance of neighbouring lengths in octaves: 0 for an even bar, 1.6 for dotted pairs.
double ratios(const BarRhythm& bar) {
    double sum = 0.0;
    for (std::size_t i = 1; i < bar.size(); ++i)
        sum += std::abs(std::log2(static_cast<double>(bar[i].duration) / bar[i - 1].duration));
    return bar.size() < 2 ? 0.0 : sum / static_cast<double>(bar.size() - 1);
}

/// The rhythm of one unit.
BarRhythm drawUnit(const RhythmTable& table, const MetreUnit& unit, bool first,
                   models::RandomStream& random) {
    const std::vector<char> open = openPlaces(table, unit);
    std::vector<int> history;
    std::vector<double> probabilities(table.tokens.size());
    std::vector<char> allowed(table.tokens.size());
    models::SamplingOptions options;
    options.temperature = 0.9;
    options.topP = 0.95;
    BarRhythm out;
    for (int place = 0; place < table.length;) {
        bool any = false;
        for (std::size_t i = 0; i < allowed.size(); ++i) {
            const RhythmToken& token = table.tokens[i];
            const bool rest = token.kind == RhythmToken::Rest;
            allowed[i] = static_cast<char>(
                token.place == place && token.kind != RhythmToken::Tied && fits(token, unit) &&
                !(rest && (place == 0 || token.duration > 12)) && !(rest && first && place < 12) &&
                open[static_cast<std::size_t>(place + token.duration)] != 0);
            any = any || allowed[i] != 0;
        }
        if (!any) {
            // Metres at half their learnt speed may have no token here: one note fills the rest.
            out.push_back({unit.start + place * unit.factor / unit.divisor,
                           (table.length - place) * unit.factor / unit.divisor});
            return out;
        }
        table.ppm.predict(history, probabilities);
        const int symbol = models::drawMasked(probabilities, allowed, options, random);
        const RhythmToken& token = table.tokens[static_cast<std::size_t>(symbol)];
        if (token.kind == RhythmToken::Sounding)
            out.push_back({unit.start + token.place * unit.factor / unit.divisor,
                           token.duration * unit.factor / unit.divisor});
        history.push_back(symbol);
        place += token.duration;
    }
    return out;
}

}  // namespace

BarRhythm drawBar(const ComposerTables& tables, const MetrePlan& metre, double notes,
                  double unevenness, models::RandomStream& random) {
    std::vector<BarRhythm> bars;
    std::vector<double> weights;
    for (int draw = 0; draw < kDraws; ++draw) {
        BarRhythm bar;
        for (const MetreUnit& unit : metre.units) {
            const RhythmTable* table = tables.rhythm(unit.table);
            const BarRhythm part = drawUnit(*table, unit, unit.start == 0, random);
            bar.insert(bar.end(), part.begin(), part.end());
        }
        const double off = std::log2((static_cast<double>(bar.size()) + 0.5) / (notes + 0.5));
        weights.push_back(std::exp(-12.0 * off * off + kTaste * unevenness * ratios(bar)));
        bars.push_back(std::move(bar));
    }
    return bars[static_cast<std::size_t>(models::draw(weights, random))];
}

BarRhythm varied(const BarRhythm& bar, const MetrePlan& metre, models::RandomStream& random) {
    struct Change {
        std::size_t at;
        bool join;
    };
    std::vector<Change> changes;
    const int beat = metre.beatLength(0);
    for (std::size_t i = 0; i < bar.size(); ++i) {
        const int half = bar[i].duration / 2;
        if (bar[i].duration >= beat && half * 2 == bar[i].duration && half % 3 == 0)
            changes.push_back({i, false});
        const bool meets = i + 1 < bar.size() && bar[i].place + bar[i].duration == bar[i + 1].place;
        if (meets && bar[i].duration + bar[i + 1].duration <= beat && bar[i].place % beat == 0)
            changes.push_back({i, true});
    }
    if (changes.empty()) return bar;
    const Change change =
        changes[static_cast<std::size_t>(random.below(static_cast<int>(changes.size())))];
    BarRhythm out = bar;
    const auto at = out.begin() + static_cast<std::ptrdiff_t>(change.at);
    if (change.join) {
        at->duration += (at + 1)->duration;
        out.erase(at + 1);
    } else {
        // A dotted division where the note is long enough, else an even one.
        const bool dotted = at->duration % 4 == 0 && at->duration >= beat && random.chance(0.4) &&
                            at->duration / 4 >= 3 && !metre.compound();
        const int head = metre.compound() && at->duration == beat ? beat * 2 / 3
                         : dotted                                 ? at->duration * 3 / 4
                                                                  : at->duration / 2;
        const RhythmNote tail{at->place + head, at->duration - head};
        at->duration = head;
        out.insert(at + 1, tail);
    }
    return out;
}

BarRhythm cadenceBar(const MetrePlan& metre, double notes, int room, double novelty,
                     models::RandomStream& random) {
    const int end = metre.barTicks - room;
    BarRhythm out;
    int place = 0;
    // The last note may come after the downbeat, over a figure that leads down to it.
    const double late = std::max(notes > 2.5 ? 0.35 : 0.15, 0.9 * novelty);
    if (metre.half > 0 && end - metre.half >= metre.beatLength(0) && random.chance(late)) {
        const int beat = metre.beatLength(0);
        int at = 0;
        while (at < metre.half) {
            const int left = metre.half - at;
            // The freer, the shorter notes there may be.
            const int shortest = random.chance(0.4 * novelty) ? 3 : 6;
            const int half = metre.compound() ? 6 : std::max(shortest, beat / 2);
            const int length = std::min(left, random.chance(0.6 - 0.3 * novelty) ? beat
                                              : random.chance(0.3 * novelty)     ? beat - shortest
                                                                                 : half);
            out.push_back({at, length});
            at += length;
        }
        place = metre.half;
    }
    int duration = end - place;
    // Room to breathe before the next phrase.
    const int beat = metre.beatLength(0);
    if (duration > 2 * beat && random.chance(0.6)) duration -= beat;
    out.push_back({place, duration});
    return out;
}

std::vector<int> drawUpbeat(const ComposerTables& tables, const MetrePlan& metre,
                            models::RandomStream& random) {
    const MetreUnit& unit = metre.units.back();
    const RhythmTable* table = tables.rhythm(unit.table);
    double at = random.uniform();
    for (const Upbeat& upbeat : table->upbeats) {
        at -= upbeat.share;
        if (at >= 0.0) continue;
        std::vector<int> out;
        int sum = 0;
        for (const int duration : upbeat.durations) {
            if (duration * unit.factor % unit.divisor != 0) return {};
            out.push_back(duration * unit.factor / unit.divisor);
            sum += out.back();
        }
        return sum * 2 <= metre.barTicks ? out : std::vector<int>{};
    }
    return {};
}

}  // namespace arioso
