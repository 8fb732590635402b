#pragma once

#include <vector>

#include "src/likeness/joint_embedding.h"

namespace arioso {

/// How far the members of a set lie from each other; all 0 for fewer than two.
struct Spread {
    double mean = 0.0;     ///< over all pairs
    double least = 0.0;    ///< of the pair that is most alike
    double nearest = 0.0;  ///< mean over members of the distance to the most alike other
};

/// Of a symmetric table of distances.
Spread spreadOf(const std::vector<std::vector<double>>& distances);

/// Of places in the joint embedding: 1 - cosine, 0 alike … 2 opposite.
Spread spreadOf(const std::vector<JointEmbedding::Place>& places);

/// How many different members a set seems to have: the exponential of the entropy of the
/// eigenvalues of its table of cosines by its size (Friedman and Dieng, "The Vendi Score: a
/// diversity evaluation metric for machine learning", TMLR 2023). 1 where all are alike, their
/// number where all are at right angles. `places` of length 1; 0 for none.
double vendiScore(const std::vector<JointEmbedding::Place>& places);

}  // namespace arioso
