#pragma once

#include <filesystem>
#include <span>

#include "tools/eval/material/stem.h"

namespace arioso::eval {

/// FOLDER/ID/: teacher.wav, generated.wav and notes.mid, for programs that judge from outside.
/// Files that are there are replaced. Error(Output).
void exportStem(const std::filesystem::path& folder, const Stem& stem,
                std::span<const float> generated);

}  // namespace arioso::eval
