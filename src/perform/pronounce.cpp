#include "src/perform/pronounce.h"

#include <espeak-ng/speak_lib.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "src/perform/japanese.h"
#include "src/perform/latin.h"
#include "src/perform/phoneme_names.h"
#include "src/perform/read_aloud.h"
#include "src/perform/user_dictionary.h"
#include "src/perform/verse_forms.h"

namespace arioso {
namespace {

/// The one espeak-ng of the process.
class Espeak {
  public:
    static Espeak& instance() {
        static Espeak espeak;
        return espeak;
    }

    /// Whether the library has a voice of this name.
    bool has(const std::string& voice) {
        const std::lock_guard lock(mutex_);
        return ready_ && select(voice);
    }

    std::string ipa(const std::string& voice, const std::string& text) {
        const std::lock_guard lock(mutex_);
        if (!ready_ || !select(voice)) return {};
        std::string out;
        const void* rest = text.c_str();
        while (rest != nullptr) {
            const char* clause = espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, kMode);
            if (clause == nullptr) break;
            if (!out.empty()) out += ' ';
            out += clause;
        }
        // The German vowel of "durch" and "Sturm" has no IPA in the library's tables.
        for (std::size_t at = out.find("??"); at != std::string::npos; at = out.find("??", at))
            out.replace(at, 2, "ʊ_ɾ");
        return out;
    }

  private:
    /// IPA with underscores between the phonemes.
    static constexpr int kMode = 0x02 | (static_cast<int>('_') << 8);

    Espeak() {
        // The library sets the process's character type locale; the program's own stays.
        const char* before = std::setlocale(LC_CTYPE, nullptr);
        const std::string locale = before != nullptr ? before : "C";
        ready_ =
            espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT) > 0;
        std::setlocale(LC_CTYPE, locale.c_str());
    }

    bool select(const std::string& voice) {
        if (voice == selected_) return true;
        if (espeak_SetVoiceByName(voice.c_str()) != EE_OK) {
            // A failed choice leaves the library between voices.
            selected_.clear();
            return false;
        }
        selected_ = voice;
        return true;
    }

    std::mutex mutex_;
    bool ready_ = false;
    std::string selected_;
};

constexpr const char* kMandarin = "cmn-latn-pinyin";
constexpr const char* kLatin = "la";

std::string voiceFor(const std::string& language) {
    std::string wanted = language;
    std::replace(wanted.begin(), wanted.end(), '_', '-');
    for (char& c : wanted) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (isJapanese(wanted)) return "ja";
    if (wanted.empty() || wanted == "en") wanted = "en-us";
    std::string primary = wanted.substr(0, wanted.find('-'));
    // The voice for characters reads the tones of its own pinyin as English numbers.
    if (primary == "zh" || primary == "cmn") {
        const bool cantonese = wanted == "zh-hk" || wanted == "zh-yue";
        wanted = primary = cantonese ? "yue" : kMandarin;
    }
    for (const std::string& name : {wanted, primary}) {
        if (Espeak::instance().has(name)) return name;
    }
    return {};
}

/// Characters as pinyin with tones, by ICU's tables; a syllable each.
void toPinyin(icu::UnicodeString& text) {
    static std::mutex mutex;
    static UErrorCode status = U_ZERO_ERROR;
    static const std::unique_ptr<icu::Transliterator> converter(
        icu::Transliterator::createInstance("Han-Latin", UTRANS_FORWARD, status));
    const std::lock_guard lock(mutex);
    if (converter) converter->transliterate(text);
}

/// Kanji: their reading hangs on the word, and espeak-ng would say "Chinese letter".
void withoutHan(icu::UnicodeString& text) {
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        UErrorCode status = U_ZERO_ERROR;
        const UChar32 c = text.char32At(i);
        if (uscript_getScript(c, &status) != USCRIPT_HAN) out.append(c);
    }
    text = out;
}

/// Whether a voice reads the letters of a text, rather than telling the names of letters foreign to
/// it. Those of East Asia read Latin letters and each other's characters in ways of their own.
bool reads(const std::string& voice, const icu::UnicodeString& text) {
    if (voice == kMandarin || voice == "ja" || voice == "yue" || voice == "ko") return true;
    UErrorCode status = U_ZERO_ERROR;
    std::array<UScriptCode, 8> scripts{};
    const int count = uscript_getCode(voice.c_str(), scripts.data(),
                                      static_cast<std::int32_t>(scripts.size()), &status);
    const auto known = std::span(scripts).first(
        U_SUCCESS(status) != 0 ? static_cast<std::size_t>(std::max(0, count)) : 0U);
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        if (u_isalpha(text.char32At(i)) == 0) continue;
        status = U_ZERO_ERROR;
        const UScriptCode script = uscript_getScript(text.char32At(i), &status);
        if (script != USCRIPT_LATIN && script != USCRIPT_COMMON && script != USCRIPT_INHERITED &&
            std::find(known.begin(), known.end(), script) == known.end()) {
            return false;
        }
    }
    return true;
}

