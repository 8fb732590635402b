#include "src/score/section_names.h"

#include <algorithm>
#include <array>

namespace arioso {
namespace {

constexpr std::size_t kLongest = 60;

bool isSpace(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7F;
}

/// "2", "II", "2." or nothing behind a section's word.
bool isCount(std::string_view text) {
    while (!text.empty() && (text.back() == '.' || text.back() == ':')) text.remove_suffix(1);
    return text.size() <= 4 && (text.find_first_not_of("0123456789") == text.npos ||
                                text.find_first_not_of("ivxIVX") == text.npos);
}

}  // namespace

std::string sectionName(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (!isSpace(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
        if (out.size() > 2 * kLongest) break;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    if (out.size() <= kLongest) return out;
    std::size_t end = kLongest;
    // Not inside a character: bytes that go on begin with the bits 10.
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
    out.resize(end);
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::optional<std::string> sectionOfWords(std::string_view text) {
    static constexpr std::array kWords = {
        "intro",  "introduction", "verse",    "strophe",    "couplet",   "stanza",
        "chorus", "refrain",      "bridge",   "pre-chorus", "prechorus", "interlude",
        "outro",  "ritornello",   "vorspiel", "nachspiel",  "estribillo"};
    std::string name = sectionName(text);
    if (!name.empty() && (name.front() == '[' || name.front() == '(')) name.erase(0, 1);
    while (!name.empty() &&
           (name.back() == ']' || name.back() == ')' || name.back() == ':' || name.back() == '.'))
        name.pop_back();
    const std::size_t blank = name.find(' ');
    std::string word = name.substr(0, blank);
    std::transform(word.begin(), word.end(), word.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (std::find(kWords.begin(), kWords.end(), word) == kWords.end()) return std::nullopt;
    if (blank != std::string::npos && !isCount(std::string_view(name).substr(blank + 1)))
        return std::nullopt;
    return name;
}

}  // namespace arioso
