#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// Splits words into sung syllables: hyphenation patterns of the language (libhyphen's
/// dictionaries) for the places, the spelling's vowels for the number, or a pronunciation where one
/// is to be had. Not thread-safe: one a thread.
class Syllabifier {
  public:
    /// Number of syllables of a word as spoken; 0 = not known.
    using Counter = std::function<int(const std::string& word)>;

    /// `language`: BCP 47. Without a dictionary for it vowels alone decide.
    explicit Syllabifier(const std::string& language, Counter counter = {});
    ~Syllabifier();
    Syllabifier(const Syllabifier&) = delete;
    Syllabifier& operator=(const Syllabifier&) = delete;

    /// Pieces of a UTF-8 word, in order; joined they are the word. Punctuation stays with its
    /// syllable.
    [[nodiscard]] std::vector<std::string> split(const std::string& word) const;
    [[nodiscard]] bool hasDictionary() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace arioso
