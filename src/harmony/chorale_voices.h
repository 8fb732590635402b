#pragma once

#include <functional>
#include <vector>

#include "src/compose/chord_terms.h"
#include "src/harmony/chorale_rules.h"
#include "src/harmony/harmony_chain.h"

namespace arioso {

/// A time in which the lower voices of a four-part setting do not move.
struct ChoraleEvent {
    Chord chord;  ///< root is a pitch class
    SlotKey key;
    int soprano = -1;     ///< pitch at its beginning; -1 = rests
    int sopranoEnd = -1;  ///< pitch at its end
    bool opens = false;   ///< a phrase begins: the voices may leap into it
    bool closes = false;  ///< the last chord of a phrase
};

/// The voices below the soprano.
struct LowerVoices {
    int alto = 0;
    int tenor = 0;
    int bass = 0;
    bool operator==(const LowerVoices&) const = default;
};

/// The ranges moved down under a melody that lies low, up to an octave.
ChoraleRanges rangesBelow(const std::vector<ChoraleEvent>& events, ChoraleRanges ranges = {});

/// What is wrong between two events that follow each other, for reports and tests, whatever rules
/// they were written by.
struct VoiceFaults {
    int parallels = 0;     ///< fifths, octaves or unisons in parallel, any two of the four voices
    int crossings = 0;     ///< a voice above its upper neighbour
    int leadingNotes = 0;  ///< leading notes in alto, tenor or bass that do not rise (or fall to
                           ///< the tonic's fifth in an inner voice)
    int incomplete = 0;    ///< chords without their third or their seventh
};

/// Alto, tenor and bass for a soprano, by dynamic programming over all full voicings in range
/// (as Ebcioglu's rules in Computer Music Journal 12(3), 1988, and the textbooks have them): no
/// crossing, no more than an octave between neighbours above the bass, no parallel fifths or
/// octaves, leading notes resolved, sevenths led down, common tones kept, small steps. What each of
/// them costs is in `rules`; `unary(event, voices)`, if given, adds a cost of its own.
std::vector<LowerVoices> writeChorale(
    const std::vector<ChoraleEvent>& events, const ChoraleRanges& ranges,
    const std::function<double(std::size_t, const LowerVoices&)>& unary = {},
    const ChoraleRules& rules = builtInChoraleRules());

VoiceFaults faultsOf(const std::vector<ChoraleEvent>& events,
                     const std::vector<LowerVoices>& voices);

}  // namespace arioso
