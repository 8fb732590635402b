#pragma once

#include <string>
#include <vector>

#include "src/perform/ipa.h"

namespace arioso {

/// Words to speech sounds by espeak-ng. The library speaks no audio here and is one per process:
/// calls from any thread wait for one another. A word is pronounced as in its sentence ("a",
/// "the"), unless the user's dictionary has it. Chinese characters are read by way of pinyin;
/// Japanese by its morae (japanese.h).
class Pronouncer {
  public:
    /// `language`: BCP 47. A language without a voice is spoken as English; `problem` says so.
    explicit Pronouncer(const std::string& language);

    /// Empty if all is well, else one line for the user.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    /// Whether there is any voice at all.
    [[nodiscard]] bool speaks() const { return !voice_.empty(); }

    /// Whether words are read by their morae (japanese.h) rather than by espeak-ng.
    [[nodiscard]] bool japanese() const { return voice_ == "ja"; }

    /// Sounds of each word of a phrase, abbreviations, numbers and signs as read aloud; a word
    /// without letters, or in a script that the language is not written in, has none.
    [[nodiscard]] std::vector<std::vector<Phone>> phrase(
        const std::vector<std::string>& words) const;
    /// Signs of a word that `phrase` passes over though they are no punctuation: emoji, notes,
    /// hearts.
    [[nodiscard]] static std::string unread(const std::string& word);
    /// For each word of a phrase that is read otherwise than it is spelled (numbers, signs,
    /// abbreviations) how many syllables that has; 0 for the others.
    [[nodiscard]] std::vector<int> readAloudSyllables(const std::vector<std::string>& words) const;
    /// Syllables of a word as spoken; 0 = not known.
    [[nodiscard]] int syllables(const std::string& word) const;
    /// Stress of each syllable of each word in its phrase: 1 main, 0.5 side, 0 none. Words are
    /// empty where the voice runs several together.
    [[nodiscard]] std::vector<std::vector<float>> stresses(
        const std::vector<std::string>& words) const;

  private:
    void pronounce(const std::vector<std::string>& words, std::size_t first, std::size_t last,
                   std::vector<std::vector<Phone>>& out) const;

    std::string language_;
    std::string voice_;
    std::string problem_;
};

}  // namespace arioso
