#include "tests/unit/theory/shipped.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

#include "src/theory/facts.h"

namespace arioso {
namespace {

const KnowledgeGraph& graph() {
    return shippedKnowledge();
}

std::vector<int> numbersIn(const std::string& text) {
    std::istringstream in(text);
    std::vector<int> out;
    for (int value = 0; in >> value;) out.push_back(value);
    return out;
}

TEST(ShippedKnowledge, SaysThousandsOfThings) {
    EXPECT_GT(graph().size(), 5000U);
    EXPECT_GE(graph().instancesOf("ar:Cadence").size(), 15U);
    EXPECT_GE(graph().instancesOf("ar:Progression").size(), 40U);
    EXPECT_GE(graph().instancesOf("ar:Scale").size(), 30U);
    EXPECT_GE(graph().instancesOf("ar:AffectLink").size(), 25U);
}

TEST(ShippedKnowledge, EveryThingHasALabelAndEveryWordIsDefined) {
    std::set<Term> subjects;
    std::set<Term> used;
    graph().each({}, {}, {}, [&](const Triple& one) {
        if (one.subject.kind == Term::Kind::Uri) subjects.insert(one.subject);
        for (const Term* term : {&one.predicate, &one.object})
            if (term->text.starts_with("urn:arioso:theory:")) used.insert(*term);
        return true;
    });
    for (const Term& one : subjects)
        EXPECT_NE(graph().label(one), graph().shortName(one)) << graph().shortName(one);
    for (const Term& one : used) EXPECT_TRUE(subjects.count(one)) << graph().shortName(one);
}

TEST(ShippedKnowledge, RulesCadencesAndLinksHaveTheirSources) {
    for (const char* type :
         {"ar:VoiceLeadingRule", "ar:HarmonyRule", "ar:Cadence", "ar:Progression", "ar:AffectLink",
          "ar:Scale", "ar:ChordKind", "ar:Function", "ar:Form", "ar:Metre", "ar:Groove",
          "ar:Instrument", "ar:VoiceType", "ar:Consonance"})
        for (const Term& one : graph().instancesOf(type)) {
            const auto sources = graph().objects(one, "dcterms:source");
            EXPECT_FALSE(sources.empty()) << graph().shortName(one);
            for (const Term& source : sources)
                EXPECT_FALSE(graph().text(source, "dcterms:bibliographicCitation").empty())
                    << graph().shortName(one);
        }
}

TEST(ShippedKnowledge, ScalesSumToAnOctave) {
    for (const ScaleFact& scale : scaleFacts(graph())) {
        const auto steps = numbersIn(graph().text(scale.term, "ar:steps"));
        EXPECT_EQ(std::accumulate(steps.begin(), steps.end(), 0), 12) << scale.label;
        ASSERT_EQ(steps.size(), scale.intervals.size()) << scale.label;
        int semitones = 0;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            EXPECT_EQ(scale.intervals[i].semitones, semitones) << scale.label;
            semitones += steps[i];
        }
    }
}

TEST(ShippedKnowledge, IntervalsAgreeWithTheirPlacesOnTheLineOfFifths) {
    for (const IntervalFact& one : intervalFacts(graph())) {
        EXPECT_EQ(((one.fifths * 7) % 12 + 12) % 12, one.semitones % 12) << one.name;
        for (const Term& inverse : graph().objects(one.term, "ar:inversion"))
            EXPECT_EQ(graph().numbers(inverse, "ar:semitones").front(), 12 - one.semitones)
                << one.name;
    }
}

TEST(ShippedKnowledge, ChordsAgreeWithTheirSymbols) {
    // What the symbols mean, told independently of the files.
    const std::map<std::string, std::vector<int>> meaning = {{"", {0, 4, 7}},
                                                             {"m", {0, 3, 7}},
                                                             {"dim", {0, 3, 6}},
                                                             {"+", {0, 4, 8}},
                                                             {"sus4", {0, 5, 7}},
                                                             {"sus2", {0, 2, 7}},
                                                             {"5", {0, 7}},
                                                             {"7", {0, 4, 7, 10}},
                                                             {"maj7", {0, 4, 7, 11}},
                                                             {"m7", {0, 3, 7, 10}},
                                                             {"m(maj7)", {0, 3, 7, 11}},
                                                             {"m7b5", {0, 3, 6, 10}},
                                                             {"dim7", {0, 3, 6, 9}},
                                                             {"+7", {0, 4, 8, 10}},
                                                             {"+maj7", {0, 4, 8, 11}},
                                                             {"7sus4", {0, 5, 7, 10}},
                                                             {"7b5", {0, 4, 6, 10}},
                                                             {"6", {0, 4, 7, 9}},
                                                             {"m6", {0, 3, 7, 9}},
                                                             {"6/9", {0, 2, 4, 7, 9}},
                                                             {"add9", {0, 2, 4, 7}},
                                                             {"madd9", {0, 2, 3, 7}},
                                                             {"9", {0, 2, 4, 7, 10}},
                                                             {"maj9", {0, 2, 4, 7, 11}},
                                                             {"m9", {0, 2, 3, 7, 10}},
                                                             {"7b9", {0, 1, 4, 7, 10}},
                                                             {"7#9", {0, 3, 4, 7, 10}},
                                                             {"7#11", {0, 2, 4, 6, 7, 10}},
                                                             {"11", {0, 2, 4, 5, 7, 10}},
                                                             {"m11", {0, 2, 3, 5, 7, 10}},
                                                             {"13", {0, 2, 4, 7, 9, 10}},
                                                             {"maj13", {0, 2, 4, 7, 9, 11}},
                                                             {"m13", {0, 2, 3, 5, 7, 9, 10}},
                                                             {"It6", {0, 4, 10}},
                                                             {"Fr6", {0, 4, 6, 10}},
                                                             {"Ger6", {0, 4, 7, 10}}};
    std::set<std::string> symbols;
    for (const ChordKindFact& kind : chordKindFacts(graph())) {
        std::set<int> tones;
        for (const IntervalFact& one : kind.intervals) tones.insert(one.semitones % 12);
        const std::vector<int> found(tones.begin(), tones.end());
        EXPECT_EQ(numbersIn(graph().text(kind.term, "ar:pitchClasses")), found) << kind.label;
        const auto known = meaning.find(kind.symbols.front());
        ASSERT_NE(known, meaning.end()) << kind.label;
        EXPECT_EQ(known->second, found) << kind.label;
        for (const std::string& symbol : kind.symbols)
            EXPECT_TRUE(symbols.insert(symbol).second) << "twice: " << symbol;
    }
    EXPECT_EQ(chordKindFacts(graph()).size(), meaning.size());
}

TEST(ShippedKnowledge, DegreesHoldNotesOfTheirScalesOnly) {
    std::map<Term, ScaleFact> scales;
    for (const ScaleFact& one : scaleFacts(graph())) scales[one.term] = one;
    std::map<Term, ChordKindFact> kinds;
    for (const ChordKindFact& one : chordKindFacts(graph())) kinds[one.term] = one;
    std::size_t count = 0;
    for (const Term& one : graph().instancesOf("ar:DegreeChord")) {
        const ScaleFact& scale = scales.at(*graph().object(one, "ar:scale"));
        const Term root = *graph().object(one, "ar:rootInterval");
        const int fifths = static_cast<int>(graph().numbers(root, "ar:fifths").front());
        std::set<int> places;
        for (const IntervalFact& interval : scale.intervals) places.insert(interval.fifths);
        for (const IntervalFact& tone : kinds.at(*graph().object(one, "ar:kind")).intervals)
            EXPECT_TRUE(places.count(fifths + tone.fifths)) << graph().label(one);
        // The numeral says the same.
        const bool minor = isMinorKey(graph(), scale.term);
        const auto numeral = parseNumerals(graph().text(one, "ar:numeral"), minor);
        ASSERT_EQ(numeral.size(), 1U);
        EXPECT_EQ(numeral[0].rootFifths, fifths) << graph().label(one);
        EXPECT_EQ(graph().term(numeral[0].kind), *graph().object(one, "ar:kind"))
            << graph().label(one);
        ++count;
    }
    EXPECT_EQ(count, 9U * 14U);
}

TEST(ShippedKnowledge, PatternsCanBeReadAndUseKnownChords) {
    for (const char* type : {"ar:Cadence", "ar:Progression"})
        for (const Term& one : graph().instancesOf(type)) {
            const auto patterns = patternFacts(graph(), one);
            EXPECT_FALSE(patterns.empty()) << graph().label(one);
            for (const PatternFact& pattern : patterns)
                for (const NumeralChord& chord : pattern.chords)
                    if (!chord.any) {
                        EXPECT_TRUE(graph().isA(graph().term(chord.kind), "ar:ChordKind"))
                            << graph().label(one) << ": " << chord.text;
                    }
        }
}

TEST(ShippedKnowledge, TwelveBarsHaveTwelveBars) {
    for (const char* name :
         {"ar:progression-twelve-bar-blues", "ar:progression-quick-change-blues",
          "ar:progression-jazz-blues", "ar:progression-minor-blues", "ar:progression-bird-blues"}) {
        const auto all = patternFacts(graph(), graph().term(name));
        ASSERT_FALSE(all.empty()) << name;
        EXPECT_EQ(std::count(all[0].numerals.begin(), all[0].numerals.end(), '|'), 11) << name;
    }
}

TEST(ShippedKnowledge, PitchesHaveTheirFrequencies) {
    for (const Term& one : graph().instancesOf("ar:Pitch")) {
        const double key = graph().numbers(one, "ar:midi").front();
        EXPECT_NEAR(graph().numbers(one, "ar:frequency").front(),
                    440.0 * std::pow(2.0, (key - 69.0) / 12.0), 0.001);
        const Term note = *graph().object(one, "ar:noteName");
        EXPECT_EQ(static_cast<int>(key) % 12, graph().numbers(note, "ar:pitchClass").front());
    }
}

TEST(ShippedKnowledge, InstrumentsAreComfortableWithinTheirRanges) {
    for (const InstrumentFact& one : instrumentFacts(graph())) {
        EXPECT_LE(one.lowest, one.comfortableLowest) << one.label;
        EXPECT_LT(one.comfortableLowest, one.comfortableHighest) << one.label;
        EXPECT_LE(one.comfortableHighest, one.highest) << one.label;
    }
}

TEST(ShippedKnowledge, GroovesHaveAsManyStepsAsTheySay) {
    for (const Term& one : graph().instancesOf("ar:Groove"))
        EXPECT_EQ(graph().text(one, "ar:onsets").size(), graph().numbers(one, "ar:pulses").front())
            << graph().label(one);
}

}  // namespace
}  // namespace arioso
