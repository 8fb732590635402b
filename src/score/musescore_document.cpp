#include "src/score/musescore_document.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "src/score/chord_text.h"
#include "src/score/musicxml_document.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr int kMostDepth = 32;

void collect(pugi::xml_node node, int depth, std::string& out) {
    for (const pugi::xml_node child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
            out += child.value();
        } else if (std::string_view(child.name()) == "sym") {
            if (std::string_view(child.text().get()) == "lyricsElision") out += "\u203f";
        } else if (depth < kMostDepth) {
            collect(child, depth + 1, out);
        }
    }
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string spelled(int tonalClass) {
    const MuseSpelling name = museSpelling(tonalClass);
    if (name.step == '\0') return {};
    std::string out(1, name.step);
    for (int i = 0; i < std::abs(name.alter); ++i) out += name.alter > 0 ? '#' : 'b';
    return out;
}

}  // namespace

bool isMuseScore(std::string_view text) {
    constexpr std::size_t kHead = 4096;
    std::string head(text.substr(0, kHead));
    head.erase(std::remove(head.begin(), head.end(), '\0'), head.end());  // UTF-16
    return contains(head, "<museScore");
}

Beat museFraction(std::string_view text) {
    text = trimmed(text);
    std::int64_t above = 0;
    std::int64_t below = 1;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, above);
    if (first.ec != std::errc()) return {};
    if (first.ptr != end && *first.ptr == '/') {
        if (std::from_chars(first.ptr + 1, end, below).ec != std::errc()) return {};
    }
    if (below < 1 || below > 1'000'000 || above < -1'000'000'000 || above > 1'000'000'000)
        return {};
    return Beat(above * 4, below);
}

Beat museLength(pugi::xml_node chordOrRest) {
    static const std::map<std::string, Beat> kTypes = {
        {"long", Beat(16, 1)},   {"breve", Beat(8, 1)},   {"whole", Beat(4, 1)},
        {"half", Beat(2, 1)},    {"quarter", Beat(1, 1)}, {"eighth", Beat(1, 2)},
        {"16th", Beat(1, 4)},    {"32nd", Beat(1, 8)},    {"64th", Beat(1, 16)},
        {"128th", Beat(1, 32)},  {"256th", Beat(1, 64)},  {"512th", Beat(1, 128)},
        {"1024th", Beat(1, 256)}};
    const auto it = kTypes.find(childText(chordOrRest, "durationType"));
    if (it == kTypes.end()) return {};
    Beat length = it->second;
    Beat dot = length * Beat(1, 2);
    const int dots = std::clamp(childInt(chordOrRest, "dots").value_or(0), 0, 4);
    for (int i = 0; i < dots; ++i) {
        length = length + dot;
        dot = dot * Beat(1, 2);
    }
    return length;
}

std::string musePlainText(pugi::xml_node text) {
    std::string out;
    collect(text, 0, out);
    return std::string(trimmed(out));
}

MuseSpelling museSpelling(int tonalClass) {
    if (tonalClass < -1 || tonalClass > 33) return {};
    constexpr std::string_view kFifths = "FCGDAEB";
    return {kFifths[static_cast<std::size_t>(tonalClass + 1) % 7], (tonalClass + 1) / 7 - 2};
}

std::optional<float> museSectionPause(pugi::xml_node node) {
    constexpr double kUnlessSaid = 3.0;
    constexpr double kLongest = 60.0;
    for (const pugi::xml_node one : node.children("LayoutBreak")) {
        if (childText(one, "subtype") != "section") continue;
        const double pause = childNumber(one, "pause").value_or(kUnlessSaid);
        return static_cast<float>(std::clamp(pause, 0.0, kLongest));
    }
    return std::nullopt;
}

ChordSymbol museChordSymbol(pugi::xml_node harmony) {
    // Since 4.6 the names stand one level deeper.
    if (const pugi::xml_node info = harmony.child("harmonyInfo")) harmony = info;
    ChordSymbol out;
    const int root = childInt(harmony, "root").value_or(-100);
    const MuseSpelling name = museSpelling(root);
    const std::string kind = childText(harmony, "name");
    if (name.step == '\0') {
        if (kind.rfind('N', 0) == 0) out.text = "N.C.";
        return out;
    }
    out.root = name.step;
    out.rootAlter = static_cast<float>(name.alter);
    out.text = spelled(root) + kind;
    const int bass = childInt(harmony, "base").value_or(childInt(harmony, "bass").value_or(-100));
    if (const MuseSpelling low = museSpelling(bass); low.step != '\0') {
        out.bass = low.step;
        out.bassAlter = static_cast<float>(low.alter);
        out.text += "/" + spelled(bass);
    }
    const ChordSymbol meant = chordOfText(out.text);
    out.kind = meant.kind;
    out.degrees = meant.degrees;
    return out;
}

}  // namespace arioso
