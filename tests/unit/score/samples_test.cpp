#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "src/score/reader.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

std::filesystem::path sample(const std::string& name) {
    return std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples" / name;
}

/// What a musician would check first in a shipped sample. Bars and quarters with repeats played.
struct Facts {
    std::string file;
    std::vector<std::string> parts;
    std::size_t bars;
    std::int64_t quarters;
    int fifths;
    double tempo;
    std::string melody;  // the part that begins with `opening`
    std::vector<int> opening;
    std::vector<std::size_t> syllables;  // sung, by part
};

const std::vector<Facts>& facts() {
    static const std::vector<Facts> all = {
        {"petzold-minuet-in-g.musicxml",
         {"Piano"},
         64,
         192,
         1,
         116,
         "Piano",
         {55, 59, 62, 74, 67, 69, 57, 71, 72},
         {0}},
        {"haydn-emperor-theme.musicxml",
         {"Violin I", "Violin II", "Viola", "Violoncello"},
         21,
         80,
         1,
         66,
         "Violin I",
         {67, 69, 71, 69, 72, 71, 69, 66, 67},
         {0, 0, 0, 0}},
        {"old-hundredth-chorale.musicxml",
         {"Soprano", "Alto", "Tenor", "Bass"},
         18,
         64,
         1,
         80,
         "Soprano",
         {67, 67, 66, 64, 62, 67, 69, 71},
         {64, 64, 64, 64}},
        {"amazing-grace-leadsheet.musicxml",
         {"Voice"},
         34,
         96,
         1,
         92,
         "Voice",
         {62, 67, 71, 67, 71, 69, 67, 64, 62},
         {56}},
        {"brahms-lullaby.musicxml",
         {"Flute", "Voice", "Violin", "Violoncello", "Piano"},
         21,
         63,
         -1,
         88,
         "Voice",
         {69, 69, 72, 69, 69, 72, 69, 72, 77},
         {0, 45, 0, 0, 0}},
        {"when-the-saints-band.musicxml",
         {"Trumpet in B flat", "Clarinet in B flat", "Trombone", "Piano", "Double Bass",
          "Drum Set"},
         33,
         131,
         -1,
         184,
         "Trumpet in B flat",
         {65, 69, 70, 72, 65, 69, 70, 72},
         {0, 0, 0, 0, 0, 0}},
        {"row-your-boat-round.musicxml",
         {"Soprano", "Tenor", "Alto", "Bass"},
         22,
         66,
         0,
         114,
         "Bass",
         {48, 48, 48, 50, 52, 52, 50, 52, 53, 55, 60},
         {54, 54, 54, 54}},
        {"mussorgsky-promenade.musicxml",
         {"Piano"},
         8,
         40,
         -2,
         104,
         "Piano",
         {67, 65, 70, 72, 77, 74, 72, 77, 74, 70, 72, 67, 65},
         {0}},
        {"ode-to-joy-without-words.musicxml",
         {"Voice", "Piano"},
         16,
         64,
         2,
         108,
         "Voice",
         {66, 66, 67, 69, 69, 67, 66, 64, 62, 62, 64, 66, 66, 64, 64},
         {0, 0}},
    };
    return all;
}

const Part& partNamed(const Score& score, const std::string& name) {
    return *std::find_if(score.parts.begin(), score.parts.end(),
                         [&](const Part& part) { return part.name == name; });
}

class Samples : public ::testing::TestWithParam<Facts> {};

TEST_P(Samples, AreReadAsTheyAreKnown) {
    const Facts& known = GetParam();
    const Score score = readScore(sample(known.file));

    std::vector<std::string> names;
    std::vector<std::size_t> syllables;
    for (const Part& part : score.parts) {
        names.push_back(part.name);
        std::size_t sung = 0;
        for (const Note& note : part.notes) sung += note.lyrics.size();
        syllables.push_back(sung);
    }
    EXPECT_THAT(names, ElementsAreArray(known.parts));
    EXPECT_THAT(syllables, ElementsAreArray(known.syllables));
    EXPECT_EQ(score.measures.size(), known.bars);
    EXPECT_EQ(score.end(), Beat::whole(known.quarters));
    ASSERT_FALSE(score.measures.empty());
    EXPECT_EQ(score.measures.front().fifths, known.fifths);
    ASSERT_FALSE(score.tempos.empty());
    EXPECT_DOUBLE_EQ(score.tempos.front().quartersPerMinute, known.tempo);
    EXPECT_THAT(score.diagnostics, ::testing::IsEmpty());

    std::vector<int> opening;
    for (const Note& note : partNamed(score, known.melody).notes) {
        if (opening.size() < known.opening.size()) opening.push_back(static_cast<int>(note.pitch));
    }
    EXPECT_THAT(opening, ElementsAreArray(known.opening));
}

