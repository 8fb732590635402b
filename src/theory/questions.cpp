#include "src/theory/questions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "dsp/error.h"
#include "src/theory/keys.h"

namespace arioso {
namespace {

using nlohmann::json;

constexpr std::size_t kMostChords = 24;

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

bool takeFront(std::string_view& text, std::string_view front) {
    if (lowered(text.substr(0, front.size())) != front) return false;
    text.remove_prefix(front.size());
    return true;
}

/// Without question marks, double spaces and the words that ask.
std::string plain(std::string_view question) {
    std::string out;
    for (const char c : question)
        if (c != '?' && !(std::isspace(static_cast<unsigned char>(c)) != 0 &&
                          (out.empty() || out.back() == ' ')))
            out += std::isspace(static_cast<unsigned char>(c)) != 0 ? ' ' : c;
    while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
    std::string_view rest = out;
    for (bool again = true; again;) {
        again = false;
        for (const char* word : {"please ", "show ", "list ", "tell me ", "what are ", "what is ",
                                 "which are ", "which is ", "which ", "all ", "the ", "an "})
            again = again || takeFront(rest, word);
        // "a dominant", but not "A minor".
        if (rest.starts_with("a ") && !rest.starts_with("a minor") && !rest.starts_with("a major"))
            again = again || takeFront(rest, "a ");
    }
    return std::string(rest);
}

/// A plural's singular where it is one by an s.
std::string singular(const std::string& word) {
    return word.size() > 3 && word.ends_with("s") ? word.substr(0, word.size() - 1) : word;
}

struct List {
    const char* name;
    const char* type;
    const char* title;
};
constexpr List kLists[] = {
    {"intervals", "ar:Interval", "Intervals"},
    {"scales", "ar:Scale", "Scales"},
    {"modes", "ar:Mode", "Modes"},
    {"chords", "ar:ChordKind", "Kinds of chords"},
    {"kinds of chords", "ar:ChordKind", "Kinds of chords"},
    {"functions", "ar:Function", "Harmonic functions"},
    {"cadences", "ar:Cadence", "Cadences"},
    {"progressions", "ar:Progression", "Progressions"},
    {"rules", "ar:VoiceLeadingRule", "Rules of voice leading"},
    {"rules of harmony", "ar:HarmonyRule", "Rules of harmony"},
    {"forms", "ar:Form", "Forms"},
    {"metres", "ar:Metre", "Metres"},
    {"meters", "ar:Metre", "Metres"},
    {"grooves", "ar:Groove", "Grooves"},
    {"instruments", "ar:Instrument", "Instruments"},
    {"voices", "ar:VoiceType", "Voices"},
    {"singers", "ar:Singer", "Singers"},
    {"genres", "ar:Genre", "Genres"},
    {"affects", "ar:Affect", "Affects"},
    {"moods", "ar:Affect", "Affects"},
    {"affect links", "ar:AffectLink", "What cues do to feelings"},
    {"sources", "dcterms:BibliographicResource", "Sources"},
};

class Answerer {
  public:
    Answerer(const KnowledgeGraph& graph, std::string_view question)
        : graph_(graph), asked_(question), question_(plain(question)), low_(lowered(question_)) {}

    Answer answer() {
        for (const auto attempt :
             {&Answerer::sounds, &Answerer::patterns, &Answerer::chordsWith, &Answerer::chordsIn,
              &Answerer::reach, &Answerer::range, &Answerer::interval, &Answerer::notes,
              &Answerer::lists, &Answerer::named}) {
            if (question_.empty()) break;
            if (auto found = (this->*attempt)()) return std::move(*found);
        }
        throw Error(ExitCode::Usage, fmt::format("theory: '{}' is not understood; ask as \"{}\"",
                                                 asked_, fmt::join(questionExamples(), "\", \"")));
    }

  private:
    using Found = std::optional<Answer>;

    const std::vector<ScaleFact>& scales() {
        if (scales_.empty()) scales_ = scaleFacts(graph_);
        return scales_;
    }
    const std::vector<ChordKindFact>& kinds() {
        if (kinds_.empty()) kinds_ = chordKindFacts(graph_);
        return kinds_;
    }
    const ChordKindFact* kind(const Term& term) {
        for (const ChordKindFact& one : kinds())
            if (one.term == term) return &one;
        return nullptr;
    }

