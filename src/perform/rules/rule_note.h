#pragma once

#include "src/score/articulation.h"

namespace arioso {

/// A note as the rules see it: in the line that it belongs to.
struct RuleNote {
    double beat = 0.0;      ///< quarters from the start of its bar; an upbeat counts from the end
    double quarters = 1.0;  ///< to the next onset of the line
    double ms = 500.0;      ///< the same in the tempo that is played, before any rule
    double share = 1.0;     ///< of that interval in which it sounds on the page; below 1: a rest
    double pitch = 60.0;    ///< MIDI
    Articulation marks = Articulation::None;
    double tonic = 0.0;           ///< pitch class that its melodic charge counts from
    double harmonicCharge = 0.0;  ///< of the chord it belongs to
    double middle = 60.0;         ///< mean pitch of its part
    double strength = 0.0;    ///< of its place in the bar: 1 = first beat … 0 = beat … -1 = off
    bool eighthPair = false;  ///< with its neighbour it makes two eighths on one beat
    bool ternary = false;     ///< its beat is divided in three
    bool rings = false;       ///< of an instrument whose notes fade by themselves
    bool groupEnd = false;    ///< the last of a small group of notes
    /// Where it stands in its phrase and half phrase, 0…1; below 0: in none.
    double inPhrase = -1.0;
    double inSubPhrase = -1.0;
    /// Where it stands in the final ritard, 0…1; below 0: before it.
    double inRitard = -1.0;
    bool last = false;  ///< nothing follows in its line
};

}  // namespace arioso
