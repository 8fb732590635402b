#include "src/score/musicxml_lyrics.h"

#include <algorithm>

#include "src/score/instrument_names.h"
#include "src/score/musicxml_document.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr const char* kElision = "\xE2\x80\xBF";  // U+203F
constexpr std::string_view kBlank = "\xC2\xA0";   // no-break space
constexpr const char* kRefrain = "chorus";
constexpr std::size_t kMostNames = 100;
constexpr std::size_t kMostVerses = 32;  // under one note

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

/// "1. Praise" and "2.-4./5. Praise" are printed before the first word of a verse, not sung.
void dropVerseNumber(std::string& text) {
    if (text.empty() || !isDigit(text.front())) return;
    const std::size_t word = text.find_first_not_of("0123456789.,/-&) ");
    if (word == std::string::npos || word > 16) return;
    const std::size_t last = text.find_last_not_of(' ', word - 1);
    if (text[last] == '.' || text[last] == ')') text.erase(0, word);
}

/// Words of a text without the lines and hyphens that stand alone: those only prolong what is sung
/// already.
std::string withoutLines(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string_view word = std::string_view(text).substr(at, end - at);
        if (word.find_first_not_of("_-") != std::string_view::npos) {
            if (!out.empty()) out += ' ';
            out += word;
        }
        at = end + 1;
    }
    return out;
}

std::string syllableText(std::string text) {
    replaceAll(text, kBlank, " ");
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\t' || c == '\r' || c == '\n'; }, ' ');
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string::npos) return {};
    text = text.substr(begin, text.find_last_not_of(' ') - begin + 1);
    dropVerseNumber(text);
    return withoutLines(text);
}

Syllabic joined(bool continues, bool leadsOn) {
    if (continues) return leadsOn ? Syllabic::Middle : Syllabic::End;
    return leadsOn ? Syllabic::Begin : Syllabic::Single;
}

bool isRefrain(const std::string& number, const std::string& name) {
    const std::string label = plainName(number + " " + name);
    const auto says = [&](const char* word) { return label.find(word) != std::string::npos; };
    return says("chorus") || says("refrain") || says("ritornell") || says("kehrvers") ||
           says("estribillo");
}

}  // namespace

LyricReader::LyricReader(pugi::xml_node root) {
    // They stand before the list of parts; searching behind it would look at every part.
    pugi::xml_node defaults = root.first_child();
    while (defaults && std::string_view(defaults.name()) != "defaults") {
        const bool begun = std::string_view(defaults.name()) == "part-list";
        defaults = begun ? pugi::xml_node() : defaults.next_sibling();
    }
    for (const pugi::xml_node node : defaults.children("lyric-language")) {
        if (languages_.size() >= kMostNames) break;
        std::string key = node.attribute("number").value();
        if (key.empty()) key = node.attribute("name").value();
        languages_.try_emplace(std::move(key), node.attribute("xml:lang").value());
    }
}

int LyricReader::verseOf(const std::string& number, const std::string& name) {
    if (const auto value = parseNumber(number); value && *value >= 1.0 && *value < 1000.0) {
        return static_cast<int>(*value);
    }
    std::string label = number.empty() ? name : number;
    if (label.empty()) return 1;
    // "part1verse2" and the like end in the verse.
    const std::size_t digits = label.find_last_not_of("0123456789") + 1;
    if (digits < label.size() && label.size() - digits < 3) {
        return std::max(1, std::stoi(label.substr(digits)));
    }
    if (named_.size() > kMostNames) return 1;
    return named_.try_emplace(std::move(label), static_cast<int>(named_.size()) + 1).first->second;
}

Lyric LyricReader::readOne(pugi::xml_node node) {
    Lyric out;
    const std::string number = node.attribute("number").value();
    const std::string name = node.attribute("name").value();
    out.verse = verseOf(number, name);
    const bool plain = !number.empty() && std::all_of(number.begin(), number.end(), isDigit);
    out.name = plain || number.empty() ? name : number;
    out.everyPass = isRefrain(number, name);
    // Such a name says no more than that.
    if (out.everyPass && plain && name == kRefrain) out.name.clear();
    out.only = parseNumberList(node.attribute("time-only").value());
    for (const std::string& key : {number, name, std::string()}) {
        const auto found = languages_.find(key);
        if (found == languages_.end()) continue;
        out.language = found->second;
        break;
    }
    std::string syllabic = "single";
    bool first = true;
    bool elided = false;
    bool continues = false;
    bool leadsOn = false;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view kind = child.name();
        if (kind == "syllabic") {
            syllabic = std::string(trimmed(child.text().get()));
            elided = !first;
        } else if (kind == "elision") {
            elided = true;
        } else if (kind == "text") {
            const bool joinsBefore = syllabic == "middle" || syllabic == "end";
            leadsOn = syllabic == "middle" || syllabic == "begin";
            if (first) continues = joinsBefore;
            if (const char* language = child.attribute("xml:lang").value(); *language != '\0') {
                out.language = language;
            }
            const std::string text = syllableText(child.text().get());
            // Several texts without an elision are one syllable in several fonts.
            if (elided && !text.empty() && !out.text.empty()) out.text += kElision;
            out.text += text;
            first = elided = false;
            syllabic = "single";
        } else if (kind == "extend") {
            out.extend = std::string_view(child.attribute("type").value()) != "stop";
        } else if (kind == "end-line" || kind == "end-paragraph") {
            out.lineEnd = true;
        } else if (kind == "humming") {
            out.text = "mm";
            out.voicing = Voicing::Humming;
        } else if (kind == "laughing") {
            out.text = "ha";
            out.voicing = Voicing::Laughing;
        }
    }
    out.syllabic = joined(continues, leadsOn);
    return out;
}

std::vector<Lyric> LyricReader::read(pugi::xml_node note) {
    std::vector<Lyric> out;
    for (const pugi::xml_node node : note.children("lyric")) {
        if (out.size() >= kMostVerses) break;
        Lyric lyric = readOne(node);
        if (!lyric.text.empty()) out.push_back(std::move(lyric));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Lyric& a, const Lyric& b) { return a.verse < b.verse; });
    return out;
}

}  // namespace arioso
