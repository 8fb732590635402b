#include "src/lyrics/syllabifier.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <system_error>

#include "src/lyrics/hyphen_patterns.h"
#include "src/lyrics/vowels.h"

namespace arioso {
namespace {

constexpr const char* kDictionaries = "/usr/share/hyphen";

/// "de-AT" -> hyph_de_AT.dic, else hyph_de.dic, else the first hyph_de_*.dic.
std::string dictionaryFor(const std::string& language) {
    if (language.size() < 2) return {};
    std::string wanted = language;
    std::replace(wanted.begin(), wanted.end(), '-', '_');
    const std::filesystem::path folder = kDictionaries;
    std::error_code code;
    for (const std::string& name : {wanted, wanted.substr(0, 2)}) {
        const auto path = folder / ("hyph_" + name + ".dic");
        if (std::filesystem::exists(path, code)) return path.string();
    }
    std::vector<std::string> found;
    const std::string prefix = "hyph_" + wanted.substr(0, 2) + "_";
    for (std::filesystem::directory_iterator entry(folder, code), end; !code && entry != end;
         entry.increment(code)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(".dic")) {
            found.push_back(entry->path().string());
        }
    }
    return found.empty() ? std::string() : *std::min_element(found.begin(), found.end());
}

/// A dictionary is read once a process: it is large and never changes.
std::shared_ptr<const HyphenPatterns> sharedPatterns(const std::string& path) {
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const HyphenPatterns>> loaded;
    const std::lock_guard lock(mutex);
    auto& patterns = loaded[path];
    if (!patterns) patterns = std::make_shared<const HyphenPatterns>(HyphenPatterns::load(path));
    return patterns;
}

std::string lowerCase(std::string_view text) {
    std::string out;
    icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())))
        .toLower()
        .toUTF8String(out);
    return out;
}

}  // namespace

struct Syllabifier::Impl {
    /// Letters of what may be a word: longer runs are no language.
    static constexpr std::size_t kLongestSpoken = 200;

    std::string language;
    Counter counter;
    std::shared_ptr<const HyphenPatterns> patterns = std::make_shared<HyphenPatterns>();

    /// Letter indices at which the dictionary would break the letters [first, last).
    std::vector<std::size_t> patternBreaks(const std::vector<Letter>& letters, std::size_t first,
                                           std::size_t last) const {
        std::u32string word;
        for (std::size_t i = first; i < last; ++i) word += letters[i].lower;
        std::vector<std::size_t> breaks = patterns->breaks(word);
        for (std::size_t& at : breaks) at += first;
        return breaks;
    }

    /// Breaks of letters [first, last): the patterns' where every piece has a vowel sound, the
    /// spelling's where a piece would have two. `all` are the vowel sounds of the whole word.
    std::vector<std::size_t> breaks(const std::vector<Letter>& letters,
                                    const std::vector<std::size_t>& all, std::size_t first,
                                    std::size_t last, int wanted) const {
        std::vector<std::size_t> sounds(std::lower_bound(all.begin(), all.end(), first),
                                        std::lower_bound(all.begin(), all.end(), last));
        std::vector<std::size_t> loose;  // every vowel letter, for when the count asks for more
        for (std::size_t i = first; i < last; ++i) {
            if (letters[i].vowel || letters[i].ideograph) loose.push_back(i);
        }
        if (wanted > 0) adjust(sounds, loose, wanted, letters);
        std::vector<std::size_t> out;
        const std::vector<std::size_t> allowed = patternBreaks(letters, first, last);
        for (std::size_t i = 1; i < sounds.size(); ++i) {
            const std::size_t regular = onsetBetween(letters, sounds[i - 1], sounds[i]);
            std::size_t best = regular;
            for (const std::size_t at : allowed) {
                if (at > sounds[i - 1] && at <= sounds[i]) best = at;
            }
            out.push_back(best);
        }
        return out;
    }

