#include "src/theory/keys.h"

#include <algorithm>
#include <cctype>

namespace arioso {
namespace {

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::vector<NoteName> above(NoteName root, const std::vector<IntervalFact>& intervals) {
    std::vector<NoteName> out;
    for (const IntervalFact& one : intervals) out.push_back({root.fifths + one.fifths});
    return out;
}

}  // namespace

std::vector<NoteName> TheoryKey::notes() const {
    return above(tonic, scale.intervals);
}

std::vector<NoteName> TheoryChord::notes() const {
    return above(root, kind.intervals);
}

std::optional<TheoryKey> parseTheoryKey(std::string_view text,
                                        const std::vector<ScaleFact>& scales) {
    text = trimmed(text);
    const auto tonic = takeNoteName(text);
    if (!tonic) return std::nullopt;
    const bool apart = text.empty() || text.front() == ' ' || text.front() == '-';
    while (!text.empty() && (text.front() == ' ' || text.front() == '-')) text.remove_prefix(1);
    std::string name = lowered(trimmed(text));
    for (const char* word : {" scale", " mode", " key"})
        if (name.ends_with(word)) name.resize(name.size() - std::string_view(word).size());
    if (!apart && name != "m" && name != "min" && name != "maj") return std::nullopt;
    if (name.empty() || name == "maj") name = "major";
    if (name == "m" || name == "min") name = "minor";
    for (const ScaleFact& scale : scales) {
        const bool named =
            std::any_of(scale.names.begin(), scale.names.end(), [&](const auto& one) {
                const std::string known = lowered(one);
                return known == name || known == name + " mode" || known == name + " scale";
            });
        if (named) return TheoryKey{*tonic, scale};
    }
    return std::nullopt;
}

std::optional<TheoryChord> parseTheoryChord(std::string_view text,
                                            const std::vector<ChordKindFact>& kinds) {
    text = trimmed(text);
    const auto root = takeNoteName(text);
    if (!root) return std::nullopt;
    const std::string_view symbol = trimmed(text);
    for (const ChordKindFact& kind : kinds)
        for (const std::string& one : kind.symbols)
            if (one == symbol) return TheoryChord{*root, kind};
    const std::string name = lowered(symbol);
    for (const ChordKindFact& kind : kinds)
        if (lowered(kind.label) == name || lowered(kind.label) + " chord" == name)
            return TheoryChord{*root, kind};
    return std::nullopt;
}

std::vector<NoteName> parseNotes(std::string_view text) {
    std::vector<NoteName> out;
    while (true) {
        while (!text.empty() && (text.front() == ' ' || text.front() == ',')) text.remove_prefix(1);
        if (text.empty()) return out;
        const std::size_t end = text.find_first_of(" ,");
        std::string_view word = text.substr(0, end);
        text.remove_prefix(word.size());
        if (word == "and") continue;
        const auto note = takeNoteName(word);
        if (!note || !word.empty()) return {};
        out.push_back(*note);
    }
}

std::string notesText(const std::vector<NoteName>& notes) {
    std::string out;
    for (const NoteName& note : notes) out += (out.empty() ? "" : " ") + note.text();
    return out;
}

}  // namespace arioso
