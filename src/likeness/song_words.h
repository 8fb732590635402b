#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/tensor_file.h"
#include "src/likeness/feature_row.h"
#include "src/lyrics/lyrics.h"
#include "src/score/score.h"

namespace arioso {

/// Words by themselves, as a model of likeness sees them.
struct SongWords {
    std::string language;  ///< BCP 47, may be empty
    std::vector<std::string> lines;
    [[nodiscard]] bool empty() const { return lines.empty(); }
};

/// The first verse of the part with most syllables; lines end where a breath or a line's end is
/// marked, at stops and after long rests. Empty without words. Any thread.
SongWords wordsOf(const Score& score);
/// The words of a lyric file. Where no language is stated it is guessed.
SongWords wordsOf(const Lyrics& lyrics);

/// How the words are laid out: lengths of lines and words, marks, repetition, language.
FeatureRow wordsRow(const SongWords& words);

/// Terms of a text (words and runs of four letters, so that inflected forms share some), hashed
/// into kBuckets (Weinberger et al., "Feature hashing for large scale multitask learning", 2009),
/// with their weights: log of 1 + how often.
using WordBag = std::vector<std::pair<std::uint32_t, float>>;
inline constexpr std::uint32_t kBuckets = 4096;
WordBag wordBag(const SongWords& words);

/// Latent semantic analysis (Deerwester et al., JASIS 41(6), 1990): terms that keep the same
/// company lie near each other. Learnt from texts alone.
class WordSpace {
  public:
    WordSpace() = default;
    /// `bags` of the texts to learn from; `dimensions` at most as many as texts. The same arguments
    /// give the same space. Takes seconds.
    WordSpace(const std::vector<WordBag>& bags, std::size_t dimensions, std::uint64_t seed);

    [[nodiscard]] std::size_t dimensions() const { return dimensions_; }
    /// Where a text lies; all 0 for one without known terms.
    [[nodiscard]] std::vector<double> place(const WordBag& bag) const;

    void add(models::HalfTensorWriter& writer, const std::string& prefix) const;
    static WordSpace read(const models::HalfTensorReader& reader, const std::string& prefix,
                          std::size_t dimensions);

  private:
    [[nodiscard]] WordBag weighted(const WordBag& bag) const;

    std::size_t dimensions_ = 0;
    std::vector<float> rarity_;  ///< a bucket's inverse document frequency
    std::vector<float> basis_;   ///< kBuckets x dimensions, orthonormal columns
};

}  // namespace arioso
