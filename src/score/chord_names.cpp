#include "src/score/chord_names.h"

#include <cmath>
#include <map>

#include "src/score/musicxml_document.h"

namespace arioso {
namespace {

std::string accidental(pugi::xml_node node, const char* child) {
    const auto alter = static_cast<int>(std::lround(childNumber(node, child).value_or(0.0)));
    if (alter < -2 || alter > 2) return {};
    return std::string(static_cast<std::size_t>(std::abs(alter)), alter < 0 ? 'b' : '#');
}

std::string suffixOf(pugi::xml_node kind) {
    static const std::map<std::string, std::string> kKinds = {{"major", ""},
                                                              {"minor", "m"},
                                                              {"augmented", "+"},
                                                              {"diminished", "dim"},
                                                              {"dominant", "7"},
                                                              {"major-seventh", "maj7"},
                                                              {"minor-seventh", "m7"},
                                                              {"diminished-seventh", "dim7"},
                                                              {"augmented-seventh", "+7"},
                                                              {"half-diminished", "m7b5"},
                                                              {"major-minor", "mMaj7"},
                                                              {"major-sixth", "6"},
                                                              {"minor-sixth", "m6"},
                                                              {"dominant-ninth", "9"},
                                                              {"major-ninth", "maj9"},
                                                              {"minor-ninth", "m9"},
                                                              {"dominant-11th", "11"},
                                                              {"major-11th", "maj11"},
                                                              {"minor-11th", "m11"},
                                                              {"dominant-13th", "13"},
                                                              {"major-13th", "maj13"},
                                                              {"minor-13th", "m13"},
                                                              {"suspended-second", "sus2"},
                                                              {"suspended-fourth", "sus4"},
                                                              {"power", "5"},
                                                              {"Neapolitan", "N6"},
                                                              {"Italian", "It6"},
                                                              {"French", "Fr6"},
                                                              {"German", "Ger6"},
                                                              {"pedal", "ped"},
                                                              {"Tristan", "m7b5"}};
    const std::string name = std::string(kind.text().get());
    const auto it = kKinds.find(name);
    if (it != kKinds.end()) return it->second;
    return kind.attribute("text").value();
}

std::string degreesOf(pugi::xml_node harmony) {
    std::string out;
    for (const pugi::xml_node degree : harmony.children("degree")) {
        if (out.size() > 64) break;
        const std::string value = childText(degree, "degree-value");
        const std::string type = childText(degree, "degree-type");
        const std::string sign = accidental(degree, "degree-alter");
        out += type == "subtract" ? "no" + value : sign.empty() ? "add" + value : sign + value;
    }
    return out;
}

}  // namespace

std::string chordName(pugi::xml_node harmony) {
    const pugi::xml_node kind = harmony.child("kind");
    if (std::string_view(kind.text().get()) == "none") return "N.C.";
    std::string out;
    if (const pugi::xml_node root = harmony.child("root")) {
        out = childText(root, "root-step") + accidental(root, "root-alter");
    } else if (const pugi::xml_node numeral = harmony.child("numeral")) {
        out = childText(numeral, "numeral-root");
    } else {
        out = childText(harmony, "function");
    }
    if (out.empty()) return kind.attribute("text").value();
    out += suffixOf(kind) + degreesOf(harmony);
    if (const pugi::xml_node bass = harmony.child("bass")) {
        out += "/" + childText(bass, "bass-step") + accidental(bass, "bass-alter");
    }
    return out;
}

}  // namespace arioso
