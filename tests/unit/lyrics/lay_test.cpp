#include "src/lyrics/lay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/error.h"

namespace arioso {
namespace {

/// Notes of the given lengths in quarters; negative lengths are rests. 120 quarters a minute.
Score tune(const std::vector<double>& lengths) {
    Score score;
    score.tempos.push_back({Beat(), 120.0, false});
    Part& part = score.parts.emplace_back();
    part.id = "P1";
    part.name = "Song";
    double beat = 0.0;
    for (const double length : lengths) {
        if (length > 0.0) {
            Note note;
            note.onset = Beat::fromDouble(beat);
            note.duration = Beat::fromDouble(length);
            note.pitch = 67.0;
            part.notes.push_back(note);
        }
        beat += std::abs(length);
    }
    score.measures.push_back({Beat(), Beat::fromDouble(beat), "1", 4, 4, 0, false, 1, 0, {}});
    return score;
}

/// The text under each note, "_" where there is none.
std::string under(const Score& score, std::size_t part = 0) {
    std::string out;
    for (const Note& note : score.parts[part].notes) {
        if (!out.empty()) out += ' ';
        out += note.lyrics.empty() ? "_" : note.lyrics.front().text;
    }
    return out;
}

TEST(LayLyrics, OneSyllableANote) {
    Score score = tune({1, 1, 1, 1});
    const LayReport report = layLyrics(score, parseLyrics("Hap-py old song", "l.txt"));
    EXPECT_EQ(under(score), "Hap py old song");
    EXPECT_EQ(score.parts[0].notes[0].lyrics[0].syllabic, Syllabic::Begin);
    EXPECT_EQ(score.parts[0].notes[1].lyrics[0].syllabic, Syllabic::End);
    EXPECT_EQ(score.parts[0].notes[2].lyrics[0].syllabic, Syllabic::Single);
    EXPECT_TRUE(score.parts[0].vocal);
    EXPECT_EQ(report.laid, 4U);
    EXPECT_TRUE(report.lines.empty());
}

TEST(LayLyrics, KanjiTakeAsManyNotesAsTheyHaveMorae) {
    Score score = tune({1, 1, 1, 1, 1, 1});
    layLyrics(score, parseLyrics("桜が さく", "l.txt"), {"", "ja"});
    EXPECT_EQ(under(score), "さ く ら が さ く");
}

TEST(LayLyrics, LinesBeginWithPhrases) {
    // Five notes, rest, four notes: the first line has a syllable less than its phrase.
    Score score = tune({1, 1, 1, 1, 2, -2, 1, 1, 1, 1});
    layLyrics(score, parseLyrics("one two three four\nand now we end", "l.txt"));
    const std::string laid = under(score);
    EXPECT_THAT(laid, ::testing::EndsWith(" and now we end"));
    EXPECT_THAT(laid, ::testing::StartsWith("one "));
    EXPECT_EQ(std::count(laid.begin(), laid.end(), '_'), 1);
}

TEST(LayLyrics, SlursTakeTheMelismas) {
    Score score = tune({1, 1, 1, 1, 1, 1});
    score.parts[0].notes[2].articulation = Articulation::Slurred;
    score.parts[0].notes[3].articulation = Articulation::Slurred;
    layLyrics(score, parseLyrics("sing to me now", "l.txt"));
    EXPECT_EQ(under(score), "sing to me _ _ now");
    EXPECT_TRUE(score.parts[0].notes[2].lyrics[0].extend);
}

TEST(LayLyrics, UnderscoresHold) {
    Score score = tune({1, 1, 1, 1, 1});
    layLyrics(score, parseLyrics("sing__ to me", "l.txt"));
    EXPECT_EQ(under(score), "sing _ _ to me");
}

TEST(LayLyrics, TimesOfLrcLines) {
    // Notes every half second; the second line's stamp is at 3 s.
    Score score = tune({1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    layLyrics(score, parseLyrics("[00:00.00]one two three\n[00:03.00]four five\n", "l.lrc"));
    EXPECT_EQ(score.parts[0].notes[0].lyrics.at(0).text, "one");
    ASSERT_FALSE(score.parts[0].notes[6].lyrics.empty());
    EXPECT_EQ(score.parts[0].notes[6].lyrics[0].text, "four");
}

TEST(LayLyrics, SurplusIsReported) {
    Score score = tune({1, 1});
    LayReport report = layLyrics(score, parseLyrics("one two\nthree four", "l.txt"));
    EXPECT_EQ(report.surplusSyllables, 2U);
    ASSERT_GE(score.diagnostics.size(), 1U);
    EXPECT_THAT(score.diagnostics[0].text, ::testing::HasSubstr("2 more syllables than notes"));
    EXPECT_THAT(score.diagnostics[0].text, ::testing::HasSubstr("three four"));

    score = tune({1, 1, -2, 1, 1, 1, -1, 1, 1});
    report = layLyrics(score, parseLyrics("one two", "l.txt"));
    EXPECT_EQ(under(score), "one two _ _ _ _ _");
    EXPECT_EQ(report.surplusNotes, 5U);
    EXPECT_THAT(report.lines.at(0), ::testing::HasSubstr("5 notes"));
}

TEST(LayLyrics, TheSingerIsNamedFlaggedOrMelodious) {
    Score score = tune({1, 1, 1, 1});
    Part bass = score.parts[0];
    bass.name = "Bass";
    bass.program = 32;
    for (Note& note : bass.notes) note.pitch = 36.0;
    score.parts.insert(score.parts.begin(), bass);
    Score copy = score;
    EXPECT_EQ(layLyrics(copy, parseLyrics("a b c d", "l")).part, 1U);
    copy = score;
    copy.parts[0].vocal = true;
    EXPECT_EQ(layLyrics(copy, parseLyrics("a b c d", "l")).part, 0U);
    copy = score;
    EXPECT_EQ(layLyrics(copy, parseLyrics("a b c d", "l"), {"bass", ""}).part, 0U);
    try {
        layLyrics(copy, parseLyrics("a", "l"), {"Tuba", ""});
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("Tuba"));
        EXPECT_THAT(error.what(), ::testing::HasSubstr("Bass, Song"));
    }
}

TEST(LayLyrics, ChordsSingTheirTopNote) {
    Score score = tune({1, 1});
    Note low = score.parts[0].notes[0];
    low.pitch = 60.0;
    score.parts[0].notes.insert(score.parts[0].notes.begin(), low);
    layLyrics(score, parseLyrics("one two", "l.txt"));
    EXPECT_EQ(under(score), "_ one two");
}

TEST(LayLyrics, SpelledSoundsAreCutIntoSyllables) {
    Score score = tune({1, 1, 1, 1, 1, 1});
    layLyrics(score, parseLyrics("[k ae t] amazing[ax m ey z ih ng] light[l ay t]", "l.txt"));
    EXPECT_EQ(under(score), "[k ae t] a[ax] maz[m ey] ing[z ih ng] light[l ay t] _");
    EXPECT_EQ(score.parts[0].notes[1].lyrics[0].syllabic, Syllabic::Begin);
}

TEST(LayLyrics, NumbersAndAbbreviationsTakeTheNotesTheyNeed) {
    Score score = tune({1, 1, 1, 1, 1, 1, 1, 1});
    LayOptions options;
    options.language = "de";
    layLyrics(score, parseLyrics("20 Kerzen, z. B. hier", "l.txt"), options);
    EXPECT_EQ(under(score), "20 _ Ker zen, z. B. _ hier");
}

TEST(LayLyrics, MarksAndLinesReachTheNotes) {
    Score score = tune({1, 1, 1, 1});
    layLyrics(score, parseLyrics("sing {de}Stern\nund {}now", "l.txt"));
    const auto& notes = score.parts[0].notes;
    EXPECT_EQ(under(score), "sing Stern und now");
    EXPECT_EQ(notes[0].lyrics[0].language, "");
    EXPECT_EQ(notes[1].lyrics[0].language, "de");
    EXPECT_EQ(notes[2].lyrics[0].language, "de");
    EXPECT_EQ(notes[3].lyrics[0].language, "");
    EXPECT_FALSE(notes[0].lyrics[0].lineEnd);
    EXPECT_TRUE(notes[1].lyrics[0].lineEnd);
}

}  // namespace
}  // namespace arioso
