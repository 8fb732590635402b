#pragma once

#include <optional>
#include <string_view>

#include "src/compose/chord_terms.h"
#include "src/theory/numerals.h"

namespace arioso {

/// The graph's kind of chord ("chord:maj7") as the statistical models name it; none for kinds that
/// they do not tell apart.
std::optional<ChordQuality> qualityOfKind(std::string_view kind);

/// A numeral likewise, from the tonic.
std::optional<Chord> chordOfNumeral(const NumeralChord& numeral);

}  // namespace arioso
