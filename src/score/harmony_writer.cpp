#include "src/score/harmony_writer.h"

#include <array>
#include <string_view>
#include <vector>

#include "src/score/chord_names.h"
#include "src/score/chord_text.h"
#include "src/score/xml_text.h"

namespace arioso {
namespace {

void addStep(pugi::xml_node harmony, const std::string& name, char step, float alter) {
    pugi::xml_node node = harmony.append_child(name.c_str());
    addText(node, (name + "-step").c_str(), std::string(1, step));
    if (alter != 0.0F) addText(node, (name + "-alter").c_str(), decimal(alter));
}

void addParts(pugi::xml_node harmony, const ChordSymbol& chord) {
    static constexpr std::array kTypes = {"add", "alter", "subtract"};
    addStep(harmony, "root", chord.root, chord.rootAlter);
    addText(harmony, "kind", chord.kind);
    if (chord.inversion > 0) addNumber(harmony, "inversion", chord.inversion);
    if (chord.bass != '\0') addStep(harmony, "bass", chord.bass, chord.bassAlter);
    for (const ChordDegree& degree : chord.degrees) {
        pugi::xml_node node = harmony.append_child("degree");
        addNumber(node, "degree-value", degree.value);
        addText(node, "degree-alter", decimal(degree.alter));
        addText(node, "degree-type", kTypes[static_cast<std::size_t>(degree.type)]);
    }
}

}  // namespace

void addHarmony(pugi::xml_node measure, const ChordSymbol& chord) {
    pugi::xml_node harmony = measure.append_child("harmony");
    const auto afresh = [&] {
        measure.remove_child(harmony);
        harmony = measure.append_child("harmony");
    };
    if (chord.text == "N.C.") {
        pugi::xml_node root = harmony.append_child("root");
        setAttribute(addText(root, "root-step", "C"), "text", std::string());
        setAttribute(addText(harmony, "kind", "none"), "text", chord.text);
        return;
    }
    // What would be read back as something else is rather kept as it stands.
    if (chord.root != '\0' && !chord.kind.empty()) {
        addParts(harmony, chord);
        if (readChordSymbol(harmony).text == chord.text) return;
        afresh();
    }
    if (parseChordText(chord.text, harmony) && readChordSymbol(harmony).text == chord.text) return;
    afresh();
    addText(harmony, "function", chord.text);
    setAttribute(addText(harmony, "kind", "other"), "text", std::string());
}

void addFiguredBass(pugi::xml_node measure, const FiguredBass& figures, std::int64_t duration) {
    static constexpr std::array<std::pair<std::string_view, const char*>, 7> kSigns = {
        {{"bb", "flat-flat"},
         {"b", "flat"},
         {"#", "sharp"},
         {"n", "natural"},
         {"x", "double-sharp"},
         {"+", "cross"},
         {"\\", "backslash"}}};
    pugi::xml_node node = measure.append_child("figured-bass");
    std::string_view rest = figures.text;
    while (!rest.empty()) {
        const std::size_t space = std::min(rest.find(' '), rest.size());
        std::string_view text = rest.substr(0, space);
        rest.remove_prefix(std::min(space + 1, rest.size()));
        if (text.empty()) continue;
        pugi::xml_node figure = node.append_child("figure");
        for (const auto& [sign, name] : kSigns) {
            if (!text.starts_with(sign)) continue;
            text.remove_prefix(sign.size());
            addText(figure, "prefix", name);
            break;
        }
        const char* suffix = nullptr;
        for (const auto& [sign, name] : kSigns) {
            if (text.size() <= sign.size() || !text.ends_with(sign)) continue;
            text.remove_suffix(sign.size());
            suffix = name;
            break;
        }
        if (!text.empty()) addText(figure, "figure-number", std::string(text));
        if (suffix != nullptr) addText(figure, "suffix", suffix);
    }
    if (!node.first_child()) {
        measure.remove_child(node);
        return;
    }
    if (duration > 0) addNumber(node, "duration", duration);
}

}  // namespace arioso