    /// What stands behind the first of the words, in the case it was asked in.
    std::optional<std::string> behind(std::initializer_list<std::string_view> words) const {
        for (const std::string_view word : words)
            if (low_.starts_with(word)) return question_.substr(word.size());
        return std::nullopt;
    }

    TheoryKey keyOf(const std::string& text) {
        if (auto key = parseTheoryKey(text, scales())) return *key;
        std::string names;
        for (const ScaleFact& one : scales()) names += (names.empty() ? "" : ", ") + one.label;
        throw Error(
            ExitCode::Usage,
            fmt::format("theory: expected a tonic and a scale ({}), found '{}'", names, text));
    }

    void addReferences(AnswerLine& line, const Term& term) const {
        if (const std::string comment = graph_.text(term, "rdfs:comment"); !comment.empty()) {
            line.more.push_back(comment);
            line.fields["comment"] = comment;
        }
        for (const Term& source : graph_.objects(term, "dcterms:source"))
            line.fields["sources"].push_back(graph_.label(source));
    }

    AnswerLine lineFor(const Term& term) const {
        AnswerLine line;
        line.name = graph_.label(term);
        line.fields = {{"name", line.name}, {"term", graph_.shortName(term)}};
        return line;
    }

    // ---- cadences and progressions

    std::string chordName(const TheoryKey& key, const NumeralChord& numeral) {
        if (numeral.any) return "any chord";
        const TheoryChord chord = chordOf(key, numeral);
        std::string out = chord.symbol();
        const auto notes = chord.notes();
        const auto bass = static_cast<std::size_t>(numeral.inversion);
        if (bass > 0 && bass < notes.size()) out += "/" + notes[bass].text();
        return out;
    }

    TheoryChord chordOf(const TheoryKey& key, const NumeralChord& numeral) {
        const ChordKindFact* found = kind(graph_.term(numeral.kind));
        if (found == nullptr)
            throw Error(ExitCode::Input,
                        fmt::format("knowledge: {} is no ar:ChordKind", numeral.kind));
        return {{key.tonic.fifths + numeral.rootFifths}, *found};
    }

    /// The scale whose patterns a key has: all minor scales have those of the minor key.
    Term patternScale(const TheoryKey& key) const {
        const std::string name = graph_.shortName(key.scale.term);
        if (name == "ar:harmonic-minor" || name == "ar:melodic-minor")
            return graph_.term("mode:minor");
        return key.scale.term;
    }

    AnswerLine patternLine(const Term& thing, const TheoryKey* key) {
        AnswerLine line = lineFor(thing);
        for (const PatternFact& fact : patternFacts(graph_, thing)) {
            if (key != nullptr && fact.scale != patternScale(*key)) continue;
            std::string numerals;
            std::string chords;
            json pattern = {{"scale", graph_.label(fact.scale)}};
            for (const NumeralChord& one : fact.chords) {
                const std::string written = one.any ? "any chord" : one.text;
                numerals += (numerals.empty() ? "" : "–") + written;
                pattern["numerals"].push_back(one.text);
                if (key == nullptr) continue;
                chords += (chords.empty() ? "" : " ") + (one.any ? "…" : chordName(*key, one));
                pattern["chords"].push_back(chordName(*key, one));
            }
            if (key == nullptr)
                numerals += " in " + graph_.label(fact.scale);
            else
                numerals += ": " + chords;
            line.text += (line.text.empty() ? "" : "; ") + numerals;
            line.fields["patterns"].push_back(pattern);
        }
        addReferences(line, thing);
        return line;
    }

    Found patterns() {
        for (const auto& [words, type, title] :
             {std::tuple{"cadence", "ar:Cadence", "Cadences"},
              std::tuple{"progression", "ar:Progression", "Progressions"}}) {
            std::string_view rest = low_;
            if (!takeFront(rest, words)) continue;
            takeFront(rest, "s");
            std::string_view name = std::string_view(question_).substr(low_.size() - rest.size());
            if (takeFront(name, " in ") || takeFront(name, " of ") || takeFront(name, " for ")) {
                const TheoryKey key = keyOf(std::string(name));
                Answer out{fmt::format("{} in {}", title, key.text()), {}};
                for (const Term& one : graph_.instancesOf(type)) {
                    AnswerLine line = patternLine(one, &key);
                    if (!line.text.empty()) out.lines.push_back(std::move(line));
                }
                if (out.lines.empty()) out.title += ": none is known";
                return out;
            }
            if (!name.empty()) continue;
            Answer out{title, {}};
            for (const Term& one : graph_.instancesOf(type))
                out.lines.push_back(patternLine(one, nullptr));
            return out;
        }
        return std::nullopt;
    }

