#pragma once

#include <vector>

#include "models/random_stream.h"
#include "src/compose/character.h"
#include "src/compose/progression.h"
#include "src/compose/tune.h"
#include "src/compose/voicing.h"

namespace arioso {

struct PatternModel;

/// A note of a part that is not the tune, in ticks from the phrase's start.
struct PartNote {
    int tick = 0;
    int duration = 0;
    int pitch = 60;
    bool low = false;  ///< belongs to the bass: the lower staff
    bool detached = false;
};

/// Chords and their layout in a phrase, with what they must not collide with.
struct AccompanimentGround {
    const MetrePlan* metre = nullptr;
    const std::vector<ChordSlot>* slots = nullptr;
    const std::vector<ChordLayout>* voicings = nullptr;
    const std::vector<TuneNote>* tune = nullptr;
    int tonic = 0;  ///< pitch class
    bool minor = false;
    double activity = 0.5;
    int endTicks = 0;
    bool last = false;  ///< the last bar is one chord, held
    /// Plays the chords where its metres are asked for; nullptr = the rules do.
    const PatternModel* patterns = nullptr;
};

/// The inner voices as chords in a texture; with the bass below them where `withBass`. Held,
/// homophonic and walking textures are never played by patterns.
std::vector<PartNote> writeChords(const AccompanimentGround& ground, Texture texture, bool withBass,
                                  models::RandomStream& random);

/// The bass as a line of its own: roots in the texture's rhythm, led on by passing notes.
std::vector<PartNote> writeBassLine(const AccompanimentGround& ground, Texture texture, int lowest,
                                    int highest, models::RandomStream& random);

/// One inner voice (0 = highest) for an instrument that plays single notes: held, with a moving
/// figure where the tune rests.
std::vector<PartNote> writeInnerLine(const AccompanimentGround& ground, int line, int lowest,
                                     int highest, models::RandomStream& random);

/// One inner voice in the tune's own rhythm, as in a hymn.
std::vector<PartNote> writeHomophonicLine(const AccompanimentGround& ground, int line, int lowest,
                                          int highest);

}  // namespace arioso
