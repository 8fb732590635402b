#include "tools/corpus/voice/unit_song.h"

#include <algorithm>

#include "src/perform/kana.h"
#include "tools/corpus/voice/japanese_words.h"

namespace arioso::corpus {
namespace {

constexpr std::uint64_t kHeldOutEach = 20;
constexpr double kRealWords = 0.55;
constexpr double kShared = 0.3;  // of the morae that may share the note of the one before

bool has(const std::vector<std::string>& list, const std::string& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

bool isSpecial(const std::string& mora) {
    return mora == "っ" || mora == "ん" || mora == "ー";
}

/// Pairs of a word that follows `before` which are held out.
int heldOutPairs(const std::string& before, const std::vector<std::string>& word) {
    int count = 0;
    const std::string* last = before.empty() ? nullptr : &before;
    for (const std::string& mora : word) {
        if (last != nullptr && UnitTexts::isHeldOut(*last, mora)) ++count;
        last = &mora;
    }
    return count;
}

/// Morae in notes' syllables, in katakana: what the units say does not hang on a dictionary.
std::vector<std::string> syllablesOf(const std::vector<std::string>& word, Random& random) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const std::string& mora = word[i];
        const bool closes = i > 0 && !isSpecial(word[i - 1]) &&
                            (mora == "ん" || mora == "っ" || (mora == "い" && word[i - 1] != "い"));
        // Nobody holds a stop of the breath if it can be helped.
        const double share = mora == "っ" ? 0.75 : kShared;
        // An i after e or i is the vowel's length, which units say as a vowel of its own.
        const bool joins =
            closes && random.chance(share) &&
            (mora != "い" || moraPhones({{word[i - 1]}})[0].nucleus[0].symbol != "i");
        if (joins) {
            out.back() += inKatakana(mora);
        } else {
            out.push_back(inKatakana(mora));
        }
    }
    return out;
}

}  // namespace

bool UnitTexts::isHeldOut(const std::string& first, const std::string& second) {
    if (isSpecial(first) || isSpecial(second)) return false;
    return stableHash(first + " " + second) % kHeldOutEach == 7;
}

UnitTexts::UnitTexts(const std::vector<std::string>& morae) : morae_(morae) {
    for (const std::string& text : japaneseSongWords()) {
        std::vector<std::string> word = splitMorae(text);
        const bool known = std::all_of(word.begin(), word.end(), [&](const std::string& mora) {
            return has(morae, mora) || mora == "っ" || mora == "ー";
        });
        if (!known || word.empty()) continue;
        for (const std::string& mora : word) {
            if (!isSpecial(mora)) usual_.push_back(mora);
        }
        words_.push_back(std::move(word));
    }
    std::erase_if(morae_, isSpecial);
    if (usual_.empty()) usual_ = morae_;
}

std::vector<std::string> UnitTexts::randomWord(Random& random) const {
    std::vector<std::string> word;
    const int length = random.integer(1, 5);
    while (static_cast<int>(word.size()) < length) {
        const bool may = !word.empty() && !isSpecial(word.back());
        if (may && random.chance(0.07)) {
            word.emplace_back("ん");
        } else if (may && static_cast<int>(word.size()) + 1 < length && random.chance(0.06)) {
            word.emplace_back("っ");
        } else if (may && random.chance(0.05)) {
            word.emplace_back("ー");
        } else {
            word.push_back(random.chance(0.3) ? random.pick(usual_) : random.pick(morae_));
        }
    }
    return word;
}

std::vector<SongWord> UnitTexts::song(int morae, bool heldOut, Random& random) const {
    std::vector<SongWord> out;
    std::string before;
    int sung = 0;
    int phrase = 0;
    int phraseLength = random.integer(5, 13);
    while (sung < morae) {
        std::vector<std::string> word;
        const bool seek = heldOut && random.chance(0.5);
        for (int attempt = 0; attempt < 200; ++attempt) {
            word = !words_.empty() && random.chance(kRealWords) ? random.pick(words_)
                                                                : randomWord(random);
            const int found = heldOutPairs(before, word);
            if (heldOut ? (!seek || found > 0 || attempt > 40) : found == 0) break;
            word.clear();
        }
        if (word.empty()) break;
        sung += static_cast<int>(word.size());
        phrase += static_cast<int>(word.size());
        before = word.back();
        SongWord& added = out.emplace_back();
        added.syllables = syllablesOf(word, random);
        if (phrase < phraseLength && sung < morae) continue;
        added.phraseEnds = true;
        before.clear();
        phrase = 0;
        phraseLength = random.integer(5, 13);
    }
    if (!out.empty()) out.back().phraseEnds = true;
    return out;
}

std::vector<UnitSyllable> unitSyllables(const std::vector<SongWord>& words) {
    std::vector<UnitSyllable> out;
    for (const SongWord& word : words) {
        for (const std::string& text : word.syllables) out.push_back({splitMorae(text), false});
        if (!out.empty()) out.back().pauseAfter = word.phraseEnds;
    }
    return out;
}

}  // namespace arioso::corpus
