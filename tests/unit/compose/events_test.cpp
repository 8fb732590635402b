#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/event_piece.h"
#include "src/compose/event_reader.h"
#include "src/compose/event_sequence.h"
#include "src/compose/study.h"
#include "src/score/measures.h"
#include "src/score/reader.h"
#include "tests/unit/score/random_score.h"

namespace arioso {
namespace {

/// A score that is on the grid: notes of every length and place, two staves, drums, chord symbols,
/// changes of metre and key, an upbeat, velocities.
class GridScore {
  public:
    explicit GridScore(unsigned seed) : random_(seed) {}

    Score make() {
        static constexpr int kMetres[][2] = {{4, 4}, {3, 4}, {6, 8}, {2, 2}, {12, 8}, {5, 8}};
        Score score;
        int at = 0;
        auto metre = kMetres[upTo(6)];
        int fifths = upTo(12) - 5;
        for (int i = 0; i < 3 + upTo(5); ++i) {
            if (upTo(4) == 0) metre = kMetres[upTo(6)];
            if (upTo(4) == 0) fifths = upTo(12) - 5;
            Measure bar;
            bar.start = Beat(at, kTicks);
            int length = events::barTicks(metre[0], metre[1]);
            if (i == 0 && upTo(2) == 0) length = 1 + upTo(11);
            bar.length = Beat(length, kTicks);
            bar.number = std::to_string(i + 1);
            bar.beats = metre[0];
            bar.beatType = metre[1];
            bar.fifths = fifths;
            score.measures.push_back(bar);
            at += length;
        }
        for (int i = 0; i < 1 + upTo(4); ++i) score.parts.push_back(part(i, at));
        if (upTo(2) == 0)
            for (int tick = 0; tick < at; tick += 1 + upTo(40)) {
                ChordSymbol symbol = chordSymbol({upTo(12), static_cast<ChordQuality>(upTo(9))}, 0,
                                                 0, false, Beat(tick, kTicks));
                symbol.bass = '\0';
                score.chords.push_back(symbol);
            }
        assignMeasures(score);
        return score;
    }

  private:
    int upTo(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }

    Part part(int index, int end) {
        Part part;
        part.id = "P" + std::to_string(index + 1);
        part.percussion = index == 2;
        part.program = part.percussion ? 0 : 8 * upTo(16);
        const int staves = part.percussion ? 1 : 1 + upTo(2);
        if (staves == 2) part.program = 0;
        const bool loud = upTo(2) == 0;
        for (int staff = 1; staff <= staves; ++staff) {
            for (int tick = upTo(20); tick < end; tick += upTo(30)) {
                Note note;
                note.onset = Beat(tick, kTicks);
                note.duration = Beat(1 + upTo(upTo(10) == 0 ? 200 : 50), kTicks);
                note.pitch = 40 + upTo(40);
                note.staff = staff;
                if (loud) note.velocity = static_cast<float>(upTo(8)) / 7.0F;
                const auto same = [&](const Note& other) {
                    return other.onset == note.onset && other.pitch == note.pitch;
                };
                if (std::none_of(part.notes.begin(), part.notes.end(), same))
                    part.notes.push_back(note);
            }
        }
        std::sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
            return a.onset == b.onset ? a.pitch < b.pitch : a.onset < b.onset;
        });
        return part;
    }

    std::mt19937 random_;
};

/// What a score's notes are, in an order that does not depend on how they were written down.
std::vector<std::tuple<double, double, double, int, float>> notesOfPart(const Part& part) {
    std::vector<std::tuple<double, double, double, int, float>> out;
    for (const Note& note : part.notes)
        out.emplace_back(note.onset.value(), note.pitch, note.duration.value(), note.staff,
                         note.velocity.value_or(-1.0F));
    std::sort(out.begin(), out.end());
    return out;
}

/// Sections in the order of their letters, syllables of all stresses.
EventMarks someMarks(const Score& score, unsigned seed) {
    std::mt19937 random(seed);
    EventMarks out;
    int letters = 0;
    for (std::size_t i = 0; i < score.measures.size(); ++i) {
        const int letter = static_cast<int>(random() % 4U) - 1;
        out.sections.push_back(std::min(letter, letters));
        if (letter >= letters) ++letters;
    }
    for (const Part& part : score.parts) {
        auto& marks = out.syllables.emplace_back();
        for (std::size_t i = 0; i < part.notes.size(); ++i)
            marks.push_back(static_cast<int>(random() % 4U) - 1);
    }
    return out;
}