    // ---- chords

    AnswerLine chordLine(const TheoryChord& chord) const {
        AnswerLine line;
        line.name = chord.symbol();
        line.text = notesText(chord.notes());
        line.fields = {{"name", line.name},
                       {"kind", chord.kind.label},
                       {"term", graph_.shortName(chord.kind.term)}};
        for (const NoteName& note : chord.notes()) line.fields["notes"].push_back(note.text());
        return line;
    }

    void addDegrees(Answer& out, const TheoryKey& key, const Term& scale, bool dominants) {
        std::vector<std::pair<std::pair<double, double>, AnswerLine>> sorted;
        for (const Term& one : graph_.instancesOf("ar:DegreeChord")) {
            if (graph_.object(one, "ar:scale") != scale) continue;
            const auto degree = graph_.numbers(one, "ar:degree");
            const auto size = graph_.numbers(one, "ar:size");
            const auto root = graph_.object(one, "ar:rootInterval");
            const auto kindTerm = graph_.object(one, "ar:kind");
            const ChordKindFact* found = kindTerm ? kind(*kindTerm) : nullptr;
            if (degree.empty() || size.empty() || !root || found == nullptr) continue;
            if (dominants && degree[0] != 5 && degree[0] != 7) continue;
            const auto fifths = graph_.numbers(*root, "ar:fifths");
            if (fifths.empty()) continue;
            const TheoryChord chord{{key.tonic.fifths + static_cast<int>(fifths[0])}, *found};
            AnswerLine line = chordLine(chord);
            const std::string numeral = graph_.text(one, "ar:numeral");
            line.fields["numeral"] = numeral;
            line.text = fmt::format("{:<7} {}", numeral, line.text);
            if (const auto function = graph_.object(one, "ar:hasFunction")) {
                line.text += " (" + graph_.label(*function) + ")";
                line.fields["function"] = graph_.label(*function);
            }
            sorted.emplace_back(std::pair{size[0], degree[0]}, std::move(line));
        }
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [order, line] : sorted) out.lines.push_back(std::move(line));
    }

    Found chordsIn() {
        auto name = behind({"chords in the key of ", "chords in key ", "chords in ", "chords of ",
                            "harmonies in ", "functions in ", "triads in "});
        if (!name) return std::nullopt;
        const TheoryKey key = keyOf(*name);
        Answer out{"Chords in " + key.text(), {}};
        addDegrees(out, key, key.scale.term, false);
        if (graph_.shortName(key.scale.term) == "mode:minor")
            addDegrees(out, key, graph_.term("ar:harmonic-minor"), true);
        if (!out.lines.empty()) return out;
        // A scale without degrees of its own: the triads that it holds.
        std::set<int> held;
        for (const NoteName& note : key.notes()) held.insert(note.pitchClass());
        for (const NoteName& root : key.notes())
            for (const ChordKindFact& one : kinds()) {
                const TheoryChord chord{root, one};
                const auto notes = chord.notes();
                const bool fits = notes.size() == 3 &&
                                  std::all_of(notes.begin(), notes.end(), [&](NoteName note) {
                                      return held.count(note.pitchClass()) > 0;
                                  });
                if (fits) out.lines.push_back(chordLine(chord));
            }
        return out;
    }

