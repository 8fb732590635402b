#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/theory/knowledge_graph.h"
#include "src/theory/numerals.h"

namespace arioso {

/// The graph in C++: what the engine asks it for. All throw Error(Input) where a file's statements
/// do not make sense together, which names the thing.

/// An interval by size and name.
struct IntervalFact {
    Term term;
    std::string label;  ///< "perfect fifth"
    std::string name;   ///< "P5"
    int semitones = 0;
    int fifths = 0;  ///< up the line of fifths
};

/// Intervals by size.
std::vector<IntervalFact> intervalFacts(const KnowledgeGraph& graph);

struct ScaleFact {
    Term term;
    std::string label;
    std::vector<std::string> names;       ///< label and other names
    std::vector<IntervalFact> intervals;  ///< above the tonic, ascending
};

std::vector<ScaleFact> scaleFacts(const KnowledgeGraph& graph);

struct ChordKindFact {
    Term term;
    std::string label;
    std::vector<std::string> symbols;     ///< behind the root, the usual one first
    std::vector<IntervalFact> intervals;  ///< above the root, ascending
};

std::vector<ChordKindFact> chordKindFacts(const KnowledgeGraph& graph);

/// Chords of a cadence or progression in a scale.
struct PatternFact {
    Term scale;
    std::string numerals;  ///< as written
    std::vector<NumeralChord> chords;
    std::vector<NumeralChord> notAfter;  ///< must not stand before the last chord
    double weight = 0.0;
};

/// Patterns of a thing, those of one scale together, the commonest first.
std::vector<PatternFact> patternFacts(const KnowledgeGraph& graph, const Term& thing);
/// Whether numerals in a scale are told as in the minor key.
bool isMinorKey(const KnowledgeGraph& graph, const Term& scale);

struct InstrumentFact {
    Term term;
    std::string label;
    std::string id;  ///< in configs/instruments.toml; empty if it is not there
    int lowest = 0;  ///< sounding MIDI keys; of several statements the narrowest
    int highest = 127;
    int comfortableLowest = 0;
    int comfortableHighest = 127;
    int transposition = 0;  ///< semitones from the written to the sounding note
};

/// Instruments, singers and voices that have a range.
std::vector<InstrumentFact> instrumentFacts(const KnowledgeGraph& graph);

/// A number of a rule by the rule's local name and property ("parallel-fifths", "ar:weight"); the
/// greatest of several. 0 if the rule is not there, is deprecated or has no such number.
double ruleNumber(const KnowledgeGraph& graph, std::string_view rule, std::string_view property);

}  // namespace arioso
