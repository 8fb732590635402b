#include "src/score/musicxml_notations.h"

#include <algorithm>

#include "src/score/instrument_names.h"
#include "src/score/musicxml_document.h"

namespace arioso {
namespace {

constexpr const char* kElision = "\xE2\x80\xBF";  // U+203F

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

Syllabic joined(bool continues, bool leadsOn) {
    if (continues) return leadsOn ? Syllabic::Middle : Syllabic::End;
    return leadsOn ? Syllabic::Begin : Syllabic::Single;
}

WrittenLyric readLyric(pugi::xml_node node, VerseNames& verses) {
    WrittenLyric out;
    out.lyric.verse = verses.numberOf(node);
    out.only = parseNumberList(node.attribute("time-only").value());
    const std::string label = plainName(std::string(node.attribute("name").value()) + " " +
                                        node.attribute("number").value());
    out.everyPass =
        label.find("chorus") != std::string::npos || label.find("refrain") != std::string::npos;
    std::string syllabic = "single";
    bool first = true;
    bool continues = false;
    bool leadsOn = false;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = child.name();
        if (name == "syllabic") {
            syllabic = child.text().get();
        } else if (name == "text") {
            const bool joinsBefore = syllabic == "middle" || syllabic == "end";
            leadsOn = syllabic == "middle" || syllabic == "begin";
            if (first) continues = joinsBefore;
            std::string text = child.text().get();
            const std::size_t begin = text.find_first_not_of(" \t\r\n");
            text = begin == std::string::npos
                       ? std::string()
                       : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
            if (!first && !text.empty() && !out.lyric.text.empty()) out.lyric.text += kElision;
            out.lyric.text += text;
            first = false;
            syllabic = "single";
        } else if (name == "extend") {
            out.lyric.extend = std::string_view(child.attribute("type").value()) != "stop";
        } else if (name == "humming") {
            out.lyric.text = "mm";
        } else if (name == "laughing") {
            out.lyric.text = "ha";
        }
    }
    out.lyric.syllabic = joined(continues, leadsOn);
    return out;
}

}  // namespace

int VerseNames::numberOf(pugi::xml_node lyric) {
    const std::string number = lyric.attribute("number").value();
    if (const auto value = parseNumber(number); value && *value >= 1.0 && *value < 1000.0) {
        return static_cast<int>(*value);
    }
    std::string name = number.empty() ? lyric.attribute("name").value() : number;
    if (name.empty()) return 1;
    // "part1verse2" and the like end in the verse.
    const std::size_t digits = name.find_last_not_of("0123456789") + 1;
    if (digits < name.size() && name.size() - digits < 3) {
        return std::max(1, std::stoi(name.substr(digits)));
    }
    if (named_.size() > 100) return 1;
    return named_.try_emplace(std::move(name), static_cast<int>(named_.size()) + 1).first->second;
}

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

std::vector<WrittenLyric> readLyrics(pugi::xml_node note, VerseNames& verses) {
    std::vector<WrittenLyric> out;
    for (const pugi::xml_node node : note.children("lyric")) {
        WrittenLyric lyric = readLyric(node, verses);
        if (!lyric.lyric.text.empty() && out.size() < 100) out.push_back(std::move(lyric));
    }
    std::stable_sort(out.begin(), out.end(), [](const WrittenLyric& a, const WrittenLyric& b) {
        return a.lyric.verse < b.lyric.verse;
    });
    return out;
}

}  // namespace arioso