TEST_P(Samples, FillTheirBarsWithoutGapsBetweenBarsOrNotesBeyondTheEnd) {
    const Score score = readScore(sample(GetParam().file));
    Beat at;
    for (const Measure& bar : score.measures) {
        EXPECT_EQ(bar.start, at) << "bar " << bar.number;
        at = bar.start + bar.length;
        EXPECT_LE(bar.length, Beat(4 * bar.beats, bar.beatType)) << "bar " << bar.number;
    }
    for (const Part& part : score.parts) {
        for (const Note& note : part.notes) {
            EXPECT_GT(note.duration, Beat::whole(0));
            EXPECT_LE(note.onset + note.duration, at);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Shipped, Samples, ::testing::ValuesIn(facts()), [](const auto& known) {
    std::string name = known.param.file.substr(0, known.param.file.find('.'));
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(SamplesFolder, SaysOfEveryFileWhereItComesFrom) {
    std::ifstream readme(sample("README.md"));
    const std::string text((std::istreambuf_iterator<char>(readme)), {});
    ASSERT_FALSE(text.empty());
    for (const auto& entry : std::filesystem::recursive_directory_iterator(sample(""))) {
        if (entry.is_directory()) continue;
        const std::filesystem::path file = std::filesystem::relative(entry.path(), sample(""));
        const std::string stem = (file.parent_path() / file.stem()).string();
        if (stem == "README") continue;
        EXPECT_THAT(text, ::testing::HasSubstr('`' + stem + '.')) << stem;
    }
}

TEST(SamplesFolder, BandAsMidiPlaysTheSameNotesAsItsMusicXml) {
    const Score written = readScore(sample("when-the-saints-band.musicxml"));
    const Score midi = readScore(sample("when-the-saints-band.mid"));
    ASSERT_EQ(midi.parts.size(), written.parts.size());
    for (std::size_t i = 0; i < midi.parts.size(); ++i) {
        const Part& a = written.parts[i];
        const Part& b = midi.parts[i];
        EXPECT_EQ(a.program, b.program) << a.name;
        EXPECT_EQ(a.percussion, b.percussion) << a.name;
        ASSERT_EQ(a.notes.size(), b.notes.size()) << a.name;
        for (std::size_t n = 0; n < a.notes.size(); ++n) {
            EXPECT_EQ(a.notes[n].onset, b.notes[n].onset) << a.name << " note " << n;
            EXPECT_DOUBLE_EQ(a.notes[n].pitch, b.notes[n].pitch) << a.name << " note " << n;
        }
    }
}

TEST(SamplesFolder, PromenadeChangesMetreAndSlowsDown) {
    const Score score = readScore(sample("mussorgsky-promenade.musicxml"));
    std::vector<int> beats;
    for (const Measure& bar : score.measures) beats.push_back(bar.beats);
    EXPECT_THAT(beats, ElementsAre(5, 6, 5, 6, 5, 6, 3, 4));
    const TempoMap tempo(score.tempos);
    EXPECT_DOUBLE_EQ(tempo.tempoAt(0), 104);
    EXPECT_DOUBLE_EQ(tempo.tempoAt(22), 116);
    EXPECT_GT(tempo.tempoAt(29), tempo.tempoAt(30.5));
    EXPECT_GT(tempo.tempoAt(30.5), tempo.tempoAt(31.5));
    EXPECT_GT(tempo.tempoAt(31.5), tempo.tempoAt(32.5));
    EXPECT_DOUBLE_EQ(tempo.tempoAt(33), 66);
}

TEST(SamplesFolder, ChoraleSoundsNoSemitonesOnItsBeats) {
    const Score score = readScore(sample("old-hundredth-chorale.musicxml"));
    for (std::int64_t quarter = 0; quarter < 64; ++quarter) {
        std::vector<int> sounding;
        for (const Part& part : score.parts) {
            for (const Note& note : part.notes) {
                const Beat at = Beat::whole(quarter);
                if (note.onset <= at && at < note.onset + note.duration) {
                    sounding.push_back(static_cast<int>(note.pitch));
                }
            }
        }
        EXPECT_EQ(sounding.size(), 4U) << "quarter " << quarter;
        for (const int a : sounding) {
            for (const int b : sounding) EXPECT_NE((a - b + 120) % 12, 1) << "quarter " << quarter;
        }
    }
}

TEST(SamplesFolder, SecondVersesAreSungOnTheSecondPass) {
    const Score score = readScore(sample("amazing-grace-leadsheet.musicxml"));
    std::string words;
    for (const Note& note : score.parts.at(0).notes) {
        for (const Lyric& lyric : note.lyrics) {
            words += lyric.text;
            if (lyric.syllabic == Syllabic::Single || lyric.syllabic == Syllabic::End) words += ' ';
        }
    }
    EXPECT_THAT(words, ::testing::StartsWith("Amazing grace! how sweet the sound"));
    EXPECT_THAT(words, ::testing::HasSubstr("now I see. 'Twas grace that taught"));
    EXPECT_THAT(words, ::testing::EndsWith("the hour I first believed! "));
    std::vector<std::string> chords;
    for (const ChordSymbol& chord : score.chords) chords.push_back(chord.text);
    ASSERT_GE(chords.size(), 9U);
    chords.resize(9);
    EXPECT_THAT(chords, ElementsAre("G", "C", "G", "Em", "D", "D7", "G", "G/B", "C"));
}

}  // namespace
}  // namespace arioso::test