/// Letters, digits, signs with a name and apostrophes inside a word; all else would be read as
/// punctuation. Empty where the voice cannot read it.
std::string spoken(const std::string& word, const std::string& voice) {
    icu::UnicodeString out;
    auto text = icu::UnicodeString::fromUTF8(word);
    if (voice == kMandarin) toPinyin(text);
    if (voice == "ja") withoutHan(text);
    if (!reads(voice, text)) return {};
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        const bool apostrophe = c == '\'' || c == 0x2019;
        const bool betweenWords = c == ' ' && !out.isEmpty();
        if (u_isalnum(c) != 0 || u_charType(c) == U_NON_SPACING_MARK || betweenWords ||
            isSpokenSign(static_cast<char32_t>(c))) {
            out.append(c);
        } else if (apostrophe && !out.isEmpty()) {
            out.append(static_cast<UChar32>('\''));
        } else if ((c == '-' || c == 0x2010) && !out.isEmpty()) {
            out.append(static_cast<UChar32>(' '));
        }
    }
    std::string utf8;
    out.trim().toUTF8String(utf8);
    return utf8;
}

/// A word as `spoken` gives it, with the apostrophe that it begins with: "'ne".
std::string withApostrophes(const std::string& clean, const std::string& word) {
    constexpr std::string_view kTypographic = "\u2019";
    const bool leads = word.starts_with('\'') || word.starts_with(kTypographic);
    const bool trails = word.ends_with('\'') || word.ends_with(kTypographic);
    std::string out = clean;
    if (leads && !clean.empty() && !trails) out.insert(0, 1, '\'');
    return out;
}

constexpr std::string_view kMainStress = "\u02c8";
constexpr std::string_view kSideStress = "\u02cc";

/// Stresses of one spoken word; each mark stands before the vowel that it is for.
std::vector<float> stressesOf(std::string_view ipa) {
    std::vector<float> out;
    float next = 0.0F;
    while (!ipa.empty()) {
        const std::size_t mark = std::min(ipa.find(kMainStress), ipa.find(kSideStress));
        int nuclei = 0;
        for (const auto& word : parseIpa(ipa.substr(0, mark))) {
            nuclei += static_cast<int>(std::count_if(
                word.begin(), word.end(), [](const Phone& phone) { return phone.nucleus; }));
        }
        for (int i = 0; i < nuclei; ++i) out.push_back(std::exchange(next, 0.0F));
        if (mark == std::string_view::npos) break;
        next = ipa.substr(mark).starts_with(kMainStress) ? 1.0F : 0.5F;
        ipa.remove_prefix(mark + kMainStress.size());
    }
    return out;
}

}  // namespace

Pronouncer::Pronouncer(const std::string& language)
    : language_(language), voice_(voiceFor(language)) {
    if (!voice_.empty()) return;
    voice_ = voiceFor("en");
    problem_ = voice_.empty()
                   ? "no pronunciation data of espeak-ng found: the words are sung without phonemes"
                   : fmt::format(
                         "espeak-ng has no voice for language \"{}\": its words are "
                         "pronounced as English",
                         language);
}

void Pronouncer::pronounce(const std::vector<std::string>& words, std::size_t first,
                           std::size_t last, std::vector<std::vector<Phone>>& out) const {
    std::string text;
    std::size_t count = 0;
    for (std::size_t i = first; i < last; ++i) {
        if (words[i].empty()) continue;
        if (count++ > 0) text += ' ';
        text += words[i];
    }
    if (count == 0) return;
    std::vector<std::vector<Phone>> found = parseIpa(Espeak::instance().ipa(voice_, text));
    if (found.size() == count || count == 1) {
        std::size_t next = 0;
        for (std::size_t i = first; i < last; ++i) {
            if (words[i].empty()) continue;
            if (count > 1) {
                out[i] = std::move(found[next++]);
                continue;
            }
            // A number may be several words; the article alone would be read as a letter's name.
            for (auto& part : found) out[i].insert(out[i].end(), part.begin(), part.end());
            if ((words[i] == "a" || words[i] == "A") && voice_.starts_with("en")) {
                out[i] = {{"ə", true, true}};
            }
        }
        return;
    }
    // Words that are run together ("of the") are looked for in ever shorter phrases.
    const std::size_t middle = first + (last - first) / 2;
    pronounce(words, first, middle, out);
    pronounce(words, middle, last, out);
}

