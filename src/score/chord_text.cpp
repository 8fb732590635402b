#include "src/score/chord_text.h"

#include <algorithm>
#include <array>
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
    Kind{"min7b5", "half-diminished"},
    Kind{"min7", "minor-seventh"},
    Kind{"min6", "minor-sixth"},
    Kind{"min9", "minor-ninth"},
    Kind{"min", "minor"},
    Kind{"m7b5", "half-diminished"},
    Kind{"maj13", "major-13th"},
    Kind{"maj11", "major-11th"},
    Kind{"maj9", "major-ninth"},
    Kind{"maj7", "major-seventh"},
    Kind{"dim7", "diminished-seventh"},
    Kind{"dim", "diminished"},
    Kind{"\u00B07", "diminished-seventh"},
    Kind{"\u00B0", "diminished"},
    Kind{"aug7", "augmented-seventh"},
    Kind{"aug", "augmented"},
    Kind{"Maj7", "major-seventh"},
    Kind{"M7", "major-seventh"},
    Kind{"-7b5", "half-diminished"},
    Kind{"-7", "minor-seventh"},
    Kind{"-6", "minor-sixth"},
    Kind{"-", "minor"},
    Kind{"sus2", "suspended-second"},
    Kind{"sus4", "suspended-fourth"},
    Kind{"sus", "suspended-fourth"},
    Kind{"maj", "major"},
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

}  // namespace

bool parseChordText(std::string_view text, pugi::xml_node harmony) {
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

ChordSymbol chordOfText(const std::string& text) {
    ChordSymbol out;
    pugi::xml_document document;
    pugi::xml_node harmony = document.append_child("harmony");
    if (text.substr(0, 3) == "N.C" || text.substr(0, 2) == "NC") {
        out.kind = "none";
    } else if (parseChordText(text, harmony)) {
        out = readChordSymbol(harmony);
    }
    out.text = text;
    return out;
}

}  // namespace arioso
