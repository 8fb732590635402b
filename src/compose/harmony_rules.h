#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "src/compose/progression.h"
#include "src/theory/knowledge_graph.h"

namespace arioso {

inline constexpr int kCadences = 5;

/// MIDI keys.
struct KeyRange {
    int lowest = 0;
    int highest = 127;
};

/// The last two chords of a phrase that closes in some way.
struct CadencePattern {
    Chord last;
    Chord before;
    bool anyBefore = false;       ///< `before` may be any chord …
    std::vector<Chord> notAfter;  ///< … but these
    double weight = 0.0;          ///< nats for it, beside the other patterns
    bool operator==(const CadencePattern&) const = default;
};

/// What the composer keeps to, out of the knowledge graph: patterns of cadences, changes of chord
/// that cost something or must not be, parallels, ranges. Costs of rules that are not there are 0.
struct HarmonyRules {
    /// By Cadence and mode (major, minor); empty = the cadence is not known.
    std::array<std::array<std::vector<CadencePattern>, 2>, kCadences> cadences;
    /// Chord::index() from the tonic, by mode.
    std::array<std::vector<std::pair<int, int>>, 2> forbidden;
    double retrogression = 0.0;      ///< from the dominant back to IV or ii
    double appliedDominant = 0.0;    ///< that does not resolve
    double diminishedSeventh = 0.0;  ///< that does not resolve
    double outerFifths = 0.0;        ///< in parallel between tune and bass
    double outerOctaves = 0.0;
    double innerFifths = 0.0;  ///< with inner voices
    double innerOctaves = 0.0;
    /// What instruments can sound, by their id in configs/instruments.toml. Parts keep to this and
    /// to the keys that the instrument's model was trained on.
    std::map<std::string, KeyRange> ranges;

    [[nodiscard]] bool knows(Cadence cadence, bool minor) const {
        return !cadences[static_cast<std::size_t>(cadence)][minor ? 1 : 0].empty();
    }
    /// The cadence itself if it is known, else the nearest that is; itself if none is.
    [[nodiscard]] Cadence usable(Cadence cadence, bool minor) const;
    /// Nats for a chord as the last (`fromEnd` 0) or last but one of a phrase; -infinity = never.
    [[nodiscard]] double cadenceWeight(Cadence cadence, std::size_t fromEnd, Chord chord,
                                       bool minor) const;
    /// Whether a chord must not follow another, both by degree.
    [[nodiscard]] bool forbids(Chord from, Chord to, bool minor) const;
};

/// The rules that a graph holds. Error(Input) names what makes no sense.
HarmonyRules harmonyRules(const KnowledgeGraph& graph);
/// Those of the build.
const HarmonyRules& builtInHarmonyRules();

}  // namespace arioso
