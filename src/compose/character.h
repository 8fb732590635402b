#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "src/compose/metre_plan.h"
#include "src/compose/steering.h"
#include "src/compose/texture.h"

namespace arioso {

/// Everything that a steering decides, as numbers to compose by.
struct Character {
    bool minor = false;
    double quartersPerMinute = 100.0;
    double notesPerBeat = 1.2;  ///< of the tune
    int centre = 69;            ///< MIDI note about which the tune moves
    double level = 0.6;         ///< dynamics of the tune, 0…1
    double legato = 0.5;        ///< 0 detached … 1 bound
    double chordsPerBar = 1.2;
    double colour = 0.3;            ///< sevenths and borrowed chords, 0 plain … 1
    double activity = 0.5;          ///< of the accompaniment, 0 held … 1 busy
    double leaps = 0.5;             ///< of the tune, 0 steps … 1 wide
    double unevenness = 0.0;        ///< of its rhythm, -1 even … 1 dotted; 0 as learnt
    std::vector<int> programs;      ///< as steered or by mood
    std::vector<Texture> textures;  ///< to choose among; empty = what suits the instruments
    Groove groove = Groove::Plain;
    std::size_t period = 1;  ///< of ornaments, as MarkPlace has it
    double swing = 0.5;      ///< share of a pair of eighths that its first takes
    std::shared_ptr<const PatternModel> patterns;  ///< as steered
};

/// Mood into music, in the directions that listening experiments agree on. Arousal: faster, louder,
/// higher, denser, more detached (Gabrielsson and Lindström 2010; Bresin and Friberg 2011).
/// Valence: major against minor, somewhat faster and higher, plainer harmony (Hevner 1936; Eerola,
/// Friberg and Bresin 2013). The plane is Russell's (1980). `minorByChance` decides for a valence
/// near 0. Error(Usage), one line, for values out of range.
Character characterOf(const Steering& steering, bool minorByChance);

/// Ensembles of trained instruments that suit a mood, tune first, bass last; the first is what
/// characterOf takes.
const std::vector<std::vector<int>>& ensemblesOf(double valence, double arousal);

/// 0…3, the quarter of the plane: pleasant and excited, unpleasant and excited, unpleasant and
/// calm, pleasant and calm.
int quarterOf(double valence, double arousal);

}  // namespace arioso
