// What is taken out of the knowledge files, or changed in them, changes what is written.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "dsp/error.h"
#include "src/compose/arrange.h"
#include "src/compose/harmony_rules.h"
#include "src/compose/phrase_writer.h"
#include "src/compose/song.h"
#include "src/compose/tables.h"
#include "src/harmony/chorale_voices.h"
#include "src/harmony/harmonizer.h"
#include "src/score/reader.h"
#include "src/theory/facts.h"
#include "tests/unit/compose/composed.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefixes =
    "@prefix ar: <urn:arioso:theory:> .\n"
    "@prefix mode: <http://purl.org/ontology/tonality/mode/> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n";

/// The shipped files with a user's statements behind them.
KnowledgeGraph knowledge(const std::string& more = {}) {
    KnowledgeGraph graph =
        loadKnowledge(fs::path(ARIOSO_SOURCE_DIR) / "configs" / "knowledge", {}, {});
    if (!more.empty()) graph.addText(kPrefixes + more, "own.ttl");
    return graph;
}

Score sample(const std::string& name) {
    return readScore(fs::path(ARIOSO_SOURCE_DIR) / "samples" / name);
}

const HarmonyTables& harmonyTables() {
    static const auto tables =
        loadHarmony(fs::path(ARIOSO_SOURCE_DIR) / "models" / "weights" / "composer");
    return *tables;
}

TEST(KnowledgeRules, TheFilesSayWhatTheBuildHas) {
    const KnowledgeGraph graph = knowledge();
    const ChoraleRules rules = choraleRules(graph);
    EXPECT_EQ(rules.ranges, ChoraleRanges{});
    EXPECT_EQ(rules.parallelFifths, builtInChoraleRules().parallelFifths);
    EXPECT_GT(rules.parallelFifths, 100.0);
    EXPECT_EQ(harmonyRules(graph).cadences, builtInHarmonyRules().cadences);
    for (const Cadence cadence :
         {Cadence::Half, Cadence::Imperfect, Cadence::Perfect, Cadence::Deceptive, Cadence::Plagal})
        for (const bool minor : {false, true})
            EXPECT_TRUE(harmonyRules(graph).knows(cadence, minor));
}

TEST(KnowledgeRules, VoicesOfSongsAreTheComfortableOnesOfTheFiles) {
    const KnowledgeGraph graph = knowledge();
    for (const char* name : {"soprano", "mezzo", "alto", "tenor", "baritone", "bass"}) {
        const Term term = graph.term(std::string("ar:") + name);
        const SongVoice voice = voiceOfRegister(name);
        EXPECT_EQ(graph.numbers(term, "ar:comfortableLowest"),
                  std::vector<double>{static_cast<double>(voice.lowest)})
            << name;
        EXPECT_EQ(graph.numbers(term, "ar:comfortableHighest"),
                  std::vector<double>{static_cast<double>(voice.highest)})
            << name;
    }
}

TEST(KnowledgeRules, EveryTrainedInstrumentAndVoiceIsKnownWithAWiderRange) {
    const KnowledgeGraph graph = knowledge();
    const auto facts = instrumentFacts(graph);
    const auto find = [&](const std::string& id, const char* type) {
        return std::find_if(facts.begin(), facts.end(), [&](const InstrumentFact& fact) {
            return fact.id == id && graph.isA(fact.term, type);
        });
    };
    for (const Instrument& one : shippedInstruments().all()) {
        const auto fact = find(one.id, "ar:Instrument");
        ASSERT_NE(fact, facts.end()) << one.id;
        EXPECT_LE(fact->lowest, one.lowest) << one.id;
        EXPECT_GE(fact->highest, one.highest) << one.id;
        if (!one.percussion) {
            EXPECT_EQ(graph.numbers(fact->term, "ar:program"),
                      std::vector<double>{static_cast<double>(one.program)})
                << one.id;
        }
    }
    const auto voices =
        InstrumentTable::load(fs::path(ARIOSO_SOURCE_DIR) / "configs" / "voices.toml");
    for (const Instrument& one : voices.all()) {
        const auto fact = find(one.id, "ar:Singer");
        ASSERT_NE(fact, facts.end()) << one.id;
        EXPECT_EQ(fact->lowest, one.lowest) << one.id;
        EXPECT_EQ(fact->highest, one.highest) << one.id;
    }
}

/// A tune up and down whose parallels tempt: every chord a step from the next.
std::vector<ChoraleEvent> steps() {
    const std::vector<int> tune = {67, 69, 71, 72, 71, 69, 67, 69, 67};
    const std::vector<Chord> chords = {
        {0, ChordQuality::Major}, {2, ChordQuality::Minor}, {4, ChordQuality::Minor},
        {5, ChordQuality::Major}, {4, ChordQuality::Minor}, {2, ChordQuality::Minor},
        {0, ChordQuality::Major}, {2, ChordQuality::Minor}, {0, ChordQuality::Major}};
    std::vector<ChoraleEvent> events;
    for (std::size_t i = 0; i < tune.size(); ++i)
        events.push_back({chords[i], {0, false}, tune[i], tune[i], i == 0, i + 1 == tune.size()});
    return events;
}

TEST(KnowledgeRules, WithoutTheRuleOfParallelsTheyAreWritten) {
    const auto events = steps();
    const ChoraleRules strict = choraleRules(knowledge());
    const ChoraleRules loose =
        choraleRules(knowledge("ar:parallel-fifths owl:deprecated true .\n"
                               "ar:parallel-octaves owl:deprecated true .\n"));
    EXPECT_EQ(faultsOf(events, writeChorale(events, {}, {}, strict)).parallels, 0);
    EXPECT_GT(faultsOf(events, writeChorale(events, {}, {}, loose)).parallels, 0);
}

