#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// What a part's printed name says about its sound.
struct InstrumentGuess {
    int program = -1;         ///< General MIDI, 0-based; -1 = the name says nothing
    bool percussion = false;  ///< unpitched: a kit or a single drum
    bool vocal = false;
};

/// Reads the names of a score's parts together, in English, German, French, Italian, Spanish and
/// Latin, with usual abbreviations. Names that mean a voice beside voices and an instrument
/// elsewhere
/// ("Alto", "Bass") are settled by their companions.
std::vector<InstrumentGuess> guessInstruments(const std::vector<std::string>& names);

/// Lower case without accents, words separated by single blanks: the form in which names are
/// compared.
std::string plainName(std::string_view name);

}  // namespace arioso
