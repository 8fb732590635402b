#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/perform/performance.h"

namespace arioso {

/// One member of a choir, or the singer of one of the lines of a stave.
struct ChoirSinger {
    PerformedPart part;  ///< what they sing, with their own times, pitch, curves and gain
    int voice = 1;       ///< of the stave, as written
    int number = 0;      ///< among all singers of the part
    float place = 0.0F;  ///< among their neighbours, -1 left … 1 right
};

struct ChoirOptions {
    int singers = 1;           ///< a written voice, 1 … kMostSingers; chords may ask for more
    std::uint64_t seed = 0;    ///< of the render
    std::uint64_t stream = 0;  ///< names the part among the others
};

constexpr int kMostSingers = 16;

/// Whether a part holds several lines at a time: voices of one stave, or chords.
bool hasSeveralLines(const PerformedPart& part);

/// Gives every line of a vocal part singers of its own. A choir divides on chords and unites on
/// single notes; a solo line's chords get one singer a note. `takes`: the part as performed by
/// singer 1, 2, … (PerformOptions::singer), whose pitch they take; may be empty for one singer.
///
/// Of several singers each has a lag and small deviations of onset (12 ms standard deviation, so
/// that three lie about 20 ms apart; Jers and Ternström 2005 measured 10 to 50 ms), consonants and
/// vowels moved together; a detune of 12 cents at most (Ternström 1993: 10 to 15 cents between the
/// singers of good choirs), vibrato and drift of their own, throats a little longer or shorter; and
/// a gain by which N sound as loud as one. Deterministic in (options, note.id).
std::vector<ChoirSinger> singersOf(const PerformedPart& part, std::span<const PerformedPart> takes,
                                   const ChoirOptions& options);

}  // namespace arioso
