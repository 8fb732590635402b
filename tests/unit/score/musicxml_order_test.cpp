#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"
#include "tests/unit/score/abc_text.h"
#include "tests/unit/score/musicxml_text.h"
#include "tests/unit/score/random_score.h"

namespace arioso::test {
namespace {

/// What an element holds, in this order, by the reference of MusicXML 4.0 (w3.org); signs as in
/// regular expressions. Elements that are not listed hold text or any order of others.
const std::map<std::string, std::string>& orders() {
    static const std::map<std::string, std::string> all = {
        {"score-partwise",
         "work? movement-number? movement-title? identification? defaults? credit* part-list "
         "part+"},
        {"work", "work-number? work-title? opus?"},
        {"identification", "creator* rights* encoding? source? relation* miscellaneous?"},
        {"defaults",
         "scaling? concert-score? page-layout? system-layout? staff-layout* appearance? "
         "music-font? "
         "word-font? lyric-font* lyric-language*"},
        {"part-list", "part-group* score-part (part-group|score-part)*"},
        {"score-part",
         "identification? part-link* part-name part-name-display? part-abbreviation? "
         "part-abbreviation-display? group* score-instrument* player* "
         "(midi-device|midi-instrument)*"},
        {"score-instrument",
         "instrument-name instrument-abbreviation? instrument-sound? (solo|ensemble)? "
         "virtual-instrument?"},
        {"midi-instrument",
         "midi-channel? midi-name? midi-bank? midi-program? midi-unpitched? volume? pan? "
         "elevation?"},
        {"part", "measure+"},
        {"attributes",
         "footnote? level? divisions? key* time* staves? part-symbol? instruments? clef* "
         "staff-details* (transpose*|for-part*) directive* measure-style*"},
        {"key", "cancel? fifths mode? key-octave*"},
        {"time", "(beats beat-type)+ interchangeable?|senza-misura"},
        {"clef", "sign line? clef-octave-change?"},
        {"transpose", "diatonic? chromatic octave-change? double?"},
        {"note",
         "grace? cue? chord? (pitch|unpitched|rest) duration? tie{0,2} instrument* footnote? "
         "level? "
         "voice? type? dot* accidental? time-modification? stem? notehead? notehead-text? staff? "
         "beam{0,8} notations* lyric* play? listen?"},
        {"pitch", "step alter? octave"},
        {"unpitched", "(display-step display-octave)?"},
        {"rest", "(display-step display-octave)?"},
        {"time-modification", "actual-notes normal-notes (normal-type normal-dot*)?"},
        {"ornaments",
         "((trill-mark|turn|delayed-turn|inverted-turn|delayed-inverted-turn|vertical-turn|"
         "inverted-vertical-turn|shake|wavy-line|mordent|inverted-mordent|schleifer|tremolo|"
         "haydn|other-ornament) accidental-mark*)*"},
        {"bend", "bend-alter (pre-bend|release)? with-bar?"},
        {"harmonic", "(natural|artificial)? (base-pitch|touching-pitch|sounding-pitch)?"},
        {"lyric",
         "(syllabic? text ((elision syllabic?)? text)* extend?|extend|laughing|humming) end-line? "
         "end-paragraph? footnote? level?"},
        {"play", "(ipa|mute|semi-pitched|other-play)*"},
        {"backup", "duration footnote? level?"},
        {"forward", "duration footnote? level? voice? staff?"},
        {"direction", "direction-type+ offset? footnote? level? voice? staff? sound? listening?"},
        {"direction-type",
         "rehearsal+|segno+|coda+|(words|symbol)+|wedge|dynamics+|dashes|bracket|pedal|metronome|"
         "octave-shift|harp-pedals|damp|damp-all|eyeglasses|string-mute|scordatura|image|"
         "principal-voice|percussion+|accordion-registration|staff-divide|other-direction"},
        {"metronome",
         "beat-unit beat-unit-dot* beat-unit-tied* "
         "(per-minute|beat-unit beat-unit-dot* beat-unit-tied*)"},
        {"sound", "(instrument-change|midi-device|midi-instrument|play)* swing? offset?"},
        {"swing", "(straight|first second swing-type?) swing-style?"},
        {"harmony",
         "((root|numeral|function) kind inversion? bass? degree*)+ frame? offset? footnote? level? "
         "staff?"},
        {"root", "root-step root-alter?"},
        {"bass", "bass-separator? bass-step bass-alter?"},
        {"degree", "degree-value degree-alter degree-type"},
        {"figured-bass", "figure+ duration? footnote? level?"},
        {"figure", "prefix? figure-number? suffix? extend? footnote? level?"},
        {"barline",
         "bar-style? footnote? level? wavy-line? segno? coda? fermata{0,2} ending? repeat?"},
    };
    return all;
}

/// Where any order will do, what may stand there.
const std::map<std::string, std::set<std::string>>& members() {
    static const std::map<std::string, std::set<std::string>> all = {
        {"measure",
         {"note", "backup", "forward", "direction", "attributes", "harmony", "figured-bass",
          "print", "sound", "listening", "barline", "grouping", "link", "bookmark"}},
        {"notations",
         {"footnote", "level", "tied", "slur", "tuplet", "glissando", "slide", "ornaments",
          "technical", "articulations", "dynamics", "fermata", "arpeggiate", "non-arpeggiate",
          "accidental-mark", "other-notation"}},
        {"articulations",
         {"accent", "strong-accent", "staccato", "tenuto", "detached-legato", "staccatissimo",
          "spiccato", "scoop", "plop", "doit", "falloff", "breath-mark", "caesura", "stress",
          "unstress", "soft-accent", "other-articulation"}},
        {"encoding", {"encoding-date", "encoder", "software", "encoding-description", "supports"}}};
    return all;
}

/// Every name becomes a group with a blank behind it, as `childrenOf` writes them.
std::regex regexOf(const std::string& order) {
    std::string out;
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        while (end < order.size() &&
               (std::islower(static_cast<unsigned char>(order[end])) != 0 || order[end] == '-')) {
            ++end;
        }
        if (end > i) {
            out += "(?:" + order.substr(i, end - i) + " )";
            i = end;
        } else {
            if (order[i] == '(') {
                out += "(?:";
            } else if (order[i] != ' ') {
                out += order[i];
            }
            ++i;
        }
    }
    return std::regex(out);
}

std::string childrenOf(pugi::xml_node node) {
    std::string out;
    for (const pugi::xml_node child : node.children()) {
        if (child.type() == pugi::node_element) out += std::string(child.name()) + " ";
    }
    return out;
}

/// Barlines stand at the edges they name; all else keeps to no order in a measure.
void checkBarlines(pugi::xml_node measure, std::set<std::string>& faults) {
    for (const pugi::xml_node line : measure.children("barline")) {
        const std::string location = line.attribute("location").as_string("right");
        if (location == "left" && line.previous_sibling()) {
            faults.insert(fmt::format("left barline behind <{}>", line.previous_sibling().name()));
        }
        if (location == "right" && line.next_sibling()) {
            faults.insert(fmt::format("right barline before <{}>", line.next_sibling().name()));
        }
    }
}

struct OrderCheck {
    std::map<std::string, std::regex> rules;
    std::set<std::string> seen;    ///< elements that were held to a rule
    std::set<std::string> faults;  ///< each once

