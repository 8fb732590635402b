// Competency questions that ontologies of music have published, as far as they ask about theory and
// not about a score or a performance, which this graph does not hold:
// - the Music Note Ontology (Poltronieri and Gangemi, WOP 2021): CQ1, CQ4, CQ9 and CQ11;
// - MusicOWL (Jones et al., WI 2017): chords of a number of notes;
// and what the Chord Ontology (Sutton, Raimond, Mauch), the Roman Chord Ontology (Poltronieri 2022)
// and the description logic of harmony of Kantarelis et al. (DL 2021) are for.

#include <gtest/gtest.h>

#include <algorithm>

#include "src/theory/graph_query.h"
#include "tests/unit/theory/shipped.h"

namespace arioso {
namespace {

using Names = std::vector<std::string>;

Names ask(const std::string& query) {
    Names out;
    for (const auto& row : runQuery(shippedKnowledge(), query).rows) {
        std::string text;
        for (const Term& one : row)
            text += (text.empty() ? "" : " ") + shippedKnowledge().shortName(one);
        out.push_back(text);
    }
    return out;
}

bool has(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

TEST(MusicNoteOntology, WhatIsTheNameOfANote) {
    EXPECT_EQ(ask("SELECT ?name { ?note ar:midi 66 ; rdfs:label ?name }"), Names{"F#4"});
}

TEST(MusicNoteOntology, WhatIsTheFundamentalFrequencyOfANote) {
    EXPECT_EQ(ask("SELECT ?f { ?note rdfs:label \"A4\" ; ar:frequency ?f }"), Names{"440.000"});
    EXPECT_EQ(ask("SELECT ?f { ?note rdfs:label \"C4\" ; ar:frequency ?f }"), Names{"261.626"});
}

TEST(MusicNoteOntology, WhatIsTheMidiPitchOfAFrequency) {
    EXPECT_EQ(ask("SELECT ?midi { ?note ar:midi ?midi ; ar:frequency ?f . "
                  "FILTER(?f > 438 && ?f < 442) }"),
              Names{"69"});
}

TEST(MusicNoteOntology, WhichAccidentalsDoNotesHave) {
    EXPECT_EQ(ask("SELECT ?accidental { ?note a chord:Note ; rdfs:label \"Bb\" ; "
                  "chord:modifier ?accidental }"),
              Names{"chord:flat"});
    EXPECT_TRUE(ask("SELECT ?a { note:C chord:modifier ?a }").empty());
}

TEST(MusicOwl, WhichChordsAreComposedOfSoManyNotes) {
    const Names four = ask("SELECT ?chord { ?chord a chord:Chord ; ar:size 4 }");
    EXPECT_TRUE(has(four, "chord:seventh"));
    EXPECT_FALSE(has(four, "chord:maj"));
}

TEST(ChordOntology, WhichIntervalsAreInAChordAndWhichChordsHaveAnInterval) {
    Names found = ask("SELECT ?i { chord:hdim7 chord:interval ?i }");
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, (Names{"ar:P1", "ar:d5", "ar:m3", "ar:m7"}));
    EXPECT_EQ(ask("SELECT ?c { ?c chord:interval ar:A5 ; ar:size 3 }"), Names{"chord:aug"});
}

TEST(ChordOntology, WhatIsTheDegreeOfAnInterval) {
    EXPECT_EQ(ask("SELECT ?d { ar:d7 chord:degree ?d }"), Names{"7"});
}

TEST(RomanChordOntology, WhatAreQualityDegreeAndFunctionOfANumeral) {
    EXPECT_EQ(ask("SELECT ?kind ?degree ?function { ?c ar:scale mode:major ; ar:numeral \"ii7\" ; "
                  "ar:kind ?kind ; ar:degree ?degree ; ar:hasFunction ?function }"),
              Names{"chord:min7 2 ar:subdominant-function"});
}

TEST(FunctionalHarmony, WhichChordsOfAKeyAreDominants) {
    const Names found =
        ask("SELECT ?n { ?c ar:scale mode:major ; ar:hasFunction ar:dominant-function ; "
            "ar:numeral ?n } ORDER BY ?n");
    EXPECT_EQ(found, (Names{"V", "V7", "vii°", "viiø7"}));
}

TEST(FunctionalHarmony, InWhichScalesIsAChordOnTheFourthDegreeMajor) {
    const Names found =
        ask("SELECT ?s { ?c ar:scale ?s ; ar:degree 4 ; ar:kind chord:maj } ORDER BY ?s");
    EXPECT_EQ(found, (Names{"mode:dorian", "mode:major", "mode:mixolydian"}));
}

TEST(FunctionalHarmony, WhichCadencesHaveAMode) {
    const Names found =
        ask("SELECT DISTINCT ?c { ?c a ar:Cadence ; ar:pattern ?p . ?p ar:scale mode:dorian } "
            "ORDER BY ?c");
    EXPECT_EQ(found, (Names{"ar:dorian-cadence", "ar:picardy-third"}));
}

TEST(Affect, WhichCuesRaiseValenceAndWhoSaysSo) {
    EXPECT_TRUE(has(ask("SELECT ?level { ?l ar:raises ar:valence ; ar:cue ar:cue-mode ; "
                        "ar:level ?level }"),
                    "major"));
    EXPECT_TRUE(has(ask("SELECT ?s { ar:link-major-mode dcterms:source ?s }"), "ar:hevner-1935"));
}

}  // namespace
}  // namespace arioso
