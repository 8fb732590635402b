#include "src/originality/music_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "dsp/error.h"
#include "src/originality/comparison.h"
#include "src/originality/library_file.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

Score abc(const std::string& text) {
    return readAbc(std::as_bytes(std::span(text)), "t.abc");
}

/// Twelve bars with chords that change every bar, and a tune.
const std::string kSong =
    "X:1\nT:Song\nC:Somebody\nM:4/4\nL:1/4\nK:C\n"
    "\"C\"C D/E/ G2|\"Am\"F E D2|\"F\"A/G/ c B2|\"D7\"A4|\"G\"B A G F|\"Em\"E3 D|\"A7\"^C D E F|"
    "\"Dm\"D2 F2|\"G7\"B, D F A|\"E7\"^G2 B2|\"Am\"c B A2|\"C\"G4|\n";
/// Other notes, other lengths, other chords.
const std::string kOther =
    "X:1\nT:Other\nC:Nobody\nM:4/4\nL:1/4\nK:C\n"
    "\"C\"G E C E|\"G\"D4|\"F\"F2 A2|\"C\"c4|\"C\"c c G G|\"F\"A3 F|\"G\"G F E D|\"C\"C4|\n";

void add(MusicLibrary& library, const std::string& text) {
    const Score score = abc(text);
    library.add(score.title, score.composer, melodyLines(score), pieceSymbols(score));
}

MusicLibrary library() {
    MusicLibrary out;
    add(out, kOther);
    add(out, kSong);
    out.index();
    return out;
}

const SharedFigure* figureOf(const Comparison& comparison, Facet facet) {
    for (const SharedFigure& one : comparison.figures)
        if (one.facet == facet) return &one;
    return nullptr;
}

Comparison beside(const MusicLibrary& music, const std::string& text) {
    return compare(abc(text), music, ChanceTables(music, {}), true);
}

TEST(MusicLibrary, ChordsAreFoundInAnotherKeyUnderAnotherTune) {
    // The first eight chords of the song a tone higher, each for half as long.
    const auto found = beside(library(),
                              "X:1\nT:t\nM:4/4\nL:1/4\nK:D\n\"D\"f2 \"Bm\"f2|\"G\"g2 \"E7\"^g2|"
                              "\"A\"a2 \"F#m\"a2|\"B7\"b2 \"Em\"b2|\n");
    const SharedFigure* harmony = figureOf(found, Facet::Harmony);
    ASSERT_NE(harmony, nullptr);
    EXPECT_EQ(harmony->place.notes, 8U);
    EXPECT_EQ(harmony->place.title, "Song");
    EXPECT_EQ(harmony->place.composer, "Somebody");
    EXPECT_EQ(harmony->place.from, "1");
    EXPECT_EQ(harmony->place.to, "4");
    EXPECT_EQ(harmony->place.tuneFrom, 1);
    EXPECT_EQ(harmony->place.tuneTo, 8);
    EXPECT_EQ(figureOf(found, Facet::Melody), nullptr);
}

TEST(MusicLibrary, RhythmIsFoundInHalvedValuesAndOtherPitches) {
    // Bars 3 to 8 of the song, half as long, on one note.
    const auto found = beside(library(),
                              "X:1\nT:t\nM:2/4\nL:1/8\nK:C\nz4|G/G/ G G2|G4|G G G G|G3 G|G G G G|"
                              "G2 G2|z4|\n");
    const SharedFigure* rhythm = figureOf(found, Facet::Rhythm);
    ASSERT_NE(rhythm, nullptr);
    EXPECT_EQ(rhythm->place.notes, 6U);
    EXPECT_EQ(rhythm->place.title, "Song");
    EXPECT_EQ(rhythm->place.from, "2");
    EXPECT_EQ(rhythm->place.to, "7");
    EXPECT_EQ(rhythm->place.tuneFrom, 3);
    EXPECT_EQ(rhythm->place.tuneTo, 8);
}

TEST(MusicLibrary, TheWholeSongIsFoundInAllThreeAndNearest) {
    const auto found = beside(library(), kSong);
    for (const Facet facet : {Facet::Melody, Facet::Harmony, Facet::Rhythm}) {
        const SharedFigure* figure = figureOf(found, facet);
        ASSERT_NE(figure, nullptr) << nameOf(facet);
        EXPECT_EQ(figure->place.title, "Song") << nameOf(facet);
        EXPECT_EQ(figure->place.notes, facet == Facet::Melody ? 34U : 12U) << nameOf(facet);
    }
    ASSERT_FALSE(found.harmonies.empty());
    EXPECT_EQ(found.harmonies.front().title, "Song");
    EXPECT_NEAR(found.harmonies.front().share, 1.0, 1e-9);
    EXPECT_EQ(found.known, found.stretches);
}

