#include <gtest/gtest.h>

#include "score_builder.h"
#include "src/perform/performer.h"

namespace arioso {
namespace {

using testing::noteAt;
using testing::scoreOf;

Note sung(double beat, double quarters, const std::string& text,
          Syllabic place = Syllabic::Single) {
    Note note = noteAt(beat, 60, quarters);
    if (!text.empty()) note.lyrics.push_back({1, text, place, false});
    return note;
}

/// Sounds of each note, notes apart by "/".
std::string sing(std::vector<Note> notes) {
    Score score = scoreOf(std::move(notes), 52);
    score.parts[0].vocal = true;
    score.language = "ja";
    PerformOptions options;
    options.humanize = 0.0;
    std::string out;
    const Performance played = perform(score, options);
    for (const PerformedNote& note : played.parts.front().notes) {
        if (!out.empty()) out += " /";
        for (const PhonemeSpan& span : note.phonemes) {
            if (span.symbol != "br") out += (out.empty() ? "" : " ") + span.symbol;
        }
    }
    return out;
}

TEST(JapaneseSinging, AMoraANote) {
    EXPECT_EQ(sing({sung(1, 1, "さ"), sung(2, 1, "く"), sung(3, 1, "ら")}), "s a / k ɯ / ɾ a");
    EXPECT_EQ(sing({sung(1, 1, "sa", Syllabic::Begin), sung(2, 1, "ku", Syllabic::Middle),
                    sung(3, 1, "ra", Syllabic::End)}),
              "s a / k ɯ / ɾ a");
    EXPECT_EQ(sing({sung(1, 1, "ほ"), sung(2, 1, "ん"), sung(3, 1, "")}), "h o / ŋ / ŋ");
}

TEST(JapaneseSinging, LongVowelsAndMelismas) {
    EXPECT_EQ(sing({sung(1, 1, "さ"), sung(2, 1, "ー"), sung(3, 1, ""), sung(4, 1, "て")}),
              "s a / a / a / t e");
}

TEST(JapaneseSinging, ParticlesInALineOfSingleMorae) {
    EXPECT_EQ(sing({sung(1, 1, "そ"), sung(2, 1, "ら"), sung(3, 1, "は")}), "s o / ɾ a / w a");
}

TEST(JapaneseSinging, KanjiTakeTheNotesAfterThemThatHaveNoWords) {
    EXPECT_EQ(sing({sung(1, 1, "桜"), sung(2, 1, ""), sung(3, 1, ""), sung(4, 1, "")}),
              "s a / k ɯ / ɾ a / a");
    EXPECT_EQ(sing({sung(1, 1, "桜"), sung(2, 2, "が"), sung(6, 1, "さ")}),
              "s a k ɯ ɾ a / ɡ a / s a");
}

TEST(JapaneseSinging, KanaDoNot) {
    EXPECT_EQ(sing({sung(1, 1, "かい"), sung(2, 1, ""), sung(3, 1, "")}), "k a / a / a i");
}

}  // namespace
}  // namespace arioso
