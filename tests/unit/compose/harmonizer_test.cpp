#include "src/harmony/harmonizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "dsp/error.h"
#include "src/harmony/once_through.h"
#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

const HarmonyTables& shipped() {
    static const auto tables =
        loadHarmony(std::filesystem::path(ARIOSO_SOURCE_DIR) / "models" / "weights" / "composer");
    return *tables;
}

Score sample(const std::string& name) {
    return readScore(std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples" / name);
}

Score readBack(const Score& score) {
    const std::string text = writeMusicXml(score);
    return readMusicXml(std::as_bytes(std::span(text.data(), text.size())), "x.musicxml");
}

bool same(const Note& a, const Note& b) {
    return a.onset == b.onset && a.duration == b.duration && a.pitch == b.pitch &&
           a.voice == b.voice && a.staff == b.staff && a.articulation == b.articulation &&
           a.lyrics == b.lyrics && a.measure == b.measure;
}

bool same(const std::vector<Note>& a, const std::vector<Note>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Note& x, const Note& y) { return same(x, y); });
}

std::vector<std::string> textsOf(const Harmonization& one) {
    std::vector<std::string> out;
    for (const SetChord& chord : one.chords) out.push_back(chord.text);
    return out;
}

class Harmonised : public testing::TestWithParam<const char*> {};

TEST_P(Harmonised, ChoraleKeepsTheMelodyAndTheRulesOfFourVoices) {
    const Score score = sample(GetParam());
    HarmonizeRequest request;
    request.texture = HarmonyTexture::Chorale;
    request.rhythm = HarmonicRhythm::Beat;
    const Harmonization one = harmonize(shipped(), score, request).front();
    ASSERT_EQ(one.score.parts.size(), 4U);
    const Part& melody = score.parts[static_cast<std::size_t>(melodyPart(score))];
    EXPECT_TRUE(same(one.score.parts[0].notes, melody.notes));
    EXPECT_EQ(one.faults.parallels, 0);
    EXPECT_EQ(one.faults.crossings, 0);
    EXPECT_GT(one.chords.size(), score.measures.size() / 4);
    // What is written reads back as what was made.
    const Score again = readBack(one.score);
    ASSERT_EQ(again.parts.size(), 4U);
    for (std::size_t p = 0; p < 4; ++p)
        EXPECT_EQ(again.parts[p].notes.size(), one.score.parts[p].notes.size()) << "part " << p;
    EXPECT_EQ(again.measures.size(), score.measures.size());
}

TEST_P(Harmonised, PianoPlaysUnderEveryWholeBar) {
    const Score score = sample(GetParam());
    HarmonizeRequest request;
    request.texture = HarmonyTexture::Piano;
    const Harmonization one = harmonize(shipped(), score, request).front();
    ASSERT_EQ(one.score.parts.size(), 2U);
    std::set<int> bars;
    for (const Note& note : one.score.parts[1].notes) {
        bars.insert(note.measure);
        const Measure& bar = score.measures[static_cast<std::size_t>(note.measure)];
        EXPECT_FALSE(note.onset < bar.start);
        EXPECT_FALSE(note.onset + note.duration > bar.start + bar.length);
    }
    for (std::size_t i = 0; i < score.measures.size(); ++i) {
        const Measure& bar = score.measures[i];
        const bool whole = bar.length == Beat(4 * std::int64_t{bar.beats}, bar.beatType);
        EXPECT_TRUE(!whole || bars.count(static_cast<int>(i)) == 1) << "bar " << bar.number;
    }
}

INSTANTIATE_TEST_SUITE_P(Samples, Harmonised,
                         testing::Values("old-hundredth-chorale.musicxml", "stille-nacht.musicxml",
                                         "ode-to-joy-without-words.musicxml",
                                         "petzold-minuet-in-g.musicxml",
                                         "haydn-emperor-theme.musicxml",
                                         "amazing-grace-leadsheet.musicxml"));

