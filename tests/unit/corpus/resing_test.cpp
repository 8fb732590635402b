#include "tools/corpus/voice/resing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "dsp/audio_format.h"
#include "dsp/pitch.h"
#include "src/condition/vocal_excitation.h"
#include "tools/corpus/voice/sentence_song.h"
#include "tools/corpus/voice/spoken_part.h"

namespace arioso::corpus {
namespace {

Instrument singer() {
    Instrument voice;
    voice.id = "alba";
    voice.name = "Alba";
    voice.singer = true;
    voice.lowest = 50;
    voice.highest = 72;
    return voice;
}

PerformedNote sung(double onset, double offset, float pitch, std::vector<PhonemeSpan> phonemes,
                   const std::string& syllable) {
    PerformedNote note;
    note.onset = onset;
    note.offset = offset;
    note.pitch = pitch;
    note.velocity = 0.6F;
    note.phonemes = std::move(phonemes);
    note.syllable = syllable;
    return note;
}

/// "sa", the vowel held over two notes.
PerformedPart part() {
    PerformedPart out;
    out.vocal = true;
    out.notes.push_back(
        sung(0.5, 1.5, 57.0F, {{"s", 0.35, 0.5, false}, {"a", 0.5, 1.5, true}}, "sa"));
    out.notes.push_back(sung(1.5, 2.5, 64.0F, {{"a", 1.5, 2.5, true}}, ""));
    out.notes[1].id = 1;
    return out;
}

Alignment spoken() {
    Alignment out;
    out.phones = {
        {"sil", 0.0, 0.1, -1}, {"s", 0.1, 0.22, 0}, {"ɑ", 0.22, 0.4, 0}, {"sil", 0.4, 0.6, -1}};
    return out;
}

/// A flat spectrum in the vowel, little sound elsewhere.
dsp::VoiceFrames frames() {
    dsp::VoiceFrames out;
    out.resize(120);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const bool vowel = i >= 44 && i < 80;
        out.f0[i] = vowel ? 160.0F : 0.0F;
        for (float& value : out.envelopeOf(i)) value = vowel ? 0.01F : 1e-4F;
        for (float& value : out.aperiodicityOf(i)) value = vowel ? 0.01F : 1.0F;
    }
    return out;
}

TEST(MatchSounds, AHeldVowelIsOneSoundAndWhatWasSaidIsWhatIsWritten) {
    PerformedPart song = part();
    const auto sounds = matchSounds(song, spoken());
    ASSERT_EQ(sounds.size(), 2U);
    EXPECT_DOUBLE_EQ(sounds[0].sourceStart, 0.1);
    EXPECT_DOUBLE_EQ(sounds[1].start, 0.5);
    EXPECT_DOUBLE_EQ(sounds[1].end, 2.5);
    EXPECT_DOUBLE_EQ(sounds[1].sourceEnd, 0.4);
    EXPECT_EQ(song.notes[0].phonemes[1].symbol, "ɑ");
    EXPECT_EQ(song.notes[1].phonemes[0].symbol, "ɑ");
}

TEST(MatchSounds, AnotherTextDoesNotFit) {
    PerformedPart song = part();
    Alignment other = spoken();
    other.phones = {{"m", 0.0, 0.2, 0}, {"k", 0.2, 0.3, 0}, {"l", 0.3, 0.5, 0}};
    EXPECT_TRUE(matchSounds(song, other).empty());
}

TEST(Resing, PulsesFallWhereTheExcitationsDo) {
    const auto notes = vocalNotes(part(), singer());
    const auto pulses = pulsesOf(notes);
    ASSERT_GT(pulses.size(), 400U);
    EXPECT_NEAR(pulses[0].seconds, 0.5, 1e-9);
    EXPECT_NEAR(pulses[100].seconds, 0.5 + 100.0 / 220.0, 1e-5);
    EXPECT_NEAR(pulses[400].hz, 329.6, 0.2);
}

TEST(Resing, TheSongHasTheNotesPitchesAndItsRests) {
    PerformedPart song = part();
    const auto sounds = matchSounds(song, spoken());
    const auto audio =
        resing(frames(), sounds, song, singer(), 1.0, std::llround(3.0 * dsp::kSampleRate), 1);
    ASSERT_EQ(audio.size(), static_cast<std::size_t>(std::llround(3.0 * dsp::kSampleRate)));
    const auto rms = [&](double from, double to) {
        double sum = 0.0;
        const auto a = static_cast<std::size_t>(from * dsp::kSampleRate);
        const auto b = static_cast<std::size_t>(to * dsp::kSampleRate);
        for (std::size_t i = a; i < b; ++i) sum += static_cast<double>(audio[i]) * audio[i];
        return std::sqrt(sum / static_cast<double>(b - a));
    };
    EXPECT_GT(rms(0.7, 1.4), 0.01);
    EXPECT_LT(rms(0.0, 0.3), 1e-5);
    EXPECT_LT(rms(2.7, 3.0), 1e-5);
    // Autocorrelation at the note's period against that at a semitone off.
    const auto periodic = [&](double from, double hz) {
        const auto lag = static_cast<std::size_t>(std::lround(dsp::kSampleRate / hz));
        const auto a = static_cast<std::size_t>(from * dsp::kSampleRate);
        double sum = 0.0;
        for (std::size_t i = a; i < a + 8000; ++i) {
            sum += static_cast<double>(audio[i]) * audio[i + lag];
        }
        return sum;
    };
    EXPECT_GT(periodic(0.8, 220.0), 2.0 * std::abs(periodic(0.8, 233.1)));
    EXPECT_GT(periodic(1.9, 329.6), 2.0 * std::abs(periodic(1.9, 349.2)));
}

TEST(SpokenPart, SpeechIsLabelledAsItWasSaid) {
    const auto spokenNotes = spokenPart(frames(), spoken()).notes;
    ASSERT_EQ(spokenNotes.size(), 1U);
    EXPECT_NEAR(spokenNotes[0].pitch, 69.0 + 12.0 * std::log2(160.0 / 440.0), 0.01);
    EXPECT_DOUBLE_EQ(spokenNotes[0].onset, 0.22);
    EXPECT_DOUBLE_EQ(spokenNotes[0].offset, 0.4);
    ASSERT_EQ(spokenNotes[0].phonemes.size(), 2U);
    EXPECT_EQ(spokenNotes[0].phonemes[0].symbol, "s");
    EXPECT_DOUBLE_EQ(spokenNotes[0].phonemes[0].start, 0.1);
    for (const auto& point : spokenNotes[0].bend) EXPECT_NEAR(point.cents, 0.0F, 1.0F);
}

TEST(SentenceSong, EverySyllableStandsInTheVoicesRange) {
    Random random(3, 4);
    const Score song = sentenceSong("Silent water runs deep, they say.", "en", singer(), random);
    ASSERT_EQ(song.parts.size(), 1U);
    std::string words;
    for (const Note& note : song.parts[0].notes) {
        EXPECT_GE(note.pitch, 49.5);
        EXPECT_LE(note.pitch, 72.5);
        for (const Lyric& lyric : note.lyrics) words += lyric.text;
    }
    EXPECT_EQ(words, "Silentwaterrunsdeeptheysay");
    Random again(3, 4);
    EXPECT_EQ(song.parts[0].notes.size(),
              sentenceSong("Silent water runs deep, they say.", "en", singer(), again)
                  .parts[0]
                  .notes.size());
}

}  // namespace
}  // namespace arioso::corpus
