#include "src/originality/tune_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <span>

#include "dsp/error.h"
#include "src/compose/event_piece.h"
#include "src/originality/known_run.h"
#include "src/originality/melody_lines.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

/// Notes of pitches and lengths in ticks, from a tick on, bars of 48 ticks.
std::vector<StudyNote> line(const std::vector<std::pair<int, int>>& notes, int start = 0) {
    std::vector<StudyNote> out;
    int at = start;
    for (const auto& [pitch, length] : notes) {
        StudyNote note;
        note.pitch = pitch;
        note.onset = at;
        note.duration = length;
        note.bar = at / 48;
        out.push_back(note);
        at += length;
    }
    return out;
}

/// Twelve notes, four bars.
const std::vector<std::pair<int, int>> kTune = {{60, 12}, {62, 6},  {64, 6},  {67, 24},
                                                {65, 12}, {64, 12}, {62, 24}, {69, 6},
                                                {67, 6},  {72, 12}, {71, 24}, {60, 48}};
const std::vector<std::pair<int, int>> kOther = {{60, 12}, {59, 12}, {57, 12}, {55, 12},
                                                 {53, 12}, {55, 12}, {57, 12}, {59, 12},
                                                 {60, 12}, {62, 12}, {64, 12}, {65, 12}};

TuneLibrary library() {
    TuneLibrary out;
    out.add("Other", "Nobody", line(kOther));
    out.add("Tune", "Somebody", line(kTune));
    out.index();
    return out;
}

std::vector<SharedRun> runsOf(const std::vector<StudyNote>& notes) {
    return library().shared(notes);
}

TEST(TuneLibrary, FindsAQuotationWithItsPlaces) {
    // Two foreign notes before, one behind.
    std::vector<std::pair<int, int>> notes = {{50, 24}, {51, 24}};
    notes.insert(notes.end(), kTune.begin() + 1, kTune.begin() + 11);
    notes.emplace_back(40, 12);
    const auto runs = runsOf(line(notes));
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0], (SharedRun{1, 10, 2, 1}));
    EXPECT_EQ(library().barOf(1, 1), 1);
    EXPECT_EQ(library().barOf(1, 10), 3);
}

TEST(TuneLibrary, KeyTempoAndWrittenLengthDoNotHideIt) {
    for (const int stretch : {2, 3, 4})
        for (const int transposed : {-14, 5}) {
            auto notes = kTune;
            for (auto& [pitch, length] : notes) {
                pitch += transposed;
                length = length * stretch / 2;
            }
            EXPECT_THAT(runsOf(line(notes)), testing::ElementsAre(SharedRun{1, 12, 0, 0}))
                << stretch << " " << transposed;
        }
}

TEST(TuneLibrary, SwingDoesNotHideIt) {
    auto notes = kTune;
    for (std::size_t i = 0; i + 1 < notes.size(); ++i)
        if (notes[i].second == 6 && notes[i + 1].second == 6) {
            notes[i].second = 8;
            notes[i + 1].second = 4;
        }
    EXPECT_THAT(runsOf(line(notes)), testing::ElementsAre(SharedRun{1, 12, 0, 0}));
}

TEST(TuneLibrary, AnotherRhythmIsAnotherTune) {
    auto notes = kTune;
    for (std::size_t i = 0; i < notes.size(); ++i) notes[i].second = i % 2 == 0 ? 36 : 12;
    EXPECT_TRUE(runsOf(line(notes)).empty());
}

TEST(TuneLibrary, SevenNotesAreNobodys) {
    const std::vector<std::pair<int, int>> seven(kTune.begin(), kTune.begin() + 7);
    EXPECT_TRUE(runsOf(line(seven)).empty());
}

TEST(TuneLibrary, KnownStretchesAreCountedNoteByNote) {
    const auto known = library().known(line(kTune));
    EXPECT_EQ(known, std::vector<bool>(5, true));
}

TEST(TuneLibrary, ComesBackFromItsFile) {
    const fs::path folder =
        fs::path(testing::TempDir()) / ("arioso-tunes-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    library().save(folder, "1");
    const TuneLibrary read = TuneLibrary::load(folder);
    ASSERT_EQ(read.tunes().size(), 2U);
    EXPECT_EQ(read.tunes()[1].title, "Tune");
    EXPECT_EQ(read.tunes()[1].composer, "Somebody");
    EXPECT_EQ(read.shared(line(kTune)), library().shared(line(kTune)));
    EXPECT_EQ(read.barOf(1, 11), 4);
    std::ofstream(folder / "tunes.safetensors") << "no";
    EXPECT_THROW(TuneLibrary::load(folder), Error);
    fs::remove_all(folder);
}

TEST(MelodyLines, AnInnerVoiceIsALine) {
    const std::string abc =
        "X:1\nT:t\nM:4/4\nL:1/4\nK:C\nV:1\ng a g a|g a g a|\nV:2\nC D E G|F E D C|\n";
    const Score score = readAbc(std::as_bytes(std::span(abc)), "t.abc");
    const auto lines = melodyLines(score);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1].notes.size(), 8U);
    EXPECT_EQ(lines[1].notes[3].pitch, 67);
}

/// kTune, a bar of rest, and kTune again, in ABC.
Score twice() {
    const std::string tune = "C D/ E/ G2|F E D2|A/ G/ c B2|C4|";
    const std::string abc = "X:1\nT:t\nM:4/4\nL:1/4\nK:C\n" + tune + "z4|" + tune + "\n";
    return readAbc(std::as_bytes(std::span(abc)), "t.abc");
}

RewriteRequest written(const Score& score, const std::vector<std::size_t>& bars) {
    const std::size_t lanes = lanesOf(score).size();
    RewriteRequest request;
    request.cells.assign(score.measures.size() * lanes, 0);
    for (const std::size_t bar : bars)
        for (std::size_t lane = 0; lane < lanes; ++lane) request.cells[bar * lanes + lane] = 1;
    return request;
}

TEST(KnownRun, TellsTheLongestAsAReaderFindsIt) {
    const Score score = twice();
    const auto run = longestKnownRun(library(), score, melodyLines(score));
    ASSERT_TRUE(run);
    EXPECT_EQ(run->notes, 12U);
    EXPECT_EQ(run->from, "1");
    EXPECT_EQ(run->to, "4");
    EXPECT_EQ(run->title, "Tune");
    EXPECT_EQ(run->tuneFrom, 1);
    EXPECT_EQ(run->tuneTo, 4);
}

TEST(KnownRun, OnlyBarsThatWereWrittenCount) {
    const Score score = twice();
    const auto longest = [&](const RewriteRequest& request) {
        const auto run = longestKnownRun(library(), score, writtenLines(score, score, request));
        return run ? run->notes : 0;
    };
    EXPECT_EQ(longest(written(score, {5, 6, 7, 8})), 12U);
    EXPECT_EQ(longest(written(score, {5, 6, 7})), 11U);
    EXPECT_EQ(longest(written(score, {4})), 0U);
    // Eleven notes in all, but in no row of eight.
    EXPECT_EQ(longest(written(score, {0, 1, 3, 5, 7})), 0U);
    RewriteRequest kept = written(score, {5, 6, 7, 8});
    for (std::size_t i = 12; i < score.parts[0].notes.size(); i += 4) kept.kept.emplace(0, i);
    EXPECT_EQ(longest(kept), 0U);
}

}  // namespace
}  // namespace arioso
