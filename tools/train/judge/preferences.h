#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/ridge.h"

namespace arioso::train {

/// A pair of which the first is preferred: standardised values and their squares less 1.
struct Preference {
    std::vector<float> better;
    std::vector<float> worse;
};

/// z and z² - 1 of each value.
std::vector<float> withSquares(const models::Ridge& scaling, const std::vector<double>& row);

/// Weights that make the preferred of each pair more likely by the model of Bradley and Terry
/// (Biometrika 39, 1952), with a penalty on their squares; gradient descent with momentum, the same
/// for the same arguments. At least one pair, all of one length.
std::vector<double> fitPreferences(const std::vector<Preference>& pairs, double penalty);

/// Share of pairs whose preferred has the higher score; ties count half.
double toldRight(const std::vector<Preference>& pairs, std::span<const double> weights);

}  // namespace arioso::train
