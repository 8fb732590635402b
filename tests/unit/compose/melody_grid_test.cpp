#include "src/compose/melody_grid.h"

#include <gtest/gtest.h>

#include <tuple>

#include "src/compose/melody_attributes.h"

namespace arioso {
namespace {

StudyNote note(int onset, int duration, int pitch) {
    StudyNote out;
    out.onset = onset;
    out.duration = duration;
    out.pitch = pitch;
    return out;
}

std::vector<std::tuple<int, int, int>> plain(const std::vector<StudyNote>& notes) {
    std::vector<std::tuple<int, int, int>> out;
    for (const StudyNote& one : notes) out.emplace_back(one.onset, one.duration, one.pitch);
    return out;
}

StudyBar bar(int beats, int type, int length) {
    StudyBar out;
    out.beats = beats;
    out.beatType = type;
    out.length = length;
    return out;
}

std::vector<StudyNote> thereAndBack(const std::vector<StudyNote>& notes, MelodyMetre metre,
                                    int windows) {
    std::vector<MelodyCells> cells;
    for (int w = 0; w < windows; ++w) {
        MelodyCells window;
        window.start = w * kMelodyBars * metre.barTicks();
        window.metre = metre;
        window.reference = 60;
        window.cells = cellsOf(notes, window.start, metre, metre.windowBeats(), 60);
        cells.push_back(window);
    }
    return notesOf(cells);
}

TEST(MelodyGrid, KnowsFeltBeats) {
    EXPECT_EQ(melodyMetre(bar(4, 4, 48)), (MelodyMetre{4, false}));
    EXPECT_EQ(melodyMetre(bar(2, 2, 48)), (MelodyMetre{4, false}));
    EXPECT_EQ(melodyMetre(bar(6, 8, 36)), (MelodyMetre{2, true}));
    EXPECT_EQ(melodyMetre(bar(3, 4, 36)), (MelodyMetre{3, false}));
    EXPECT_FALSE(melodyMetre(bar(5, 4, 60)));
    StudyBar upbeat = bar(4, 4, 12);
    upbeat.whole = false;
    EXPECT_FALSE(melodyMetre(upbeat));
}

TEST(MelodyGrid, TripletsSixteenthsRestsAndTiesComeBack) {
    const std::vector<StudyNote> notes = {
        note(0, 4, 60),   note(4, 4, 62),  note(8, 4, 64),   // a triplet
        note(12, 3, 65),  note(15, 3, 64), note(18, 6, 62),  // sixteenths
        note(36, 12, 59),                                    // behind a rest
        note(84, 24, 67),                                    // held into the next two bars
        note(108, 6, 72)};
    EXPECT_EQ(plain(thereAndBack(notes, {4, false}, 2)), plain(notes));
}

TEST(MelodyGrid, CompoundBeatsHaveSixteenths) {
    const std::vector<StudyNote> notes = {note(0, 9, 60),   note(9, 3, 62),  note(12, 6, 64),
                                          note(18, 15, 65), note(33, 3, 64), note(36, 36, 60)};
    EXPECT_EQ(plain(thereAndBack(notes, {2, true}, 1)), plain(notes));
}

TEST(MelodyGrid, FarPitchesMoveByOctaves) {
    EXPECT_EQ(symbolPitch(pitchSymbol(60, 60), 60), 60);
    EXPECT_EQ(symbolPitch(pitchSymbol(48, 60), 60), 48);
    EXPECT_EQ(symbolPitch(pitchSymbol(83, 60), 60), 83);
    EXPECT_EQ(symbolPitch(pitchSymbol(41, 60), 60) % 12, 41 % 12);
    EXPECT_EQ(symbolPitch(pitchSymbol(97, 60), 60) % 12, 97 % 12);
}

TEST(MelodyGrid, ReferenceIsTheTonicBelowTheMiddle) {
    const std::vector<StudyNote> high = {note(0, 12, 74), note(12, 12, 76), note(24, 12, 79)};
    EXPECT_EQ(referenceTonic(high, 0), 72);
    EXPECT_EQ(referenceTonic(high, 7), 67);
}

TEST(MelodyAttributes, CountWhatIsThere) {
    const MelodyMetre metre{2, false};
    const auto cells = cellsOf(
        std::vector<StudyNote>{note(0, 6, 60), note(6, 12, 64), note(18, 6, 67), note(24, 24, 72)},
        0, metre, 4, 60);
    const MelodyMeasures measures = measureCells(cells);
    const auto at = [&](MelodyAttribute a) { return measures[static_cast<std::size_t>(a)]; };
    EXPECT_DOUBLE_EQ(at(MelodyAttribute::Density), 1.0);
    EXPECT_DOUBLE_EQ(at(MelodyAttribute::Range), 12.0);
    EXPECT_DOUBLE_EQ(at(MelodyAttribute::Syncopation), 0.25);  // the second note of four
    EXPECT_DOUBLE_EQ(at(MelodyAttribute::Height), (0 + 4 + 7 + 12) / 4.0);
    EXPECT_DOUBLE_EQ(at(MelodyAttribute::Leaps), 4.0);
    EXPECT_DOUBLE_EQ(at(MelodyAttribute::Brightness), (0 + 4 + 1 + 0) / 4.0);
}

}  // namespace
}  // namespace arioso