    OrderCheck() {
        for (const auto& [name, order] : orders()) rules.emplace(name, regexOf(order));
    }

    void check(pugi::xml_node node) {
        const std::string name = node.name();
        const std::string children = childrenOf(node);
        if (const auto rule = rules.find(name); rule != rules.end()) {
            seen.insert(name);
            const bool empty = children.empty() && (name == "sound" || name == "part");
            // Scores of many parts and bars would be too long for the expression.
            const bool plain =
                name == "part" && children.find_first_not_of("measur ") == std::string::npos;
            if (!empty && !plain && !std::regex_match(children, rule->second)) {
                faults.insert(fmt::format("<{}>: {}", name, children));
            }
        }
        if (const auto any = members().find(name); any != members().end()) {
            seen.insert(name);
            for (const pugi::xml_node child : node.children()) {
                if (any->second.count(child.name()) == 0) {
                    faults.insert(fmt::format("<{}> in <{}>", child.name(), name));
                }
            }
        }
        if (name == "measure") checkBarlines(node, faults);
        for (const pugi::xml_node child : node.children()) {
            if (child.type() == pugi::node_element) check(child);
        }
    }

    void check(const Score& score, const std::string& what) {
        pugi::xml_document document;
        const std::string text = writeMusicXml(score);
        ASSERT_TRUE(document.load_string(text.c_str())) << what;
        faults.clear();
        check(document.document_element());
        for (const std::string& fault : faults) ADD_FAILURE() << what << ": " << fault;
    }
};

Score richPage() {
    const std::string head =
        "<attributes><divisions>4</divisions><key><fifths>-3</fifths><mode>minor</mode></key><time>"
        "<beats>4</beats><beat-type>4</beat-type></time><clef><sign>G</sign><line>2</line>"
        "<clef-octave-change>-1</clef-octave-change></clef><transpose><diatonic>-1</diatonic>"
        "<chromatic>-2</chromatic></transpose></attributes>";
    const std::string harmony =
        "<harmony><root><root-step>B</root-step><root-alter>-1</root-alter></root><kind>dominant"
        "</kind><inversion>1</inversion><bass><bass-step>D</bass-step></bass><degree><degree-value>"
        "9</degree-value><degree-alter>-1</degree-alter><degree-type>add</degree-type></degree>"
        "</harmony><figured-bass><figure><prefix>sharp</prefix><figure-number>6</figure-number>"
        "<suffix>slash</suffix></figure><figure><figure-number>4</figure-number></figure>"
        "</figured-bass>";
    const std::string metronome =
        "<direction placement=\"above\"><direction-type><metronome><beat-unit>quarter</beat-unit>"
        "<beat-unit-dot/><per-minute>80</per-minute></metronome></direction-type></direction>"
        "<direction><direction-type><words>Swing</words></direction-type><sound><swing><first>2"
        "</first><second>1</second></swing></sound></direction>";
    const std::string marks =
        "<notations><tied type=\"start\"/><slur type=\"start\"/><fermata/><ornaments><trill-mark/>"
        "<accidental-mark>sharp</accidental-mark></ornaments><technical><bend><bend-alter>1"
        "</bend-alter></bend></technical><articulations><accent/><tenuto/><breath-mark/>"
        "</articulations><arpeggiate/></notations>";
    const std::string third =
        "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes>"
        "</time-modification>";
    const std::string ends = "<repeat direction=\"backward\"/>";
    const auto ending = [](const char* number, const char* type) {
        return fmt::format("<ending number=\"{}\" type=\"{}\"/>", number, type);
    };
    const std::string segno =
        "<direction><direction-type><segno/></direction-type><sound segno=\"s\"/></direction>";
    const std::string jump =
        "<direction><direction-type><words>D.S. al Coda</words></direction-type><sound "
        "dalsegno=\"s\"/></direction>";
    return readXml(document(
        {{head + metronome + segno + kForward + harmony +
              note("C4", 0, "<voice>1</voice>", "<grace slash=\"yes\"/>") +
              note("Bb3", 4,
                   "<tie type=\"start\"/><voice>1</voice><staff>1</staff>" + marks +
                       lyric("A", "begin") + "<play><mute>on</mute></play>") +
              note("E4", 4, "", "<chord/>") +
              note("Bb3", 4, "<tie type=\"stop\"/>" + lyric("men", "end")) + rest(8) +
              "<backup><duration>16</duration></backup>" +
              note("C3", 16, "<voice>5</voice><staff>2</staff>"),
          barline("left", ending("1", "start")) + note("C4", 16, third) + words("rit.") +
              barline("right", ending("1", "stop") + ends),
          barline("left", ending("2", "start")) + note("D4", 16, "<lyric><humming/></lyric>") +
              barline("right", ending("2", "discontinue")),
          note("E4", 16) + jump,
          "<direction><direction-type><coda/></direction-type><sound coda=\"c\"/></direction>" +
              note("F#4", 16)}}));
}

TEST(MusicXmlOrder, OfAllSamplesIsTheSpecifications) {
    OrderCheck order;
    std::size_t files = 0;
    const auto folder = std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string kind = entry.path().extension().string();
        if (kind != ".musicxml" && kind != ".mid" && kind != ".abc") continue;
        order.check(readScore(entry.path()), entry.path().filename().string());
        ++files;
    }
    EXPECT_GE(files, 9U);
}

