#include "src/score/musicxml_marks_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "src/score/inflections.h"
#include "src/score/xml_text.h"

namespace arioso {
namespace {

constexpr std::string_view kElision = "\xE2\x80\xBF";  // U+203F

struct Mark {
    Articulation articulation;
    const char* element;
};

constexpr std::array kArticulations = {
    Mark{Articulation::Accent, "accent"},
    Mark{Articulation::Marcato, "strong-accent"},
    Mark{Articulation::Staccato, "staccato"},
    Mark{Articulation::Tenuto, "tenuto"},
    Mark{Articulation::Staccatissimo, "staccatissimo"},
    Mark{Articulation::BreathAfter, "breath-mark"},
    Mark{Articulation::CaesuraAfter, "caesura"},
};
constexpr std::array kOrnaments = {
    Mark{Articulation::Trill, "trill-mark"},
    Mark{Articulation::Mordent, "mordent"},
    Mark{Articulation::InvertedMordent, "inverted-mordent"},
    Mark{Articulation::Schleifer, "schleifer"},
};

pugi::xml_node groupIn(pugi::xml_node notations, const char* group) {
    const pugi::xml_node known = notations.child(group);
    return known ? known : notations.append_child(group);
}

template <class Marks>
void addGroup(pugi::xml_node notations, const char* group, Articulation set, const Marks& marks) {
    for (const Mark& mark : marks) {
        if (!has(set, mark.articulation)) continue;
        groupIn(notations, group).append_child(mark.element);
    }
}

void addTurn(pugi::xml_node notations, Articulation set) {
    const bool inverted = has(set, Articulation::InvertedTurn);
    if (!inverted && !has(set, Articulation::Turn)) return;
    const bool delayed = has(set, Articulation::DelayedTurn);
    groupIn(notations, "ornaments")
        .append_child(delayed ? (inverted ? "delayed-inverted-turn" : "delayed-turn")
                              : (inverted ? "inverted-turn" : "turn"));
}

void addTremolo(pugi::xml_node notations, const NoteMarks& marks) {
    if (!has(marks.articulation, Articulation::Tremolo) && marks.tremolo == "single") return;
    pugi::xml_node tremolo =
        addText(groupIn(notations, "ornaments"), "tremolo", std::to_string(marks.strokes));
    setAttribute(tremolo, "type", marks.tremolo);
}

/// Accidentals of an ornament's neighbours follow it.
void addAccidental(pugi::xml_node notations, const std::optional<float>& alter,
                   const char* placement) {
    static constexpr std::array kNames = {"flat-flat", "flat", "natural", "sharp", "double-sharp"};
    if (!alter || !notations.child("ornaments")) return;
    const auto index = static_cast<std::size_t>(std::clamp(std::lround(*alter), -2L, 2L) + 2);
    pugi::xml_node mark = addText(notations.child("ornaments"), "accidental-mark", kNames[index]);
    setAttribute(mark, "placement", std::string(placement));
}

/// Scoops and falls are articulations, what the embouchure or a finger does is technical.
void addInflection(pugi::xml_node notations, const std::vector<Inflection>& points,
                   const char* group) {
    if (points.empty()) return;
    const std::string name = inflectionName(points);
    const bool articulation =
        name == "scoop" || name == "plop" || name == "doit" || name == "falloff";
    if (articulation != (std::string_view(group) == "articulations")) return;
    if (!name.empty()) {
        groupIn(notations, group).append_child(name.c_str());
        return;
    }
    for (const Bend& one : bendsOf(points)) {
        pugi::xml_node bend = groupIn(notations, group).append_child("bend");
        addText(bend, "bend-alter", decimal(one.semitones));
        if (one.kind == Bend::Kind::PreBend) bend.append_child("pre-bend");
        if (one.kind == Bend::Kind::Release) bend.append_child("release");
    }
}

void addTyped(pugi::xml_node parent, const char* name, const char* type) {
    setAttribute(parent.append_child(name), "type", std::string(type));
}

}  // namespace

void addNotations(pugi::xml_node note, const NoteMarks& marks) {
    pugi::xml_node notations = note.append_child("notations");
    if (marks.tieStop) addTyped(notations, "tied", "stop");
    if (marks.tieStart) addTyped(notations, "tied", "start");
    if (!marks.slur.empty()) addTyped(notations, "slur", marks.slur.c_str());
    for (const auto& [element, type] : marks.glides) addTyped(notations, element, type);
    if (marks.tupletStop) addTyped(notations, "tuplet", "stop");
    if (marks.tupletStart) addTyped(notations, "tuplet", "start");
    addGroup(notations, "ornaments", marks.articulation, kOrnaments);
    addTurn(notations, marks.articulation);
    addTremolo(notations, marks);
    addAccidental(notations, marks.alterAbove, "above");
    addAccidental(notations, marks.alterBelow, "below");
    if (has(marks.articulation, Articulation::Harmonic)) {
        groupIn(notations, "technical").append_child("harmonic");
    }
    addInflection(notations, marks.inflection, "technical");
    addGroup(notations, "articulations", marks.articulation, kArticulations);
    addInflection(notations, marks.inflection, "articulations");
    if (has(marks.articulation, Articulation::Fermata)) notations.append_child("fermata");
    if (has(marks.articulation, Articulation::Arpeggio)) {
        pugi::xml_node arpeggio = notations.append_child("arpeggiate");
        if (has(marks.articulation, Articulation::ArpeggioDown)) {
            setAttribute(arpeggio, "direction", std::string("down"));
        }
    }
    if (!notations.first_child()) note.remove_child(notations);
}

std::vector<std::string> joinedSyllables(const std::string& text) {
    std::vector<std::string> out;
    std::string_view rest = text;
    while (true) {
        const std::size_t join = rest.find(kElision);
        const std::string_view piece = rest.substr(0, join);
        if (piece.find_first_not_of("-_") != std::string_view::npos) out.emplace_back(piece);
        if (join == std::string_view::npos) break;
        rest.remove_prefix(join + kElision.size());
    }
    if (out.empty()) out.push_back(text);
    return out;
}

void addLyric(pugi::xml_node note, const NotatedLyric& notated, bool explicitly) {
    const Lyric& lyric = notated.lyric;
    if (lyric.text.empty()) return;
    pugi::xml_node node = note.append_child("lyric");
    setAttribute(node, "number", std::int64_t{lyric.verse});
    if (!lyric.name.empty()) {
        setAttribute(node, "name", lyric.name);
    } else if (lyric.everyPass) {
        setAttribute(node, "name", std::string("chorus"));
    }
    const bool tells = explicitly && !lyric.everyPass && !notated.passes.empty();
    const std::vector<int>& only = lyric.only.empty() && tells ? notated.passes : lyric.only;
    if (!only.empty()) {
        setAttribute(node, "time-only", fmt::format("{}", fmt::join(only, ",")));
    }
    if (lyric.voicing != Voicing::Words) {
        node.append_child(lyric.voicing == Voicing::Humming ? "humming" : "laughing");
        if (lyric.lineEnd) node.append_child("end-line");
        return;
    }
    const bool joinsBefore = lyric.syllabic == Syllabic::Middle || lyric.syllabic == Syllabic::End;
    const bool leadsOn = lyric.syllabic == Syllabic::Begin || lyric.syllabic == Syllabic::Middle;
    const std::vector<std::string> syllables = joinedSyllables(lyric.text);
    for (std::size_t i = 0; i < syllables.size(); ++i) {
        const bool before = i == 0 && joinsBefore;
        const bool after = i + 1 == syllables.size() && leadsOn;
        if (i > 0) addText(node, "elision", std::string(kElision));
        addText(node, "syllabic", before ? (after ? "middle" : "end") : after ? "begin" : "single");
        pugi::xml_node text = addText(node, "text", syllables[i]);
        if (!lyric.language.empty()) setAttribute(text, "xml:lang", lyric.language);
    }
    if (lyric.extend) node.append_child("extend");
    if (lyric.lineEnd) node.append_child("end-line");
}

}  // namespace arioso