TEST(ChanceModel, BitsAreThoseOfWittenAndBellByHand) {
    ChanceModel model;
    model.add(std::vector<std::uint32_t>{1, 2, 1, 2});
    model.add(std::vector<std::uint32_t>{1, 3});
    // Pieces that have 1, 2, 3: two, one, one; three kinds.
    const double one = (2.0 + 3.0 / 2000.0) / 7.0;
    EXPECT_NEAR(model.bits(std::vector<std::uint32_t>{1}, false), -std::log2(one), 1e-12);
    // After 1 come 2 and 3, in a piece each.
    const double two = (1.0 + 3.0 / 2000.0) / 7.0;
    const double after = (1.0 + 2.0 * two) / 4.0;
    EXPECT_NEAR(model.bits(std::vector<std::uint32_t>{1, 2}, false),
                -std::log2(one) - std::log2(after), 1e-12);
    // The piece itself left out, nothing has 2.
    const double oneLess = (1.0 + 3.0 / 2000.0) / 6.0;
    const double twoLess = (0.0 + 2.0 / 2000.0) / (3.0 + 2.0);
    const double afterLess = (0.0 + 1.0 * twoLess) / (1.0 + 1.0);
    EXPECT_NEAR(model.bits(std::vector<std::uint32_t>{1, 2}, true),
                -std::log2(oneLess) - std::log2(afterLess), 1e-12);
}

TEST(ChanceScale, IsFittedToHowSeldomPiecesShareSuchRuns) {
    // A hundred pieces whose rank is the tenth root of what is expected.
    std::vector<double> expected;
    for (int i = 0; i < 100; ++i) expected.push_back(10.0 * std::log10((i + 0.5) / 100.0));
    // A real quotation among them does not tilt it.
    expected.front() = -200.0;
    const ChanceScale scale = ChanceScale::fitted(expected);
    EXPECT_NEAR(scale.slope, 0.1, 1e-6);
    // 10 × 10 stretches and as many bits as undo them: expected once, in every piece.
    EXPECT_NEAR(scale.chance(std::log2(100.0), 10, 10), 1.0, 1e-6);
    EXPECT_NEAR(scale.chance(std::log2(1e12), 10, 10), 0.1, 1e-6);
    EXPECT_EQ(ChanceScale::fitted({1.0, 2.0}).slope, 1.0);
}

class LibraryFile : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }
    [[nodiscard]] std::string bytes() const {
        std::ifstream file(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void put(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }
    fs::path folder_ =
        fs::path(testing::TempDir()) / ("arioso-library-" + std::to_string(::getpid()));
    fs::path path_ = folder_ / "songs.index";
};

TEST_F(LibraryFile, FindsWhatTheLibraryFindsThatWroteIt) {
    writeLibraryFile(path_, library());
    EXPECT_TRUE(isLibraryFile(path_));
    const MusicLibrary read = readLibraryFile(path_);
    const MusicLibrary made = library();
    const ChanceTables chances(made, {});
    const Comparison a = compare(abc(kSong), made, chances, true);
    const Comparison b = compare(abc(kSong), read, chances, true);
    ASSERT_EQ(a.figures.size(), b.figures.size());
    for (std::size_t i = 0; i < a.figures.size(); ++i) {
        EXPECT_EQ(a.figures[i].place.title, b.figures[i].place.title);
        EXPECT_EQ(a.figures[i].place.notes, b.figures[i].place.notes);
        EXPECT_EQ(a.figures[i].place.tuneFrom, b.figures[i].place.tuneFrom);
        EXPECT_EQ(a.figures[i].place.tuneTo, b.figures[i].place.tuneTo);
        EXPECT_EQ(a.figures[i].chance, b.figures[i].chance);
    }
}

TEST_F(LibraryFile, AScoreIsNone) {
    put(kSong);
    EXPECT_FALSE(isLibraryFile(path_));
    put("");
    EXPECT_FALSE(isLibraryFile(path_));
}

TEST_F(LibraryFile, ACutOneIsRefusedWithItsName) {
    writeLibraryFile(path_, library());
    const std::string whole = bytes();
    for (const std::size_t keep : {whole.size() - 1, whole.size() / 2, std::size_t{20}}) {
        put(whole.substr(0, keep));
        try {
            static_cast<void>(readLibraryFile(path_));
            ADD_FAILURE() << keep;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            EXPECT_THAT(error.what(), testing::HasSubstr("songs.index"));
        }
    }
}

TEST_F(LibraryFile, NoByteOfItLeadsOutside) {
    writeLibraryFile(path_, library());
    const std::string whole = bytes();
    const ChanceTables chances(library(), {});
    for (std::size_t i = 8; i < whole.size(); i += 3) {
        std::string broken = whole;
        broken[i] = static_cast<char>(broken[i] ^ 0xFF);
        put(broken);
        // Either refused or asked without harm.
        try {
            static_cast<void>(compare(abc(kSong), readLibraryFile(path_), chances, false));
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input) << i;
        }
    }
}

}  // namespace
}  // namespace arioso
