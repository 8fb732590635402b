#include "src/theory/questions.h"

#include <gtest/gtest.h>

#include "dsp/error.h"
#include "src/theory/keys.h"
#include "tests/unit/theory/shipped.h"

namespace arioso {
namespace {

Answer ask(const std::string& question) {
    return answerQuestion(shippedKnowledge(), question);
}

std::string text(const std::string& question) {
    return textOf(ask(question));
}

/// The line of that name; fails where there is none.
AnswerLine line(const std::string& question, const std::string& name) {
    for (const AnswerLine& one : ask(question).lines)
        if (one.name == name) return one;
    ADD_FAILURE() << question << " has no line " << name << ":\n" << text(question);
    return {};
}

std::string firstText(const std::string& question) {
    const Answer answer = ask(question);
    return answer.lines.empty() ? "" : answer.lines.front().text;
}

TEST(NoteName, SpellsByTheLineOfFifths) {
    std::string_view text = "F sharp";
    EXPECT_EQ(takeNoteName(text)->text(), "F#");
    EXPECT_EQ(NoteName{-9}.text(), "Bbb");
    EXPECT_EQ(NoteName{13}.text(), "F##");
    EXPECT_EQ(NoteName{-1}.pitchClass(), 5);
    EXPECT_EQ(parsePitch("C4"), 60);
    EXPECT_EQ(parsePitch("Cb4"), 59);
    EXPECT_EQ(parsePitch("B#3"), 60);
    EXPECT_EQ(parsePitch("Bb-1"), 10);
    EXPECT_FALSE(parsePitch("H4"));
    EXPECT_FALSE(parsePitch("C"));
    EXPECT_EQ(pitchText(58), "Bb3");
}

TEST(Numerals, ReadRootsKindsAndInversions) {
    const auto one = [](const char* text, bool minor = false) {
        return parseNumerals(text, minor).at(0);
    };
    EXPECT_EQ(one("V7").kind, "chord:seventh");
    EXPECT_EQ(one("V7").rootSemitones(), 7);
    EXPECT_EQ(one("bVII").rootSemitones(), 10);
    EXPECT_EQ(one("VII", true).rootSemitones(), 10);
    EXPECT_EQ(one("vii°7", true).rootSemitones(), 11);
    EXPECT_EQ(one("V7/ii").rootSemitones(), 9);
    EXPECT_EQ(one("V7/III", true).rootSemitones(), 10);
    EXPECT_EQ(one("iv6", true).inversion, 1);
    EXPECT_EQ(one("V43").inversion, 2);
    EXPECT_EQ(one("V43").kind, "chord:seventh");
    EXPECT_EQ(one("iiø7", true).kind, "chord:hdim7");
    EXPECT_EQ(parseNumerals("I | IV | V7", false).size(), 3U);
    EXPECT_TRUE(one("*").any);
    for (const char* bad : {"X", "b", "Vq", "V/", "IVmaj", "7"})
        EXPECT_THROW(parseNumerals(bad, false), Error) << bad;
}

TEST(Questions, CadencesInDDorian) {
    const AnswerLine dorian = line("cadences in D dorian", "dorian cadence");
    EXPECT_NE(dorian.text.find("IV–i: G Dm"), std::string::npos) << dorian.text;
    EXPECT_NE(dorian.text.find("bVII–i: C Dm"), std::string::npos) << dorian.text;
    EXPECT_NE(text("cadences in Eb major").find("V7–I: Bb7 Eb"), std::string::npos);
    EXPECT_NE(text("cadences in C# minor").find("V7–i: G#7 C#m"), std::string::npos);
    EXPECT_NE(text("half cadence in E minor").find("B"), std::string::npos);
}

TEST(Questions, ChordsOfAKeyAreSpelledInIt) {
    EXPECT_EQ(line("chords in A minor", "Bdim").fields["notes"], (nlohmann::json{"B", "D", "F"}));
    EXPECT_EQ(line("chords in A minor", "E7").fields["notes"],
              (nlohmann::json{"E", "G#", "B", "D"}));
    EXPECT_EQ(line("chords in Db major", "Gb").fields["numeral"], "IV");
    EXPECT_FALSE(ask("chords in C whole tone").lines.empty());
}

TEST(Questions, ScalesAndNotes) {
    EXPECT_EQ(firstText("scale of E phrygian"), "E F G A B C D");
    EXPECT_EQ(firstText("what are the notes of F# lydian?"), "F# G# A# B# C# D# E#");
    EXPECT_EQ(firstText("notes of Cmaj7"), "C E G B");
    EXPECT_EQ(firstText("notes of Bbm7"), "Bb Db F Ab");
    EXPECT_EQ(firstText("notes of F#dim7"), "F# A C Eb");
    EXPECT_EQ(firstText("notes of A minor"), "A B C D E F G");
    EXPECT_EQ(firstText("G7b9"), "G B D F Ab");
    EXPECT_EQ(firstText("interval from C to Ab"), "m6, 8 semitones");
}

TEST(Questions, Progressions) {
    EXPECT_NE(line("pachelbel in D", "pachelbel").text.find("D A Bm F#m G D G A"),
              std::string::npos);
    EXPECT_NE(line("progressions in F major", "ii-V-I").text.find("Gm7 C7 Fmaj7"),
              std::string::npos);
    EXPECT_NE(line("andalusian in A minor", "andalusian").text.find("Am G F E"), std::string::npos);
}

TEST(Questions, ChordsWithNotes) {
    EXPECT_EQ(ask("chords with C E G").lines.front().name, "C");
    EXPECT_EQ(line("chords with C E G", "Am7").text, "A C E G");
    EXPECT_NE(ask("chords with B D F").lines.front().name, "");
}

TEST(Questions, Instruments) {
    const AnswerLine violin = line("range of violin", "violin");
    EXPECT_EQ(violin.text, "G3 to A7 (keys 55 to 105)");
    const std::string clarinet = text("range of the clarinet");
    EXPECT_NE(clarinet.find("2 semitones lower"), std::string::npos) << clarinet;
    const std::string high = text("instruments that reach C7");
    EXPECT_NE(high.find("violin"), std::string::npos);
    EXPECT_EQ(high.find("tuba"), std::string::npos);
}

TEST(Questions, FeelingsRulesAndNames) {
    const std::string sad = text("what sounds sad?");
    EXPECT_NE(sad.find("mode: minor"), std::string::npos);
    EXPECT_NE(sad.find("Hevner 1935"), std::string::npos);
    EXPECT_NE(text("rule parallel fifths").find("weight: 1000"), std::string::npos)
        << text("rule parallel fifths");
    EXPECT_NE(text("what is a dominant").find("leading note"), std::string::npos);
    EXPECT_NE(text("modes").find("phrygian"), std::string::npos);
    EXPECT_NE(text("genre tango").find("habanera"), std::string::npos);
    for (const std::string& example : questionExamples())
        EXPECT_FALSE(ask(example).lines.empty()) << example;
}

TEST(Questions, WhatIsNotUnderstoodNamesWhatCanBeAsked) {
    for (const char* question : {"why is the sky blue", "", "cadences in H major", "range of kazoo",
                                 "what sounds purple", "instruments that reach Z9"}) {
        try {
            (void)ask(question);
            ADD_FAILURE() << question << "\n" << text(question);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Usage);
            EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
        }
    }
    try {
        (void)ask("why is the sky blue");
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("cadences in D dorian"), std::string::npos);
    }
}

}  // namespace
}  // namespace arioso