CutCells someCells(const EventPiece& piece, unsigned seed) {
    std::mt19937 random(seed);
    CutCells cut(piece.bars.size() * piece.lanes.size());
    for (char& one : cut) one = random() % 3 == 0 ? 1 : 0;
    return cut;
}

TEST(Events, AScoreOnTheGridComesBackAsItWas) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        const Score score = GridScore(seed).make();
        const EventPiece piece = eventsOf(score);
        const Score back = scoreOf(pieceOf(sequenceOf(piece)));
        ASSERT_EQ(back.measures.size(), score.measures.size()) << seed;
        for (std::size_t i = 0; i < score.measures.size(); ++i) {
            EXPECT_TRUE(back.measures[i].start == score.measures[i].start) << seed;
            EXPECT_TRUE(back.measures[i].length == score.measures[i].length) << seed;
            EXPECT_EQ(back.measures[i].beats, score.measures[i].beats) << seed;
            EXPECT_EQ(back.measures[i].beatType, score.measures[i].beatType) << seed;
            EXPECT_EQ(back.measures[i].fifths, score.measures[i].fifths) << seed;
        }
        ASSERT_EQ(back.parts.size(), score.parts.size()) << seed;
        for (std::size_t p = 0; p < score.parts.size(); ++p) {
            EXPECT_EQ(back.parts[p].percussion, score.parts[p].percussion) << seed;
            EXPECT_EQ(notesOfPart(back.parts[p]), notesOfPart(score.parts[p])) << seed;
        }
        ASSERT_EQ(back.chords.size(), score.chords.size()) << seed;
        for (std::size_t i = 0; i < score.chords.size(); ++i) {
            int roots[2];
            ChordQuality kinds[2];
            EXPECT_TRUE(back.chords[i].at == score.chords[i].at) << seed;
            ASSERT_TRUE(readSymbol(score.chords[i], roots[0], kinds[0])) << seed;
            ASSERT_TRUE(readSymbol(back.chords[i], roots[1], kinds[1])) << seed;
            EXPECT_EQ(roots[0], roots[1]) << seed;
            EXPECT_EQ(kinds[0], kinds[1]) << seed;
        }
    }
}

TEST(Events, AnyScoreIsAsItWasOnceItIsOnTheGrid) {
    for (unsigned seed = 1; seed <= 100; ++seed) {
        const Score score = test::RandomScore(seed, seed % 2 == 0).make();
        const EventPiece first = eventsOf(score);
        EventPiece again = eventsOf(scoreOf(first), first.key, 0, first.bars.size());
        again.tempo = first.tempo;
        ASSERT_EQ(again.bars.size(), first.bars.size());
        for (std::size_t b = 0; b < first.bars.size(); ++b)
            EXPECT_EQ(again.bars[b], first.bars[b]) << seed << " bar " << b;
    }
}

TEST(Events, CutCellsComeBackFromBehind) {
    for (unsigned seed = 1; seed <= 100; ++seed) {
        const EventPiece piece = eventsOf(GridScore(seed).make());
        const CutCells cut = someCells(piece, seed);
        const std::vector<int> symbols = sequenceOf(piece, cut);
        const EventPiece back = pieceOf(symbols);
        EXPECT_EQ(back.bars, piece.bars) << seed;
        if (std::find(cut.begin(), cut.end(), 1) == cut.end()) continue;
        // Without the answers, what was cut is empty and the rest is there.
        const EventPiece asked = pieceOf(sequenceOf(piece, cut, false));
        for (std::size_t b = 0; b < piece.bars.size(); ++b)
            for (std::size_t lane = 0; lane < piece.lanes.size(); ++lane) {
                const bool gone = cut[b * piece.lanes.size() + lane] != 0;
                EXPECT_EQ(asked.bars[b].cells[lane],
                          gone ? std::vector<int>{} : piece.bars[b].cells[lane]);
            }
    }
}

TEST(Events, TransposingMovesEveryPitchAndNothingElse) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        const EventPiece piece = eventsOf(GridScore(seed).make());
        const int by = static_cast<int>(seed % 25) - 12;
        const Score before = scoreOf(piece);
        const Score after = scoreOf(transposed(piece, by));
        for (std::size_t p = 0; p < before.parts.size(); ++p) {
            auto expected = before.parts[p];
            if (!expected.percussion)
                for (Note& note : expected.notes) note.pitch += by;
            EXPECT_EQ(notesOfPart(after.parts[p]), notesOfPart(expected)) << seed;
        }
    }
}

