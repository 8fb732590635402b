#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <set>

#include "dsp/error.h"
#include "src/perform/performer.h"
#include "src/score/reader.h"
#include "tests/unit/corpus/midi_bytes.h"
#include "tools/corpus/pieces.h"

namespace arioso::corpus {
namespace {

class ScorePieces : public testing::Test {
  protected:
    void SetUp() override {
        // One a test: they run side by side.
        folder_ = std::filesystem::path(ARIOSO_BINARY_DIR) / "score_pieces_test" /
                  testing::UnitTest::GetInstance()->current_test_info()->name();
        std::filesystem::remove_all(folder_);
        // A rising line for flute, wider than a trumpet's range, and a falling one for cello.
        std::vector<int> rising;
        std::vector<int> falling;
        for (int i = 0; i < 120; ++i) rising.push_back(62 + (i * 5) % 29);
        for (int i = 0; i < 60; ++i) falling.push_back(60 - (i * 7) % 12);
        write("rising.mid", midiMelody(73, rising));
        write("deep/falling.mid", midiMelody(42, falling));
        write("broken.mid", {'M', 'T', 'h', 'd', 1, 2});
        write("notes.txt", {'x'});
    }
    void write(const char* name, const std::vector<unsigned char>& bytes) {
        writeBytes(folder_ / name, bytes);
    }
    ScoreLibrary scan(int threads) { return scanScores({folder_}, table_, threads); }
    std::vector<Piece> pieces(const std::string& instrument, double seconds = 300.0) {
        library_ = scan(1);
        MakeOptions options;
        options.secondsPerInstrument = seconds;
        options.seed = 11;
        double planned = 0.0;
        return scorePieces(options, library_, *table_.find(instrument), planned);
    }
    InstrumentTable table_ = InstrumentTable::load(ARIOSO_SOURCE_DIR "/configs/instruments.toml");
    std::filesystem::path folder_;
    ScoreLibrary library_;
};

TEST_F(ScorePieces, ScanFindsPartsAndCountsWhatIsBroken) {
    const ScoreLibrary library = scan(2);
    ASSERT_EQ(library.scores.size(), 3U);
    EXPECT_EQ(library.unreadable, 1U);
    ASSERT_EQ(library.parts.size(), 2U);
    const ScorePart& cello = library.parts[0];
    EXPECT_EQ(library.scores[cello.score].source, "deep/falling.mid");
    EXPECT_EQ(cello.instrument, table_.find("cello")->index);
    EXPECT_EQ(cello.lowest, 49);
    EXPECT_EQ(cello.highest, 60);
    EXPECT_FALSE(cello.chords);
    EXPECT_NEAR(cello.seconds, 30.0, 0.6);
}

TEST_F(ScorePieces, ExcerptsKeepTheTuneWhoeverPlaysIt) {
    std::map<std::string, PerformedPart> written;
    for (const char* name : {"rising.mid", "deep/falling.mid"}) {
        written[name] = perform(readScore(folder_ / name), {}).parts.at(0);
    }
    for (const char* id : {"flute", "cello", "piano", "saw_lead"}) {
        const Instrument& instrument = *table_.find(id);
        std::set<std::string> sources;
        for (const Piece& piece : pieces(id)) {
            const PerformedPart part = piece.play();
            sources.insert(piece.source);
            ASSERT_GT(part.notes.size(), 8U);
            EXPECT_LE(part.notes.front().onset, 0.7);
            EXPECT_EQ(part.program, instrument.program);
            // The intervals between notes are those of some place in the score.
            const auto& tune = written.at(piece.source).notes;
            const auto step = [](const std::vector<PerformedNote>& notes, std::size_t i) {
                return std::lround(notes[i + 1].pitch) - std::lround(notes[i].pitch);
            };
            bool found = false;
            for (std::size_t at = 0; at + part.notes.size() <= tune.size() && !found; ++at) {
                std::size_t same = 0;
                while (same + 1 < part.notes.size() &&
                       step(part.notes, same) == step(tune, at + same)) {
                    ++same;
                }
                found = same + 1 == part.notes.size();
            }
            EXPECT_TRUE(found) << id << " " << piece.id << " of " << piece.source;
            for (const PerformedNote& note : part.notes) {
                EXPECT_GE(std::lround(note.pitch), instrument.lowest);
                EXPECT_LE(std::lround(note.pitch), instrument.highest);
            }
        }
        EXPECT_EQ(sources.size(), 2U) << id;
    }
}

TEST_F(ScorePieces, APartTooWideForTheInstrumentIsLeftToOthers) {
    // Twelve keys fit a trumpet's range of 33, and so do 29; a second part of 40 would not.
    std::vector<int> wide;
    for (int i = 0; i < 60; ++i) wide.push_back(40 + (i * 7) % 45);
    write("wide.mid", midiMelody(0, wide));
    for (const Piece& piece : pieces("trumpet")) EXPECT_NE(piece.source, "wide.mid");
    bool played = false;
    for (const Piece& piece : pieces("piano")) played = played || piece.source == "wide.mid";
    EXPECT_TRUE(played);
}

TEST_F(ScorePieces, OneScoreIsInOneSplit) {
    std::map<std::string, std::set<std::string>> splits;
    for (const char* id : {"flute", "cello", "piano", "violin", "harp"}) {
        for (const Piece& piece : pieces(id)) splits[piece.source].insert(piece.split);
    }
    for (const auto& [source, found] : splits) EXPECT_EQ(found.size(), 1U) << source;
}

TEST_F(ScorePieces, SameOptionsSamePieces) {
    const auto first = pieces("violin");
    const auto second = pieces("violin");
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].play(), second[i].play());
}

TEST_F(ScorePieces, NoFolderIsOneClearLine) {
    try {
        scanScores({"no/such/folder"}, table_, 1);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
        EXPECT_THAT(error.what(), testing::HasSubstr("no/such/folder"));
    }
}

}  // namespace
}  // namespace arioso::corpus
