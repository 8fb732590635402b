#include "src/score/chord_names.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "src/score/musicxml_document.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr std::size_t kMostDegrees = 13;

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

void note(pugi::xml_node node, const std::string& name, char& step, float& alter) {
    const std::string letter = childText(node, (name + "-step").c_str());
    if (letter.size() != 1 || letter[0] < 'A' || letter[0] > 'G') return;
    step = letter[0];
    const double raised = childNumber(node, (name + "-alter").c_str()).value_or(0.0);
    alter = static_cast<float>(std::clamp(raised, -4.0, 4.0));
}

void readDegrees(pugi::xml_node harmony, std::vector<ChordDegree>& out) {
    for (const pugi::xml_node node : harmony.children("degree")) {
        if (out.size() >= kMostDegrees) break;
        ChordDegree degree;
        degree.value = std::clamp(childInt(node, "degree-value").value_or(1), 1, 13);
        const double raised = childNumber(node, "degree-alter").value_or(0.0);
        degree.alter = static_cast<float>(std::clamp(raised, -4.0, 4.0));
        const std::string type = childText(node, "degree-type");
        if (type == "alter") degree.type = ChordDegree::Type::Alter;
        if (type == "subtract") degree.type = ChordDegree::Type::Subtract;
        out.push_back(degree);
    }
}

}  // namespace

ChordSymbol readChordSymbol(pugi::xml_node harmony) {
    ChordSymbol out;
    const pugi::xml_node kind = harmony.child("kind");
    out.kind = std::string(trimmed(kind.text().get()));
    if (out.kind == "none") {
        out.text = "N.C.";
        return out;
    }
    if (const pugi::xml_node root = harmony.child("root")) {
        out.text = childText(root, "root-step") + accidental(root, "root-alter");
        note(root, "root", out.root, out.rootAlter);
    } else if (const pugi::xml_node numeral = harmony.child("numeral")) {
        out.text = childText(numeral, "numeral-root");
    } else {
        out.text = childText(harmony, "function");
    }
    if (out.text.empty()) {
        out.text = kind.attribute("text").value();
        return out;
    }
    readDegrees(harmony, out.degrees);
    out.inversion = std::clamp(childInt(harmony, "inversion").value_or(0), 0, 6);
    out.text += suffixOf(kind) + degreesOf(harmony);
    if (const pugi::xml_node bass = harmony.child("bass")) {
        out.text += "/" + childText(bass, "bass-step") + accidental(bass, "bass-alter");
        note(bass, "bass", out.bass, out.bassAlter);
    }
    return out;
}

}  // namespace arioso
