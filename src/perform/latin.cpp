#include "src/perform/latin.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <string_view>
#include <utility>

namespace arioso {
namespace {

struct Letter {
    char letter = 0;
    bool apart = false;  ///< a diaeresis: no part of a diphthong
};

/// Small letters without accents, ae and oe for their ligatures; nothing for other signs.
std::optional<std::vector<Letter>> lettersOf(const std::string& word) {
    auto text = icu::UnicodeString::fromUTF8(word);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
    if (U_SUCCESS(status) != 0) text = decompose->normalize(text, status);
    text.toLower();
    std::vector<Letter> out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        constexpr UChar32 kDiaeresis = 0x308;
        if (c >= 'a' && c <= 'z') {
            out.push_back({static_cast<char>(c), false});
        } else if (c == 0xE6 || c == 0x153) {
            out.push_back({c == 0xE6 ? 'a' : 'o', false});
            out.push_back({'e', false});
        } else if (c == kDiaeresis && !out.empty()) {
            out.back().apart = true;
        } else if (u_charType(c) != U_NON_SPACING_MARK && c != '\'') {
            return std::nullopt;
        }
    }
    return out;
}

bool isVowelLetter(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

class Reader {
  public:
    explicit Reader(std::vector<Letter> letters) : letters_(std::move(letters)) {
        for (const Letter& one : letters_) plain_ += one.letter;
    }

    std::vector<Phone> read() {
        while (at_ < letters_.size()) {
            if (isVowelLetter(here())) {
                vowel();
            } else {
                consonant();
            }
        }
        return std::move(out_);
    }

  private:
    [[nodiscard]] char here() const { return plain_[at_]; }
    [[nodiscard]] char next(std::size_t by = 1) const {
        return at_ + by < plain_.size() ? plain_[at_ + by] : '\0';
    }
    [[nodiscard]] char before() const { return at_ > 0 ? plain_[at_ - 1] : '\0'; }
    [[nodiscard]] bool is(std::string_view text) const {
        return std::string_view(plain_).substr(at_, text.size()) == text;
    }
    /// Whether c and g are soft before the letter at a place.
    [[nodiscard]] bool softAt(std::size_t place) const {
        if (place >= plain_.size()) return false;
        const char c = plain_[place];
        return c == 'e' || c == 'i' || c == 'y' || diphthongAt(place);
    }
    /// "ae" or "oe" that is one sound; "Israel", "aer" and "poeta" have two.
    [[nodiscard]] bool diphthongAt(std::size_t place) const {
        const std::string_view rest = std::string_view(plain_).substr(place);
        if (!rest.starts_with("ae") && !rest.starts_with("oe")) return false;
        if (letters_[place + 1].apart) return false;
        const bool name = rest == "ael" || rest == "aelis" || rest == "aeli" || rest == "oel";
        const bool air = place == 0 && rest.starts_with("aer");
        const bool poet = place > 0 && plain_[place - 1] == 'p' && rest.starts_with("oe");
        return !name && !air && !(poet && !rest.starts_with("oen"));
    }

    void add(const char* symbol) { out_.push_back({symbol, false, false}); }
    void sing(const char* symbol, bool nucleus = true) { out_.push_back({symbol, true, nucleus}); }

    void vowel() {
        if (diphthongAt(at_)) {
            sing("ɛ");
            at_ += 2;
            return;
        }
        if (here() == 'a' && next() == 'u' && !letters_[at_ + 1].apart) {
            sing("a");
            sing("ʊ", false);
            at_ += 2;
            return;
        }
        if (here() == 'i' && consonantI()) {
            add("j");
            ++at_;
            return;
        }
        static constexpr std::array<std::pair<char, const char*>, 6> kVowels{
            {{'a', "a"}, {'e', "ɛ"}, {'i', "i"}, {'o', "ɔ"}, {'u', "u"}, {'y', "i"}}};
        for (const auto& [letter, symbol] : kVowels) {
            if (letter == here()) sing(symbol);
        }
        ++at_;
    }

    /// "Iesus", "eius": an i that begins a syllable.
    [[nodiscard]] bool consonantI() const {
        if (letters_[at_].apart || !isVowelLetter(next()) || next() == 'i') return false;
        if (at_ == 0) return true;
        const bool afterVowel =
            isVowelLetter(before()) && !(before() == 'u' && at_ > 1 && plain_[at_ - 2] == 'q');
        return afterVowel;
    }

    void consonant() {
        const char c = here();
        switch (c) {
            case 'c':
                return readC();
            case 'g':
                return readG();
            case 's':
                if (next() == 'c' && softAt(at_ + 2)) return take("ʃ", 2);
                return take("s", 1);
            case 't':
                if (next() == 'h') return take("t", 2);
                // "gratia", but "hostia", "mixtio".
                if (next() == 'i' && isVowelLetter(next(2)) && at_ > 0 && before() != 's' &&
                    before() != 'x' && before() != 't') {
                    return take("ts", 1);
                }
                return take("t", 1);
            case 'p':
                return next() == 'h' ? take("f", 2) : take("p", 1);
            case 'r':
                return take("r", next() == 'h' ? 2 : 1);
            case 'q':
                if (next() != 'u') return take("k", 1);
                add("k");
                return take("w", 2);
            case 'x':
                return readX();
            case 'h':
                // Two words keep an old k.
                if (plain_ == "mihi" || plain_ == "nihil") add("k");
                ++at_;
                return;
            case 'n':
                return take(hardVelar() ? "ŋ" : "n", 1);
            default:
                break;
        }
        static constexpr std::array<std::pair<char, const char*>, 10> kPlain{{{'b', "b"},
                                                                              {'d', "d"},
                                                                              {'f', "f"},
                                                                              {'j', "j"},
                                                                              {'k', "k"},
                                                                              {'l', "l"},
                                                                              {'m', "m"},
                                                                              {'v', "v"},
                                                                              {'w', "v"},
                                                                              {'z', "dz"}}};
        for (const auto& [letter, symbol] : kPlain) {
            if (letter == c) add(symbol);
        }
        ++at_;
    }

    void take(const char* symbol, std::size_t letters) {
        add(symbol);
        at_ += letters;
    }

    [[nodiscard]] bool hardVelar() const {
        if (next() == 'q') return true;
        return (next() == 'c' || next() == 'g') && !softAt(at_ + 2) && next(2) != '\0';
    }

    void readC() {
        if (next() == 'h') return take("k", 2);
        if (next() == 'c' && softAt(at_ + 2)) {
            add("t");
            return take("tʃ", 2);
        }
        take(softAt(at_ + 1) ? "tʃ" : "k", 1);
    }

    void readG() {
        if (next() == 'n') return take("ɲ", 2);
        if (softAt(at_ + 1)) return take("dʒ", 1);
        add("ɡ");
        ++at_;
        // "sanguis", "lingua".
        if (at_ < plain_.size() && here() == 'u' && isVowelLetter(next()) && at_ > 1 &&
            plain_[at_ - 2] == 'n') {
            take("w", 1);
        }
    }

    void readX() {
        add("k");
        // "excelsis" is sung "ekshelsis".
        if (next() == 'c' && softAt(at_ + 2)) return take("ʃ", 2);
        if (at_ == 1 && plain_[0] == 'e' && (isVowelLetter(next()) || next() == 'h')) {
            out_.back().symbol = "ɡ";
            return take("z", 1);
        }
        take("s", 1);
    }

    std::vector<Letter> letters_;
    std::string plain_;
    std::vector<Phone> out_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<Phone>> latinPhones(const std::string& word) {
    auto letters = lettersOf(word);
    if (!letters || letters->empty()) return std::nullopt;
    return Reader(std::move(*letters)).read();
}

}  // namespace arioso
