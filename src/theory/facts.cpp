#include "src/theory/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "dsp/error.h"

namespace arioso {
namespace {

[[noreturn]] void fail(const KnowledgeGraph& graph, const Term& term, const std::string& what) {
    throw Error(ExitCode::Input, fmt::format("knowledge: {}: {}", graph.shortName(term), what));
}

int wholeNumber(const KnowledgeGraph& graph, const Term& term, std::string_view property,
                bool greatest) {
    const std::vector<double> all = graph.numbers(term, property);
    if (all.empty()) fail(graph, term, fmt::format("expected a number {}", property));
    const double value = greatest ? all.back() : all.front();
    if (value != std::floor(value) || std::abs(value) > 1000.0)
        fail(graph, term, fmt::format("{}: expected a whole number, found {}", property, value));
    return static_cast<int>(value);
}

IntervalFact intervalFact(const KnowledgeGraph& graph, const Term& term) {
    IntervalFact out;
    out.term = term;
    out.label = graph.label(term);
    out.name = graph.text(term, "ar:short");
    out.semitones = wholeNumber(graph, term, "ar:semitones", false);
    out.fifths = wholeNumber(graph, term, "ar:fifths", false);
    return out;
}

void sortBySize(std::vector<IntervalFact>& intervals) {
    std::sort(intervals.begin(), intervals.end(), [](const auto& a, const auto& b) {
        return std::tie(a.semitones, a.name) < std::tie(b.semitones, b.name);
    });
}

std::vector<IntervalFact> intervalsOf(const KnowledgeGraph& graph, const Term& thing,
                                      std::string_view property) {
    std::vector<IntervalFact> out;
    for (const Term& one : graph.objects(thing, property)) out.push_back(intervalFact(graph, one));
    if (out.empty()) fail(graph, thing, fmt::format("expected intervals ({})", property));
    sortBySize(out);
    return out;
}

}  // namespace

std::vector<IntervalFact> intervalFacts(const KnowledgeGraph& graph) {
    std::vector<IntervalFact> out;
    for (const Term& one : graph.instancesOf("ar:Interval"))
        out.push_back(intervalFact(graph, one));
    sortBySize(out);
    return out;
}

std::vector<ScaleFact> scaleFacts(const KnowledgeGraph& graph) {
    std::vector<ScaleFact> out;
    for (const Term& one : graph.instancesOf("ar:Scale")) {
        ScaleFact fact;
        fact.term = one;
        fact.label = graph.label(one);
        fact.names = {fact.label};
        for (const Term& name : graph.objects(one, "skos:altLabel"))
            fact.names.push_back(name.text);
        fact.intervals = intervalsOf(graph, one, "ar:hasInterval");
        out.push_back(std::move(fact));
    }
    return out;
}

std::vector<ChordKindFact> chordKindFacts(const KnowledgeGraph& graph) {
    std::vector<ChordKindFact> out;
    for (const Term& one : graph.instancesOf("ar:ChordKind")) {
        ChordKindFact fact;
        fact.term = one;
        fact.label = graph.label(one);
        fact.symbols = {graph.text(one, "ar:symbol")};
        for (const Term& symbol : graph.objects(one, "ar:otherSymbol"))
            fact.symbols.push_back(symbol.text);
        fact.intervals = intervalsOf(graph, one, "chord:interval");
        out.push_back(std::move(fact));
    }
    return out;
}

bool isMinorKey(const KnowledgeGraph& graph, const Term& scale) {
    return scale == graph.term("<http://purl.org/ontology/tonality/mode/minor>") ||
           scale == graph.term("<urn:arioso:theory:harmonic-minor>");
}

std::vector<PatternFact> patternFacts(const KnowledgeGraph& graph, const Term& thing) {
    std::vector<PatternFact> out;
    for (const Term& node : graph.objects(thing, "ar:pattern")) {
        PatternFact fact;
        const auto scale = graph.object(node, "ar:scale");
        fact.numerals = graph.text(node, "ar:numerals");
        if (!scale || fact.numerals.empty())
            fail(graph, thing, "expected patterns with ar:scale and ar:numerals");
        fact.scale = *scale;
        const bool minor = isMinorKey(graph, fact.scale);
        try {
            fact.chords = parseNumerals(fact.numerals, minor);
            fact.notAfter = parseNumerals(graph.text(node, "ar:notAfter"), minor);
        } catch (const Error& error) {
            fail(graph, thing, error.what());
        }
        if (fact.chords.empty()) fail(graph, thing, "expected numerals");
        if (const auto weights = graph.numbers(node, "ar:weight"); !weights.empty())
            fact.weight = weights.back();
        out.push_back(std::move(fact));
    }
    std::stable_sort(out.begin(), out.end(), [](const PatternFact& a, const PatternFact& b) {
        return std::tie(a.scale, b.weight) < std::tie(b.scale, a.weight);
    });
    return out;
}

std::vector<InstrumentFact> instrumentFacts(const KnowledgeGraph& graph) {
    std::vector<InstrumentFact> out;
    for (const char* type : {"ar:Instrument", "ar:VoiceType", "ar:Singer"})
        for (const Term& one : graph.instancesOf(type)) {
            InstrumentFact fact;
            fact.term = one;
            fact.label = graph.label(one);
            fact.id = graph.text(one, "ar:id");
            fact.lowest = wholeNumber(graph, one, "ar:lowestKey", true);
            fact.highest = wholeNumber(graph, one, "ar:highestKey", false);
            if (fact.lowest > fact.highest || fact.lowest < 0 || fact.highest > 127)
                fail(graph, one,
                     fmt::format("expected a range within the keys 0 to 127, found {} to {}",
                                 fact.lowest, fact.highest));
            const bool told = graph.object(one, "ar:comfortableLowest").has_value();
            fact.comfortableLowest =
                told ? wholeNumber(graph, one, "ar:comfortableLowest", true) : fact.lowest;
            fact.comfortableHighest =
                told ? wholeNumber(graph, one, "ar:comfortableHighest", false) : fact.highest;
            if (graph.object(one, "ar:transposition"))
                fact.transposition = wholeNumber(graph, one, "ar:transposition", false);
            out.push_back(std::move(fact));
        }
    return out;
}

double ruleNumber(const KnowledgeGraph& graph, std::string_view rule, std::string_view property) {
    const Term term = graph.term(fmt::format("ar:{}", rule));
    if (graph.isDeprecated(term)) return 0.0;
    const std::vector<double> all = graph.numbers(term, property);
    if (all.empty()) return 0.0;
    if (all.back() < 0.0)
        fail(graph, term,
             fmt::format("{}: expected a number from 0, found {}", property, all.back()));
    return all.back();
}

}  // namespace arioso
