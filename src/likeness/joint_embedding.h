#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "models/projection.h"
#include "src/features/audio_features.h"
#include "src/likeness/song_words.h"
#include "src/score/score.h"

namespace arioso {

/// One space for scores, recordings and words, in which what belongs together lies near: three
/// projections of measured features, trained together by contrast (InfoNCE, van den Oord, Li and
/// Vinyals 2018; in the manner of CLIP, Radford et al. 2021). A place is a vector of length 1, the
/// likeness of two the cosine of their angle. Long pieces are the mean of their windows' places.
/// Immutable; any thread.
class JointEmbedding {
  public:
    using Place = std::vector<float>;
    /// Bars, seconds and lines of the windows that it learnt from.
    static constexpr std::size_t kBars = 8;
    static constexpr double kSeconds = 15.0;
    static constexpr std::size_t kLines = 4;

    JointEmbedding(models::Projection score, models::Projection audio, models::Projection words,
                   WordSpace space);

    /// Error(Input) if nothing but drums sounds.
    [[nodiscard]] Place ofScore(const Score& score) const;
    /// Planes of a recording. Error(Input) if there are no samples.
    [[nodiscard]] Place ofAudio(const std::vector<std::span<const float>>& channels,
                                int sampleRate) const;
    /// Error(Input) if there are no words.
    [[nodiscard]] Place ofWords(const SongWords& words) const;

    /// Of single windows, as measured.
    [[nodiscard]] Place ofScoreRow(std::span<const double> row) const { return score_(row); }
    [[nodiscard]] Place ofAudioRow(std::span<const double> row) const { return audio_(row); }
    [[nodiscard]] Place ofWordsRow(std::span<const double> row) const { return words_(row); }
    /// What words are measured by: wordsRow and their place in the word space.
    static std::vector<double> wordValues(const SongWords& words, const WordSpace& space);
    [[nodiscard]] const WordSpace& space() const { return space_; }

    /// The weights "likeness" of a composer's folder. Error(Model).
    static JointEmbedding load(const std::filesystem::path& folder);
    void save(const std::filesystem::path& folder, const std::string& version) const;

  private:
    models::Projection score_;
    models::Projection audio_;
    models::Projection words_;
    WordSpace space_;
};

/// Indices of `count` of the candidates: the best first, then each time the one that is best when
/// its likeness to the nearest of those chosen counts against it (maximal marginal relevance,
/// Carbonell and Goldstein, SIGIR 1998). `quality` in standard deviations or alike; `variety` 0
/// (only quality) to 1 (only difference).
std::vector<std::size_t> chooseDifferent(const std::vector<JointEmbedding::Place>& places,
                                         const std::vector<double>& quality, std::size_t count,
                                         double variety);

}  // namespace arioso
