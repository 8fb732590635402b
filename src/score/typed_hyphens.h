#pragma once

#include "src/score/score.h"

namespace arioso {

/// Syllables that were typed with their hyphen ("spie-" "let", both as whole words, as many scores
/// have them) are one word: the hyphen goes, and begin, middle and end are told. Dashes are left
/// alone: they are punctuation. Notes must be in order.
void joinTypedHyphens(Part& part);

}  // namespace arioso
