#include "tools/corpus/voice/phone_states.h"

#include <algorithm>
#include <array>

#include "dsp/error.h"
#include "src/perform/ipa.h"

namespace arioso::corpus {
namespace {

enum class SoundClass {
    Pause,
    Vowel,
    Nasal,
    Approximant,
    VoicedFricative,
    VoicelessFricative,
    Affricate,
    VoicedPlosive,
    VoicelessPlosive,
    Count,
};

bool isOneOf(std::string_view symbol, std::string_view blankSeparated) {
    while (!blankSeparated.empty()) {
        const std::size_t end = std::min(blankSeparated.find(' '), blankSeparated.size());
        if (blankSeparated.substr(0, end) == symbol) return true;
        blankSeparated.remove_prefix(std::min(end + 1, blankSeparated.size()));
    }
    return false;
}

SoundClass classOf(std::string_view symbol) {
    if (symbol == kPause) return SoundClass::Pause;
    if (isOneOf(symbol, "p t k c q ʔ")) return SoundClass::VoicelessPlosive;
    if (isOneOf(symbol, "b d ɡ ɟ")) return SoundClass::VoicedPlosive;
    if (isOneOf(symbol, "m n ŋ ɲ ɱ ɳ")) return SoundClass::Nasal;
    if (isOneOf(symbol, "tʃ dʒ ts dz pf tɕ dʑ tʂ dʐ")) return SoundClass::Affricate;
    if (isOneOf(symbol, "v ð z ʒ ɣ ɦ ʁ ʐ ʑ β ɮ")) return SoundClass::VoicedFricative;
    if (isOneOf(symbol, "f θ s ʃ ç x h χ ʂ ɕ ɸ ɬ")) return SoundClass::VoicelessFricative;
    return isVowelSymbol(symbol) ? SoundClass::Vowel : SoundClass::Approximant;
}

constexpr int kMostStates = 3;

int statesOf(std::string_view symbol) {
    return isPlosive(symbol) ? 2 : kMostStates;
}

}  // namespace

bool isPlosive(std::string_view symbol) {
    const SoundClass kind = classOf(symbol);
    return kind == SoundClass::VoicedPlosive || kind == SoundClass::VoicelessPlosive;
}

PhoneStates::PhoneStates(std::vector<std::string> symbols) {
    symbols.emplace_back(kPause);
    std::sort(symbols.begin(), symbols.end());
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    for (const std::string& symbol : symbols) {
        first_.emplace(symbol, states());
        for (int i = 0; i < statesOf(symbol); ++i)
            classes_.push_back(static_cast<int>(classOf(symbol)) * kMostStates + i);
    }
}

int PhoneStates::first(std::string_view symbol) const {
    const auto found = first_.find(std::string(symbol));
    if (found == first_.end()) {
        throw Error(
            ExitCode::Processing,
            "alignment: expected a sound of the speaker's texts, found " + std::string(symbol));
    }
    return found->second;
}

int PhoneStates::count(std::string_view symbol) const {
    return statesOf(symbol);
}

int PhoneStates::groups() {
    return static_cast<int>(SoundClass::Count) * kMostStates;
}

}  // namespace arioso::corpus
