#include "src/score/musicxml_notations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "src/score/inflections.h"
#include "src/score/musicxml_document.h"
#include "src/score/symbol_names.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

using Points = std::vector<Inflection>;

constexpr std::size_t kMostPoints = 32;

Articulation articulationNamed(const std::string& name) {
    static const std::map<std::string, Articulation> kNames = {
        {"staccato", Articulation::Staccato},
        {"staccatissimo", Articulation::Staccatissimo},
        {"spiccato", Articulation::Staccato},
        {"tenuto", Articulation::Tenuto},
        {"detached-legato", Articulation::Tenuto | Articulation::Staccato},
        {"accent", Articulation::Accent},
        {"stress", Articulation::Accent},
        {"soft-accent", Articulation::Accent},
        {"strong-accent", Articulation::Marcato},
        {"breath-mark", Articulation::BreathAfter},
        {"caesura", Articulation::CaesuraAfter},
        {"trill-mark", Articulation::Trill},
        {"shake", Articulation::Trill},
        {"mordent", Articulation::Mordent},
        {"inverted-mordent", Articulation::InvertedMordent},
        {"turn", Articulation::Turn},
        {"inverted-turn", Articulation::InvertedTurn},
        {"delayed-turn", Articulation::Turn | Articulation::DelayedTurn},
        {"delayed-inverted-turn", Articulation::InvertedTurn | Articulation::DelayedTurn},
        {"vertical-turn", Articulation::Turn},
        {"inverted-vertical-turn", Articulation::InvertedTurn},
        {"haydn", Articulation::Turn},
        {"schleifer", Articulation::Schleifer},
        {"tremolo", Articulation::Tremolo},
        {"pluck", Articulation::Pizzicato},
        {"snap-pizzicato", Articulation::Pizzicato | Articulation::Accent},
        {"stopped", Articulation::Muted}};
    const auto it = kNames.find(name);
    return it == kNames.end() ? Articulation::None : it->second;
}

/// Signs that say how a sound is made rather than which one: nothing is missed without them.
bool isSilent(const std::string& name) {
    static const std::set<std::string> kNames = {
        "up-bow",      "down-bow",      "fingering",     "fret",       "string", "thumb-position",
        "open-string", "double-tongue", "triple-tongue", "heel",       "toe",    "fingernails",
        "hole",        "arrow",         "handbell",      "half-muted", "open",   "harmon-mute",
        "golpe",       "unstress",      "hammer-on",     "pull-off",   "tap",    "accidental-mark",
        "wavy-line"};
    return kNames.count(name) > 0;
}

std::optional<float> alterOf(std::string_view accidental) {
    static const std::map<std::string_view, float> kAlters = {
        {"sharp", 1.0F},         {"flat", -1.0F},         {"natural", 0.0F},
        {"double-sharp", 2.0F},  {"sharp-sharp", 2.0F},   {"flat-flat", -2.0F},
        {"natural-sharp", 1.0F}, {"natural-flat", -1.0F}, {"quarter-flat", -0.5F},
        {"quarter-sharp", 0.5F}};
    const auto it = kAlters.find(accidental);
    if (it == kAlters.end()) return std::nullopt;
    return it->second;
}

void readBend(pugi::xml_node node, Points& out) {
    if (out.size() + 3 > kMostPoints) return;
    const double asked = childNumber(node, "bend-alter").value_or(1.0);
    const auto semitones = static_cast<float>(std::clamp(asked, -12.0, 12.0));
    const auto kind = node.child("release")    ? Bend::Kind::Release
                      : node.child("pre-bend") ? Bend::Kind::PreBend
                                               : Bend::Kind::Up;
    const Points points = pointsOf({kind, semitones});
    out.insert(out.end(), points.begin(), points.end());
}

void readTremolo(pugi::xml_node node, Notations& out) {
    const std::string_view type = node.attribute("type").value();
    if (type == "stop") return;
    out.articulation |= Articulation::Tremolo;
    if (type == "start") out.articulation |= Articulation::TremoloPair;
    const auto strokes = parseNumber(node.text().get());
    if (strokes) out.strokes = static_cast<int>(std::clamp(*strokes, 0.0, 8.0));
}

HarmonicRole roleOf(pugi::xml_node harmonic) {
    if (harmonic.child("base-pitch")) return HarmonicRole::Base;
    if (harmonic.child("touching-pitch")) return HarmonicRole::Touching;
    return HarmonicRole::Sounding;
}

