#include "src/compose/song.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <string>

#include "dsp/error.h"
#include "src/compose/word_fit.h"
#include "src/lyrics/lyrics.h"
#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"
#include "tests/unit/compose/composed.h"

namespace arioso {
namespace {

using ::testing::HasSubstr;

const char* const kTwoStanzas =
    "Who has seen the wind?\nNeither I nor you:\nBut when the leaves hang trembling\n"
    "The wind is passing through.\n\n"
    "Who has seen the wind?\nNeither you nor I:\nBut when the trees bow down their heads\n"
    "The wind is passing by.\n";
const char* const kVerseChorus =
    "[Verse 1]\nThe river runs down to the sea\nAnd carries the summer away\n\n"
    "[Chorus]\nSing, water, sing to me\nStay for another day\n\n"
    "[Verse 2]\nThe willow leans over the stone\nAnd waits for the end of the day\n\n"
    "[Chorus]\n";

SongRequest requestFor(const std::string& words, const std::string& language = "en",
                       const std::string& form = "") {
    SongRequest request;
    request.text = songText(parseLyrics(words, "words.txt"), language, form);
    request.steering.programs = {0};
    return request;
}

/// The words of the part that sings, in the order of its notes, syllables of a word joined.
std::string sungWords(const Score& score) {
    std::string out;
    for (const Note& note : score.parts.front().notes)
        for (const Lyric& lyric : note.lyrics) {
            const bool joins =
                lyric.syllabic == Syllabic::Middle || lyric.syllabic == Syllabic::End;
            if (!out.empty() && !joins) out += ' ';
            out += lyric.text;
        }
    return out;
}

std::string wordsOf(const SongText& text) {
    std::string out;
    for (const SongStanza& stanza : text.stanzas)
        for (const SongLine& line : stanza.lines) out += (out.empty() ? "" : " ") + line.text;
    return out;
}

TEST(ComposeSong, SetsEveryWordInOrderWhateverTheSeedAndTheMetre) {
    for (const auto& [beats, beatType] :
         {std::pair{4, 4}, {3, 4}, {6, 8}, {2, 2}, {5, 4}, {3, 8}}) {
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            SongRequest request = requestFor(kTwoStanzas);
            request.steering.beats = beats;
            request.steering.beatType = beatType;
            request.seed = seed;
            const Score score = composeSong(shippedModel(), request);
            EXPECT_EQ(sungWords(score), wordsOf(request.text))
                << beats << "/" << beatType << ", seed " << seed;
        }
    }
}

TEST(ComposeSong, StaysInTheVoicesRange) {
    for (const char* name : {"soprano", "alto", "tenor", "bass"}) {
        SongRequest request = requestFor(kTwoStanzas);
        request.voice = voiceOfRegister(name);
        const Score score = composeSong(shippedModel(), request);
        for (const Note& note : score.parts.front().notes) {
            EXPECT_GE(note.pitch, request.voice.lowest) << name;
            EXPECT_LE(note.pitch, request.voice.highest) << name;
        }
    }
}

TEST(ComposeSong, StressedSyllablesSeekStrongBeats) {
    WordFit all;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        SongRequest request = requestFor(kTwoStanzas);
        request.seed = seed;
        const WordFit fit = measureWordFit(composeSong(shippedModel(), request));
        all.stressed += fit.stressed;
        all.stressedStrong += fit.stressedStrong;
        all.light += fit.light;
        all.lightStrong += fit.lightStrong;
        EXPECT_EQ(fit.linesClosed, fit.lines) << "seed " << seed;
        EXPECT_EQ(fit.lines, 8U);
    }
    EXPECT_GT(all.strongShare(), 0.75);
    EXPECT_LT(all.lightStrongShare(), 0.2);
}

TEST(ComposeSong, StanzasOfOneTuneAreVersesOfARepeat) {
    const SongRequest request = requestFor(kTwoStanzas);
    const Score score = composeSong(shippedModel(), request);
    const std::string xml = writeMusicXml(score);
    EXPECT_THAT(xml, HasSubstr("<repeat direction=\"backward\""));
    EXPECT_THAT(xml, HasSubstr("<lyric number=\"2\">"));
    const Score again = readMusicXml(std::as_bytes(std::span(xml.data(), xml.size())), "song");
    EXPECT_EQ(sungWords(again), sungWords(score));
    EXPECT_EQ(again.measures.size(), score.measures.size());
}

TEST(ComposeSong, TheChorusHasItsOwnTuneAndTheSameOneEachTime) {
    const SongRequest request = requestFor(kVerseChorus);
    ASSERT_EQ(request.text.stanzas.size(), 4U);
    EXPECT_EQ(request.text.tunes(), 2);
    EXPECT_EQ(request.text.stanzas[0].tune, request.text.stanzas[2].tune);
    EXPECT_EQ(request.text.stanzas[1].tune, request.text.stanzas[3].tune);
    const Score score = composeSong(shippedModel(), request);
    EXPECT_EQ(sungWords(score), wordsOf(request.text));
    std::vector<double> first;
    std::vector<double> second;
    for (const Note& note : score.parts.front().notes) {
        const int pass = score.measures[static_cast<std::size_t>(note.measure)].pass;
        (pass == 1 ? first : second).push_back(note.pitch);
    }
    EXPECT_EQ(first, second);
}

