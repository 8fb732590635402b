#pragma once

#include <cstdint>
#include <vector>

#include "src/perform/clock.h"
#include "src/perform/performance.h"
#include "src/score/score.h"

namespace arioso {

class Dynamics;

/// A note on its way from the page to the performance.
struct PlannedNote {
    const Note* written = nullptr;
    double onset = 0.0;  ///< seconds
    double offset = 0.0;
    double beat = 0.0;  ///< where it stands, for deviations that a beat has in common
    double endBeat = 0.0;
    float pitch = 60.0F;
    float velocity = 0.6F;
    int program = 0;
    std::uint32_t id = 0;  ///< place in the written order of the part
    bool exact = false;    ///< the file states how it was played
    bool legato = false;   ///< lasts until the next note of its voice begins
    bool steals = false;   ///< a grace note that takes its time from the note before
    float glide = 0.0F;    ///< semitones that the pitch slides by at the note's end
    /// Syllables that begin here: an ornamented note gives its syllable to the first note of the
    /// ornament.
    const std::vector<Lyric>* lyrics = nullptr;
};

/// What a part's instrument can do, by General MIDI program.
bool holdsItsLevel(int program);
/// Depth of the vibrato a soloist on it uses, in cents; 0 for those who do not.
float vibratoCents(int program, bool vocal);

/// Grace notes, arpeggios, trills, mordents, turns and tremolos become the notes that are heard;
/// articulations become lengths. Sorted by onset, numbered in that order. Voices are kept apart by
/// Note::voice. Velocities are not set yet.
std::vector<PlannedNote> planNotes(const Score& score, const Part& part,
                                   const PerformanceClock& clock);

/// Loudness of a note: what the file states, else its dynamics with the accents on it. May pass 1.
float velocityOf(const PlannedNote& note, const Dynamics& dynamics);

/// For each note its place in the chord of its voice, 0 = highest; notes that begin while another
/// of their voice goes on take the next place that is free. Grace notes and ornaments are sung by
/// who sings the note they belong to. `notes` sorted by onset.
std::vector<int> chordRanks(const std::vector<PlannedNote>& notes);

/// For each note the index of the first later note of its voice, -1 at the end of the voice.
/// `notes` sorted by onset.
std::vector<std::ptrdiff_t> nextInVoice(const std::vector<PlannedNote>& notes);

}  // namespace arioso