TEST(Events, AKeyOnlyChangesWhatPitchesAreCountedFrom) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        const EventPiece piece = eventsOf(GridScore(seed).make());
        const EventKey key{static_cast<int>(seed % 12), seed % 5 == 0};
        const Score before = scoreOf(piece);
        const Score after = scoreOf(inKey(piece, key));
        for (std::size_t p = 0; p < before.parts.size(); ++p)
            EXPECT_EQ(notesOfPart(after.parts[p]), notesOfPart(before.parts[p])) << seed;
        for (std::size_t i = 0; i < before.measures.size(); ++i)
            EXPECT_EQ(after.measures[i].fifths, before.measures[i].fifths) << seed;
    }
}

TEST(Events, MarksComeBackAndCanBeTakenAway) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        const Score score = GridScore(seed).make();
        const std::size_t bars = score.measures.size();
        const EventPiece bare = eventsOf(score, {}, 0, bars);
        EventPiece piece = eventsOf(score, {}, 0, bars, someMarks(score, seed));
        piece.mood = events::moodSymbol(-0.9, 0.9);
        const EventPiece back = pieceOf(sequenceOf(piece));
        EXPECT_EQ(back.bars, piece.bars) << seed;
        EXPECT_EQ(events::nameOf(back.mood), "Mood valence low arousal high");
        EXPECT_EQ(back.worded, tellsWords(piece));
        EXPECT_FALSE(withoutSyllables(piece).worded);
        const CutCells cut = someCells(piece, seed);
        EXPECT_EQ(pieceOf(sequenceOf(piece, cut)).bars, piece.bars) << seed;
        EXPECT_EQ(withoutSections(withoutSyllables(piece)).bars, bare.bars) << seed;
    }
}

TEST(Events, SectionsAreNamedInTheOrderInWhichTheyCome) {
    EventPiece piece;
    piece.lanes = {{events::LaneKind::Violin, 0, 0}};
    for (const int letter : {5, -1, 2, 5}) piece.bars.push_back({4, 4, 48, 0, letter, {{}}});
    std::string letters;
    for (const int symbol : sequenceOf(piece))
        if (events::isSection(symbol)) letters += events::nameOf(symbol).back();
    EXPECT_EQ(letters, "ABA");
}

TEST(Events, ASyllableStandsBeforeItsNote) {
    const std::vector<EventNote> notes = {
        {0, 12, 60, -1, 1}, {12, 12, 62, -1, -1}, {30, 6, 64, -1, 0}};
    std::string text;
    for (const int symbol : cellOf(notes)) text += events::nameOf(symbol) + ", ";
    EXPECT_EQ(text,
              "Syllable stressed, Pitch 60, Duration 12, Pitch 62, Duration 12, Syllable light, "
              "Position 30, Pitch 64, Duration 6, ");
    EXPECT_EQ(notesOf(cellOf(notes)), notes);
}

/// What is told of the words in a lane's cells: how many are left and the stress of the next, as
/// text, at every place where a note may begin.
std::string wordsAhead(const std::vector<int>& symbols, std::size_t lane) {
    const SequenceFollower follower(symbols);
    EventReader reader;
    std::string out;
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        follower.push(reader, i);
        if (!reader.inCell() || reader.lane() != lane || !reader.canEnd()) continue;
        const auto features = reader.features();
        out += "?-lsx"[features.columns[EventReader::NextSyllable]];
        out += std::to_string(features.columns[EventReader::SyllablesLeft]) + " ";
    }
    return out;
}

TEST(SequenceFollower, HearsWhichSyllablesAreComing) {
    EventPiece piece;
    piece.lanes = {{events::LaneKind::Voice, 0, 0}, {events::LaneKind::Voice, 1, 0}};
    const auto words = cellOf({{0, 12, 60, -1, 1}, {12, 12, 62, -1, 0}, {24, 12, 64, -1, 2}});
    const auto tune = cellOf({{0, 36, 55, -1, -1}});
    piece.bars = {{3, 4, 36, 0, -1, {words, tune}}, {3, 4, 36, 0, -1, {tune, tune}}};
    piece.worded = true;
    EXPECT_EQ(wordsAhead(sequenceOf(piece), 0), "s4 l3 x2 -1 -1 -1 ");
    EXPECT_EQ(wordsAhead(sequenceOf(piece), 1), "?0 ?0 ?0 ?0 ") << "a singer without words";
    // What is cut out is told of where it is answered.
    EXPECT_EQ(wordsAhead(sequenceOf(piece, {1, 0, 0, 0}), 0), "?0 ?0 -1 -1 s4 l3 x2 -1 ");
    EXPECT_EQ(wordsAhead(sequenceOf(withoutSyllables(piece)), 0), "?0 ?0 ?0 ?0 ?0 ?0 ");
}