    Found chordsWith() {
        auto names = behind({"chords with ", "chords that have ", "chords containing ",
                             "chords that contain ", "chord with ", "chords from "});
        if (!names) return std::nullopt;
        const auto notes = parseNotes(*names);
        if (notes.empty())
            throw Error(ExitCode::Usage,
                        fmt::format("theory: expected notes as C E G, found '{}'", *names));
        Answer out{"Chords with " + notesText(notes), {}};
        std::vector<std::pair<std::size_t, AnswerLine>> sorted;
        std::set<std::string> seen;
        for (const ChordKindFact& one : kinds())
            for (const IntervalFact& interval : one.intervals) {
                const TheoryChord chord{{notes.front().fifths - interval.fifths}, one};
                const auto held = chord.notes();
                const bool all = std::all_of(notes.begin(), notes.end(), [&](NoteName note) {
                    return std::find(held.begin(), held.end(), note) != held.end();
                });
                if (all && seen.insert(chord.symbol()).second)
                    sorted.emplace_back(held.size(), chordLine(chord));
            }
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [size, line] : sorted)
            if (out.lines.size() < kMostChords) out.lines.push_back(std::move(line));
        if (out.lines.empty()) out.title += ": none is known";
        return out;
    }

    // ---- scales and notes

    AnswerLine keyLine(const TheoryKey& key) const {
        AnswerLine line;
        line.name = key.text();
        line.text = notesText(key.notes());
        line.fields = {{"name", line.name}, {"term", graph_.shortName(key.scale.term)}};
        for (const NoteName& note : key.notes()) line.fields["notes"].push_back(note.text());
        if (const std::string steps = graph_.text(key.scale.term, "ar:steps"); !steps.empty()) {
            line.more.push_back("steps in semitones: " + steps);
            line.fields["steps"] = steps;
        }
        addReferences(line, key.scale.term);
        return line;
    }

    Found noteOrKey(const std::string& text, bool chordFirst) {
        const auto chord = parseTheoryChord(text, kinds());
        const auto key = parseTheoryKey(text, scales());
        if (chord && (chordFirst || !key)) {
            AnswerLine line = chordLine(*chord);
            line.more.push_back(chord->kind.label);
            addReferences(line, chord->kind.term);
            return Answer{"Notes of " + chord->symbol(), {line}};
        }
        if (key) return Answer{"Scale of " + key->text(), {keyLine(*key)}};
        return std::nullopt;
    }

    Found notes() {
        if (auto text = behind({"notes of ", "notes in ", "spell "})) {
            // "notes of A minor" is a key, "notes of Am" a chord.
            if (auto found = noteOrKey(*text, text->find(' ') == std::string::npos)) return found;
            throw Error(ExitCode::Usage,
                        fmt::format("theory: expected a chord as Cmaj7 or a key as E phrygian, "
                                    "found '{}'",
                                    *text));
        }
        if (auto text = behind({"scale of ", "key of ", "scale ", "key ", "mode of "})) {
            const TheoryKey key = keyOf(*text);
            return Answer{"Scale of " + key.text(), {keyLine(key)}};
        }
        return std::nullopt;
    }

    Found interval() {
        auto text = behind({"interval from ", "interval between ", "interval of ", "interval "});
        if (!text) return std::nullopt;
        for (const char* word : {" to ", " and ", "-"})
            if (const std::size_t place = text->find(word); place != std::string::npos)
                text->replace(place, std::string_view(word).size(), " ");
        const auto pair = parseNotes(*text);
        if (pair.size() != 2) return std::nullopt;
        Answer out{fmt::format("From {} up to {}", pair[0].text(), pair[1].text()), {}};
        for (const IntervalFact& one : intervalFacts(graph_)) {
            if (one.fifths != pair[1].fifths - pair[0].fifths || one.semitones > 12) continue;
            AnswerLine line = lineFor(one.term);
            line.text = fmt::format("{}, {} semitones", one.name, one.semitones);
            line.fields["semitones"] = one.semitones;
            out.lines.push_back(line);
        }
        if (out.lines.empty()) out.title += ": an interval without a usual name";
        return out;
    }

    // ---- instruments

    AnswerLine rangeLine(const InstrumentFact& fact) const {
        AnswerLine line = lineFor(fact.term);
        line.text = fmt::format("{} to {} (keys {} to {})", pitchText(fact.lowest),
                                pitchText(fact.highest), fact.lowest, fact.highest);
        line.fields["lowest"] = fact.lowest;
        line.fields["highest"] = fact.highest;
        return line;
    }