/// Signs that MusicXML has no element for name their symbol.
void readOther(pugi::xml_node mark, Notations& out, const Remark& remark) {
    const Articulation found = symbolArticulation(mark.attribute("smufl").value());
    out.articulation |= found;
    const std::string text(trimmed(mark.text().get()));
    if (found != Articulation::None || text.empty()) return;
    remark(fmt::format("<{}> {} is not played", std::string_view(mark.name()).substr(0, 40),
                       text.substr(0, 40)));
}

void readMarks(pugi::xml_node group, Notations& out, const Remark& remark) {
    Articulation above = Articulation::None;
    for (const pugi::xml_node mark : group.children()) {
        if (mark.type() != pugi::node_element) continue;
        const std::string name = mark.name();
        const Articulation found = articulationNamed(name);
        const std::string_view type = mark.attribute("type").value();
        if (name == "tremolo") {
            readTremolo(mark, out);
        } else if (name == "wavy-line") {
            out.wavyStart = out.wavyStart || type == "start";
            out.wavyStop = out.wavyStop || type == "stop";
        } else if (name == "accidental-mark") {
            const bool below = std::string_view(mark.attribute("placement").value()) == "below";
            // Without a placement it stands above, where trills and turns begin.
            const bool lower =
                below || (mark.attribute("placement").empty() && has(above, Articulation::Mordent));
            (lower ? out.alterBelow : out.alterAbove) = alterOf(trimmed(mark.text().get()));
        } else if (name == "harmonic") {
            out.harmonic = roleOf(mark);
            out.articulation |= Articulation::Harmonic;
        } else if (name == "bend") {
            readBend(mark, out.inflection);
        } else if (const Points* points = inflectionNamed(name); points != nullptr) {
            if (out.inflection.empty()) out.inflection = *points;
        } else if (found != Articulation::None) {
            out.articulation |= found;
            above = found;
        } else if (name.rfind("other-", 0) == 0) {
            readOther(mark, out, remark);
        } else if (!isSilent(name)) {
            const std::string text(trimmed(mark.text().get()));
            remark(fmt::format("<{}>{}{} is not played", name.substr(0, 40),
                               text.empty() ? "" : " ", text.substr(0, 40)));
        }
    }
}

int slurNumber(pugi::xml_node slur) {
    return slur.attribute("number").as_int(1);
}

void readArpeggio(pugi::xml_node node, Notations& out) {
    out.articulation |= Articulation::Arpeggio;
    if (std::string_view(node.attribute("direction").value()) == "down") {
        out.articulation |= Articulation::ArpeggioDown;
    }
}

}  // namespace

Notations readNotations(pugi::xml_node note, const Remark& remark) {
    Notations out;
    for (const pugi::xml_node notations : note.children("notations")) {
        for (const pugi::xml_node mark : notations.children()) {
            const std::string_view name = mark.name();
            const std::string_view type = mark.attribute("type").value();
            if (name == "slur") {
                if (type == "start") out.slurStarts.push_back(slurNumber(mark));
                if (type == "stop") out.slurStops.push_back(slurNumber(mark));
            } else if (name == "tied") {
                if (type == "start") out.tiedStart = true;
                if (type == "stop") out.tiedStop = true;
                if (type == "continue") out.tiedStart = out.tiedStop = true;
            } else if (name == "fermata") {
                out.articulation |= Articulation::Fermata;
            } else if (name == "arpeggiate") {
                readArpeggio(mark, out);
            } else if (name == "articulations" || name == "ornaments" || name == "technical") {
                readMarks(mark, out, remark);
            } else if (name == "dynamics") {
                for (const pugi::xml_node dynamic : mark.children()) {
                    const std::string_view sign = dynamic.name();
                    out.dynamics.emplace_back(
                        sign == "other-dynamics" ? trimmed(dynamic.text().get()) : sign);
                }
            } else if (name == "glissando" || name == "slide") {
                if (type == "start") out.glide = name == "slide" ? Glide::Slide : Glide::Glissando;
            } else if (name == "other-notation") {
                readOther(mark, out, remark);
            }
        }
    }
    std::stable_sort(out.inflection.begin(), out.inflection.end(),
                     [](const Inflection& a, const Inflection& b) { return a.place < b.place; });
    return out;
}

}  // namespace arioso
