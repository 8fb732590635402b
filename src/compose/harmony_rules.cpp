#include "src/compose/harmony_rules.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "src/compose/numeral_chord.h"
#include "src/theory/facts.h"

namespace arioso {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

struct NamedCadence {
    const char* name;
    Cadence cadence;
};
constexpr NamedCadence kNames[] = {
    {"ar:half-cadence", Cadence::Half},
    {"ar:imperfect-authentic-cadence", Cadence::Imperfect},
    {"ar:perfect-authentic-cadence", Cadence::Perfect},
    {"ar:deceptive-cadence", Cadence::Deceptive},
    {"ar:plagal-cadence", Cadence::Plagal},
};

/// 0 major, 1 minor; none for other scales, which the composer does not write in.
std::optional<std::size_t> modeOf(const KnowledgeGraph& graph, const Term& scale) {
    if (isMinorKey(graph, scale)) return 1;
    if (graph.shortName(scale) == "mode:major") return 0;
    return std::nullopt;
}

std::optional<CadencePattern> cadencePattern(const PatternFact& fact) {
    CadencePattern out;
    const auto last = chordOfNumeral(fact.chords.back());
    if (!last || fact.chords.back().any) return std::nullopt;
    out.last = *last;
    out.weight = fact.weight;
    const NumeralChord* before =
        fact.chords.size() > 1 ? &fact.chords[fact.chords.size() - 2] : nullptr;
    out.anyBefore = before == nullptr || before->any;
    if (!out.anyBefore) {
        const auto chord = chordOfNumeral(*before);
        if (!chord) return std::nullopt;
        out.before = *chord;
    }
    for (const NumeralChord& one : fact.notAfter)
        if (const auto chord = chordOfNumeral(one)) out.notAfter.push_back(*chord);
    return out;
}

}  // namespace

Cadence HarmonyRules::usable(Cadence cadence, bool minor) const {
    if (knows(cadence, minor)) return cadence;
    const bool closes =
        cadence == Cadence::Perfect || cadence == Cadence::Imperfect || cadence == Cadence::Plagal;
    const std::array<Cadence, 5> others =
        closes ? std::array{Cadence::Perfect, Cadence::Imperfect, Cadence::Plagal, Cadence::Half,
                            Cadence::Deceptive}
               : std::array{Cadence::Half, Cadence::Imperfect, Cadence::Plagal, Cadence::Perfect,
                            Cadence::Deceptive};
    for (const Cadence other : others)
        if (knows(other, minor)) return other;
    return cadence;
}

double HarmonyRules::cadenceWeight(Cadence cadence, std::size_t fromEnd, Chord chord,
                                   bool minor) const {
    const auto& patterns = cadences[static_cast<std::size_t>(cadence)][minor ? 1 : 0];
    if (patterns.empty() || fromEnd > 1) return 0.0;
    double best = kNever;
    for (const CadencePattern& one : patterns) {
        if (fromEnd == 0) {
            if (one.last == chord) best = 0.0;
            continue;
        }
        const bool fits = one.anyBefore ? std::find(one.notAfter.begin(), one.notAfter.end(),
                                                    chord) == one.notAfter.end()
                                        : one.before == chord;
        if (fits) best = std::max(best, one.weight);
    }
    return best;
}

bool HarmonyRules::forbids(Chord from, Chord to, bool minor) const {
    const std::pair<int, int> change{from.index(), to.index()};
    const auto& all = forbidden[minor ? 1 : 0];
    return std::find(all.begin(), all.end(), change) != all.end();
}

HarmonyRules harmonyRules(const KnowledgeGraph& graph) {
    HarmonyRules out;
    for (const auto& [name, cadence] : kNames) {
        const Term term = graph.term(name);
        if (graph.isDeprecated(term) || !graph.isA(term, "ar:Cadence")) continue;
        for (const PatternFact& fact : patternFacts(graph, term)) {
            const auto mode = modeOf(graph, fact.scale);
            const auto pattern = cadencePattern(fact);
            if (mode && pattern)
                out.cadences[static_cast<std::size_t>(cadence)][*mode].push_back(*pattern);
        }
    }
    for (const Term& one : graph.instancesOf("ar:ForbiddenProgression"))
        for (const PatternFact& fact : patternFacts(graph, one)) {
            const auto mode = modeOf(graph, fact.scale);
            for (std::size_t i = 1; mode && i < fact.chords.size(); ++i) {
                const auto from = chordOfNumeral(fact.chords[i - 1]);
                const auto to = chordOfNumeral(fact.chords[i]);
                if (from && to) out.forbidden[*mode].emplace_back(from->index(), to->index());
            }
        }
    out.retrogression = ruleNumber(graph, "no-retrogression", "ar:weight");
    out.appliedDominant = ruleNumber(graph, "applied-dominant-resolves", "ar:weight");
    out.diminishedSeventh = ruleNumber(graph, "diminished-seventh-resolves", "ar:weight");
    out.outerFifths = ruleNumber(graph, "parallel-fifths", "ar:weight");
    out.outerOctaves = ruleNumber(graph, "parallel-octaves", "ar:weight");
    out.innerFifths = ruleNumber(graph, "parallel-fifths", "ar:innerWeight");
    out.innerOctaves = ruleNumber(graph, "parallel-octaves", "ar:innerWeight");
    for (const InstrumentFact& fact : instrumentFacts(graph))
        if (!fact.id.empty() && graph.isA(fact.term, "ar:Instrument"))
            out.ranges[fact.id] = {fact.lowest, fact.highest};
    return out;
}

const HarmonyRules& builtInHarmonyRules() {
    static const HarmonyRules rules = harmonyRules(builtInKnowledge());
    return rules;
}

}  // namespace arioso
