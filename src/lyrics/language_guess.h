#pragma once

#include <string>
#include <vector>

namespace arioso {

/// The language of some words, by those of them that are the commonest in a language and in no
/// other (N. Ingle, "A Language Identification Table", The Incorporated Linguist 15, 1976, works by
/// such words): en, de, fr, it, es or la; empty if there are fewer than six of them or two languages
/// are near. Case and marks at the words' ends do not matter.
std::string guessLanguage(const std::vector<std::string>& words);

}  // namespace arioso
