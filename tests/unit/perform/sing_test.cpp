#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>

#include "score_builder.h"
#include "src/perform/performer.h"
#include "src/perform/pronounce.h"
#include "src/perform/syllable_phones.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

using testing::noteAt;
using testing::scoreOf;

Note sung(double beat, double quarters, const std::string& text,
          Syllabic place = Syllabic::Single) {
    Note note = noteAt(beat, 67, quarters);
    if (!text.empty()) note.lyrics.push_back({1, text, place, false});
    return note;
}

PerformedPart sing(std::vector<Note> notes, const std::string& language = "en",
                   double humanize = 0.0) {
    Score score = scoreOf(std::move(notes), 52);
    score.parts[0].vocal = true;
    score.language = language;
    PerformOptions options;
    options.humanize = humanize;
    return perform(score, options).parts.front();
}

std::string phonemesOf(const PerformedNote& note) {
    std::string out;
    for (const PhonemeSpan& span : note.phonemes) {
        if (span.symbol != "br") out += (out.empty() ? "" : " ") + span.symbol;
    }
    return out;
}

const PhonemeSpan* firstVowel(const PerformedNote& note) {
    for (const PhonemeSpan& span : note.phonemes) {
        if (span.vowel) return &span;
    }
    return nullptr;
}

std::vector<Note> helloWorld() {
    return {sung(2, 1, "hel", Syllabic::Begin), sung(3, 1, "lo", Syllabic::End),
            sung(4, 2, "world")};
}

TEST(Singing, HelloWorld) {
    const auto notes = sing(helloWorld()).notes;
    EXPECT_EQ(phonemesOf(notes[0]), "h ə");
    EXPECT_EQ(phonemesOf(notes[1]), "l o ʊ");
    EXPECT_EQ(phonemesOf(notes[2]), "w ɜ l d");
    EXPECT_EQ(notes[0].syllable, "hel-");
    EXPECT_EQ(notes[1].syllable, "lo");
}

TEST(Singing, VowelsBeginOnTheBeatAndConsonantsBefore) {
    for (const PerformedNote& note : sing(helloWorld()).notes) {
        const PhonemeSpan* vowel = firstVowel(note);
        ASSERT_NE(vowel, nullptr);
        EXPECT_DOUBLE_EQ(vowel->start, note.onset);
        EXPECT_FALSE(note.phonemes.front().vowel);
        EXPECT_LT(note.phonemes.front().start, note.onset - 0.02);
        EXPECT_GT(note.phonemes.front().start, note.onset - 0.4);
    }
}

TEST(Singing, NoGapsAndNoOverlapsWhateverTheTempo) {
    for (const double length : {2.0, 0.5, 0.125}) {
        std::vector<Note> notes;
        const std::vector<std::string> words{"strange", "strengths", "of", "spring",  "",
                                             "a",       "glimpsed",  "",   "twelfths"};
        for (std::size_t i = 0; i < words.size(); ++i) {
            notes.push_back(sung(4 + static_cast<double>(i) * length, length, words[i]));
        }
        for (const double humanize : {0.0, 1.0}) {
            const auto played = sing(notes, "en", humanize).notes;
            double end = -1.0;
            for (const PerformedNote& note : played) {
                ASSERT_FALSE(note.phonemes.empty());
                for (const PhonemeSpan& span : note.phonemes) {
                    EXPECT_GT(span.end, span.start);
                    if (end >= 0.0) {
                        EXPECT_NEAR(span.start, end, 1e-9);
                    }
                    end = span.end;
                }
            }
            EXPECT_NEAR(end, played.back().offset, 1e-9);
        }
    }
}

TEST(Singing, MelismasCarryTheVowelAndCloseAtTheEnd) {
    const auto notes = sing({sung(1, 1, "light"), sung(2, 1, ""), sung(3, 1, "")}).notes;
    EXPECT_EQ(phonemesOf(notes[0]), "l a");
    EXPECT_EQ(phonemesOf(notes[1]), "a");
    EXPECT_EQ(phonemesOf(notes[2]), "a ɪ t");
    EXPECT_EQ(notes[1].syllable, "");
}

// Notes of an ornament that overlapped by a breath of timing were taken for a chord: the long one
// got the short one's sounds and stayed silent after them.
TEST(Singing, AnAppoggiaturaThatOverlapsItsNoteIsNoChord) {
    const std::string abc =
        "X:1\nM:3/4\nL:1/4\nQ:1/4=90\nK:C\n{d}c {e}d {f}e|{g}f {e}d {d}c|\n"
        "w:see far low see far low\n";
    Score score = readAbc(std::as_bytes(std::span(abc)), "t.abc");
    score.parts[0].vocal = true;
    score.language = "en";
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        PerformOptions options;
        options.humanize = 1.0;
        options.seed = seed;
        const auto notes = perform(score, options).parts.front().notes;
        ASSERT_EQ(notes.size(), 12U);
        for (const PerformedNote& note : notes) {
            ASSERT_FALSE(note.phonemes.empty());
            EXPECT_GT(note.phonemes.back().end, 0.5 * (note.onset + note.offset)) << seed;
        }
    }
}

