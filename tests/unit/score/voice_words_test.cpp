#include "src/score/voice_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace arioso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

VoiceWord word(Expression kind, float value, bool ramp = false) {
    return {kind, value, ramp};
}

TEST(VoiceWords, NamesWithValuesSetCurves) {
    EXPECT_THAT(readVoiceWords("breathiness 40"),
                ElementsAre(word(Expression::Breathiness, 40.0F)));
    EXPECT_THAT(readVoiceWords(" Vibrato: 150 % "), ElementsAre(word(Expression::Vibrato, 150.0F)));
    EXPECT_THAT(readVoiceWords("tension \u221230, gender=+12.5"),
                ElementsAre(word(Expression::Tension, -30.0F), word(Expression::Gender, 12.5F)));
    EXPECT_THAT(readVoiceWords("breathiness 0 ..."),
                ElementsAre(word(Expression::Breathiness, 0.0F, true)));
    EXPECT_THAT(readVoiceWords("voicing 50\u2026"),
                ElementsAre(word(Expression::Voicing, 50.0F, true)));
}

TEST(VoiceWords, ValuesBeyondARangeStopAtItsEnd) {
    EXPECT_THAT(readVoiceWords("breathiness 140"),
                ElementsAre(word(Expression::Breathiness, 100.0F)));
    EXPECT_THAT(readVoiceWords("voicing -5"), ElementsAre(word(Expression::Voicing, 0.0F)));
}

TEST(VoiceWords, MusiciansWordsAreUnderstood) {
    for (const char* text : {"senza vibrato", "Non vibrato", "senza vib.", "ohne Vibrato"})
        EXPECT_THAT(readVoiceWords(text), ElementsAre(word(Expression::Vibrato, 0.0F))) << text;
    EXPECT_THAT(readVoiceWords("con molto vibrato"),
                ElementsAre(word(Expression::Vibrato, 160.0F)));
    for (const char* text : {"whispered", "gefl\u00fcstert", "sussurrato", "chuchot\u00e9"})
        EXPECT_THAT(readVoiceWords(text), ElementsAre(word(Expression::Voicing, 0.0F))) << text;
    EXPECT_THAT(readVoiceWords("breathy, non vib."),
                ElementsAre(word(Expression::Breathiness, 50.0F), word(Expression::Vibrato, 0.0F)));
    EXPECT_THAT(readVoiceWords("ord."),
                ElementsAre(word(Expression::Vibrato, 100.0F), word(Expression::Breathiness, 0.0F),
                            word(Expression::Tension, 0.0F), word(Expression::Voicing, 100.0F)));
}

TEST(VoiceWords, OtherDirectionsSayNothingToTheVoice) {
    for (const char* text : {"Allegro", "cresc.", "breathiness", "breathiness much", "vibratos 40",
                             "breathiness 40 and more", "", "The singer whispered something"})
        EXPECT_THAT(readVoiceWords(text), IsEmpty()) << text;
}

TEST(VoiceWords, WhatIsWrittenIsReadTheSame) {
    for (const VoiceWord& one :
         {word(Expression::Tension, -12.5F, true), word(Expression::Vibrato, 0.0F),
          word(Expression::Pitch, 1200.0F), word(Expression::Attack, 33.33F, true)}) {
        EXPECT_EQ(readVoiceSetting(voiceSetting(one)), one) << voiceSetting(one);
    }
}

}  // namespace
}  // namespace arioso