    Found range() {
        auto name = behind({"range of ", "compass of "});
        if (!name) return std::nullopt;
        std::string wanted = lowered(*name);
        for (const char* article : {"the ", "an ", "a "})
            if (wanted.starts_with(article)) wanted.erase(0, std::string_view(article).size());
        Answer out{"Range of " + wanted, {}};
        for (const InstrumentFact& fact : instrumentFacts(graph_)) {
            if (!isNamed(fact.term, wanted)) continue;
            AnswerLine line = rangeLine(fact);
            line.more.push_back(fmt::format("comfortable from {} to {}",
                                            pitchText(fact.comfortableLowest),
                                            pitchText(fact.comfortableHighest)));
            line.fields["comfortable"] = {fact.comfortableLowest, fact.comfortableHighest};
            if (fact.transposition != 0)
                line.more.push_back(fmt::format("written {} to {}: it sounds {} semitones {}",
                                                pitchText(fact.lowest - fact.transposition),
                                                pitchText(fact.highest - fact.transposition),
                                                std::abs(fact.transposition),
                                                fact.transposition < 0 ? "lower" : "higher"));
            line.fields["transposition"] = fact.transposition;
            for (const char* property : {"ar:clef", "ar:simultaneous", "ar:idiom"})
                for (const Term& one : graph_.objects(fact.term, property)) {
                    line.more.push_back(graph_.label(graph_.term(property)) + ": " + one.text);
                    line.fields[std::string(property).substr(3)].push_back(one.text);
                }
            addReferences(line, fact.term);
            out.lines.push_back(line);
        }
        if (out.lines.empty())
            throw Error(ExitCode::Usage,
                        fmt::format("theory: no instrument or voice is called '{}' (arioso theory "
                                    "\"instruments\" lists them)",
                                    wanted));
        return out;
    }

    Found reach() {
        auto text = behind({"instruments that reach ", "instruments which reach ",
                            "instruments that play ", "instruments with "});
        if (!text) return std::nullopt;
        const auto key = parsePitch(*text);
        if (!key)
            throw Error(ExitCode::Usage,
                        fmt::format("theory: expected a pitch as C7, found '{}'", *text));
        Answer out{"Instruments that reach " + *text, {}};
        for (const InstrumentFact& fact : instrumentFacts(graph_))
            if (fact.lowest <= *key && *key <= fact.highest &&
                graph_.isA(fact.term, "ar:Instrument"))
                out.lines.push_back(rangeLine(fact));
        if (out.lines.empty()) out.title += ": none is known";
        return out;
    }

    // ---- affects

    Found sounds() {
        auto name = behind({"what sounds ", "sounds ", "what makes music "});
        if (!name) return std::nullopt;
        std::optional<Term> affect;
        std::string names;
        for (const Term& one : graph_.instancesOf("ar:Affect")) {
            if (graph_.numbers(one, "ar:valence").empty()) continue;
            names += (names.empty() ? "" : ", ") + graph_.label(one);
            if (!affect && isNamed(one, lowered(*name))) affect = one;
        }
        if (!affect)
            throw Error(ExitCode::Usage,
                        fmt::format("theory: expected a feeling ({}), found '{}'", names, *name));
        Answer out{"What sounds " + graph_.label(*affect), {}};
        for (const Term& link : graph_.instancesOf("ar:AffectLink")) {
            const auto all = graph_.objects(link, "ar:expresses");
            if (std::find(all.begin(), all.end(), *affect) == all.end()) continue;
            AnswerLine line = lineFor(link);
            for (const auto& [property, verb] :
                 {std::pair{"ar:raises", "raises"}, std::pair{"ar:lowers", "lowers"}})
                for (const Term& one : graph_.objects(link, property)) {
                    line.text += fmt::format("{}{} {}", line.text.empty() ? "" : ", ", verb,
                                             graph_.label(one));
                    line.fields[verb].push_back(graph_.label(one));
                }
            addReferences(line, link);
            std::string sources;
            for (const Term& one : graph_.objects(link, "dcterms:source"))
                sources += (sources.empty() ? "" : "; ") + graph_.label(one);
            line.more.push_back(sources);
            out.lines.push_back(line);
        }
        return out;
    }

    // ---- everything else

    [[nodiscard]] bool isNamed(const Term& term, const std::string& name) const {
        if (lowered(graph_.label(term)) == name) return true;
        for (const char* property : {"skos:altLabel", "ar:id", "ar:short", "ar:symbol"})
            for (const Term& one : graph_.objects(term, property))
                if (lowered(one.text) == name) return true;
        return lowered(graph_.shortName(term)) == name;
    }

