#pragma once

#include <cstdint>

namespace arioso {

/// Marks on a note that change how it is played; several may be set.
enum class Articulation : std::uint32_t {
    None = 0,
    Staccato = 1U << 0U,
    Staccatissimo = 1U << 1U,
    Tenuto = 1U << 2U,
    Accent = 1U << 3U,
    Marcato = 1U << 4U,
    Fermata = 1U << 5U,
    Slurred = 1U << 6U,  ///< a slur leads on to the next note of the voice
    BreathAfter = 1U << 7U,
    Arpeggio = 1U << 8U,
    Trill = 1U << 9U,
    Mordent = 1U << 10U,  ///< main note, lower neighbour, main note
    Turn = 1U << 11U,     ///< from the upper neighbour
    Tremolo = 1U << 12U,  ///< the note repeated; with TremoloPair in turn with the next one
    Pizzicato = 1U << 13U,
    InvertedMordent = 1U << 14U,  ///< the short trill: main note, upper neighbour, main note
    InvertedTurn = 1U << 15U,     ///< from the lower neighbour
    DelayedTurn = 1U << 16U,      ///< a turn's time: late in the note, leading to the next
    Schleifer = 1U << 17U,        ///< slides into the note from two steps below
    ArpeggioDown = 1U << 18U,     ///< an arpeggio's direction: from the highest note
    TremoloPair = 1U << 19U,      ///< this note and the next of its voice alternate
    CaesuraAfter = 1U << 20U,     ///< everybody stops for a moment behind the note
    Harmonic = 1U << 21U,         ///< the pitch is the sounding one
    Muted = 1U << 22U,            ///< con sordino, stopped, palm mute
};
constexpr Articulation operator|(Articulation a, Articulation b) {
    return static_cast<Articulation>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
constexpr Articulation operator&(Articulation a, Articulation b) {
    return static_cast<Articulation>(static_cast<std::uint32_t>(a) & static_cast<std::uint32_t>(b));
}
constexpr Articulation operator~(Articulation a) {
    return static_cast<Articulation>(~static_cast<std::uint32_t>(a));
}
constexpr Articulation& operator|=(Articulation& a, Articulation b) {
    return a = a | b;
}
/// Whether any mark of `mark` is set.
constexpr bool has(Articulation set, Articulation mark) {
    return (static_cast<std::uint32_t>(set) & static_cast<std::uint32_t>(mark)) != 0;
}

}  // namespace arioso
