#include "src/likeness/song_words.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "src/lyrics/language_guess.h"

namespace arioso {
namespace {

constexpr double kLongRest = 2.0;  // quarters, between two syllables
constexpr std::array kLanguages = {"en", "de", "fr", "it", "la", "es", "ja"};

bool endsLine(const std::string& text) {
    return !text.empty() && std::string_view(".!?;:").find(text.back()) != std::string_view::npos;
}

const Lyric* firstVerse(const Note& note) {
    for (const Lyric& lyric : note.lyrics)
        if (lyric.verse == 1 && lyric.voicing == Voicing::Words) return &lyric;
    return nullptr;
}

const Part* wordiest(const Score& score) {
    const Part* best = nullptr;
    std::size_t most = 0;
    for (const Part& part : score.parts) {
        const auto count = static_cast<std::size_t>(
            std::ranges::count_if(part.notes, [](const Note& note) { return firstVerse(note); }));
        if (count > most) {
            most = count;
            best = &part;
        }
    }
    return best;
}

struct Count {
    double words = 0.0;
    double letters = 0.0;
    double calls = 0.0;
    double questions = 0.0;
    double commas = 0.0;
    double vowels = 0.0;  // groups of them, about the syllables
    std::set<std::string> different;
};

/// Lower-case words of a line.
std::vector<icu::UnicodeString> wordsIn(const std::string& line) {
    std::vector<icu::UnicodeString> out;
    for (const std::string& word : foldedWords(line))
        out.push_back(icu::UnicodeString::fromUTF8(word));
    return out;
}

bool isVowel(UChar32 c) {
    return icu::UnicodeString(u"aeiouyäöüàáâèéêëìíîïòóôùúûœæ").indexOf(c) >= 0;
}

std::uint32_t bucketOf(const std::string& term) {
    std::uint32_t hash = 2166136261U;  // FNV-1a
    for (const char c : term) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 16777619U;
    }
    return (hash ^ (hash >> 16)) % kBuckets;
}

}  // namespace

SongWords wordsOf(const Score& score) {
    SongWords out;
    const Part* part = wordiest(score);
    if (part == nullptr) return out;
    out.language = score.language;
    std::vector<const Note*> notes;
    for (const Note& note : part->notes)
        if (firstVerse(note) != nullptr) notes.push_back(&note);
    std::ranges::stable_sort(notes, {}, [](const Note* note) { return note->onset.value(); });
    std::string line;
    const auto close = [&] {
        while (!line.empty() && line.back() == ' ') line.pop_back();
        if (!line.empty()) out.lines.push_back(line);
        line.clear();
    };
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const Lyric& lyric = *firstVerse(*notes[i]);
        line += lyric.text;
        if (lyric.syllabic == Syllabic::Begin || lyric.syllabic == Syllabic::Middle) continue;
        line += ' ';
        const bool rests =
            i + 1 < notes.size() &&
            (notes[i + 1]->onset - notes[i]->onset - notes[i]->duration).value() >= kLongRest;
        if (lyric.lineEnd || rests || endsLine(lyric.text)) close();
    }
    close();
    if (out.language.empty()) out.language = guessLanguage(out.lines);
    return out;
}

SongWords wordsOf(const Lyrics& lyrics) {
    SongWords out;
    out.language = lyrics.language;
    for (const LyricLine& line : lyrics.lines)
        if (!line.words.empty()) out.lines.push_back(line.text);
    if (out.language.empty()) out.language = guessLanguage(out.lines);
    return out;
}

FeatureRow wordsRow(const SongWords& words) {
    Count count;
    std::vector<double> perLine;
    for (const std::string& line : words.lines) {
        double syllables = 0.0;
        for (const icu::UnicodeString& word : wordsIn(line)) {
            count.words += 1.0;
            count.letters += word.countChar32();
            std::string utf8;
            count.different.insert(word.toUTF8String(utf8));
            bool vowel = false;
            for (std::int32_t i = 0; i < word.length(); i = word.moveIndex32(i, 1)) {
                const bool is = isVowel(word.char32At(i));
                syllables += is && !vowel ? 1.0 : 0.0;
                vowel = is;
            }
        }
        for (const char c : line) {
            count.calls += c == '!' ? 1.0 : 0.0;
            count.questions += c == '?' ? 1.0 : 0.0;
            count.commas += c == ',' ? 1.0 : 0.0;
        }
        count.vowels += syllables;
        perLine.push_back(syllables);
    }
    const auto lines = static_cast<double>(std::max<std::size_t>(1, words.lines.size()));
    const double all = std::max(1.0, count.words);
    double spread = 0.0;
    for (const double one : perLine)
        spread += (one - count.vowels / lines) * (one - count.vowels / lines);
    FeatureRow row;
    row.add("words", std::log2(1.0 + count.words));
    row.add("word_letters", count.letters / all);
    row.add("word_syllables", count.vowels / all);
    row.add("line_syllables", count.vowels / lines);
    row.add("line_spread", std::sqrt(spread / lines));
    row.add("calls", count.calls / lines);
    row.add("questions", count.questions / lines);
    row.add("commas", count.commas / lines);
    row.add("different", static_cast<double>(count.different.size()) / all);
    for (const char* language : kLanguages)
        row.add(std::string("language_") + language,
                words.language.starts_with(language) ? 1.0 : 0.0);
    return row;
}

WordBag wordBag(const SongWords& words) {
    std::map<std::uint32_t, double> counts;
    for (const std::string& line : words.lines)
        for (const icu::UnicodeString& word : wordsIn(line)) {
            std::string utf8;
            counts[bucketOf(word.toUTF8String(utf8))] += 1.0;
            const icu::UnicodeString framed = u"^" + word + u"$";
            for (std::int32_t i = 0; i + 4 <= framed.length() && framed.length() > 4; ++i) {
                std::string run = "~";
                counts[bucketOf(framed.tempSubString(i, 4).toUTF8String(run))] += 0.5;
            }
        }
    WordBag out;
    for (const auto& [bucket, count] : counts)
        out.emplace_back(bucket, static_cast<float>(std::log1p(count)));
    return out;
}

}  // namespace arioso