TEST(Singing, GermanWords) {
    const auto notes =
        sing({sung(1, 1, "schö", Syllabic::Begin), sung(2, 1, "ner", Syllabic::End),
              sung(3, 1, "Göt", Syllabic::Begin), sung(4, 1, "ter", Syllabic::Middle),
              sung(5, 1, "fun", Syllabic::Middle), sung(6, 1, "ken", Syllabic::End)},
             "de")
            .notes;
    EXPECT_EQ(phonemesOf(notes[0]), "ʃ ø");
    EXPECT_EQ(phonemesOf(notes[1]), "n ɜ");
    EXPECT_THAT(phonemesOf(notes[2]), ::testing::StartsWith("ɡ œ"));
    EXPECT_THAT(phonemesOf(notes[3]), ::testing::HasSubstr("t ɜ"));
    EXPECT_THAT(phonemesOf(notes[4]), ::testing::StartsWith("f ʊ"));
}

TEST(Singing, AWordAtTheVeryStartKeepsItsConsonant) {
    for (const double humanize : {0.0, 0.3, 1.0}) {
        const auto notes = sing({sung(0, 1, "sea")}, "en", humanize).notes;
        EXPECT_EQ(phonemesOf(notes[0]), "s i");
        EXPECT_EQ(notes[0].phonemes.front().start, 0.0);
        EXPECT_GT(notes[0].phonemes.front().end, 0.05);
    }
}

TEST(Singing, ElisionsSingBothWordsOnOneNote) {
    const auto notes =
        sing({sung(1, 1, "di\u203fam", Syllabic::Begin), sung(2, 1, "mor", Syllabic::End)}, "it")
            .notes;
    EXPECT_THAT(phonemesOf(notes[0]), ::testing::StartsWith("d ɪ a"));
    EXPECT_THAT(phonemesOf(notes[1]), ::testing::HasSubstr("m ɔ"));
}

TEST(Singing, TwoWordsWrittenOnOneNoteAreBothSung) {
    EXPECT_EQ(phonemesOf(sing({sung(1, 1, "sea sea")}).notes[0]), "s i s i");
}

TEST(Singing, RefrainsAndStatedPassesWinOverTheVerse) {
    Note note = sung(0, 1, "verse");
    note.lyrics.push_back({2, "refrain", Syllabic::Single, false});
    note.lyrics.back().everyPass = true;
    EXPECT_EQ(sing({note}).notes[0].syllable, "refrain");
    note.lyrics.back().everyPass = false;
    note.lyrics.back().only = {1};
    EXPECT_EQ(sing({note}).notes[0].syllable, "refrain");
    note.lyrics.back().only = {2};
    EXPECT_EQ(sing({note}).notes[0].syllable, "verse");
}

TEST(Singing, SecondPassSingsSecondVerse) {
    Score score = scoreOf({sung(0, 1, "one"), sung(1, 1, "one")}, 52);
    score.parts[0].vocal = true;
    for (int pass = 1; pass <= 2; ++pass) {
        Measure measure;
        measure.pass = pass;
        score.measures.push_back(measure);
    }
    score.parts[0].notes[1].measure = 1;
    for (Note& note : score.parts[0].notes)
        note.lyrics.push_back({2, "two", Syllabic::Single, false});
    PerformOptions options;
    options.humanize = 0.0;
    const auto notes = perform(score, options).parts.front().notes;
    EXPECT_EQ(notes[0].syllable, "one");
    EXPECT_EQ(notes[1].syllable, "two");
}

TEST(Singing, ALanguageWithoutAVoiceIsReportedNotRefused) {
    Score score = scoreOf({sung(1, 1, "la")}, 52);
    score.parts[0].vocal = true;
    PerformOptions options;
    options.language = "xx";
    const Performance performance = perform(score, options);
    ASSERT_EQ(performance.diagnostics.size(), 1U);
    EXPECT_THAT(performance.diagnostics[0], ::testing::HasSubstr("\"xx\""));
    EXPECT_FALSE(performance.parts[0].notes[0].phonemes.empty());
}

TEST(Phonemes, SpokenInTheirPhrase) {
    const Pronouncer english("en");
    const auto words = english.phrase({"A", "man", "of", "the", "people,"});
    EXPECT_EQ(words[0].size(), 1U);
    EXPECT_EQ(words[3].front().symbol, "ð");
    EXPECT_EQ(words[4].front().symbol, "p");
    EXPECT_EQ(english.syllables("beautiful"), 3);
    EXPECT_EQ(english.syllables("lion"), 2);
    EXPECT_EQ(english.syllables("fire"), 1);
}

TEST(Phonemes, EverythingIsInTheInventory) {
    for (const std::string symbol : {"ɪ", "tʃ", "ä", "ɯᵝ", "kː", "nʲ", "g", "ɔ̃", "ʈ", "ã"}) {
        EXPECT_NE(nearestPhoneme(symbol), "") << symbol;
    }
    EXPECT_EQ(nearestPhoneme("ä"), "a");
    EXPECT_EQ(nearestPhoneme("g"), "ɡ");
    EXPECT_EQ(nearestPhoneme("?"), "");
}

TEST(Phonemes, MoreVowelsThanWrittenSyllablesAndFewer) {
    const Pronouncer english("en");
    auto parts = syllablePhones(english.phrase({"heaven"})[0], {"heav'n"});
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].onset.size(), 1U);
    EXPECT_EQ(parts[0].tail.size(), 3U);
    parts = syllablePhones(english.phrase({"fire"})[0], {"fi", "re"});
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].nucleus.size(), 1U);
    EXPECT_EQ(parts[1].nucleus.size(), 1U);
    parts = syllablePhones(english.phrase({"hm"})[0], {"hm"});
    EXPECT_EQ(parts[0].nucleus.size(), 1U);
}

}  // namespace
}  // namespace arioso
