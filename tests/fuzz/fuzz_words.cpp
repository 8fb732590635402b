#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "src/perform/phoneme_names.h"
#include "src/perform/sung_text.h"

/// libFuzzer entry: any bytes under a note, with the marks of sounds and languages or broken ones,
/// are taken apart, shown, and cut at syllables.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace arioso;
    const std::string text(data, data + size);
    shownSyllable(text);
    for (const std::string& fragment : sungFragments(text)) {
        const SungText word = sungText(fragment);
        if (!word.phones) continue;
        const SpelledPhones spelled = spelledPhones(*word.phones);
        if (spelled.counts.size() != spelled.symbols.size()) std::abort();
        for (const std::string& unknown : spelled.unknown) nearestSymbols(unknown.substr(0, 16));
        // Whatever the syllables, no sound is lost and none is sung twice.
        for (const std::vector<std::string>& pieces :
             {std::vector<std::string>{""}, {word.word}, {word.word, "ly"}, {"a", "", "e", "es"}}) {
            const std::vector<std::string> cut = withPhones(pieces, *word.phones);
            std::size_t symbols = 0;
            for (std::size_t i = 0; i < cut.size(); ++i) {
                const std::size_t own = i < pieces.size() ? pieces[i].size() : 0;
                const std::string marks = cut[i].substr(own);
                if (marks.empty()) continue;
                if (marks.front() != '[' || marks.back() != ']') std::abort();
                symbols += spelledPhones(marks.substr(1, marks.size() - 2)).symbols.size();
            }
            if (symbols != spelled.symbols.size()) std::abort();
        }
    }
    return 0;
}
