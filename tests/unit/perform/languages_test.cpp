#include <espeak-ng/speak_lib.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "src/condition/condition.h"
#include "src/perform/ipa.h"
#include "src/perform/pronounce.h"

namespace arioso {
namespace {

const std::map<std::string, std::vector<std::string>>& words() {
    static const std::map<std::string, std::vector<std::string>> table{
        {"la",
         {"gloria", "excelsis", "Deo", "laudamus", "caeli", "agnus", "quoniam", "sanctus",
          "benedictus", "pacem"}},
        {"it",
         {"chiesa", "gli", "gnocchi", "cielo", "giorno", "bellezza", "acqua", "sognare", "perché",
          "zucchero"}},
        {"fr",
         {"chanson", "bonheur", "lune", "vingt", "œuvre", "feuille", "agneau", "rivière", "parfum",
          "toujours"}},
        {"es",
         {"corazón", "niño", "lluvia", "guerra", "cielo", "mujer", "queso", "ángel", "rosa",
          "verdad"}},
    };
    return table;
}

TEST(ExperimentalLanguages, NoSoundOfTheirsIsLost) {
    for (const auto& [language, list] : words()) {
        const Pronouncer pronouncer(language);
        ASSERT_EQ(pronouncer.problem(), "") << language;
        const auto sounds = pronouncer.phrase(list);
        for (std::size_t i = 0; i < list.size(); ++i) {
            // What espeak-ng says of the word alone: each of its phonemes has one of ours at least.
            const auto alone = pronouncer.phrase({list[i]})[0];
            const void* text = list[i].c_str();
            espeak_SetVoiceByName(language == "fr" ? "fr" : language.c_str());
            const std::string ipa =
                espeak_TextToPhonemes(&text, espeakCHARS_UTF8, 0x02 | ('_' << 8));
            std::size_t phonemes = 0;
            for (std::size_t at = 0; at <= ipa.size();) {
                const std::size_t end = std::min(ipa.find_first_of("_ ", at), ipa.size());
                const std::string one = ipa.substr(at, end - at);
                if (!one.empty()) {
                    EXPECT_FALSE(parseIpa(one).empty()) << language << " " << list[i] << " " << one;
                    if (!parseIpa(one).empty()) {
                        EXPECT_FALSE(parseIpa(one)[0].empty()) << list[i] << " " << one;
                    }
                    ++phonemes;
                }
                at = end + 1;
            }
            // Latin is read by rules of its own (latin.h), with fewer diphthongs.
            if (language != "la") {
                EXPECT_GE(alone.size(), phonemes) << language << " " << list[i];
            }
            EXPECT_FALSE(sounds[i].empty()) << language << " " << list[i];
            for (const Phone& phone : sounds[i]) {
                const auto& known = phonemeInventory();
                EXPECT_NE(std::find(known.begin(), known.end(), phone.symbol), known.end())
                    << language << " " << list[i] << " " << phone.symbol;
            }
            EXPECT_GT(pronouncer.syllables(list[i]), 0) << language << " " << list[i];
        }
    }
}

}  // namespace
}  // namespace arioso
