#pragma once

#include <array>
#include <cstdint>

#include "src/score/score.h"

namespace arioso::train {

/// Ways to spoil music so that most listeners notice.
enum class Spoil {
    WrongNotes,    ///< every seventh note or so a step or two off
    OutOfStep,     ///< one part a beat or half a beat late
    OtherKey,      ///< one part in another key
    ShuffledBars,  ///< bars in another order
    MixedRhythm,   ///< lengths within each bar in another order
    RandomWalk,    ///< the tune's pitches drawn one after another
    StuckBar,      ///< the first bar all the time
    HolesInIt,     ///< half of the notes missing
    WildLeaps,     ///< some notes an octave or more off
};
inline constexpr std::array kSpoils = {Spoil::WrongNotes,   Spoil::OutOfStep,   Spoil::OtherKey,
                                       Spoil::ShuffledBars, Spoil::MixedRhythm, Spoil::RandomWalk,
                                       Spoil::StuckBar,     Spoil::HolesInIt,   Spoil::WildLeaps};
const char* nameOf(Spoil spoil);

/// A spoilt copy; of one part alone, nothing can be out of step or in another key: then it comes
/// back as it is. The same arguments give the same copy.
Score spoilt(const Score& score, Spoil spoil, std::uint64_t seed);

}  // namespace arioso::train
