#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/score/abc_writer.h"
#include "src/score/midi_writer.h"
#include "src/score/musicxml_writer.h"
#include "tests/unit/score/abc_text.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso {
namespace {

using test::lyricsOf;
using testing::ElementsAre;

/// Both verses of the repeat are sung; the third is still on the page, meant for a third pass.
void expectThreeVerses(const Score& score) {
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("one|three", "love|hearts", "two", "loves"));
    for (const Note& note : score.parts[0].notes) {
        for (const Lyric& lyric : note.lyrics) {
            EXPECT_EQ(lyric.verse == 3, lyric.only == std::vector<int>{3}) << lyric.text;
        }
    }
}

TEST(SpareVerses, AVerseBeyondTheRepeatsOfAnAbcTuneSurvivesConversion) {
    const Score score = test::readTune("|:C2 D2:|\nw: one love\nw: two loves\nw: three hearts");
    expectThreeVerses(score);
    expectThreeVerses(test::readXml(writeMusicXml(score)));
    expectThreeVerses(test::readTunes(writeAbc(score)));
}

TEST(SpareVerses, AVerseBeyondTheRepeatsOfAMusicXmlSongSurvivesConversion) {
    const auto verses = [](const char* first, const char* second, const char* third) {
        return test::lyric(first) + test::lyric(second, "single", "number=\"2\"") +
               test::lyric(third, "single", "number=\"3\"");
    };
    const Score score =
        test::readBars({test::note("C4", 8, verses("one", "two", "three")) +
                        test::note("D4", 8, verses("love", "loves", "hearts")) + test::kBackward});
    expectThreeVerses(score);
    expectThreeVerses(test::readXml(writeMusicXml(score)));
    expectThreeVerses(test::readTunes(writeAbc(score)));
}

TEST(SpareVerses, AVerseBeyondTheRepeatsOfAMuseScoreFileSurvivesConversion) {
    const auto chord = [](int pitch, const std::vector<std::string>& verses) {
        std::string out = "<Chord><durationType>half</durationType>";
        for (std::size_t i = 0; i < verses.size(); ++i) {
            out +=
                "<Lyrics><no>" + std::to_string(i) + "</no><text>" + verses[i] + "</text></Lyrics>";
        }
        return out + "<Note><pitch>" + std::to_string(pitch) + "</pitch></Note></Chord>";
    };
    const std::string file =
        "<?xml version=\"1.0\"?><museScore version=\"4.20\"><Score><Part><Staff id=\"1\"/>"
        "<trackName>Voice</trackName></Part><Staff id=\"1\"><Measure><startRepeat/>"
        "<endRepeat>2</endRepeat><voice>" +
        chord(60, {"one", "two", "three"}) + chord(62, {"love", "loves", "hearts"}) +
        "</voice></Measure></Staff></Score></museScore>";
    const Score score = readMuseScore(test::asBytes(file), "test.mscx");
    expectThreeVerses(score);
    expectThreeVerses(test::readXml(writeMusicXml(score)));
}

TEST(SpareVerses, BehindARepeatInsideABarTheSecondVerseStays) {
    const Score score = test::readTune("|:C D:|E F|]\nw: a b c d\nw: e f g h");
    EXPECT_THAT(lyricsOf(score.parts[0]), ElementsAre("a", "b", "e", "f", "c|g", "d|h"));
    const Score again = test::readXml(writeMusicXml(score));
    EXPECT_EQ(lyricsOf(again.parts[0]), lyricsOf(score.parts[0]));
}

TEST(SpareVerses, MidiHasTheWordsThatAreSung) {
    const Score score = test::readTune("|:C2 D2:|\nw: one love\nw: two loves\nw: three hearts");
    const Score again = readMidi(test::asBytes(writeMidi(score)), "test.mid");
    EXPECT_THAT(lyricsOf(again.parts[0]), ElementsAre("one", "love", "two", "loves"));
}

}  // namespace
}  // namespace arioso
