#pragma once

#include <string>
#include <vector>

namespace arioso {

/// The words of a phrase with their abbreviations written out: "St. Nicholas" to "saint Nicholas",
/// German "z. B." to "zum Beispiel", "No. 2" to "number 2" (but not a "no." at the end of a
/// sentence). As many words as before; each may hold several. Numbers and signs such as "&" are
/// read by the voice itself. `language`: BCP 47; of a language without abbreviations here nothing
/// changes.
std::vector<std::string> writtenOut(const std::vector<std::string>& words,
                                    const std::string& language);

/// Whether a character that is no letter is read aloud: "&", "+", "%".
bool isSpokenSign(char32_t c);

}  // namespace arioso
