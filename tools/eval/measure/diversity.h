#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/judge/listening_judge.h"
#include "src/likeness/diversity.h"
#include "src/likeness/joint_embedding.h"

namespace arioso::eval {

/// A piece as the measures below see it.
struct DiversityPiece {
    std::string file;
    JointEmbedding::Place place;  ///< in the joint embedding
    std::vector<double> row;      ///< scoreRow: plain features; kUnknown where it cannot be said
    std::vector<int> shape;       ///< tuneShape of its tune
    double judge = 0.0;           ///< of the listening judge; 0 = the average human piece
};

/// Scores below folders, sorted by name, their first `bars` bars; what cannot be read, or has fewer
/// than 24 notes in its tune, is passed over. `heldOut` as in tunesBelow. Of more than `most` (0 =
/// all) those that `seed` draws. Error(Input) for a folder that is not there or has no such score.
std::vector<DiversityPiece> diversityPieces(const std::vector<std::filesystem::path>& folders,
                                            std::size_t bars, double heldOut, std::size_t most,
                                            std::uint64_t seed, const JointEmbedding& embedding,
                                            const ListeningJudge& judge);

/// Notes of the n-grams that are counted.
inline constexpr std::array<std::size_t, 4> kDiversityNotes = {2, 4, 6, 8};

/// How different the pieces of a set are, beside how good.
struct DiversityFigures {
    std::size_t pieces = 0;
    Spread likeness;     ///< in the joint embedding
    double vendi = 0.0;  ///< pieces that the set seems to hold, by the joint embedding
    Spread features;  ///< Euclid's distance of standardised features, by the root of their number
    /// Of the n-grams of all tunes (intervals with length ratios, so that key and tempo do not
    /// count) the share that are different ones (distinct-n: Li et al., NAACL 2016).
    std::array<double, kDiversityNotes.size()> distinct{};
    /// Mean share of a tune's n-grams that another tune of the set has, too.
    std::array<double, kDiversityNotes.size()> shared{};
    double judge = 0.0;  ///< mean
    double judgeDeviation = 0.0;
};

/// Features are standardised by the pieces of `scale`, so that two sets can be compared. Sets of
/// two pieces or more; Error(Input) otherwise.
DiversityFigures diversityOf(const std::vector<DiversityPiece>& pieces,
                             const std::vector<DiversityPiece>& scale);

/// Ours beside human ones, if there are any.
std::string diversityText(const DiversityFigures& ours,
                          const std::optional<DiversityFigures>& human);
nlohmann::json diversityJson(const DiversityFigures& figures);

}  // namespace arioso::eval