TEST(Harmonizer, EndsOnTheTonicOfAPlainTune) {
    HarmonizeRequest request;
    const Harmonization one =
        harmonize(shipped(), sample("ode-to-joy-without-words.musicxml"), request).front();
    EXPECT_EQ(one.chords.front().text, "D");
    EXPECT_EQ(one.chords.back().text, "D");
}

TEST(Harmonizer, VersesAreSungByAllVoices) {
    HarmonizeRequest request;
    request.texture = HarmonyTexture::Chorale;
    const Harmonization one =
        harmonize(shipped(), sample("old-hundredth-chorale.musicxml"), request).front();
    std::set<int> verses;
    for (const Note& note : one.score.parts[3].notes)
        for (const Lyric& lyric : note.lyrics) verses.insert(lyric.verse);
    EXPECT_EQ(verses, (std::set<int>{1, 2}));
}

TEST(Harmonizer, KeptBarsComeOutUntouchedWhateverIsWrittenAround) {
    HarmonizeRequest request;
    request.texture = HarmonyTexture::Piano;
    const Score first =
        harmonize(shipped(), sample("stille-nacht.musicxml"), request).front().score;
    HarmonizeRequest again = request;
    again.seed = 5;
    again.adventure = 1.0;
    again.keep = parseKeep("1-4,9", first);
    const Score second = harmonize(shipped(), first, again).front().score;
    ASSERT_EQ(second.parts.size(), first.parts.size());
    const auto inKept = [&](const Note& note) {
        return again.keep.bars[static_cast<std::size_t>(note.measure)] != 0;
    };
    bool changed = false;
    for (std::size_t p = 0; p < first.parts.size(); ++p) {
        std::vector<Note> was;
        std::vector<Note> is;
        std::copy_if(first.parts[p].notes.begin(), first.parts[p].notes.end(),
                     std::back_inserter(was), inKept);
        std::copy_if(second.parts[p].notes.begin(), second.parts[p].notes.end(),
                     std::back_inserter(is), inKept);
        EXPECT_TRUE(same(was, is)) << "part " << p;
        changed = changed || !same(first.parts[p].notes, second.parts[p].notes);
    }
    EXPECT_TRUE(changed);
    const auto keptChords = [&](const Score& score) {
        std::vector<std::string> out;
        for (const ChordSymbol& symbol : score.chords)
            if (again.keep.bars[static_cast<std::size_t>(barAt(score, symbol.at))] != 0)
                out.push_back(symbol.text);
        return out;
    };
    EXPECT_EQ(keptChords(first), keptChords(second));
}

TEST(Harmonizer, KeptChordsAreVoicedAndLeftAsTheyWere) {
    const Score score = sample("amazing-grace-leadsheet.musicxml");
    ASSERT_FALSE(score.chords.empty());
    HarmonizeRequest request;
    request.keep = parseKeep("chords", score);
    const Harmonization one = harmonize(shipped(), score, request).front();
    ASSERT_EQ(one.score.chords.size(), score.chords.size());
    for (std::size_t i = 0; i < score.chords.size(); ++i)
        EXPECT_EQ(one.score.chords[i].text, score.chords[i].text);
    // The notes under the first symbol of a bar are that chord's.
    for (const ChordSymbol& symbol : score.chords) {
        int root = 0;
        ChordQuality quality = ChordQuality::Major;
        if (!readSymbol(symbol, root, quality)) continue;
        const std::uint32_t mask = chordMask({root, quality});
        for (const Note& note : one.score.parts[1].notes) {
            if (!(note.onset == symbol.at)) continue;
            EXPECT_TRUE(inMask(mask, static_cast<int>(note.pitch)))
                << symbol.text << " has " << note.pitch;
        }
    }
}

