#include "src/compose/character.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr std::size_t kMostPrograms = 8;

void checkRange(const char* what, double value, double low, double high) {
    if (value >= low && value <= high) return;
    throw Error(ExitCode::Usage,
                fmt::format("{}: expected {:g} to {:g}, found {:g}", what, low, high, value));
}

void check(const Steering& steering) {
    checkRange("valence", steering.valence, -1.0, 1.0);
    checkRange("arousal", steering.arousal, -1.0, 1.0);
    checkRange("density", steering.density, 0.0, 1.0);
    checkRange("period", steering.period, 0, 1);
    checkRange("unevenness", steering.unevenness, -1.0, 1.0);
    checkRange("swing", steering.swing, 0.5, 0.75);
    if (steering.colour) checkRange("colour", *steering.colour, 0.0, 1.0);
    if (steering.legato) checkRange("legato", *steering.legato, 0.0, 1.0);
    if (steering.leaps) checkRange("leaps", *steering.leaps, 0.0, 1.0);
    if (steering.quartersPerMinute) checkRange("tempo", *steering.quartersPerMinute, 20.0, 300.0);
    if (steering.tonic) checkRange("tonic", *steering.tonic, 0, 11);
    if (steering.programs.size() > kMostPrograms)
        throw Error(ExitCode::Usage, fmt::format("instruments: expected at most {}, found {}",
                                                 kMostPrograms, steering.programs.size()));
    for (const int program : steering.programs) checkRange("program", program, 0, 127);
}

/// Ensembles by quarter of the plane.
const std::array<std::vector<std::vector<int>>, 4> kEnsembles = {{
    {
        {73, 24, 0, 32},   // flute, nylon guitar, piano, acoustic bass
        {71, 0, 32},       // clarinet, piano, acoustic bass
        {40, 24, 45, 42},  // violin, nylon guitar, plucked strings, cello
        {56, 25, 4, 33},   // trumpet, steel guitar, electric piano, electric bass
        {11, 12, 24, 32},  // vibraphone, marimba, nylon guitar, acoustic bass
        {0},               // piano
    },
    {
        {40, 48, 60, 42},  // violin, string ensemble, French horn, cello
        {68, 48, 57, 42},  // oboe, string ensemble, trombone, cello
        {71, 0, 48, 42},   // clarinet, piano, string ensemble, cello
        {56, 60, 57, 70},  // trumpet, French horn, trombone, bassoon
        {40, 19, 42},      // violin, church organ, cello
        {0},
    },
    {
        {68, 0, 42},       // oboe, piano, cello
        {40, 46, 48, 42},  // violin, harp, string ensemble, cello
        {71, 48, 42},      // clarinet, string ensemble, cello
        {65, 4, 32},       // alto saxophone, electric piano, acoustic bass
        {60, 48, 42},      // French horn, string ensemble, cello
        {0},
    },
    {
        {73, 46, 48, 42},  // flute, harp, string ensemble, cello
        {71, 24, 42},      // clarinet, nylon guitar, cello
        {40, 0, 42},       // violin, piano, cello
        {11, 24, 32},      // vibraphone, nylon guitar, acoustic bass
        {68, 46, 42},      // oboe, harp, cello
        {0},
    },
}};

}  // namespace

const std::vector<std::vector<int>>& ensemblesOf(double valence, double arousal) {
    return kEnsembles[static_cast<std::size_t>(quarterOf(valence, arousal))];
}

int quarterOf(double valence, double arousal) {
    if (arousal >= 0.0) return valence >= 0.0 ? 0 : 1;
    return valence >= 0.0 ? 3 : 2;
}

Character characterOf(const Steering& steering, bool minorByChance) {
    check(steering);
    const MetrePlan metre = metrePlan(steering.beats, steering.beatType);
    const double v = steering.valence;
    const double a = steering.arousal;
    constexpr double kUndecided = 0.1;
    Character out;
    out.minor = steering.minor.value_or(std::abs(v) < kUndecided ? minorByChance : v < 0.0);
    // Felt beats a minute: 60 to 150, and no metre is faster for its notation.
    const double beats = 94.0 * std::exp2(0.62 * a + 0.12 * v);
    const double quarters = static_cast<double>(metre.beatLength(0)) / 12.0;
    const double slower = quarters > 1.9 ? 0.75 : quarters > 1.2 ? 0.8 : 1.0;
    out.quartersPerMinute =
        steering.quartersPerMinute.value_or(std::round(beats * quarters * slower));
    out.quartersPerMinute = std::clamp(out.quartersPerMinute, 20.0, 300.0);
    const double wish = 2.0 * steering.density - 1.0;
    // Fast music has fewer notes a beat for the same restlessness.
    out.notesPerBeat = std::clamp(1.2 * std::exp2(0.35 * a + 1.0 * wish), 0.45, 3.5) *
                       (quarters > 1.2 ? 1.35 : 1.0);
    out.centre = 71 + static_cast<int>(std::lround(2.5 * v + 3.0 * a));
    out.level = std::clamp(0.6 + 0.15 * a + 0.03 * v, 0.3, 0.85);
    out.legato = std::clamp(0.6 - 0.45 * a - 0.1 * v, 0.0, 1.0);
    out.chordsPerBar = std::clamp(1.3 + 0.2 * a + 0.3 * wish, 0.8, 2.0);
    if (metre.barTicks < 30) out.chordsPerBar = std::min(out.chordsPerBar, 1.1);
    out.colour = std::clamp(0.35 - 0.25 * v - 0.1 * a, 0.05, 0.9);
    out.activity = std::clamp(0.45 + 0.35 * a + 0.35 * wish, 0.0, 1.0);
    out.leaps = std::clamp(0.45 + 0.3 * a, 0.1, 0.9);
    // Calm and pleasant at once: consonant, bound, in small steps, and not low (Juslin and Laukka
    // 2004 of tenderness; Eerola, Friberg and Bresin 2013 of what is peaceful).
    const double gentle = std::max(0.0, v) * std::max(0.0, -a);
    out.colour = std::max(0.05, out.colour - 0.2 * gentle);
    out.leaps = std::max(0.1, out.leaps - 0.15 * gentle);
    out.legato = std::min(1.0, out.legato + 0.1 * gentle);
    out.centre += static_cast<int>(std::lround(2.0 * gentle));
    out.colour = steering.colour.value_or(out.colour);
    out.legato = steering.legato.value_or(out.legato);
    out.leaps = steering.leaps.value_or(out.leaps);
    out.unevenness = steering.unevenness;
    out.textures = steering.textures;
    out.groove = steering.groove;
    out.swing = steering.swing;
    out.period = static_cast<std::size_t>(steering.period);
    out.programs = steering.programs.empty() ? ensemblesOf(v, a).front() : steering.programs;
    out.patterns = steering.patterns;
    return out;
}

}  // namespace arioso
