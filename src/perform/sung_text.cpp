#include "src/perform/sung_text.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <utility>

#include "src/perform/phoneme_names.h"
#include "src/perform/syllable_phones.h"

namespace arioso {
namespace {

constexpr std::string_view kElision = "\u203f";
constexpr std::size_t kLongestTag = 40;  // bytes, braces included

bool isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// "de", "pt-BR", "zh-Hant-TW".
bool isLanguageTag(std::string_view text) {
    std::size_t length = 0;
    bool first = true;
    for (const char c : text) {
        if (c == '-') {
            if (length < 2) return false;
            length = 0;
            first = false;
        } else if (!isAlphanumeric(c) || (first && c >= '0' && c <= '9') ||
                   ++length > (first ? 3U : 8U)) {
            return false;
        }
    }
    return length >= 2;
}

}  // namespace

bool isOnlyPunctuation(std::string_view text) {
    const auto string = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    for (std::int32_t i = 0; i < string.length(); i = string.moveIndex32(i, 1)) {
        const UChar32 c = string.char32At(i);
        if (u_ispunct(c) == 0 && u_isUWhiteSpace(c) == 0) return false;
    }
    return true;
}

std::size_t bracketEnd(std::string_view text, std::size_t at) {
    const std::size_t close = text.find_first_of("[]", at + 1);
    if (close == std::string_view::npos || text[close] == '[') return std::string_view::npos;
    return close + 1;
}

bool spellsPhones(std::string_view inside) {
    const SpelledPhones spelled = spelledPhones(inside);
    return !spelled.symbols.empty() && spelled.unknown.size() * 2 <= spelled.symbols.size();
}

SungText sungText(std::string_view text) {
    SungText out;
    if (text.starts_with('{')) {
        const std::size_t close = text.substr(0, kLongestTag).find('}');
        const bool closed = close != std::string_view::npos;
        if (closed && (close == 1 || isLanguageTag(text.substr(1, close - 1)))) {
            out.language = std::string(text.substr(1, close - 1));
            text.remove_prefix(close + 1);
            while (text.starts_with(' ')) text.remove_prefix(1);
        }
    }
    const std::size_t open = text.find('[');
    if (open != std::string_view::npos) {
        const std::size_t end = bracketEnd(text, open);
        const bool last = end != std::string_view::npos && isOnlyPunctuation(text.substr(end));
        const std::string_view before = text.substr(0, open);
        const std::string_view inside = last ? text.substr(open + 1, end - open - 2) : text;
        if (last && (isOnlyPunctuation(before) ? spellsPhones(inside) : !inside.empty())) {
            out.word = std::string(before) + std::string(text.substr(end));
            out.phones = std::string(inside);
            return out;
        }
    }
    out.word = std::string(text);
    return out;
}

std::vector<std::string> sungFragments(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    const auto flush = [&] {
        // A mark that stands alone belongs to the word after it.
        const bool mark = word.starts_with('{') && sungText(word).word.empty();
        if (!word.empty() && !mark) out.push_back(std::exchange(word, {}));
    };
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = text[i] == '[' ? bracketEnd(text, i) : std::string_view::npos;
        if (end != std::string_view::npos &&
            (!word.empty() || spellsPhones(text.substr(i + 1, end - i - 2)))) {
            word += text.substr(i, end - i);
            i = end;
        } else if (text[i] == ' ') {
            flush();
            ++i;
        } else if (text.substr(i).starts_with(kElision)) {
            flush();
            i += kElision.size();
        } else {
            word += text[i++];
        }
    }
    if (!word.empty() || out.empty()) out.push_back(word);
    return out;
}

std::string shownSyllable(std::string_view text) {
    if (text.find_first_of("[{") == std::string_view::npos) return std::string(text);
    std::string out;
    std::size_t at = 0;
    for (const std::string& fragment : sungFragments(text)) {
        const SungText parsed = sungText(fragment);
        if (at++ > 0) out += text.find(kElision) != std::string_view::npos ? kElision : " ";
        out += isOnlyPunctuation(parsed.word) && parsed.phones
                   ? parsed.word + "[" + *parsed.phones + "]"
                   : parsed.word;
    }
    return out;
}

std::vector<std::string> withPhones(const std::vector<std::string>& pieces,
                                    std::string_view phones) {
    const SpelledPhones spelled = spelledPhones(phones);
    std::vector<std::string> written = pieces;
    if (written.size() == 1 && written[0].empty()) {
        const auto nuclei = std::count_if(spelled.phones.begin(), spelled.phones.end(),
                                          [](const Phone& phone) { return phone.nucleus; });
        written.resize(static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, nuclei)));
    }
    std::vector<std::string> out = written;
    std::vector<std::string> own(written.size());
    if (spelled.unknown.empty()) {
        const auto syllables = syllablePhones(spelled.phones, written);
        std::size_t next = 0;
        for (std::size_t i = 0; i < syllables.size(); ++i) {
            std::size_t left =
                syllables[i].onset.size() + syllables[i].nucleus.size() + syllables[i].tail.size();
            while (next < spelled.symbols.size() && (left > 0 || i + 1 == syllables.size())) {
                const auto count = static_cast<std::size_t>(spelled.counts[next]);
                // A diphthong that two syllables share stays with the first.
                left -= std::min(left, count);
                own[i] += (own[i].empty() ? "" : " ") + spelled.symbols[next++];
            }
        }
    } else {
        own.back() = std::string(phones);
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (!own[i].empty()) out[i] += "[" + own[i] + "]";
    }
    return out;
}

}  // namespace arioso