TEST(Harmonizer, AvoidedChordsAreNotUsedAndImpossibleWishesAreRefused) {
    const Score score = sample("brahms-lullaby.musicxml");
    HarmonizeRequest request;
    request.avoided = parseAvoided("sevenths, m, C");
    for (const std::string& text : textsOf(harmonize(shipped(), score, request).front())) {
        EXPECT_NE(text, "C");
        EXPECT_TRUE(text.back() != 'm' || text.find("dim") != std::string::npos) << text;
        EXPECT_EQ(text.find('7'), std::string::npos) << text;
    }
    request.avoided.assign(kChords, 1);
    EXPECT_THROW((void)harmonize(shipped(), score, request), Error);
    EXPECT_THROW((void)parseAvoided("H7"), Error);
    EXPECT_THROW((void)parseKeep("1-900", score), Error);
    request = {};
    request.modeBias = 2.0;
    EXPECT_THROW((void)harmonize(shipped(), score, request), Error);
    EXPECT_THROW((void)harmonize(shipped(), Score{}, {}), Error);
}

TEST(Harmonizer, SlidersTurnWhatTheySay) {
    const Score score = sample("amazing-grace-leadsheet.musicxml");
    const auto minorShare = [&](double bias) {
        HarmonizeRequest request;
        request.modeBias = bias;
        const auto texts = textsOf(harmonize(shipped(), score, request).front());
        const auto minor = std::count_if(texts.begin(), texts.end(), [](const std::string& text) {
            return text.find('m') != std::string::npos && text.find("maj") == std::string::npos;
        });
        return static_cast<double>(minor) / static_cast<double>(texts.size());
    };
    EXPECT_GT(minorShare(-1.0), minorShare(1.0) + 0.2);
    const auto different = [&](double adventure) {
        HarmonizeRequest request;
        request.adventure = adventure;
        const auto texts = textsOf(harmonize(shipped(), score, request).front());
        return std::set<std::string>(texts.begin(), texts.end()).size();
    };
    EXPECT_GT(different(1.0), different(0.0) + 2);
}

TEST(Harmonizer, CandidatesDifferAndAreRanked) {
    HarmonizeRequest request;
    request.candidates = 5;
    const auto all = harmonize(shipped(), sample("stille-nacht.musicxml"), request);
    ASSERT_EQ(all.size(), 5U);
    std::set<std::vector<std::string>> different;
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_GE(all[i].natsPerBeat, all[i == 0 ? 0 : i - 1].natsPerBeat);
        different.insert(textsOf(all[i]));
    }
    EXPECT_EQ(different.size(), 5U);
    request.candidates = 1;
    request.seed = 7;
    const auto once = harmonize(shipped(), sample("stille-nacht.musicxml"), request);
    const auto twice = harmonize(shipped(), sample("stille-nacht.musicxml"), request);
    EXPECT_EQ(textsOf(once.front()), textsOf(twice.front()));
}

TEST(Chorale, LeadsScalesWithoutFaults) {
    // A scale up and down in C major over its usual chords.
    const std::vector<int> tune = {72, 74, 76, 77, 79, 77, 76, 74, 72};
    const std::vector<Chord> chords = {
        {0, ChordQuality::Major}, {7, ChordQuality::Dominant7}, {0, ChordQuality::Major},
        {5, ChordQuality::Major}, {0, ChordQuality::Major},     {2, ChordQuality::Minor7},
        {0, ChordQuality::Major}, {7, ChordQuality::Dominant7}, {0, ChordQuality::Major}};
    std::vector<ChoraleEvent> events;
    for (std::size_t i = 0; i < tune.size(); ++i)
        events.push_back({chords[i], {0, false}, tune[i], tune[i], i == 0, i + 1 == tune.size()});
    const std::vector<LowerVoices> voices = writeChorale(events, {});
    const VoiceFaults faults = faultsOf(events, voices);
    EXPECT_EQ(faults.parallels, 0);
    EXPECT_EQ(faults.crossings, 0);
    EXPECT_EQ(faults.leadingNotes, 0);
    EXPECT_EQ(faults.incomplete, 0);
    EXPECT_EQ(pitchClassOf(voices.back().bass), 0);
    // The checker sees what is wrong.
    std::vector<LowerVoices> bad = voices;
    bad[0] = {64, 55, 48};
    bad[1] = {66, 57, 50};
    EXPECT_GT(faultsOf(events, bad).parallels, 0);
}

}  // namespace
}  // namespace arioso
