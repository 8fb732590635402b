#include "src/score/harmony_writer.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "src/score/chord_names.h"
#include "src/score/xml_text.h"

namespace arioso {
namespace {

struct Kind {
    std::string_view suffix;
    const char* name;
};

/// Longer suffixes before those they begin with.
constexpr std::array kKinds = {
    Kind{"mMaj7", "major-minor"},
    Kind{"m7b5", "half-diminished"},
    Kind{"maj13", "major-13th"},
    Kind{"maj11", "major-11th"},
    Kind{"maj9", "major-ninth"},
    Kind{"maj7", "major-seventh"},
    Kind{"dim7", "diminished-seventh"},
    Kind{"dim", "diminished"},
    Kind{"sus2", "suspended-second"},
    Kind{"sus4", "suspended-fourth"},
    Kind{"m13", "minor-13th"},
    Kind{"m11", "minor-11th"},
    Kind{"m9", "minor-ninth"},
    Kind{"m7", "minor-seventh"},
    Kind{"m6", "minor-sixth"},
    Kind{"m", "minor"},
    Kind{"+7", "augmented-seventh"},
    Kind{"+", "augmented"},
    Kind{"13", "dominant-13th"},
    Kind{"11", "dominant-11th"},
    Kind{"9", "dominant-ninth"},
    Kind{"7", "dominant"},
    Kind{"6", "major-sixth"},
    Kind{"5", "power"},
    Kind{"", "major"},
};

bool takeText(std::string_view& rest, std::string_view text) {
    if (rest.substr(0, text.size()) != text) return false;
    rest.remove_prefix(text.size());
    return true;
}

int takeAccidental(std::string_view& rest) {
    int alter = 0;
    while (!rest.empty() && rest.front() == '#' && alter >= 0 && alter < 2) {
        ++alter;
        rest.remove_prefix(1);
    }
    while (!rest.empty() && rest.front() == 'b' && alter <= 0 && alter > -2) {
        --alter;
        rest.remove_prefix(1);
    }
    return alter;
}

bool takeNote(std::string_view& rest, pugi::xml_node harmony, const std::string& name) {
    if (rest.empty() || rest.front() < 'A' || rest.front() > 'G') return false;
    pugi::xml_node node = harmony.append_child(name.c_str());
    addText(node, (name + "-step").c_str(), std::string(1, rest.front()));
    rest.remove_prefix(1);
    if (const int alter = takeAccidental(rest); alter != 0) {
        addNumber(node, (name + "-alter").c_str(), alter);
    }
    return true;
}

bool takeDegree(std::string_view& rest, pugi::xml_node harmony,
                std::vector<pugi::xml_node>& degrees) {
    const char* type = "alter";
    int alter = 0;
    if (takeText(rest, "add")) {
        type = "add";
    } else if (takeText(rest, "no")) {
        type = "subtract";
    } else {
        alter = takeAccidental(rest);
        if (alter == 0) return false;
    }
    std::size_t digits = 0;
    while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') ++digits;
    if (digits == 0 || digits > 2) return false;
    pugi::xml_node degree = harmony.append_child("degree");
    addText(degree, "degree-value", std::string(rest.substr(0, digits)));
    addNumber(degree, "degree-alter", alter);
    addText(degree, "degree-type", type);
    rest.remove_prefix(digits);
    degrees.push_back(degree);
    return true;
}

/// Fills <harmony> from a symbol of root, kind, degrees and bass.
bool parse(std::string_view text, pugi::xml_node harmony) {
    std::string_view rest = text;
    if (!takeNote(rest, harmony, "root")) return false;
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& one) {
        return rest.substr(0, one.suffix.size()) == one.suffix;
    });
    const std::string_view shown = rest.substr(0, rest.find('/'));
    rest.remove_prefix(kind->suffix.size());
    setAttribute(addText(harmony, "kind", kind->name), "text", std::string(shown));
    std::vector<pugi::xml_node> degrees;
    while (!rest.empty() && rest.front() != '/') {
        if (!takeDegree(rest, harmony, degrees)) return false;
    }
    if (!rest.empty()) {
        rest.remove_prefix(1);
        if (!takeNote(rest, harmony, "bass")) return false;
        // The schema wants the bass before the degrees.
        for (const pugi::xml_node& degree : degrees) harmony.append_move(degree);
    }
    return rest.empty();
}

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
    if (parse(chord.text, harmony) && readChordSymbol(harmony).text == chord.text) return;
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
            if (!takeText(text, sign)) continue;
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