    Found lists() {
        for (const List& list : kLists) {
            if (low_ != list.name) continue;
            Answer out{list.title, {}};
            for (const Term& one : graph_.instancesOf(list.type)) {
                AnswerLine line = lineFor(one);
                line.text = graph_.text(one, "rdfs:comment");
                if (std::string_view(list.type) == "ar:Interval")
                    line.text = fmt::format("{}, {} semitones", graph_.text(one, "ar:short"),
                                            graph_.text(one, "ar:semitones"));
                if (std::string_view(list.type) == "ar:Scale" ||
                    std::string_view(list.type) == "ar:Mode")
                    line.text = graph_.text(one, "ar:steps") + "  " + line.text;
                if (std::string_view(list.type) == "ar:ChordKind")
                    line.text = fmt::format("C{}  {}", graph_.text(one, "ar:symbol"), line.text);
                if (std::string_view(list.type) == "dcterms:BibliographicResource")
                    line.text = graph_.text(one, "dcterms:bibliographicCitation");
                line.fields["text"] = line.text;
                out.lines.push_back(line);
            }
            if (std::string_view(list.type) == "ar:Instrument") {
                out.lines.clear();
                for (const InstrumentFact& fact : instrumentFacts(graph_))
                    if (graph_.isA(fact.term, "ar:Instrument"))
                        out.lines.push_back(rangeLine(fact));
            }
            if (std::string_view(list.type) == "ar:Interval")
                std::stable_sort(out.lines.begin(), out.lines.end(),
                                 [&](const AnswerLine& a, const AnswerLine& b) {
                                     return semitones(a) < semitones(b);
                                 });
            return out;
        }
        return std::nullopt;
    }

    [[nodiscard]] double semitones(const AnswerLine& line) const {
        const auto all =
            graph_.numbers(graph_.term(line.fields["term"].get<std::string>()), "ar:semitones");
        return all.empty() ? 0.0 : all.front();
    }

    /// What a thing's statements say, by the labels of what they name.
    AnswerLine description(const Term& term) {
        AnswerLine line = lineFor(term);
        std::set<std::string> types;
        std::map<std::string, std::string> told;
        for (const Triple& one : graph_.match(term, {}, {})) {
            const std::string predicate = graph_.shortName(one.predicate);
            const std::string value = graph_.label(one.object);
            if (one.predicate == graph_.term("a")) {
                if (value.find(':') == std::string::npos) types.insert(value);
                continue;
            }
            if (predicate == "rdfs:label" || predicate == "rdfs:comment" ||
                predicate == "ar:pattern")
                continue;
            const std::string name = predicate == "skos:altLabel"    ? "also"
                                     : predicate == "dcterms:source" ? "source"
                                                                     : graph_.label(one.predicate);
            std::string& text = told[name];
            text += (text.empty() ? "" : ", ") + value;
            line.fields[predicate].push_back(value);
        }
        line.text = fmt::format("{}", fmt::join(types, ", "));
        if (graph_.object(term, "ar:pattern")) {
            const AnswerLine pattern = patternLine(term, nullptr);
            line.more.push_back(pattern.text);
            line.fields["patterns"] = pattern.fields["patterns"];
        }
        const std::string comment = graph_.text(term, "rdfs:comment");
        if (!comment.empty()) {
            line.more.insert(line.more.begin(), comment);
            line.fields["comment"] = comment;
        }
        for (const auto& [name, text] : told) line.more.push_back(name + ": " + text);
        return line;
    }

    std::vector<Term> called(const std::string& name) const {
        std::set<Term> out;
        for (const char* property :
             {"rdfs:label", "skos:altLabel", "ar:short", "ar:symbol", "ar:id"})
            graph_.each({}, graph_.term(property), {}, [&](const Triple& one) {
                if (lowered(one.object.text) == name && !graph_.isDeprecated(one.subject))
                    out.insert(one.subject);
                return true;
            });
        return {out.begin(), out.end()};
    }

