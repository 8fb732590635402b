#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "dsp/error.h"
#include "tests/unit/score/abc_text.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso {
namespace {

using test::durationsOf;
using test::lyricsOf;
using test::onsetsOf;
using test::pitchesOf;
using test::readTune;
using test::readTunes;
using test::remarksOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Pitches of the first notes of the bars as played, as letters.
std::string played(const std::string& music, const std::string& head = "") {
    const Score score = readTune(music, head);
    std::string out;
    for (const Note& note : score.parts[0].notes) {
        const auto key = static_cast<std::size_t>(note.pitch - 60);
        out += std::string_view("c_d_ef_g_a_bC_D_EF_G_A_B")[key];
    }
    return out;
}

TEST(AbcReader, ChordSymbolsMeanWhatTheyMeanInOtherFormats) {
    const Score score = readTune("\"Amin7/G\"C2 \"F#dim\"C2 \"Bb-\"C2 \"N.C.\"C2|\"Fancy\"C8|");
    ASSERT_GE(score.chords.size(), 4U);
    EXPECT_EQ(score.chords[0].text, "Amin7/G");
    EXPECT_EQ(score.chords[0].root, 'A');
    EXPECT_EQ(score.chords[0].kind, "minor-seventh");
    EXPECT_EQ(score.chords[0].bass, 'G');
    EXPECT_EQ(score.chords[1].kind, "diminished");
    EXPECT_EQ(score.chords[1].rootAlter, 1.0F);
    EXPECT_EQ(score.chords[2].kind, "minor");
    EXPECT_EQ(score.chords[2].rootAlter, -1.0F);
    EXPECT_EQ(score.chords[3].kind, "none");
}

TEST(AbcStructure, RepeatsAndEndings) {
    EXPECT_EQ(played("|:C4|D4:|E4|"), "cdcde");
    EXPECT_EQ(played("C4|D4:|E4:|"), "cdcdee");
    EXPECT_EQ(played("|:C4::D4:|"), "ccdd");
    EXPECT_EQ(played("|:C4|1 D4:|2 E4|]F4|"), "cdcef");
    EXPECT_EQ(played("|:C4|[1,3 D4:|[2 E4:|[4 F4||G4|"), "cdcecdcfg");
    EXPECT_EQ(played("|::C4::|"), "ccc");
    EXPECT_EQ(played("|:C4:||:D4:|"), "ccdd");
    EXPECT_EQ(played("[|:C4:|][|D4|]"), "ccd");
}

TEST(AbcStructure, JumpsBySignsAndWords) {
    EXPECT_EQ(played("C4|!fine!D4|E4 !D.C.!|"), "cdecd");
    EXPECT_EQ(played("C4|!segno!D4|E4 !D.S.!|"), "cdede");
    EXPECT_EQ(played("C4|D4|!fine!|E4|]!D.C.!"), "cdecd");
    EXPECT_EQ(played("C4|D4 \"^Fine\"|E4 \"^D.C. al Fine\"|"), "cdecd");
}

TEST(AbcSymbolLines, AreLaidOnTheNotesAsWordsAre) {
    const Score score = readTune(
        "C D z E|F [GB]|c d e f|\n"
        "s: \"Am7\" !accent! * | !fermata!T \"^rit.\" | !mf!\n"
        "s: * .\n"
        "w: one two three four five six\n"
        "c|\n"
        "s: !trill!\n");
    const std::vector<Note>& notes = score.parts[0].notes;
    ASSERT_EQ(notes.size(), 11U);
    const auto has = [&](std::size_t note, Articulation mark) {
        return (notes[note].articulation & mark) != Articulation::None;
    };
    ASSERT_EQ(score.chords.size(), 1U);
    EXPECT_EQ(score.chords[0].text, "Am7");
    EXPECT_EQ(score.chords[0].at, Beat{});
    EXPECT_TRUE(has(1, Articulation::Accent));
    EXPECT_TRUE(has(1, Articulation::Staccato));
    EXPECT_FALSE(has(0, Articulation::Accent) || has(2, Articulation::Accent));
    EXPECT_TRUE(has(3, Articulation::Fermata) && has(3, Articulation::Trill));
    EXPECT_TRUE(has(10, Articulation::Trill));
    ASSERT_FALSE(score.parts[0].dynamics.empty());
    EXPECT_EQ(score.parts[0].dynamics.back().at, Beat(6, 1));
    EXPECT_THAT(lyricsOf(score.parts[0]),
                ElementsAre("one", "two", "three", "four", "five", "", "six", "", "", "", ""));
    EXPECT_THAT(remarksOf(score), IsEmpty());
}

TEST(AbcSymbolLines, GoOnBehindAPlusAndNameWhatFitsNowhere) {
    const Score score = readTune("C D|\ns: !accent!\n+: !accent! !accent!\nE|\ns: 5\n");
    const std::vector<Note>& notes = score.parts[0].notes;
    EXPECT_EQ(notes[0].articulation, Articulation::Accent);
    EXPECT_EQ(notes[1].articulation, Articulation::Accent);
    EXPECT_EQ(notes[2].articulation, Articulation::None);
    EXPECT_THAT(remarksOf(score), HasSubstr("1 symbol of an s: line found no note"));
    EXPECT_THAT(remarksOf(score), HasSubstr("\"5\" in a symbol line (s:) is not understood"));
}

class AbcIncludeTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = std::filesystem::path(testing::TempDir()) /
                  testing::UnitTest::GetInstance()->current_test_info()->name();
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_ / "tunes" / "heads");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
    }
    /// A tune in the folder "tunes" that asks for the file in its header.
    [[nodiscard]] Score read(const std::string& include) const {
        write("tunes/tune.abc", "X:1\nT:Tune\n%%abc-include " + include + "\nL:1/4\nK:C\nC|\n");
        return readScore(folder_ / "tunes" / "tune.abc");
    }

    std::filesystem::path folder_;
};

