#include "src/perform/syllable_phones.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "src/lyrics/vowels.h"

namespace arioso {
namespace {

bool isOneOf(const std::string& symbol, std::initializer_list<std::string_view> set) {
    return std::find(set.begin(), set.end(), symbol) != set.end();
}

/// Whether two consonants can begin a syllable together.
bool beginsTogether(const std::string& first, const std::string& second) {
    const bool liquid = isOneOf(second, {"l", "ɹ", "r", "ɾ", "ʁ", "j", "w"});
    if (isOneOf(first, {"p", "b", "k", "ɡ", "f", "t", "d", "θ", "ʃ", "v"}) && liquid) {
        return !(second == "l" && isOneOf(first, {"t", "d", "θ"}));
    }
    if (isOneOf(first, {"s", "ʃ"})) {
        return isOneOf(second, {"p", "t", "k", "m", "n", "l", "w", "f", "v", "ɹ", "ɾ", "ʁ"});
    }
    return isOneOf(first, {"m", "n", "h", "l"}) && second == "j";
}

/// First sound of the syllable whose vowel is at `nucleus`, not before `from`.
std::size_t onsetOf(const std::vector<Phone>& word, std::size_t from, std::size_t nucleus) {
    std::size_t start = nucleus;
    if (start > from && !word[start - 1].vowel && word[start - 1].symbol != "ŋ") --start;
    while (start > from && start < nucleus && !word[start - 1].vowel &&
           beginsTogether(word[start - 1].symbol, word[start].symbol)) {
        --start;
    }
    return start;
}

/// A word of consonants ("hm", "shh") sings the most sonorous one.
std::size_t mostSonorous(const std::vector<Phone>& word) {
    const auto rank = [](const Phone& phone) {
        if (phone.vowel) return 5;
        if (isOneOf(phone.symbol, {"l", "ɹ", "r", "ɾ", "ʁ", "j", "w"})) return 4;
        if (isOneOf(phone.symbol, {"m", "n", "ŋ", "ɲ"})) return 3;
        if (isOneOf(phone.symbol, {"v", "z", "ʒ", "ð"})) return 2;
        return isOneOf(phone.symbol, {"s", "ʃ", "f", "h", "x", "ç"}) ? 1 : 0;
    };
    const auto best =
        std::max_element(word.begin(), word.end(),
                         [&](const Phone& a, const Phone& b) { return rank(a) < rank(b); });
    return static_cast<std::size_t>(best - word.begin());
}

/// How many vowel sounds each of `count` written syllables gets of `nuclei` ones (at least as
/// many).
std::vector<std::size_t> shares(const std::vector<std::string>& written, std::size_t nuclei) {
    const std::size_t count = written.size();
    std::vector<std::size_t> out(count, 1);
    std::vector<std::size_t> letters(count);
    for (std::size_t i = 0; i < count; ++i) {
        letters[i] = static_cast<std::size_t>(std::max(1, vowelGroups(written[i])));
    }
    if (std::accumulate(letters.begin(), letters.end(), std::size_t{0}) == nuclei) return letters;
    // Else the longest spellings take what is over.
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return written[a].size() > written[b].size();
    });
    for (std::size_t extra = 0; extra + count < nuclei; ++extra) ++out[order[extra % count]];
    return out;
}

/// "-e", "-es", "-ent", punctuation aside.
bool endsInMuteE(const std::string& syllable) {
    std::string letters;
    for (const char c : syllable) {
        if (c >= 'a' && c <= 'z') letters += c;
    }
    const auto ends = [&letters](std::string_view with) {
        return letters.size() >= with.size() &&
               std::string_view(letters).substr(letters.size() - with.size()) == with;
    };
    return ends("e") || ends("es") || ends("ent");
}

std::vector<Phone>::iterator closingConsonants(std::vector<Phone>& tail) {
    auto first = tail.end();
    while (first != tail.begin() && !std::prev(first)->vowel) --first;
    return first;
}

SyllablePhones cut(const std::vector<Phone>& word, std::size_t first, std::size_t nucleus,
                   std::size_t last) {
    const auto at = [&word](std::size_t i) {
        return word.begin() + static_cast<std::ptrdiff_t>(i);
    };
    SyllablePhones out;
    out.onset.assign(at(first), at(nucleus));
    out.nucleus.assign(at(nucleus), at(nucleus + 1));
    out.tail.assign(at(nucleus + 1), at(last));
    return out;
}

}  // namespace

std::vector<SyllablePhones> syllablePhones(const std::vector<Phone>& word,
                                           const std::vector<std::string>& written, bool muteE) {
    std::vector<SyllablePhones> out(written.size());
    if (word.empty() || written.empty()) return out;
    std::vector<std::size_t> nuclei;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (word[i].nucleus) nuclei.push_back(i);
    }
    if (nuclei.empty()) nuclei.push_back(mostSonorous(word));
    const std::size_t sounding = std::min(written.size(), nuclei.size());
    const std::vector<std::size_t> share = shares(
        {written.begin(), written.begin() + static_cast<std::ptrdiff_t>(sounding)}, nuclei.size());
    std::size_t start = 0;
    std::size_t sound = 0;
    for (std::size_t i = 0; i < sounding; ++i) {
        const std::size_t nucleus = nuclei[sound];
        const std::size_t lastVowel = nuclei[sound + share[i] - 1];
        sound += share[i];
        std::size_t end = word.size();
        if (i + 1 < sounding) end = onsetOf(word, lastVowel + 1, nuclei[sound]);
        out[i] = cut(word, start, nucleus, end);
        start = end;
    }
    // Written syllables beyond the spoken ones carry the vowel on; what closes the word goes last.
    for (std::size_t i = sounding; i < written.size(); ++i) {
        SyllablePhones& before = out[i - 1];
        if (muteE && i + 1 == written.size() && endsInMuteE(written[i])) {
            const auto close = closingConsonants(before.tail);
            out[i].onset.assign(close, before.tail.end());
            out[i].nucleus = {{"ə", true, true}};
            before.tail.erase(close, before.tail.end());
            continue;
        }
        out[i].nucleus = before.nucleus;
        if (!before.tail.empty() && before.tail.front().vowel) {
            out[i].nucleus = {before.tail.front()};
            before.tail.erase(before.tail.begin());
        }
        out[i].tail = std::move(before.tail);
        before.tail.clear();
    }
    return out;
}

}  // namespace arioso
