#include "src/score/abc_file.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "src/score/abc_include.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr std::size_t kSniffed = 65536;
constexpr std::size_t kMostTunes = 100'000;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isReference(std::string_view line) {
    if (line.substr(0, 2) != "X:") return false;
    line = trimmed(line.substr(2));
    return !line.empty() && isDigit(line.front());
}

int referenceOf(std::string_view line) {
    const std::string digits(trimmed(line.substr(2)).substr(0, 9));
    return static_cast<int>(std::strtol(digits.c_str(), nullptr, 10));
}

/// A comment begins at % that no backslash guards.
std::string_view withoutComment(std::string_view line) {
    if (line.substr(0, 2) == "%%") return line;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '%' && (i == 0 || line[i - 1] != '\\')) return line.substr(0, i);
    }
    return line;
}

struct Mnemonic {
    std::string_view name;
    std::string_view text;
};

constexpr std::array kLigatures = {Mnemonic{"AE", "Æ"}, Mnemonic{"ae", "æ"}, Mnemonic{"OE", "Œ"},
                                   Mnemonic{"oe", "œ"}, Mnemonic{"ss", "ß"}, Mnemonic{"DH", "Ð"},
                                   Mnemonic{"dh", "ð"}, Mnemonic{"TH", "Þ"}, Mnemonic{"th", "þ"},
                                   Mnemonic{"AA", "Å"}, Mnemonic{"aa", "å"}, Mnemonic{"/O", "Ø"},
                                   Mnemonic{"/o", "ø"}};

constexpr std::array kEntities = {
    Mnemonic{"amp", "&"},    Mnemonic{"lt", "<"},     Mnemonic{"gt", ">"},
    Mnemonic{"quot", "\""},  Mnemonic{"nbsp", " "},   Mnemonic{"aelig", "æ"},
    Mnemonic{"AElig", "Æ"},  Mnemonic{"oelig", "œ"},  Mnemonic{"szlig", "ß"},
    Mnemonic{"oslash", "ø"}, Mnemonic{"Oslash", "Ø"}, Mnemonic{"aring", "å"},
    Mnemonic{"Aring", "Å"},  Mnemonic{"copy", "©"},   Mnemonic{"iexcl", "¡"},
    Mnemonic{"iquest", "¿"}, Mnemonic{"ccedil", "ç"}, Mnemonic{"Ccedil", "Ç"}};

/// Combining mark of an accent's sign ("'" for é) or its HTML name ("acute"); 0 if it is none.
char16_t markOfSign(char sign) {
    switch (sign) {
        case '`':
            return 0x300;
        case '\'':
            return 0x301;
        case '^':
            return 0x302;
        case '~':
            return 0x303;
        case '=':
            return 0x304;
        case 'u':
            return 0x306;
        case '.':
            return 0x307;
        case '"':
            return 0x308;
        case 'H':
            return 0x30B;
        case 'v':
            return 0x30C;
        case 'c':
            return 0x327;
        case ';':
            return 0x328;
        default:
            return 0;
    }
}

char16_t markOfName(std::string_view name) {
    if (name == "grave") return 0x300;
    if (name == "acute") return 0x301;
    if (name == "circ") return 0x302;
    if (name == "tilde") return 0x303;
    if (name == "uml") return 0x308;
    if (name == "caron") return 0x30C;
    return 0;
}

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string accented(char letter, char16_t mark) {
    const icu::UnicodeString pair = icu::UnicodeString(static_cast<UChar32>(letter)).append(mark);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* composer = icu::Normalizer2::getNFCInstance(status);
    std::string out;
    (U_FAILURE(status) != 0 ? pair : composer->normalize(pair, status)).toUTF8String(out);
    return out;
}

/// Letter of "\u00e9", as UTF-8; empty if the digits are none.
std::string codePoint(std::string_view digits) {
    char* end = nullptr;
    const std::string copy(digits);
    const long value = std::strtol(copy.c_str(), &end, 16);
    if (digits.empty() || *end != '\0' || value < 32 || value > 0x10FFFF) return {};
    std::string out;
    icu::UnicodeString(static_cast<UChar32>(value)).toUTF8String(out);
    return out;
}

/// What the mnemonic at the start of `text` (behind its backslash) stands for and how long it is.
std::pair<std::string, std::size_t> backslashed(std::string_view text) {
    if (text.empty()) return {"", 0};
    if (text[0] == 'u' && text.size() >= 5) {
        if (std::string letter = codePoint(text.substr(1, 4)); !letter.empty()) return {letter, 5};
    }
    if (text[0] == 'U' && text.size() >= 9) {
        if (std::string letter = codePoint(text.substr(1, 8)); !letter.empty()) return {letter, 9};
    }
    for (const Mnemonic& one : kLigatures) {
        if (text.substr(0, 2) == one.name) return {std::string(one.text), 2};
    }
    const char16_t mark = markOfSign(text[0]);
    if (mark != 0 && text.size() > 1 && isLetter(text[1])) return {accented(text[1], mark), 2};
    if (text[0] == '%' || text[0] == '&' || text[0] == '\\') return {std::string(1, text[0]), 1};
    return {"", 0};
}