TEST(Events, ATuneTakesTwoSymbolsANote) {
    std::vector<EventNote> notes;
    for (int i = 0; i < 8; ++i) notes.push_back({6 * i, 6, 60 + i, -1});
    EXPECT_EQ(cellOf(notes).size(), 16U);
    EXPECT_EQ(notesOf(cellOf(notes)), notes);
}

TEST(EventReader, PermitsEverySymbolOfRealMusic) {
    const Score score =
        readScore(ARIOSO_SOURCE_DIR "/samples/petzold-minuet-in-g.musicxml", ReadOptions());
    const EventPiece piece = eventsOf(score);
    EventReader reader;
    std::vector<char> allowed(events::kSymbols);
    for (const int symbol : sequenceOf(piece)) {
        const bool content =
            !events::isLane(symbol) && symbol != events::kBar && symbol != events::kEnd;
        if (reader.inCell()) {
            reader.allow(allowed, events::kBar);
            if (content) {
                EXPECT_TRUE(allowed[static_cast<std::size_t>(symbol)]) << events::nameOf(symbol);
            }
        }
        reader.push(symbol);
    }
    EXPECT_EQ(reader.piece().bars, piece.bars);
}

/// Whatever is drawn from what it permits, a cell comes to an end and is a cell.
TEST(EventReader, NeverLeadsIntoADeadEnd) {
    std::vector<char> allowed(events::kSymbols);
    for (unsigned seed = 1; seed <= 60; ++seed) {
        const Score score = GridScore(seed).make();
        // Lanes that have told syllables may go on with them.
        EventMarks marks = seed % 2 == 0 ? EventMarks() : someMarks(score, seed);
        EventPiece piece = eventsOf(score, {}, 0, score.measures.size(), marks);
        piece.bars.insert(piece.bars.begin(), piece.bars.front());
        CutCells cut(piece.bars.size() * piece.lanes.size(), 1);
        std::fill_n(cut.begin(), piece.lanes.size(), char{0});
        EventReader reader;
        for (const int symbol : sequenceOf(piece, cut, false)) reader.push(symbol);
        models::RandomStream random(seed);
        std::size_t pushed = 0;
        for (std::size_t i = piece.lanes.size(); i < cut.size(); ++i) {
            reader.push(events::kLane + static_cast<int>(piece.lanes[i % piece.lanes.size()].kind));
            for (;;) {
                ASSERT_LT(++pushed, 200000U);
                reader.allow(allowed, events::kEnd);
                std::vector<int> choices;
                for (int s = 0; s < events::kSymbols; ++s)
                    if (allowed[static_cast<std::size_t>(s)] != 0) choices.push_back(s);
                ASSERT_FALSE(choices.empty());
                const int symbol = choices[static_cast<std::size_t>(
                    random.below(static_cast<int>(choices.size())))];
                if (symbol == events::kEnd) break;
                reader.push(symbol);
                const auto features = reader.features();
                for (std::size_t c = 0; c < features.columns.size(); ++c) {
                    ASSERT_GE(features.columns[c], 0);
                    ASSERT_LT(features.columns[c], EventReader::kSizes[c]);
                }
            }
        }
        reader.push(events::kEnd);
        const EventPiece written = reader.piece();
        for (const EventBar& bar : written.bars)
            for (std::size_t lane = 0; lane < piece.lanes.size(); ++lane)
                for (const EventNote& note : notesOf(bar.cells[lane]))
                    EXPECT_LT(note.onset, bar.length);
    }
}

/// A bar that repeats the one before is announced symbol by symbol.
TEST(EventReader, RemindsOfTheBarBefore) {
    EventPiece piece;
    piece.lanes = {{events::LaneKind::Violin, 0, 0}};
    const std::vector<EventNote> notes = {{0, 12, 60, -1}, {12, 6, 64, -1}, {24, 24, 67, -1}};
    for (int i = 0; i < 2; ++i) piece.bars.push_back({4, 4, 48, 0, -1, {cellOf(notes)}});
    EventReader reader;
    std::size_t checked = 0;
    for (const int symbol : sequenceOf(piece)) {
        if (reader.inCell() && reader.bar() == 1) {
            EXPECT_EQ(reader.features().columns[EventReader::EchoOne],
                      symbol == events::kBar ? events::kEnd : symbol);
            ++checked;
        }
        reader.push(symbol);
    }
    EXPECT_EQ(checked, piece.bars[1].cells[0].size());
}

TEST(EventReader, NamesWhatIsOutOfPlace) {
    try {
        pieceOf({events::kStart, events::kBar});
        FAIL();
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "events: Bar cannot follow Start");
    }
}

}  // namespace
}  // namespace arioso