    /// Syllables of letters [first, last) as spoken, 0 where nobody knows.
    int spoken(const std::string& word, const std::vector<Letter>& letters, std::size_t first,
               std::size_t last) const {
        // A kana is a syllable whatever the voice makes of it.
        if (!counter || letters[first].ideograph || last - first > kLongestSpoken) return 0;
        const std::size_t begin = letters[first].start;
        return counter(
            word.substr(begin, letters[last - 1].start + letters[last - 1].length - begin));
    }

    /// Makes the vowel sounds as many as the pronunciation has.
    static void adjust(std::vector<std::size_t>& sounds, const std::vector<std::size_t>& loose,
                       int wanted, const std::vector<Letter>& letters) {
        const auto count = static_cast<std::size_t>(wanted);
        while (sounds.size() > count && sounds.size() > 1) sounds.erase(weakest(sounds, letters));
        for (std::size_t i = loose.size(); sounds.size() < count && i-- > 0;) {
            const auto place = std::lower_bound(sounds.begin(), sounds.end(), loose[i]);
            if (place != sounds.end() && *place == loose[i]) continue;
            sounds.insert(place, loose[i]);
        }
    }

    /// The vowel most likely not spoken: the second letter of one sound ("peo-ple"), then one that
    /// is swallowed inside the word ("bus(i)ness"), then a last e.
    static std::vector<std::size_t>::iterator weakest(std::vector<std::size_t>& sounds,
                                                      const std::vector<Letter>& letters) {
        for (auto it = sounds.end(); it != sounds.begin() + 1;) {
            if (letters[*--it - 1].vowel) return it;
        }
        if (sounds.size() > 2) return sounds.end() - 2;
        return sounds.end() - 1;
    }
};

Syllabifier::Syllabifier(const std::string& language, Counter counter)
    : impl_(std::make_unique<Impl>()) {
    impl_->language = lowerCase(language.substr(0, 2));
    impl_->counter = std::move(counter);
    const std::string path = dictionaryFor(language);
    if (!path.empty()) impl_->patterns = sharedPatterns(path);
}

Syllabifier::~Syllabifier() = default;

bool Syllabifier::hasDictionary() const {
    return !impl_->patterns->empty();
}

std::vector<std::string> Syllabifier::split(const std::string& word) const {
    const std::vector<Letter> letters = lettersOf(word);
    const std::vector<std::size_t> sounds = nuclei(letters, impl_->language);
    std::vector<std::size_t> breaks;
    std::size_t first = 0;
    bool spokeBefore = false;
    while (first < letters.size()) {
        if (!letters[first].letter && !letters[first].ideograph) {
            ++first;
            continue;
        }
        // An apostrophe is part of its word: "o'er", "don't", "dell'alma".
        std::size_t last = first;
        while (last < letters.size() &&
               (letters[last].letter || letters[last].ideograph || letters[last].base == U'\'' ||
                letters[last].base == U'\u2019')) {
            ++last;
        }
        const auto own =
            impl_->breaks(letters, sounds, first, last, impl_->spoken(word, letters, first, last));
        const bool voiced =
            std::any_of(letters.begin() + static_cast<std::ptrdiff_t>(first),
                        letters.begin() + static_cast<std::ptrdiff_t>(last),
                        [](const Letter& letter) { return letter.vowel || letter.ideograph; });
        if (spokeBefore && voiced) breaks.push_back(first);
        spokeBefore = spokeBefore || voiced;
        breaks.insert(breaks.end(), own.begin(), own.end());
        first = last;
    }
    std::vector<std::string> pieces;
    std::size_t start = 0;
    for (const std::size_t at : breaks) {
        const std::size_t byte = letters[at].start;
        if (byte <= start) continue;
        pieces.push_back(word.substr(start, byte - start));
        start = byte;
    }
    pieces.push_back(word.substr(start));
    return pieces;
}

}  // namespace arioso
