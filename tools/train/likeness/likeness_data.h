#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/likeness/joint_embedding.h"

namespace arioso::train {

/// A window of a score, as measured.
struct LikenessRow {
    int work = 0;
    std::string composer;
    std::string language;
    bool heldOut = false;
    std::vector<double> score;
    std::vector<double> audio;  ///< empty = not played
    SongWords words;            ///< empty = none
};

/// Rows of a file that `arioso-corpus likeness` has written. Error(Input) names file and line.
std::vector<LikenessRow> readLikenessRows(const std::filesystem::path& path);

/// How well partners are found among others.
struct Retrieval {
    std::size_t queries = 0;
    double first = 0.0;       ///< share whose partner is the nearest
    double firstTen = 0.0;    ///< share whose partner is among the ten nearest
    double reciprocal = 0.0;  ///< mean of 1 / rank
};

/// Each of `queries` against its partner (the same index of `targets`) and `others` further targets
/// of other groups of the same `kinds`, drawn by seed. Queries with fewer of those are left out.
Retrieval retrieve(const std::vector<JointEmbedding::Place>& queries,
                   const std::vector<JointEmbedding::Place>& targets,
                   const std::vector<int>& groups, const std::vector<std::string>& kinds,
                   std::size_t others, std::uint64_t seed);

}  // namespace arioso::train
