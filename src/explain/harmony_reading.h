#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/explain/rule_marks.h"
#include "src/features/score_features.h"
#include "src/score/score.h"
#include "src/theory/knowledge_graph.h"

namespace arioso {

/// What the knowledge graph says of a thing, and on whose word.
struct Statement {
    std::string term;                    ///< "ar:parallel-fifths"
    std::string label;                   ///< "no parallel fifths"
    std::string comment;                 ///< a sentence
    std::vector<std::string> sources;    ///< "Fux 1725"
    std::vector<std::string> citations;  ///< the same in full
};

/// Nothing if the graph has no such thing or calls it deprecated.
std::optional<Statement> statementOf(const KnowledgeGraph& graph, std::string_view term);

/// A chord in its key.
struct ChordReading {
    std::size_t bar = 0;   ///< index into Score::measures
    Beat at;               ///< quarters from the beginning
    std::string chord;     ///< "G7"
    std::string numeral;   ///< "V7"; applied chords "V/ii"; empty = the graph knows none
    std::string function;  ///< "dominant function", of the graph; empty = it tells none
};

/// The end of a phrase, and how it closes.
struct CadenceReading {
    std::size_t bar = 0;
    Beat at;              ///< of its last chord
    std::string chords;   ///< "V7–I: G7 C"
    Statement statement;  ///< of the cadence
};

struct HarmonyReading {
    std::vector<ChordReading> chords;
    std::vector<CadenceReading> cadences;
    /// Dominants that fall back to a subdominant, applied dominants that go elsewhere; rules that
    /// the graph does not have are not asked.
    std::vector<RuleMark> marks;
};

/// Reads a score's chords (those of its features) by the graph's chords on degrees, and the ends of
/// its phrases by the graph's cadences. Phrases end where the upper line rests, a line of words is
/// over, or the piece is. Of cadences that fit the one of most chords counts; authentic ones are
/// perfect where the lowest note is the root of both chords and the tune ends on the tonic.
HarmonyReading readHarmony(const Score& score, const ScoreFeatures& features,
                           const KnowledgeGraph& graph);

}  // namespace arioso