/// The same for an entity behind its "&".
std::pair<std::string, std::size_t> entity(std::string_view text) {
    const std::size_t end = text.substr(0, 10).find(';');
    if (end == std::string_view::npos || end == 0) return {"", 0};
    const std::string_view name = text.substr(0, end);
    for (const Mnemonic& one : kEntities) {
        if (name == one.name) return {std::string(one.text), end + 1};
    }
    if (const char16_t mark = markOfName(name.substr(1)); mark != 0 && isLetter(name[0])) {
        return {accented(name[0], mark), end + 1};
    }
    return {"", 0};
}

/// Lines between "%%begintext" and "%%endtext" are for the page.
bool beginsBlock(std::string_view line) {
    return line.substr(0, 7) == "%%begin";
}
bool endsBlock(std::string_view line) {
    return line.substr(0, 5) == "%%end";
}

}  // namespace

std::vector<std::string_view> abcLinesOf(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of("\r\n");
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        const bool pair = text.substr(end, 2) == "\r\n";
        text.remove_prefix(end + (pair ? 2 : 1));
    }
    return out;
}

bool looksLikeAbc(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte b : bytes.first(std::min(bytes.size(), kSniffed))) {
        text.push_back(static_cast<char>(std::to_integer<unsigned char>(b)));
    }
    std::string_view rest = text;
    if (rest.substr(0, 3) == "\xEF\xBB\xBF") rest.remove_prefix(3);
    if (rest.substr(0, 4) == "%abc") return true;
    if (rest.find('\0') != std::string_view::npos) return false;
    bool reference = false;
    bool key = false;
    for (const std::string_view line : abcLinesOf(rest)) {
        reference = reference || isReference(line);
        key = key || line.substr(0, 2) == "K:";
    }
    return reference && (key || text.size() >= kSniffed);
}

char abcFieldOf(std::string_view line, bool music) {
    if (line.substr(0, 2) == "%%") return '%';
    if (line.size() < 2 || line[1] != ':') return '\0';
    const char letter = line[0];
    if (letter == '+') return letter;
    if (!isLetter(letter)) return '\0';
    // "c:|" and "A::B" are music.
    const bool note = (letter >= 'A' && letter <= 'G') || (letter >= 'a' && letter <= 'g');
    const char after = line.size() > 2 ? line[2] : ' ';
    if (music && note && (letter >= 'a' || after == '|' || after == ':')) return '\0';
    return letter;
}

std::vector<AbcTune> splitAbc(std::string_view text, const AbcIncluder& include) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    std::vector<AbcLine> header;
    std::vector<AbcTune> tunes;
    bool inside = false;
    bool block = false;
    bool inHeader = true;
    std::size_t number = 0;
    const std::vector<std::string_view> lines = abcLinesOf(text);
    const bool referenced = std::any_of(lines.begin(), lines.end(), isReference);
    const auto take = [&](std::string_view raw) {
        block = (block || beginsBlock(raw)) && !endsBlock(raw);
        if (block || endsBlock(raw)) return;
        const bool isEmpty = trimmed(raw).empty();
        const std::string_view line = withoutComment(raw);
        // Files of a single tune come without X:; the first field begins it.
        const bool begins = referenced ? isReference(line)
                                       : tunes.empty() && abcFieldOf(line, false) != '\0' &&
                                             abcFieldOf(line, false) != '%';
        if (begins && tunes.size() < kMostTunes) {
            tunes.push_back({referenced ? referenceOf(line) : 0, header});
            inside = true;
            inHeader = false;
            if (referenced) return;
        }
        if (isEmpty) {
            inside = false;
            inHeader = false;
        } else if (inside && !line.empty()) {
            tunes.back().lines.push_back({number, std::string(line)});
        } else if (inHeader && abcFieldOf(line, false) != '\0' && header.size() < 1000) {
            header.push_back({number, std::string(line)});
        }
    };
    for (const std::string_view raw : lines) {
        ++number;
        const std::string_view file = abcIncludeOf(withoutComment(raw));
        if (file.empty() || block || !(inside || inHeader)) {
            take(raw);
            continue;
        }
        for (const std::string& line : include(file)) take(line);
    }
    return tunes;
}

std::string abcText(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        std::pair<std::string, std::size_t> found;
        if (text[i] == '\\') found = backslashed(text.substr(i + 1));
        if (text[i] == '&') found = entity(text.substr(i + 1));
        if (found.second > 0) {
            out += found.first;
            i += 1 + found.second;
        } else {
            out += text[i++];
        }
    }
    return out;
}

}  // namespace arioso