TEST_F(AbcIncludeTest, TakesTheFieldsOfAFileBesideTheTune) {
    write("tunes/heads/outer.abh", "C:Anna\n\nI:abc-include inner.abh\n");
    write("tunes/heads/inner.abh", "Q:1/4=90\n");
    const Score score = read("heads/outer.abh");
    EXPECT_EQ(score.composer, "Anna");
    EXPECT_DOUBLE_EQ(score.tempos[0].quartersPerMinute, 90.0);
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(60));
    EXPECT_THAT(remarksOf(score), IsEmpty());
}

TEST_F(AbcIncludeTest, NeverLeavesTheFolderOfTheTune) {
    write("secret.abh", "C:Secret\n");
    std::filesystem::create_symlink(folder_ / "secret.abh", folder_ / "tunes" / "link.abh");
    for (const std::string& way :
         {std::string("../secret.abh"), std::string("heads/../../secret.abh"),
          (folder_ / "secret.abh").string(), std::string("link.abh")}) {
        const Score score = read(way);
        EXPECT_THAT(score.composer, IsEmpty()) << way;
        EXPECT_THAT(remarksOf(score), HasSubstr("it leads out of the tune's folder")) << way;
        EXPECT_EQ(score.diagnostics.size(), 1U) << way;
    }
}

TEST_F(AbcIncludeTest, EndsAndIsNamedOnceWhenFilesIncludeThemselves) {
    write("tunes/loop.abh", "%%abc-include loop.abh\n%%abc-include loop.abh\nC:Anna\n");
    const Score score = read("loop.abh");
    EXPECT_EQ(score.composer, "Anna");
    ASSERT_EQ(score.diagnostics.size(), 1U);
    EXPECT_THAT(remarksOf(score), HasSubstr("\"loop.abh\" is not followed: expected at most 4 "
                                            "files inside each other"));
    EXPECT_THAT(remarksOf(read("none.abh")),
                HasSubstr("\"none.abh\" is not a file that can be opened"));
}

TEST(AbcInclude, IsNotFollowedWithoutAFolder) {
    const Score score = readTune("C|", "%%abc-include head.abh\nI:abc-include head.abh\n");
    ASSERT_EQ(score.diagnostics.size(), 1U);
    EXPECT_THAT(remarksOf(score), HasSubstr("included file \"head.abh\" is not followed: the tune "
                                            "came without a folder"));
}

TEST(AbcStructure, SectionsInTheOrderOfP) {
    EXPECT_EQ(played("P:A\nC4|\nP:B\nD4|E4|", "P:AABA\n"), "ccdec");
    EXPECT_EQ(played("P:A\nC4|\nP:B\nD4|", "P:A(AB)2\n"), "ccdcd");
}