TEST(KnowledgeRules, ChoralesKeepToTheRangesOfTheFiles) {
    const auto events = steps();
    const auto lowestBass = [&](const ChoraleRules& rules) {
        int lowest = 127;
        for (const LowerVoices& one : writeChorale(events, rules.ranges, {}, rules))
            lowest = std::min(lowest, one.bass);
        return lowest;
    };
    EXPECT_LT(lowestBass(choraleRules(knowledge())), 48);
    EXPECT_GE(lowestBass(choraleRules(knowledge("ar:bass ar:lowestKey 48 .\n"))), 48);
}

TEST(KnowledgeRules, ArrangementsObeyANarrowedRange) {
    const Score score = sample("stille-nacht.musicxml");
    ArrangeRequest request;
    request.steering = mood(0.3, -0.3);
    request.steering.programs = {40, 42};
    const auto lowestCello = [&](const KnowledgeGraph& graph) {
        const HarmonyRules rules = harmonyRules(graph);
        request.rules = &rules;
        const Score out = arrange(score, shippedInstruments(), request);
        float lowest = 127.0F;
        for (const Part& part : out.parts)
            if (part.name == "Cello")
                for (const Note& note : part.notes)
                    lowest = std::min(lowest, static_cast<float>(note.pitch));
        return lowest;
    };
    EXPECT_LT(lowestCello(knowledge()), 48.0F);
    EXPECT_GE(lowestCello(knowledge("ar:instrument-cello ar:lowestKey 48 .\n")), 48.0F);
    EXPECT_THROW(lowestCello(knowledge("ar:instrument-cello ar:lowestKey 80 .\n")), Error);
}

/// The last two chords of phrases that are asked to close in some way.
std::vector<std::pair<Chord, Chord>> closes(const HarmonyRules& rules, Cadence cadence) {
    std::vector<std::pair<Chord, Chord>> out;
    const MetrePlan metre = metrePlan(4, 4);
    const Character character = characterOf(mood(0.5, 0.0), false);
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        PhraseBrief brief;
        brief.cadence = cadence;
        brief.rules = &rules;
        models::RandomStream random(seed, 1);
        const WrittenPhrase phrase =
            writePhrase(shippedModel()->tables(), metre, character, brief, random);
        const std::size_t n = phrase.slots.size();
        out.emplace_back(phrase.slots[n - 2].chord, phrase.slots[n - 1].chord);
    }
    return out;
}

TEST(KnowledgeRules, ACadenceThatIsTakenBackIsNotWritten) {
    const Chord sixth{9, ChordQuality::Minor};
    for (const auto& [before, last] : closes(harmonyRules(knowledge()), Cadence::Deceptive))
        EXPECT_TRUE(last == sixth);
    const HarmonyRules without =
        harmonyRules(knowledge("ar:deceptive-cadence owl:deprecated true .\n"));
    EXPECT_FALSE(without.knows(Cadence::Deceptive, false));
    for (const auto& [before, last] : closes(without, Cadence::Deceptive)) {
        EXPECT_FALSE(last == sixth);
        EXPECT_TRUE((last == Chord{7, ChordQuality::Major}));  // a half cadence in its place
    }
}

TEST(KnowledgeRules, ACadenceThatIsAddedIsWritten) {
    const HarmonyRules more = harmonyRules(
        knowledge("ar:plagal-cadence ar:pattern [ ar:scale mode:major ; ar:numerals \"bVII I\" ; "
                  "ar:weight 30.0 ] .\n"));
    int found = 0;
    for (const auto& [before, last] : closes(more, Cadence::Plagal))
        found += before == Chord{10, ChordQuality::Major} ? 1 : 0;
    EXPECT_GT(found, 6);
}

TEST(KnowledgeRules, AForbiddenChangeOfChordIsWrittenByNobody) {
    const HarmonyRules rules =
        harmonyRules(knowledge("ar:never a ar:ForbiddenProgression ; "
                               "ar:pattern [ ar:scale mode:major ; ar:numerals \"V I\" ] , "
                               "[ ar:scale mode:major ; ar:numerals \"V7 I\" ] .\n"));
    EXPECT_TRUE(rules.forbids({7, ChordQuality::Major}, {0, ChordQuality::Major}, false));
    const Score score = sample("ode-to-joy-without-words.musicxml");
    HarmonizeRequest request;
    const auto authentic = [&](const HarmonyRules* used) {
        request.harmony = used;
        const Harmonization one = harmonize(harmonyTables(), score, request).front();
        int count = 0;
        for (std::size_t i = 1; i < one.chords.size(); ++i)
            count += one.chords[i].text == "D" &&
                             (one.chords[i - 1].text == "A" || one.chords[i - 1].text == "A7")
                         ? 1
                         : 0;
        return count;
    };
    const HarmonyRules plain = harmonyRules(knowledge());
    EXPECT_GT(authentic(&plain), 0);
    EXPECT_EQ(authentic(&rules), 0);
}

TEST(KnowledgeRules, NumbersThatMakeNoSenseAreRefused) {
    EXPECT_THROW(choraleRules(knowledge("ar:bass ar:lowestKey 59 .\n")), Error);
    EXPECT_THROW(harmonyRules(knowledge("ar:half-cadence ar:pattern [ ar:scale mode:major ; "
                                        "ar:numerals \"Q V\" ] .\n")),
                 Error);
}

}  // namespace
}  // namespace arioso
