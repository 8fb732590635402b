#pragma once

#include <span>
#include <vector>

#include "src/compose/melody_model.h"

namespace arioso {

/// What is added to the logits of a window's cells: kCellSymbols numbers a cell; empty = nothing.
using CellLeaning = std::vector<float>;

/// What the model lacks to write a window itself from the window's own place: for each cell, how
/// far its symbol's logit is below the likeliest one's, and a little more, with the true cells
/// before. Added to these logits, the likeliest cells are the window's own.
std::vector<float> lackOf(const MelodyModel& model, const WindowRequest& own,
                          std::span<const int> past);

/// Makes a window's own symbols likelier by a share (0…1) of what the model lacks there, so that
/// near its place the melody is near it, too.
void lean(CellLeaning& leaning, std::span<const int> cells, std::span<const float> lack,
          double share);

/// As writeWindow, with a leaning.
WrittenWindow writeLeaning(const MelodyModel& model, const WindowRequest& request,
                           const CellLeaning& leaning, std::span<const int> past,
                           double temperature, models::RandomStream& random);

}  // namespace arioso