TEST(ComposeSong, FormsShareTunesAsTheySay) {
    const auto tunes = [](const std::string& words, const std::string& form) {
        std::vector<int> out;
        for (const SongStanza& one : requestFor(words, "en", form).text.stanzas)
            out.push_back(one.tune);
        return out;
    };
    const std::string four =
        "One day more\n\nTwo nights long\n\nThree old ships\n\nFour gray birds\n";
    EXPECT_EQ(tunes(four, "strophic"), (std::vector<int>{0, 0, 0, 0}));
    EXPECT_EQ(tunes(four, "through"), (std::vector<int>{0, 1, 2, 3}));
    EXPECT_EQ(tunes(four, "AABA"), (std::vector<int>{0, 0, 1, 0}));
    EXPECT_EQ(tunes("One day\n\nSing all\n\nTwo days\n\nSing all\n", "verse-chorus"),
              (std::vector<int>{0, 1, 0, 1}));
    EXPECT_THROW(requestFor(four, "en", "verse-chorus"), Error);
    EXPECT_THROW(requestFor(four, "en", "rondo"), Error);
}

TEST(ComposeSong, StanzasThatDifferTooMuchGetTheirOwnTune) {
    const SongRequest request = requestFor(
        "Down by the river\nthe willows are green\n\nDown\nby the river where nobody ever has been "
        "in the evening\n");
    EXPECT_EQ(request.text.tunes(), 2);
    ASSERT_EQ(request.text.remarks.size(), 1U);
    EXPECT_THAT(request.text.remarks[0], HasSubstr("stanza 2 cannot share the tune of stanza 1"));
    EXPECT_EQ(sungWords(composeSong(shippedModel(), request)), wordsOf(request.text));
}

TEST(ComposeSong, RefusesWhatIsNoSong) {
    EXPECT_THROW(requestFor(std::string(100'000, 'a')), Error) << "one endless word";
    std::string book;
    for (int i = 0; i < 5000; ++i) book += "la ";
    EXPECT_THROW(requestFor(book), Error);
    std::string stanzas;
    for (int i = 0; i < 100; ++i) stanzas += "la la\n\n";
    EXPECT_THROW(requestFor(stanzas), Error);
}

TEST(ComposeSong, TheSameRequestGivesTheSameSong) {
    SongRequest request = requestFor(kTwoStanzas);
    const std::string text = writeMusicXml(composeSong(shippedModel(), request));
    EXPECT_EQ(writeMusicXml(composeSong(shippedModel(), request)), text);
    request.seed = 2;
    EXPECT_NE(writeMusicXml(composeSong(shippedModel(), request)), text);
}

TEST(ComposeSong, SetsLongLinesOddTextsAndOtherLanguages) {
    const std::string longLine =
        "When in the chronicle of wasted time I see descriptions of the fairest wights and beauty "
        "making beautiful old rhyme in praise of ladies dead and lovely knights";
    for (const auto& [words, language] :
         {std::pair<std::string, std::string>{longLine, "en"},
          {"O", "en"},
          {"Al-le-lu-ia\nA-men", "la"},
          {"Frère Jacques, frère Jacques,\nDormez-vous? Dormez-vous?", "fr"},
          {"Ich weiß nicht, was soll es bedeuten,\nDass ich so traurig bin", "de"}}) {
        const SongRequest request = requestFor(words, language);
        const Score score = composeSong(shippedModel(), request);
        std::size_t laid = 0;
        for (const Note& note : score.parts.front().notes) laid += note.lyrics.size();
        EXPECT_EQ(laid, request.text.syllables()) << words;
    }
}

TEST(ComposeSong, AVoiceAloneNeedsNoInstruments) {
    SongRequest request = requestFor(kTwoStanzas);
    request.steering.programs.clear();
    const Score score = composeSong(shippedModel(), request);
    EXPECT_EQ(score.parts.size(), 1U);
    EXPECT_EQ(sungWords(score), wordsOf(request.text));
}

TEST(SongVoice, RangesAreReadAndChecked) {
    SongVoice voice;
    setRange(voice, "A3-Eb5");
    EXPECT_EQ(voice.lowest, 57);
    EXPECT_EQ(voice.highest, 75);
    setRange(voice, "48-67");
    EXPECT_EQ(voice.lowest, 48);
    for (const char* wrong : {"C4", "C4-D4", "x-y", "E5-C4", "C0-C4", ""})
        EXPECT_THROW(setRange(voice, wrong), Error) << wrong;
    EXPECT_THROW(voiceOfRegister("treble"), Error);
}

}  // namespace
}  // namespace arioso