std::vector<std::vector<Phone>> Pronouncer::phrase(const std::vector<std::string>& words) const {
    std::vector<std::vector<Phone>> out(words.size());
    if (!speaks()) return out;
    std::vector<std::string> clean;
    std::vector<VerseForm> forms;
    clean.reserve(words.size());
    for (const std::string& word : writtenOut(words, language_)) {
        forms.push_back(verseForm(withApostrophes(spoken(word, voice_), word), language_));
        clean.push_back(spoken(forms.back().spoken, voice_));
    }
    constexpr std::size_t kMostWords = 8;
    if (japanese()) out = japaneseWords(words);
    for (std::size_t first = 0; first < clean.size() && !japanese(); first += kMostWords) {
        pronounce(clean, first, std::min(clean.size(), first + kMostWords), out);
    }
    for (std::size_t i = 0; i < words.size() && !japanese(); ++i) {
        if (voice_ == kLatin) {
            if (auto sung = latinPhones(clean[i])) out[i] = std::move(*sung);
        } else if (!clean[i].empty() || !forms[i].instead.empty()) {
            shapeVerseForm(forms[i], out[i]);
        }
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        const UserDictionary::Entry* entry =
            UserDictionary::shared().find(spoken(words[i], voice_));
        if (entry == nullptr) continue;
        out[i].clear();
        if (entry->spelled) {
            out[i] = spelledPhones(entry->text).phones;
            continue;
        }
        std::vector<std::vector<Phone>> said(1);
        if (entry->ipa) {
            said = parseIpa(entry->text);
        } else if (japanese()) {
            said = japaneseWords({entry->text});
        } else {
            pronounce({spoken(entry->text, voice_)}, 0, 1, said);
        }
        for (const auto& part : said) out[i].insert(out[i].end(), part.begin(), part.end());
    }
    return out;
}

std::string Pronouncer::unread(const std::string& word) {
    const auto text = icu::UnicodeString::fromUTF8(word);
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        constexpr std::uint32_t kSigns =
            U_GC_S_MASK | U_GC_CN_MASK | U_GC_CO_MASK | U_GC_CS_MASK | U_GC_CC_MASK;
        // Accents that stand alone are how some keyboards write apostrophes.
        const bool accent = c == '`' || c == '^' || c == 0xB4 || c == '~';
        if ((U_MASK(u_charType(c)) & kSigns) != 0 && !accent &&
            !isSpokenSign(static_cast<char32_t>(c))) {
            out.append(c);
        }
    }
    std::string utf8;
    out.toUTF8String(utf8);
    return utf8;
}

std::vector<int> Pronouncer::readAloudSyllables(const std::vector<std::string>& words) const {
    std::vector<int> out(words.size(), 0);
    const std::vector<std::string> written = writtenOut(words, language_);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto text = icu::UnicodeString::fromUTF8(words[i]);
        bool reads = written[i] != words[i];
        // Pinyin counts its tones, which are no numbers.
        for (std::int32_t at = 0; voice_ != kMandarin && at < text.length();
             at = text.moveIndex32(at, 1)) {
            const UChar32 c = text.char32At(at);
            reads = reads || u_isdigit(c) != 0 || isSpokenSign(static_cast<char32_t>(c));
        }
        if (reads) out[i] = syllables(written[i]);
    }
    return out;
}

int Pronouncer::syllables(const std::string& word) const {
    const auto sounds = phrase({word});
    return static_cast<int>(std::count_if(sounds[0].begin(), sounds[0].end(),
                                          [](const Phone& phone) { return phone.nucleus; }));
}

std::vector<std::vector<float>> Pronouncer::stresses(const std::vector<std::string>& words) const {
    std::vector<std::vector<float>> out(words.size());
    if (!speaks()) return out;
    std::string text;
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string clean = spoken(words[i], voice_);
        if (clean.empty() || clean.find(' ') != std::string::npos) continue;
        text += (text.empty() ? "" : " ") + clean;
        asked.push_back(i);
    }
    const std::string ipa = Espeak::instance().ipa(voice_, text);
    std::vector<std::string_view> said;
    for (std::size_t at = 0; at < ipa.size();) {
        const std::size_t end = std::min(ipa.find_first_of(" \n", at), ipa.size());
        if (end > at) said.push_back(std::string_view(ipa).substr(at, end - at));
        at = end + 1;
    }
    if (said.size() != asked.size()) return out;
    for (std::size_t i = 0; i < asked.size(); ++i) out[asked[i]] = stressesOf(said[i]);
    return out;
}

}  // namespace arioso
