#pragma once

#include <string>
#include <vector>

#include "src/compose/character.h"
#include "src/condition/instruments.h"

namespace arioso {

struct HarmonyRules;

/// What a part does in the ensemble.
enum class PartRole {
    Tune,
    Solo,           ///< tune, chords and bass on one instrument
    Accompaniment,  ///< chords and bass
    Chords,
    Line,  ///< one inner voice
    Bass,
    Drums,
};

struct EnsemblePart {
    std::string id;
    std::string name;
    int program = 0;
    PartRole role = PartRole::Tune;
    int line = 0;         ///< of a Line: 0 = the highest inner voice
    bool pad = false;     ///< Chords that are held under busier ones
    bool staves = false;  ///< written on two
    bool pedal = false;   ///< has a sustaining pedal, or strings that ring
    int lowest = 0;
    int highest = 127;
};

/// Who plays what, in the order of the programs; drums last. Parts have the keys that both the
/// instrument's model and `rules` allow. Error(Input) names an instrument that is left without an
/// octave.
std::vector<EnsemblePart> ensembleOf(const std::vector<int>& programs, bool drums,
                                     const InstrumentTable& instruments, const HarmonyRules& rules);

/// Middle of the tune for an instrument: where the mood wants it, in the comfortable part of the
/// compass.
int comfortableCentre(const EnsemblePart& part, int wanted);

/// Textures that suit a program, the likeliest of them by activity; `choice` in [0, 1) chooses.
Texture textureFor(int program, double activity, const MetrePlan& metre, double choice);

/// How a bass line goes with the chords above it.
Texture bassTextureFor(Texture chords, double activity);

}  // namespace arioso
