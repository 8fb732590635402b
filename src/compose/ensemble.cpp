#include "src/compose/ensemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/error.h"
#include "src/compose/harmony_rules.h"

namespace arioso {
namespace {

bool isOneOf(int program, std::initializer_list<int> programs) {
    return std::find(programs.begin(), programs.end(), program) != programs.end();
}

/// By the program of the trained instrument.
bool playsChords(int program) {
    return isOneOf(program, {0, 4, 6, 11, 12, 16, 19, 24, 25, 27, 45, 46, 48, 52, 89});
}
bool hasTwoStaves(int program) {
    return isOneOf(program, {0, 4, 6, 12, 16, 19, 46});
}
bool rings(int program) {
    return isOneOf(program, {0, 4, 11, 46});
}
bool holds(int program) {
    return isOneOf(program, {16, 19, 48, 52, 89});
}

void setRange(EnsemblePart& part, const Instrument& instrument, const HarmonyRules& rules) {
    constexpr int kOctave = 12;
    part.lowest = instrument.lowest;
    part.highest = instrument.highest;
    const auto found = rules.ranges.find(instrument.id);
    if (found == rules.ranges.end()) return;
    part.lowest = std::max(part.lowest, found->second.lowest);
    part.highest = std::min(part.highest, found->second.highest);
    // Every note has to find a place by octaves.
    if (part.highest - part.lowest < kOctave - 1)
        throw Error(ExitCode::Input,
                    fmt::format("knowledge: instrument {}: expected an octave or more within the "
                                "keys {} to {}, found {} to {}",
                                instrument.id, instrument.lowest, instrument.highest,
                                found->second.lowest, found->second.highest));
}

}  // namespace

std::vector<EnsemblePart> ensembleOf(const std::vector<int>& programs, bool drums,
                                     const InstrumentTable& instruments,
                                     const HarmonyRules& rules) {
    std::vector<EnsemblePart> parts;
    int lines = 0;
    for (std::size_t i = 0; i < programs.size(); ++i) {
        const Instrument& instrument = instruments.forProgram(programs[i], false);
        EnsemblePart part;
        part.id = "P" + std::to_string(i + 1);
        part.name = instrument.name;
        const auto same = std::count_if(parts.begin(), parts.end(), [&](const auto& other) {
            return other.program == programs[i];
        });
        if (same > 0) part.name += " " + std::to_string(same + 1);
        part.program = programs[i];
        setRange(part, instrument, rules);
        const int trained = instrument.program;
        const bool chords = playsChords(trained);
        const bool last = i + 1 == programs.size();
        if (i == 0) {
            part.role = last && chords ? PartRole::Solo : PartRole::Tune;
        } else if (last) {
            part.role = chords ? PartRole::Accompaniment : PartRole::Bass;
        } else if (chords) {
            part.role = PartRole::Chords;
        } else {
            part.role = PartRole::Line;
            part.line = lines++;
        }
        // One part moves, what can hold its notes holds them.
        if (part.role == PartRole::Chords) part.pad = holds(trained) && programs.size() > 3;
        part.staves = hasTwoStaves(trained) &&
                      (part.role == PartRole::Solo || part.role == PartRole::Accompaniment);
        part.pedal = rings(trained);
        parts.push_back(part);
    }
    if (drums) {
        EnsemblePart part;
        part.id = "P" + std::to_string(programs.size() + 1);
        part.name = "Drums";
        part.role = PartRole::Drums;
        parts.push_back(part);
    }
    return parts;
}

Texture bassTextureFor(Texture chords, double activity) {
    if (chords == Texture::Homophonic || chords == Texture::Walking) return chords;
    if (activity < 0.35) return Texture::Held;
    switch (chords) {
        case Texture::Held:
        case Texture::Arpeggio:
        case Texture::Broken:
            return activity < 0.55 ? Texture::Held : Texture::Pulse;
        default:
            return chords;
    }
}

int comfortableCentre(const EnsemblePart& part, int wanted) {
    const double compass = part.highest - part.lowest;
    const int low = part.lowest + static_cast<int>(std::lround(0.42 * compass));
    const int high = part.lowest + static_cast<int>(std::lround(0.74 * compass));
    return std::clamp(wanted, low, std::max(low, high));
}

Texture textureFor(int program, double activity, const MetrePlan& metre, double choice) {
    struct Weighted {
        Texture texture;
        double calm;
        double busy;
    };
    // Weights at activity 0 and 1.
    std::vector<Weighted> table = {
        {Texture::Held, 1.0, 0.0},       {Texture::Arpeggio, 0.7, 0.2},
        {Texture::Broken, 0.6, 0.5},     {Texture::Pulse, 0.15, 0.5},
        {Texture::OomPah, 0.1, 0.8},     {Texture::Repeated, 0.0, 0.5},
        {Texture::Syncopated, 0.0, 0.7},
    };
    double sum = 0.0;
    for (Weighted& one : table) {
        // Squared, so that the middle has its own taste.
        double weight = one.calm * (1.0 - activity) * (1.0 - activity) +
                        one.busy * activity * activity +
                        (one.calm + one.busy) * 0.5 * activity * (1.0 - activity);
        if (program == 46 && one.texture == Texture::Arpeggio) weight *= 6.0;
        if (program == 46 && one.texture == Texture::Repeated) weight = 0.0;
        // What fades away is struck again.
        if (rings(program) || program == 24 || program == 25 || program == 27)
            weight *= one.texture == Texture::Held ? 0.15 : 1.0;
        if (holds(program) && one.texture == Texture::Held)
            weight = 4.0 * std::pow(1.0 - activity, 1.5);
        if (holds(program) && one.texture == Texture::Arpeggio) weight = 0.0;
        if (one.texture == Texture::Syncopated && metre.barTicks != 48) weight = 0.0;
        if (one.texture == Texture::OomPah && metre.beatStarts.size() < 2) weight *= 0.3;
        one.calm = weight;
        sum += weight;
    }
    double left = choice * sum;
    for (const Weighted& one : table) {
        left -= one.calm;
        if (left < 0.0) return one.texture;
    }
    return Texture::Pulse;
}

}  // namespace arioso