    Found named() {
        std::string name = low_;
        std::string written = question_;
        std::optional<TheoryKey> key;
        // "pachelbel in D", "half cadence in E minor".
        if (const std::size_t in = name.find(" in "); in != std::string::npos) {
            key = parseTheoryKey(question_.substr(in + 4), scales());
            if (key) {
                name.resize(in);
                written.resize(in);
            }
        }
        for (const char* word : {"rule ", "genre ", "form ", "groove ", "metre ", "instrument ",
                                 "progression ", "chord ", "interval ", "mode ", "scale "})
            if (called(name).empty() && name.starts_with(word)) {
                name.erase(0, std::string_view(word).size());
                written.erase(0, std::string_view(word).size());
            }
        std::vector<Term> found = called(name);
        if (found.empty() && name.ends_with(" progression"))
            found = called(name.substr(0, name.size() - 12));
        if (found.empty()) found = called(singular(name));
        if (found.empty()) found = called("no " + name);
        if (!found.empty()) {
            Answer out{written, {}};
            for (const Term& one : found) {
                if (key && graph_.object(one, "ar:pattern")) {
                    out.title = fmt::format("{} in {}", graph_.label(one), key->text());
                    out.lines.push_back(patternLine(one, &*key));
                    if (out.lines.back().text.empty())
                        out.lines.back().text = "has no pattern in " + key->scale.label;
                } else {
                    out.lines.push_back(description(one));
                }
            }
            return out;
        }
        if (auto chordOrKey = noteOrKey(question_, question_.find(' ') == std::string::npos))
            return chordOrKey;
        return containing(name);
    }

    /// Things whose label has all the words.
    Found containing(const std::string& name) const {
        std::vector<std::string> words;
        std::string word;
        for (const char c : name + " ") {
            if (c != ' ') {
                word += c;
                continue;
            }
            if (word.size() > 2) words.push_back(word);
            word.clear();
        }
        if (words.empty()) return std::nullopt;
        std::set<Term> found;
        graph_.each({}, graph_.term("rdfs:label"), {}, [&](const Triple& one) {
            const std::string label = lowered(one.object.text);
            const bool all = std::all_of(words.begin(), words.end(), [&](const std::string& w) {
                return label.find(w) != std::string::npos;
            });
            if (all && !graph_.isDeprecated(one.subject)) found.insert(one.subject);
            return true;
        });
        if (found.empty()) return std::nullopt;
        Answer out{fmt::format("What is called like '{}'", name), {}};
        for (const Term& one : found) {
            AnswerLine line = lineFor(one);
            line.text = graph_.text(one, "rdfs:comment");
            out.lines.push_back(line);
        }
        return out;
    }

    const KnowledgeGraph& graph_;
    std::string_view asked_;
    std::string question_;
    std::string low_;
    std::vector<ScaleFact> scales_;
    std::vector<ChordKindFact> kinds_;
};

}  // namespace

Answer answerQuestion(const KnowledgeGraph& graph, std::string_view question) {
    return Answerer(graph, question).answer();
}

std::vector<std::string> questionExamples() {
    return {"cadences in D dorian",
            "chords in A minor",
            "progressions in F major",
            "pachelbel in D",
            "scale of E phrygian",
            "notes of Cmaj7",
            "chords with C E G",
            "interval from C to Ab",
            "range of violin",
            "instruments that reach C7",
            "what sounds sad",
            "rule parallel fifths",
            "what is a dominant",
            "modes",
            "genres"};
}

std::string textOf(const Answer& answer) {
    std::string out = answer.title + "\n";
    std::size_t width = 0;
    const auto length = [](const std::string& text) {
        return static_cast<std::size_t>(
            std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    };
    for (const AnswerLine& line : answer.lines) width = std::max(width, length(line.name));
    width = std::min<std::size_t>(width, 32);
    for (const AnswerLine& line : answer.lines) {
        std::string name = line.name;
        if (!line.text.empty())
            name += std::string(width > length(name) ? width - length(name) : 0, ' ') + "  ";
        out += "  " + name + line.text + "\n";
        for (const std::string& more : line.more)
            out += "  " + std::string(width + 2, ' ') + more + "\n";
    }
    return out;
}

json jsonOf(const Answer& answer) {
    json out = {{"title", answer.title}, {"answers", json::array()}};
    for (const AnswerLine& line : answer.lines) {
        json one = line.fields;
        if (!line.text.empty()) one["text"] = line.text;
        out["answers"].push_back(one);
    }
    return out;
}

}  // namespace arioso
