#include "src/harmony/chorale_rules.h"

#include <algorithm>

#include "dsp/error.h"
#include "src/theory/facts.h"

namespace arioso {
namespace {

struct Entry {
    const char* rule;
    const char* property;
    double ChoraleRules::*field;
};

using R = ChoraleRules;
constexpr const char* kWeight = "ar:weight";
constexpr const char* kInner = "ar:innerWeight";
constexpr const char* kEdge = "ar:edgeWeight";
constexpr const char* kLimit = "ar:limit";

constexpr Entry kEntries[] = {
    {"parallel-fifths", kWeight, &R::parallelFifths},
    {"parallel-octaves", kWeight, &R::parallelOctaves},
    {"accented-parallels", kWeight, &R::accentedParallels},
    {"hidden-perfects", kWeight, &R::hiddenPerfects},
    {"voice-crossing", kWeight, &R::crossing},
    {"voice-overlap", kWeight, &R::overlap},
    {"unison-with-soprano", kWeight, &R::unisonWithSoprano},
    {"unison-of-inner-voices", kWeight, &R::unisonOfInnerVoices},
    {"spacing-soprano-alto", kWeight, &R::sopranoAlto},
    {"spacing-soprano-alto", "ar:weightPerSemitone", &R::sopranoAltoEach},
    {"spacing-soprano-alto", kLimit, &R::sopranoAltoLimit},
    {"spacing-alto-tenor", kWeight, &R::altoTenor},
    {"spacing-alto-tenor", kLimit, &R::altoTenorLimit},
    {"spacing-tenor-bass", kWeight, &R::tenorBass},
    {"spacing-tenor-bass", kLimit, &R::tenorBassLimit},
    {"low-thirds", kWeight, &R::lowThirds},
    {"low-thirds", kLimit, &R::lowThirdsLimit},
    {"leading-note-resolves", kWeight, &R::leadingNote},
    {"leading-note-resolves", kInner, &R::leadingNoteInner},
    {"seventh-falls", kWeight, &R::seventh},
    {"augmented-second", kWeight, &R::augmentedSecond},
    {"small-steps", kWeight, &R::step},
    {"small-steps", "ar:bassWeight", &R::stepBass},
    {"inner-leap", kWeight, &R::innerLeap},
    {"inner-leap", kLimit, &R::innerLeapLimit},
    {"leap", kWeight, &R::leap},
    {"leap", kLimit, &R::leapLimit},
    {"leap-beyond-octave", kWeight, &R::farLeap},
    {"leap-beyond-octave", kLimit, &R::farLeapLimit},
    {"melodic-tritone", kWeight, &R::tritone},
    {"similar-motion", kWeight, &R::similarMotion},
    {"contrary-motion", kWeight, &R::contraryMotion},
    {"static-bass", kWeight, &R::staticBass},
    {"complete-third", kWeight, &R::noThird},
    {"complete-root", kWeight, &R::noRoot},
    {"complete-fifth", kWeight, &R::noFifth},
    {"complete-fifth", kInner, &R::noAlteredFifth},
    {"doubled-seventh", kWeight, &R::doubledSeventh},
    {"doubled-leading-note", kWeight, &R::doubledLeadingNote},
    {"doubled-third", kWeight, &R::doubledMajorThird},
    {"doubled-third", "ar:minorWeight", &R::doubledMinorThird},
    {"doubled-fifth", kWeight, &R::doubledFifth},
    {"first-inversion", kWeight, &R::firstInversion},
    {"first-inversion", kEdge, &R::firstInversionAtEnd},
    {"first-inversion", "ar:openingWeight", &R::firstInversionAtBeginning},
    {"second-inversion", kWeight, &R::secondInversion},
    {"second-inversion", kEdge, &R::secondInversionAtEdge},
    {"third-inversion", kWeight, &R::thirdInversion},
    {"third-inversion", kEdge, &R::thirdInversionAtEnd},
    {"middle-register", kWeight, &R::middle},
};

/// Where a graph tells the range of a voice, that range.
void setRange(const KnowledgeGraph& graph, const char* voice, int& lowest, int& highest) {
    const Term term = graph.term(voice);
    const std::vector<double> from = graph.numbers(term, "ar:lowestKey");
    const std::vector<double> to = graph.numbers(term, "ar:highestKey");
    if (from.empty() || to.empty() || graph.isDeprecated(term)) return;
    lowest = static_cast<int>(from.back());
    highest = static_cast<int>(to.front());
    // A voice needs some note of every chord.
    if (lowest < 0 || highest > 127 || highest - lowest < 12)
        throw Error(ExitCode::Input, "knowledge: " + graph.shortName(term) +
                                         ": expected a range of an octave or more, found " +
                                         std::to_string(lowest) + " to " + std::to_string(highest));
}

}  // namespace

ChoraleRules choraleRules(const KnowledgeGraph& graph) {
    ChoraleRules out;
    for (const Entry& entry : kEntries)
        out.*entry.field = ruleNumber(graph, entry.rule, entry.property);
    setRange(graph, "ar:alto", out.ranges.altoLowest, out.ranges.altoHighest);
    setRange(graph, "ar:tenor", out.ranges.tenorLowest, out.ranges.tenorHighest);
    setRange(graph, "ar:bass", out.ranges.bassLowest, out.ranges.bassHighest);
    return out;
}

const ChoraleRules& builtInChoraleRules() {
    static const ChoraleRules rules = choraleRules(builtInKnowledge());
    return rules;
}

}  // namespace arioso
