#include "src/score/musicxml_notations.h"

#include <algorithm>

#include "src/score/instrument_names.h"
#include "src/score/musicxml_document.h"

namespace arioso {
namespace {

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
        {"caesura", Articulation::BreathAfter},
        {"trill-mark", Articulation::Trill},
        {"shake", Articulation::Trill},
        {"mordent", Articulation::Mordent},
        {"inverted-mordent", Articulation::Mordent},
        {"turn", Articulation::Turn},
        {"inverted-turn", Articulation::Turn},
        {"delayed-turn", Articulation::Turn},
        {"delayed-inverted-turn", Articulation::Turn},
        {"vertical-turn", Articulation::Turn},
        {"tremolo", Articulation::Tremolo},
        {"snap-pizzicato", Articulation::Pizzicato}};
    const auto it = kNames.find(name);
    return it == kNames.end() ? Articulation::None : it->second;
}

bool isHeardElsewhere(const std::string& name) {
    static const std::vector<std::string> kNames = {
        "glissando", "slide", "bend",       "scoop", "plop",  "doit",      "falloff", "harmonic",
        "schleifer", "haydn", "brass-bend", "flip",  "smear", "hammer-on", "pull-off"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void readMarks(pugi::xml_node group, Notations& out, const Remark& remark) {
    for (const pugi::xml_node mark : group.children()) {
        const std::string name = mark.name();
        const Articulation found = articulationNamed(name);
        // An unmeasured or two-note tremolo is written out by its notes.
        if (name == "tremolo" && std::string_view(mark.attribute("type").value()) != "single" &&
            !mark.attribute("type").empty()) {
            remark("two-note tremolo is played as the two notes");
            continue;
        }
        out.articulation |= found;
        if (found == Articulation::None && isHeardElsewhere(name)) remark(name + " is not played");
    }
}

int slurNumber(pugi::xml_node slur) {
    return slur.attribute("number").as_int(1);
}

}  // namespace

Notations readNotations(pugi::xml_node note, const Remark& remark) {
    Notations out;
    for (const pugi::xml_node notations : note.children("notations")) {
        for (const pugi::xml_node mark : notations.children()) {
            const std::string name = mark.name();
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
                out.articulation |= Articulation::Arpeggio;
            } else if (name == "articulations" || name == "ornaments" || name == "technical") {
                readMarks(mark, out, remark);
            } else if (name == "dynamics") {
                for (const pugi::xml_node dynamic : mark.children()) {
                    out.dynamics.emplace_back(dynamic.name());
                }
            } else if (isHeardElsewhere(name)) {
                remark(name + " is not played");
            }
        }
    }
    return out;
}

}  // namespace arioso
