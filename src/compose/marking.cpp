#include "src/compose/marking.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "src/compose/mark_study.h"
#include "src/compose/phrase_writer.h"
#include "src/compose/scale_steps.h"
#include "src/compose/study.h"

namespace arioso {
namespace {

/// Seconds that an ornament needs at least.
constexpr double kLeastTrill = 0.45;
constexpr double kLeastOrnament = 0.28;
/// How much of the step between two signs an unmarked phrase rises.
constexpr double kUnmarked = 0.5;

template <std::size_t Count>
std::size_t drawn(std::array<double, Count> weights, models::RandomStream& random) {
    double sum = 0.0;
    for (const double one : weights) sum += one;
    double left = random.uniform() * sum;
    for (std::size_t i = 0; i < Count; ++i) {
        left -= weights[i];
        if (left < 0.0) return i;
    }
    return 0;
}

Articulation marksOf(Touch touch) {
    switch (touch) {
        case Touch::Plain:
            return Articulation::None;
        case Touch::Slurred:
            return Articulation::Slurred;
        case Touch::Staccato:
            return Articulation::Staccato;
        case Touch::Accent:
            return Articulation::Accent;
        case Touch::Tenuto:
            return Articulation::Tenuto;
    }
    return Articulation::None;
}

Touch drawTouch(const MarkPlace& place, const MarkGround& ground, double beats,
                models::RandomStream& random) {
    const float* learnt = ground.tables->touchesAt(place);
    std::array<double, kTouches> weights{};
    for (std::size_t i = 0; i < kTouches; ++i) weights[i] = learnt[i];
    const double bound = ground.character->legato - 0.5;
    const auto weigh = [&](Touch touch, double factor) {
        weights[static_cast<std::size_t>(touch)] *= factor;
    };
    weigh(Touch::Slurred, std::exp(3.0 * bound));
    weigh(Touch::Staccato, beats > 1.0 ? 0.0 : std::exp(-4.0 * bound));
    weigh(Touch::Accent, std::exp(6.0 * (ground.character->level - 0.6)));
    if (place.move >= 4) weigh(Touch::Slurred, 0.0);
    return static_cast<Touch>(drawn(weights, random));
}

Ornament drawOrnament(const MarkPlace& place, const MarkGround& ground, double seconds,
                      models::RandomStream& random) {
    if (seconds < kLeastOrnament) return Ornament::None;
    const float* learnt = ground.tables->ornamentsAt(place);
    std::array<double, kOrnaments> weights{};
    for (std::size_t i = 0; i < kOrnaments; ++i) weights[i] = learnt[i];
    if (seconds < kLeastTrill) weights[static_cast<std::size_t>(Ornament::Trill)] = 0.0;
    return static_cast<Ornament>(drawn(weights, random));
}

/// A grace note at its learnt distance, in the key.
std::optional<Note> graceBefore(const Note& main, const MarkGround& ground,
                                models::RandomStream& random) {
    std::array<double, kGraceSteps> weights{};
    for (std::size_t i = 0; i < kGraceSteps; ++i) weights[i] = ground.tables->graces[i];
    weights[3] = 0.0;  // the same pitch again is a stutter here
    const int step = static_cast<int>(drawn(weights, random)) - 3;
    const bool minor = ground.character->minor;
    const int pitch = static_cast<int>(std::lround(main.pitch));
    const int above = pitchClassOf(pitch - ground.tonic);
    const int tonicNote = pitch - above;
    const int found = tonicNote + semitonesOf(stepOf(above) - step, minor);
    if (found == pitch || found < ground.lowest || found > ground.highest) return std::nullopt;
    Note out = main;
    out.pitch = found;
    out.duration = {};
    out.grace = Grace::Acciaccatura;
    out.articulation = Articulation::None;
    out.spelled = spellInKey(found, ground.tonic, minor,
                             {0, minor ? ChordQuality::Minor : ChordQuality::Major});
    return out;
}

}  // namespace

void drawMarks(std::vector<Note>& tune, std::vector<Note>& graces, const MarkGround& ground,
               models::RandomStream& random) {
    Touch before = Touch::Plain;
    const int bar = ground.metre->barTicks;
    for (std::size_t i = 0; i < tune.size(); ++i) {
        Note& note = tune[i];
        const auto tick = static_cast<int>(std::lround(note.onset.value() * kTicks));
        const auto length = static_cast<int>(std::lround(note.duration.value() * kTicks));
        const bool last = i + 1 == tune.size();
        const MarkPlace place =
            markPlace(note.duration.value(), ground.metre->strength(tick % bar, length), note.pitch,
                      (note.onset + note.duration).value(), last ? nullptr : &tune[i + 1].pitch,
                      last ? 0.0 : tune[i + 1].onset.value(), ground.character->period, before);
        before = drawTouch(place, ground, note.duration.value(), random);
        note.articulation |= marksOf(before);
        if (!ground.ornaments || last) continue;
        const double seconds = note.duration.value() * 60.0 / ground.character->quartersPerMinute;
        switch (drawOrnament(place, ground, seconds, random)) {
            case Ornament::None:
                break;
            case Ornament::Trill:
                note.articulation |= Articulation::Trill;
                break;
            case Ornament::Turn:
                note.articulation |= Articulation::Turn;
                break;
            case Ornament::Mordent:
                note.articulation |= Articulation::Mordent;
                break;
            case Ornament::Grace:
                if (const auto grace = graceBefore(note, ground, random)) graces.push_back(*grace);
                break;
            case Ornament::Graces:
                note.articulation |= Articulation::Schleifer;
                break;
        }
    }
}

PhraseSwell drawSwell(const MarkTables& tables, std::size_t place, models::RandomStream& random) {
    std::array<double, kLevelSteps> levels{};
    for (std::size_t i = 0; i < kLevelSteps; ++i)
        levels[i] = tables.levels[place * kLevelSteps + i];
    std::array<double, kSwells> swells{};
    for (std::size_t i = 0; i < kSwells; ++i) swells[i] = tables.swells[place * kSwells + i];
    PhraseSwell out;
    out.begin = 0.5 * kSignStep * (static_cast<double>(drawn(levels, random)) - 2.0);
    const auto swell = std::div(static_cast<int>(drawn(swells, random)), 3);
    const double first = swell.quot - 1.0;
    const double second = swell.rem - 1.0;
    if (first == 0.0 && second == 0.0) {
        out.middle = out.begin + kUnmarked * kSignStep;
        out.end = out.begin - 0.25 * kSignStep;
        return out;
    }
    out.middle = out.begin + kSignStep * first;
    out.end = out.middle + kSignStep * second;
    return out;
}

}  // namespace arioso