TEST(AbcStructure, MetersAndUnitLengths) {
    const Score score =
        readTunes("X:1\nM:3/8\nK:C\nCDE|[M:C|][L:1/2]CC|\nM:2+3/8\nL:1/8\nCCCCC|\n");
    EXPECT_THAT(onsetsOf(score.parts[0]),
                ElementsAre(0, 0.25, 0.5, 0.75, 2.75, 4.75, 5.25, 5.75, 6.25, 6.75));
    EXPECT_EQ(score.measures[1].beats, 2);
    EXPECT_EQ(score.measures[1].beatType, 2);
    EXPECT_EQ(score.measures[2].beats, 5);
}

TEST(AbcStructure, TemposOfEveryForm) {
    const auto tempo = [](const std::string& field) {
        return readTune("C4|", "Q:" + field + "\n").tempos.at(0).quartersPerMinute;
    };
    EXPECT_DOUBLE_EQ(tempo("1/4=96"), 96.0);
    EXPECT_DOUBLE_EQ(tempo("3/8=60"), 90.0);
    EXPECT_DOUBLE_EQ(tempo("\"Lively\" 1/8=100"), 50.0);
    EXPECT_DOUBLE_EQ(tempo("1/4 3/8=40"), 100.0);
    EXPECT_DOUBLE_EQ(tempo("80"), 80.0);
    EXPECT_GT(tempo("\"Allegro\""), 100.0);
    const Score change = readTune("C4|[Q:1/4=60]D4|", "Q:1/4=100\n");
    EXPECT_DOUBLE_EQ(change.tempos.at(1).at.value(), 4.0);
}

TEST(AbcStructure, RestsOfManyBarsAndPickups) {
    const Score score = readTune("G|C4|Z2|D4|");
    EXPECT_THAT(onsetsOf(score.parts[0]), ElementsAre(0, 1, 13));
    EXPECT_EQ(score.measures[0].number, "0");
    EXPECT_EQ(score.measures[4].number, "4");
    EXPECT_EQ(score.measures.size(), 5U);
}

TEST(AbcStructure, VoicesByLineAndInline) {
    const Score score =
        readTune("V:1\nCDEF|\nV:2\nC,4|\nV:1\nG4|\nV:2\nG,4|\n[V:3] e4|f4|",
                 "V:1 name=\"Flute\"\nV:2 clef=bass name=\"Bassoon\"\nV:3 clef=treble-8\n");
    ASSERT_EQ(score.parts.size(), 3U);
    EXPECT_EQ(score.parts[0].name, "Flute");
    EXPECT_EQ(score.parts[0].program, 73);
    EXPECT_EQ(score.parts[1].program, 70);
    EXPECT_THAT(onsetsOf(score.parts[1]), ElementsAre(0, 4));
    EXPECT_THAT(pitchesOf(score.parts[2]), ElementsAre(64, 65));
    EXPECT_EQ(score.measures.size(), 2U);
}

TEST(AbcStructure, ProgramsChannelsAndTranspositions) {
    const Score score = readTune(
        "V:1\n%%MIDI program 40\nC4|D4|\n%%MIDI program 41\nE4|\n"
        "V:2\n%%MIDI channel 10\nC,,4|D,,4|\nV:3 transpose=-2\nC4|");
    EXPECT_EQ(score.parts[0].program, 40);
    ASSERT_EQ(score.parts[0].programs.size(), 1U);
    EXPECT_EQ(score.parts[0].programs[0].program, 41);
    EXPECT_DOUBLE_EQ(score.parts[0].programs[0].at.value(), 8.0);
    EXPECT_TRUE(score.parts[1].percussion);
    EXPECT_THAT(pitchesOf(score.parts[1]), ElementsAre(36, 38));
    EXPECT_THAT(pitchesOf(score.parts[2]), ElementsAre(58));
}

TEST(AbcStructure, ChordSymbolsStandAtTheirBeat) {
    const Score score = readTune("\"Am7/G\"C2\"F#dim\"D2|\"^rit.\"E4|\"N.C.\"F4|");
    ASSERT_EQ(score.chords.size(), 3U);
    EXPECT_EQ(score.chords[0].text, "Am7/G");
    EXPECT_EQ(score.chords[1].text, "F#dim");
    EXPECT_DOUBLE_EQ(score.chords[1].at.value(), 2.0);
}

TEST(AbcLyrics, HyphensHoldsSkipsAndBars) {
    const Score score =
        readTune("C D E F|G A B c|d e f g|\nw: hal-le- lu-jah__ * go~on | late \\-x\n");
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("hal-", "le-", "lu-", "jah", "", "", "",
                                                      "go on", "late", "-x", "", ""));
    EXPECT_TRUE(score.parts[0].notes[3].lyrics[0].extend);
    EXPECT_EQ(score.parts[0].notes[3].lyrics[0].syllabic, Syllabic::End);
    EXPECT_TRUE(score.parts[0].vocal);
}

