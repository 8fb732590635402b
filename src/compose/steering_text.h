#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/condition/instruments.h"

namespace arioso {

/// A key as users write it: "D minor", "F# major", "Bb", "em". Tonic (0 = C) and whether it is
/// minor. Error(Usage), one line.
std::pair<int, bool> parseKey(std::string_view text);

/// The reverse, spelled with the fewer signs: "B flat major".
std::string keyName(int tonic, bool minor);

/// "3/4": beats and beat type. Error(Usage) names the metres that are supported.
std::pair<int, int> parseMetre(std::string_view text);

/// Instruments by comma: ids of the table ("flute"), their names, or General MIDI programs 0…127.
/// Error(Usage) names the ids.
std::vector<int> parsePrograms(std::string_view text, const InstrumentTable& instruments);

}  // namespace arioso
