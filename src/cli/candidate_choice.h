#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

#include "src/judge/listening_judge.h"
#include "src/likeness/diversity.h"
#include "src/likeness/joint_embedding.h"
#include "src/score/score.h"

namespace arioso::cli {

/// What a choice among candidates goes by.
struct CandidateMarks {
    double judge = 0.0;           ///< of the listening judge
    std::optional<double> words;  ///< likeness of music and words in the joint embedding
    double quality = 0.0;         ///< all together, in standard deviations among the candidates
    double nearest = -1.0;        ///< likeness to the most alike of those chosen before it
};

/// Chooses among composed pieces: good ones by their composer's own rank, by the listening judge
/// and by how well they go with their words, and ones that differ.
class CandidateChoice {
  public:
    /// More are composed than are wanted, so that there is a choice.
    static constexpr std::size_t kPool = 3;

    /// `folder` of the composer's weights; without those of the judge or of the embedding, rank
    /// alone counts. `words` that the pieces set, if any. Error(Model) for weights that are broken.
    CandidateChoice(const std::filesystem::path& folder, const SongWords& words);

    /// Indices of `count` of the pieces, in the order in which they are to be offered: the best
    /// first.
    std::vector<std::size_t> choose(const std::vector<const Score*>& pieces,
                                    const std::vector<double>& ranks, std::size_t count);
    /// Of each piece, in the order of `pieces`.
    [[nodiscard]] const std::vector<CandidateMarks>& marks() const { return marks_; }
    /// How far apart the chosen lie in the joint embedding.
    [[nodiscard]] const Spread& spread() const { return spread_; }
    /// Whether there was more to go by than the rank.
    [[nodiscard]] bool judges() const { return judge_.has_value(); }

  private:
    std::optional<JointEmbedding> embedding_;
    std::optional<ListeningJudge> judge_;
    std::optional<JointEmbedding::Place> words_;
    std::vector<CandidateMarks> marks_;
    Spread spread_;
};

}  // namespace arioso::cli
