#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/compose/event_sequence.h"
#include "src/score/score.h"

namespace arioso::train {

/// The sung line of a score as events, and for each of its notes whether a clause of the text
/// begins with it. The events know nothing of words.
struct LabelledTune {
    std::string title;
    std::string composer;
    EventPiece piece;            ///< one lane; density and tempo are not said
    std::vector<EventKey> keys;  ///< by bar
    /// By bar, then by Pitch symbol of its cell: 1 where the syllable before ended with a mark of
    /// punctuation, 0 where it did not, -1 for notes without a syllable and for the first.
    std::vector<std::vector<int>> labels;
};

/// Of the part with most words, first verse. None if there are fewer than `least` notes with a
/// label, or if bars are longer than the models know.
std::optional<LabelledTune> labelledTune(const Score& score, std::size_t least = 16);

/// Some bars as a sequence, and the label of each of its symbols (-1 where there is none).
struct LabelledSequence {
    std::vector<int> symbols;
    std::vector<int> labels;
    /// Ticks from the onset before to that of each labelled note, bar by bar: what a rule may know.
    std::vector<int> distances;
};

/// The tune in windows of at most `symbols` symbols, none overlapping; those without a label are
/// left out.
std::vector<LabelledSequence> labelledSequences(const LabelledTune& tune, std::size_t symbols);

/// Mean of the precision at each hit, in order of falling score; ties count by their mean (Davis
/// and Goadrich, ICML 2006). 0 if nothing is a hit.
double averagePrecision(const std::vector<double>& scores, const std::vector<int>& labels);

}  // namespace arioso::train