TEST(AbcLyrics, BarSignWaitsForTheNextBar) {
    const Score score = readTune("C D E F|G4|\nw: one | two\n");
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "", "", "", "two"));
}

TEST(AbcLyrics, VersesOnTheirPassesAndLinesThatGoOn) {
    const Score score =
        readTune("|:C D|\nE F:|\nw: one two\n+: three four\nw: five six seven eight\n");
    EXPECT_THAT(lyricsOf(score.parts[0]),
                ElementsAre("one", "two", "three", "four", "five", "six", "seven", "eight"));
}

TEST(AbcLyrics, BlocksBelongToTheVoiceBeforeThem) {
    const Score score = readTune("V:1\nC D|\nw: a b\nV:2\nE F|\nw: c d\nV:1\nG A|\nw: e f\n");
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("a", "b", "e", "f"));
    EXPECT_THAT(lyricsOf(score.parts[1]), ElementsAre("c", "d"));
}

TEST(AbcLyrics, RestsAndGracesAreNotSung) {
    const Score score = readTune("C z {e}D [EG]|\nw: one two three four\n");
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one", "", "two", "three", ""));
    EXPECT_THAT(remarksOf(score), HasSubstr("1 syllable of the words found no note"));
}

TEST(AbcFile, TheNamedTuneIsReadAndTheFirstByDefault) {
    const std::string file =
        "%abc-2.1\nM:3/4\nL:1/4\n\nfree text\n\nX:3\nT:One\nK:C\nCDE|\n\nX:5\nT:Two\nK:D\nFGA|\n";
    const Score first = readTunes(file);
    EXPECT_EQ(first.title, "One");
    EXPECT_EQ(first.measures[0].beats, 3);
    EXPECT_THAT(remarksOf(first), HasSubstr("the file has 2 tunes; this is the first, X:3"));
    const Score second = readTunes(file, 5);
    EXPECT_EQ(second.title, "Two");
    EXPECT_THAT(pitchesOf(second.parts[0]), ElementsAre(66, 67, 69));
    EXPECT_THAT(remarksOf(second), IsEmpty());
    try {
        readTunes(file, 4);
        FAIL();
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "test.abc: expected tune 4, found 2 tunes from X:3 to X:5");
    }
}

TEST(AbcFile, AccentsOfEveryKindAndLegacyBytes) {
    EXPECT_EQ(readTune("C4|", "T:\\'Etude \\\"uber &aelig;&eacute;\\u00df\n").title,
              "Étude über æéß");
    EXPECT_EQ(readTune("C4|", "T:Caf\xe9 \xc3\n").title.substr(0, 3), "Caf");
}

TEST(AbcFile, FoundByItsContent) {
    const auto path = std::filesystem::path(testing::TempDir()) / "tune_without_suffix";
    std::ofstream(path) << "X: 1\nT:x\nK:G\nGABc|\n";
    EXPECT_EQ(readScore(path).parts[0].notes.size(), 4U);
    std::filesystem::remove(path);
}

TEST(AbcFile, CommentsTypesetTextAndMacrosAreLeftOutOrPlayed) {
    const Score score = readTune(
        "%%begintext\nC C C C\n%%endtext\nC D % E F\nN E F|\nG`A G2 \\\n|c4|]", "m:N = B\n");
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(60, 62, 71, 64, 65, 67, 69, 67, 72));
}

TEST(AbcMacros, AreWrittenOutOnEveryNote) {
    const Score score =
        readTune("~G3 c | ~b2 ~C, ~A2/2 e'|", "m:~n3 = n/o/n/m/n\nm: ~n2 = !trill!k z,\n");
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(67, 69, 67, 65, 67, 72, 77, 91, 48, 69, 88));
    EXPECT_THAT(remarksOf(score), IsEmpty());
}

TEST(AbcMacros, StandForThemselvesWithoutN) {
    const Score score = readTune("~G2 G2|", "m:~G2 = {A}G{F}G\n");
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(69, 67, 65, 67, 67));
}

TEST(AbcMacros, OneForEveryNoteIsTold) {
    const Score score = readTune("C D E F|", "m:n = n/n/\n");
    EXPECT_THAT(pitchesOf(score.parts[0]), ElementsAre(60, 62, 64, 65));
    EXPECT_THAT(remarksOf(score), HasSubstr("macro"));
}

}  // namespace
}  // namespace arioso