TEST(MusicXmlOrder, OfRichScoresIsTheSpecifications) {
    OrderCheck order;
    order.check(richPage(), "rich page");
    order.check(readTunes("X:1\nT:Tune\nC:Anna\nM:3/4\nL:1/4\nQ:1/4=90\nV:1 name=A\nV:2 name=B\n"
                          "K:D clef=bass\n[V:1]|:\"Am7/G\"!trill!A{/b}(3BcB !mf!d|1 !<(!e2 f!<)! "
                          ":|2 Hg3|!segno!a3|(A2 B)!D.S.!|]\nw:one two- three~four _ five\n"
                          "[V:2]|:A,3|1 z3:|2 [A,D]3|A,3-|A,3|]\n"),
                "tune");
    for (unsigned seed = 0; seed < 100; ++seed) {
        order.check(RandomScore(seed, false).make(), "random score " + std::to_string(seed));
    }
    for (const char* name :
         {"note", "attributes", "direction", "measure", "score-partwise", "part-list", "score-part",
          "notations", "lyric", "harmony", "figured-bass", "barline", "metronome", "transpose",
          "time-modification"}) {
        EXPECT_EQ(order.seen.count(name), 1U) << name << " is not in any of the scores";
    }
}

TEST(MusicXmlOrder, IsToldFromDisorder) {
    OrderCheck order;
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(
        "<part><measure><note><pitch><step>C</step><octave>4</octave></pitch><voice>1</voice>"
        "<duration>4</duration></note><barline location=\"left\"/></measure></part>"));
    order.check(document.document_element());
    EXPECT_EQ(order.faults.size(), 2U);
}

}  // namespace
}  // namespace arioso::test
